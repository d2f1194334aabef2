"""`slarules statement`: what is owed is issued to the customer, and revised."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

import click

from slarules.cli.entry import (
    as_json,
    enter,
    held_entries,
    said_options,
    speaker,
    tell,
)
from slarules.cli.options import (
    EXISTING_FILE,
    RUN_FOLDER,
    format_option,
    path_option,
    register_option,
    screen,
)
from slarules.cli.printing import harmless, print_document

if TYPE_CHECKING:
    from slarules.entries.run import Run
    from slarules.entries.statements import Revision
    from slarules.register.entry import Entry
    from slarules.report.layout import Cell

period_option = click.option(
    "--period", metavar="P", help="Of this period only.  [default: of each one that can be]"
)


@click.group()
def command() -> None:
    """Issue statements, revise them, list them."""


@command.command()
@click.argument("run", type=RUN_FOLDER, metavar="RUNDIR")
@period_option
@said_options
def issue(
    *,
    run: Path,
    period: str | None,
    author: str,
    reason: str,
    at: date | datetime | None,
    register: str,
    form: str,
) -> None:
    """Enter the statements of a run as issued: revision 1 of each period that has none.

    As in: slarules statement issue run --by "Ben, service management" --reason "March is closed"
    """
    from slarules.entries.run import customers_run
    from slarules.entries.statements import first_issue, to_issue

    made = customers_run(run)
    contract = made.manifest.contract
    says = speaker(contract, made.zone, author, reason, at)
    periods = [period] if period else to_issue(made, entries_so_far(register, contract))
    entries = enter(register, contract, [first_issue(made, each, says) for each in periods])
    tell(entries, _sentences(entries, made), form)


@command.command()
@click.argument("run", type=RUN_FOLDER, metavar="RUNDIR")
@period_option
@said_options
def revise(
    *,
    run: Path,
    period: str | None,
    author: str,
    reason: str,
    at: date | datetime | None,
    register: str,
    form: str,
) -> None:
    """Enter the next revision of each issued statement from which a run differs.

    As in: slarules statement revise later-run --by Ben --reason "a ticket came in late"
    """
    from slarules.entries.run import customers_run
    from slarules.entries.statements import next_issue, to_revise

    made = customers_run(run)
    contract = made.manifest.contract
    says = speaker(contract, made.zone, author, reason, at)
    periods = [period] if period else to_revise(made, entries_so_far(register, contract))
    entries = enter(register, contract, [next_issue(made, each, says) for each in periods])
    tell(entries, _sentences(entries, made), form)


@command.command("list")
@click.argument("contract", type=EXISTING_FILE)
@register_option
@path_option
@format_option()
def list_(contract: Path, register: str, search: tuple[Path, ...], form: str) -> None:
    """List the statements of a contract that were issued and revised.

    As in: slarules statement list alster.sla
    """
    from slarules.entries.statements import revisions
    from slarules.pipeline import load

    agreed = load(contract, search)
    every = revisions(held_entries(register, agreed.name))
    if form == "json":
        statements = [as_json(each.entry) for each in every]
        print_document({"statements": statements})
    elif not every:
        click.echo(f"no statement of {agreed.name} is issued in {register}", err=True)
    else:
        _print(every, agreed.zone)


def entries_so_far(register: str, contract: str) -> tuple[Entry, ...]:
    """Return what a register holds on a contract; nothing where there is none yet."""
    from slarules.cli.entry import read_by_audit

    with read_by_audit(register) as held:
        return () if held is None else held.entries(contract)


def _sentences(entries: list[Entry], run: Run) -> Iterator[str]:
    from slarules.entries.statements import revisions

    for each in revisions(entries):
        body = each.body
        what = "issued" if body.revision == 1 else "revised"
        yield (
            f"entry {each.entry.number}: {body.period} {what} by {each.entry.draft.author}: "
            f"revision {body.revision}, {each.state}, {each.amount}"
        )
        if made := run.statement(body.period).adjustment:
            shown = each.difference(Fraction(made.least.exact), Fraction(made.most.exact))
            yield f"  adjustment to revision {made.revision}: {shown}"


def _print(every: Sequence[Revision], zone: str) -> None:
    from slarules.report.layout import Cell, grid

    width, paint = screen()
    titles = ("period", "revision", "amount", "adjustment", "", "issued", "by")
    head = [Cell(title, "quiet", right=title in ("amount", "adjustment")) for title in titles]
    last: dict[str, Revision] = {}
    rows = [head]
    for each in every:
        rows.append(_row(each, last.get(each.body.period), zone))
        last[each.body.period] = each
    for line in grid(rows, width, yields=(6,), paint=paint):
        click.echo(harmless(line))


def _row(revision: Revision, before: Revision | None, zone: str) -> list[Cell]:
    from slarules.report.layout import Cell
    from slarules.report.moments import day

    body, said = revision.body, revision.entry.draft
    return [
        Cell(body.period),
        Cell(str(body.revision), right=True),
        Cell(revision.amount, right=True),
        Cell(revision.adjustment(before) if before else "", right=True),
        Cell(revision.state),
        Cell(day(said.at, zone)),
        Cell(" ".join(said.author.split())),
    ]
