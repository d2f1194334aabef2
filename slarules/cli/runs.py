"""`slarules runs`: the runs that a register holds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from slarules.cli.exits import WELL
from slarules.cli.options import format_option, register_option, screen
from slarules.cli.printing import harmless, print_document
from slarules.cli.runs_compare import command as compare

if TYPE_CHECKING:
    from slarules.register.bodies import RunMade
    from slarules.register.entry import Entry
    from slarules.report.layout import Cell

SHORT = 12
"""Letters of a hash that a person compares."""

GAP = "  "


@click.group(invoke_without_command=True)
@register_option
@click.option("--contract", metavar="NAME", help="Only the runs of this contract, by its name.")
@format_option()
@click.pass_context
def command(context: click.Context, register: str, contract: str | None, form: str) -> int:
    """List the runs of a register, the newest last.

    The hash is that of the run's manifest: sha256sum RUNDIR/manifest.json shows it again.
    """
    if context.invoked_subcommand is not None:
        return WELL
    from slarules.register.database import existing

    with existing(register) as held:
        entries, shown = held.entries(contract, "run"), held.shown
    if form == "json":
        _print_json(shown, entries)
    elif entries:
        _print_text(entries)
    else:
        of = f" of {contract}" if contract else ""
        click.echo(harmless(f"{shown} holds no run{of}"), err=True)
    return WELL


command.add_command(compare)


def _print_json(register: str, entries: tuple[Entry, ...]) -> None:
    runs = [_object(entry, _run(entry)) for entry in entries]
    print_document({"register": register, "runs": runs})


def _object(entry: Entry, run: RunMade) -> dict[str, Any]:
    from slarules.instants import iso

    said = run.model_dump(mode="json", exclude={"kind", "totals"})
    totals = {
        period: {"least": least, "most": most} for period, (least, most) in run.totals.items()
    }
    return {
        "number": entry.number,
        "recorded": iso(entry.recorded),
        "contract": entry.draft.contract,
        "author": entry.draft.author,
        **said,
        "totals": totals,
        "hash": entry.hash,
    }


def _print_text(entries: tuple[Entry, ...]) -> None:
    from slarules.report.layout import Cell, cut, grid

    width, paint = screen()
    titles = ("", "recorded", "contract", "periods", "as of", "last total")
    rows = [[Cell(title, "quiet") for title in titles], *(_row(each) for each in entries)]
    head, *lines = grid(rows, width, yields=(2, 3), paint=paint)
    click.echo(head)
    margin = " " * (max(len(row[0].text) for row in rows) + len(GAP))
    for entry, line in zip(entries, lines, strict=True):
        run = _run(entry)
        below = cut(f"{margin}{run.manifest[:SHORT]}{GAP}{_one_line(run.folder)}", width)
        click.echo(harmless(f"{line}\n{paint(below, 'quiet')}"))


def _row(entry: Entry) -> list[Cell]:
    from slarules.instants import utc
    from slarules.report.layout import Cell

    run = _run(entry)
    return [
        Cell(f"{entry.number}", right=True),
        Cell(f"{utc(entry.recorded):%Y-%m-%d}"),
        Cell(_one_line(entry.draft.contract)),
        Cell(_one_line("..".join(dict.fromkeys([*run.periods[:1], *run.periods[-1:]])))),
        Cell(_one_line(run.as_of).replace("T", " ").replace(":00Z", "Z")),
        Cell(_one_line(_last_total(run))),
    ]


def _last_total(run: RunMade) -> str:
    last = [run.totals[period] for period in run.periods[-1:] if period in run.totals]
    total = "".join(" to ".join(dict.fromkeys(each)) for each in last)
    return f"{run.currency} {total}".strip() if total else ""


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _run(entry: Entry) -> RunMade:
    """Return what an entry of the kind `run` says."""
    from slarules.register.bodies import RunMade

    body = entry.body
    if not isinstance(body, RunMade):
        raise TypeError(f"entry {entry.number} is of no run")
    return body
