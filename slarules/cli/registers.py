"""What commands share that read or write a register: where it is, who says what, when and why."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any, TypeVar

import click

from slarules.cli.options import Moment

if TYPE_CHECKING:
    from slarules.instants import Instant
    from slarules.register.database import Register

F = TypeVar("F", bound=Callable[..., Any])

NONE = "none"
"""What `--register` says where there is to be none."""


@contextmanager
def read_by_audit(url: str) -> Iterator[Register | None]:
    """Give the register that a run reads; None where there is none, or not yet.

    The first run that is kept makes it, and one that fails should leave no empty file.

    Raises:
        UsageError: It cannot be opened.
    """
    if url == NONE:
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


def said_options(command: F) -> F:
    """Add who says it, why, on what evidence, and when."""
    options = (
        click.option("--by", "author", required=True, metavar="WHO", help="Who says so."),
        click.option("--reason", required=True, metavar="TEXT", help="Why, in a sentence."),
        click.option(
            "--at",
            type=Moment(),
            metavar="T",
            help="When it was said, if not now; not in the future.",
        ),
    )
    for option in reversed(options):
        command = option(command)
    return command


evidence_option = click.option(
    "--evidence", default="", metavar="TEXT", help="What shows it: a letter, a mail, a protocol."
)


def said_at(at: date | datetime | None, zone: str) -> Instant:
    """Return when something was said.

    Args:
        at: A date or a wall time is one of the contract's zone.

    Raises:
        UsageError: It lies in the future.
    """
    from slarules.hours.local import at_said
    from slarules.instants import utc

    current = now()
    if at is None:
        return current
    said = at_said(at, zone)
    if said > current:
        clock = f"{utc(current):%Y-%m-%d %H:%M} UTC"
        raise click.UsageError(f"--at {at.isoformat()} lies in the future; it is {clock} now")
    return said
