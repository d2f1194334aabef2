"""What commands share that read or write a register: where it is, who says what, when and why."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from slarules.cli.options import Moment, format_option, register_option, screen
from slarules.cli.printing import harmless, print_document

if TYPE_CHECKING:
    from slarules.entries.speaker import Speaker
    from slarules.instants import Instant
    from slarules.register.database import Register
    from slarules.register.entry import Draft, Entry

F = TypeVar("F", bound=Callable[..., Any])

LONGEST = 4_000
"""Characters of anything that an entry says."""


class Words(click.ParamType):  # type: ignore[type-arg]  # older releases of click take none
    """What somebody says: text that a register can hold."""

    name = "text"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> str:
        """Return the text."""
        text = str(value)
        if len(text) > LONGEST:
            self.fail(f"has more than {LONGEST:,} characters", param, ctx)
        if "\0" in text or text != text.encode(errors="replace").decode():
            self.fail("holds what is no character", param, ctx)
        return text


NONE = "none"
"""What `--register` says where there is to be none."""


def said_options(command: F) -> F:
    """Add who says it, why, when, in which register, and how the answer is printed."""
    options = (
        click.option(
            "--by", "author", type=Words(), required=True, metavar="WHO", help="Who says so."
        ),
        click.option(
            "--reason", type=Words(), required=True, metavar="TEXT", help="Why, in a sentence."
        ),
        click.option(
            "--at",
            type=Moment(),
            metavar="T",
            help="When it was said; not in the future.  [default: now]",
        ),
        register_option,
        format_option(),
    )
    for option in reversed(options):
        command = option(command)
    return command


evidence_option = click.option(
    "--evidence",
    type=Words(),
    default="",
    metavar="TEXT",
    help="What shows it: a letter, a mail, a protocol.",
)


@contextmanager
def read_by_audit(url: str) -> Iterator[Register | None]:
    """Give the register that a run reads; None where there is none, or not yet.

    The first run that is kept makes it, and one that fails should leave no empty file.

    Raises:
        UsageError: It cannot be opened.
    """
    # To import what opens one takes longer than most audits.
    if url == NONE or ("://" not in url and not Path(url).exists()):
        yield None
        return
    from slarules.register.address import address
    from slarules.register.database import opened

    file = address(url).file
    if file is not None and not file.exists():
        yield None
        return
    with opened(url) as register:
        yield register


def login() -> str:
    """Return the name of whoever runs this, as the machine knows it."""
    import getpass

    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        return "unknown"


def now() -> Instant:
    """Return the reading of the machine's clock."""
    from slarules.instants import instant

    return instant(datetime.now(UTC))


def speaker(
    contract: str, zone: str, author: str, reason: str, at: date | datetime | None
) -> Speaker:
    """Return who says something of a contract, when and why.

    Args:
        at: A date or a wall time is one of the contract's zone; now when left out.

    Raises:
        UsageError: It lies in the future, or one of the texts is empty.
    """
    from slarules.entries.speaker import Speaker

    return Speaker(contract, _said_at(at, zone), author, reason)


def _said_at(at: date | datetime | None, zone: str) -> Instant:
    from slarules.hours.local import at_said
    from slarules.instants import SECOND, Instant
    from slarules.report.moments import wall

    current = now()
    # Nobody says anything to the microsecond.
    second = Instant(current - current % SECOND)
    if at is None:
        return second
    said = at_said(at, zone)
    if said > current:
        raise click.UsageError(
            f"--at {at.isoformat()} lies in the future; it is {wall(second, zone)} now"
        )
    return said


def enter(
    register: str, contract: str, makes: Iterable[Callable[[Sequence[Entry]], Draft]]
) -> list[Entry]:
    """Enter what is made of the entries that stand before it, one after the other.

    Raises:
        UsageError: It cannot be entered, or the register cannot be used.
    """
    from slarules.register.address import address
    from slarules.register.database import opened

    makes = list(makes)
    file = address(register).file
    if file is not None and not file.exists():
        for make in makes:
            make(())  # what is refused makes no register
        click.echo(harmless(f"{file} is a new register"), err=True)
    with opened(register) as held:
        return [held.append_if(make, contract, now()) for make in makes]


def held_entries(register: str, contract: str) -> tuple[Entry, ...]:
    """Return what a register that is there holds on a contract."""
    from slarules.register.database import existing

    with existing(register) as held:
        return held.entries(contract)


def tell(entries: Iterable[Entry], lines: Iterable[str], form: str) -> None:
    """Print what was entered: sentences for people, the entries for programs."""
    if form == "text":
        from slarules.report.layout import paragraph

        width, _ = screen()
        for line in lines:
            margin = line[: len(line) - len(line.lstrip())]
            click.echo(harmless("\n".join(paragraph(line.strip(), width, margin=margin))))
        return
    print_document({"entries": [as_json(each) for each in entries]})


def as_json(entry: Entry) -> dict[str, Any]:
    """Return an entry for programs."""
    from slarules.instants import iso

    said = entry.draft
    return {
        "number": entry.number,
        "contract": said.contract,
        "at": iso(said.at),
        "author": said.author,
        "reason": said.reason,
        **entry.body.model_dump(mode="json"),
        "recorded": iso(entry.recorded),
        "prev": entry.prev,
        "hash": entry.hash,
    }
