"""`slarules dispute`: a fact, a credit or a statement is disputed, answered and settled."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from slarules.cli.entry import (
    Words,
    as_json,
    enter,
    evidence_option,
    held_entries,
    now,
    said_options,
    speaker,
    tell,
)
from slarules.cli.options import EXISTING_FILE, format_option, path_option, register_option
from slarules.cli.printing import harmless, print_document

if TYPE_CHECKING:
    from slarules.core.contract import Contract
    from slarules.entries.disputes import Case, Make
    from slarules.register.entry import Entry


class Number(click.IntRange):
    """The number of an entry."""

    name = "number"


@click.group()
def command() -> None:
    """Open, answer and settle disputes about facts, credits and statements."""


@command.command("open")
@click.argument("contract", type=EXISTING_FILE)
@click.argument("about", type=Words(), required=False)
@click.argument("fact", type=Words(), required=False)
@click.option("--period", metavar="P", help="Of the credit or the statement, or of the item.")
@evidence_option
@said_options
@path_option
def open_(
    *,
    contract: Path,
    about: str | None,
    fact: str | None,
    period: str | None,
    evidence: str,
    author: str,
    reason: str,
    at: date | datetime | None,
    register: str,
    form: str,
    search: tuple[Path, ...],
) -> None:
    """Open a dispute: ABOUT is an item with its FACT, or a credit with --period.

    With --period alone it is about the statement of the period. A disputed fact is unknown until
    the dispute is settled. As in: slarules dispute open alster.sla AL-1741 cause --period
    2025-04 --by Alster --reason "the router was yours"
    """
    from slarules.entries.disputes import opening, subject
    from slarules.pipeline import load

    agreed = load(contract, search)
    what = subject(agreed, about, fact, period)
    says = speaker(agreed.name, agreed.zone, author, reason, at)
    _step(agreed, register, opening(agreed, what, says, evidence), form)


@command.command()
@click.argument("contract", type=EXISTING_FILE)
@click.argument("number", type=Number(min=1))
@evidence_option
@said_options
@path_option
def answer(
    *,
    contract: Path,
    number: int,
    evidence: str,
    author: str,
    reason: str,
    at: date | datetime | None,
    register: str,
    form: str,
    search: tuple[Path, ...],
) -> None:
    """Answer the dispute of a NUMBER; the reason is what is answered.

    As in: slarules dispute answer alster.sla 4 --by Kontor --reason "it was unplugged on site"
    """
    from slarules.entries.disputes import answering
    from slarules.pipeline import load

    agreed = load(contract, search)
    says = speaker(agreed.name, agreed.zone, author, reason, at)
    _step(agreed, register, answering(agreed, number, says, evidence), form)


@command.command()
@click.argument("contract", type=EXISTING_FILE)
@click.argument("number", type=Number(min=1))
@click.argument("value", type=Words(), required=False)
@evidence_option
@said_options
@path_option
def settle(
    *,
    contract: Path,
    number: int,
    value: str | None,
    evidence: str,
    author: str,
    reason: str,
    at: date | datetime | None,
    register: str,
    form: str,
    search: tuple[Path, ...],
) -> None:
    """Settle the dispute of a NUMBER; one about a fact says the VALUE that it has.

    As in: slarules dispute settle alster.sla 4 customer --by "Anna and Ben" --reason "seen on site"
    """
    from slarules.entries.disputes import settling
    from slarules.pipeline import load

    agreed = load(contract, search)
    says = speaker(agreed.name, agreed.zone, author, reason, at)
    _step(agreed, register, settling(agreed, number, value, says, evidence), form)


@command.command("list")
@click.argument("contract", type=EXISTING_FILE)
@register_option
@path_option
@format_option()
def list_(contract: Path, register: str, search: tuple[Path, ...], form: str) -> None:
    """List the disputes of a contract, and by when the next step of each is due.

    As in: slarules dispute list alster.sla
    """
    from slarules.entries.disputes import cases
    from slarules.pipeline import load

    agreed = load(contract, search)
    entries = held_entries(register, agreed.name)
    every = cases(entries)
    if form == "json":
        disputes = [_as_json(agreed, case, entries) for case in every]
        print_document({"disputes": disputes})
    elif not every:
        click.echo(f"no dispute of {agreed.name} is in {register}", err=True)
    else:
        for case in every:
            click.echo(harmless("\n".join(_told(agreed, case, entries))))


def _step(contract: Contract, register: str, make: Make, form: str) -> None:
    entries = enter(register, contract.name, [make])
    tell(entries, _sentences(contract, entries[0], held_entries(register, contract.name)), form)


def _sentences(contract: Contract, entry: Entry, entries: Sequence[Entry]) -> Iterator[str]:
    from slarules.entries.disputes import cases
    from slarules.register.bodies import Disputed

    body = entry.body
    assert isinstance(body, Disputed)  # noqa: S101
    number = body.dispute or entry.number
    case = next(each for each in cases(entries) if each.number == number)
    is_now = f" is {body.value}" if body.value else ""
    yield f"dispute {number} {body.step} by {entry.draft.author}: {case.subject}{is_now}"
    yield from _by_when(contract, body)
    yield from _what_follows(contract, case, entry)
    for step, last, over in _due(contract, case, entries):
        yield f"  {_to_be(step, last, over=over)}"


def _by_when(contract: Contract, body: Any) -> Iterator[str]:  # noqa: ANN401  # a `Disputed`
    from slarules.instants import Instant
    from slarules.register.known import moment
    from slarules.report.moments import day

    due = moment(body.due)
    if due is None:
        return
    last = day(Instant(due - 1), contract.zone)
    if not body.late:
        yield f"  in time: the contract gives through {last}"
    elif body.step == "opened":
        yield f"  too late: the contract gave through {last}, and lets stand what it is about"
    else:
        yield f"  late: the contract gave through {last}"


def _what_follows(contract: Contract, case: Case, entry: Entry) -> Iterator[str]:
    from slarules.report.moments import wall

    step, when = case.bodies[-1].step, wall(entry.draft.at, contract.zone)
    if not case.subject.fact:
        return
    if step == "settled":
        yield f"  settled in every run as of {when} or later"
    elif step == "opened" and not case.bodies[0].late:
        yield f"  unknown in every run as of {when} or later, until it is settled"


def _to_be(step: str, last: str, *, over: bool) -> str:
    return f"was to be {step} by {last}, which is over" if over else f"to be {step} by {last}"


def _due(
    contract: Contract, case: Case, entries: Sequence[Entry]
) -> Iterator[tuple[str, str, bool]]:
    """Yield each step that may follow and has a last date, that date, and whether it is over."""
    from slarules.entries.disputes import deadline
    from slarules.instants import Instant
    from slarules.report.moments import day

    for step in case.next:
        due = deadline(contract, case.subject, step, entries, case)
        if due is not None:
            yield step, day(Instant(due - 1), contract.zone), now() >= due


def _told(contract: Contract, case: Case, entries: Sequence[Entry]) -> Iterator[str]:
    from slarules.report.moments import day

    yield f"dispute {case.number}: {case.subject}"
    for body, entry in zip(case.bodies, case.entries, strict=True):
        said = entry.draft
        late = ", late" if body.late else ""
        value = f": it is {body.value}" if body.value else ""
        when = day(said.at, contract.zone)
        yield f"  {when} {body.step} by {said.author}{late}{value} ({said.reason})"
    for step, last, over in _due(contract, case, entries):
        yield f"  {_to_be(step, last, over=over)}"


def _as_json(contract: Contract, case: Case, entries: Sequence[Entry]) -> dict[str, Any]:
    return {
        "dispute": case.number,
        "about": case.subject.about,
        "fact": case.subject.fact,
        "period": case.subject.period,
        "open": bool(case.next),
        "steps": [as_json(entry) for entry in case.entries],
        "due": [
            {"step": step, "by": last, "over": over}
            for step, last, over in _due(contract, case, entries)
        ],
    }
