"""`slarules explain`: why a verdict is what it is."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import click

from slarules.cli.exits import DEFECT, WELL
from slarules.cli.options import RUN_FOLDER, format_option, screen
from slarules.cli.printing import harmless

if TYPE_CHECKING:
    from slarules.report.explanation import Explanation
    from slarules.report.money_explained import MoneyExplanation
    from slarules.runs.replay import Replay

SHOWN = 10
"""Differences that are told of one item."""


@click.command("explain")
@click.argument("run", type=RUN_FOLDER, metavar="RUNDIR")
@click.argument("item")
@click.argument("measure", required=False)
@click.option(
    "--case",
    type=click.Path(file_okay=False, path_type=Path),
    metavar="FOLDER",
    help="Where to write the case, should engines differ.  [default: RUNDIR-case]",
)
@format_option()
def command(run: Path, item: str, measure: str | None, case: Path | None, form: str) -> int:
    """Show why an item was judged as it was, or why a period's credits are what they are.

    Of an item its ledger: every stretch of its time, what stopped the clock and by which clause. Of
    a period each line of its statement, back to facts. Needs the folder of a run and nothing else.

    As in: slarules explain run AL-1741 resolve

    As in: slarules explain run 2026-03 too_few_solved
    """
    from slarules.errors import RunFolderError
    from slarules.pipeline import explain, explain_money, replay

    if money := explain_money(run, item, measure):
        _show(money, form)
        return WELL
    replayed = replay(run, item)
    if replayed is None or not replayed.differences:
        _show(explain(run, item, measure), form)
        return WELL
    with suppress(RunFolderError):  # what differs may be that it was judged at all
        _show(explain(run, item, measure), form)
    _tell(replayed, case)
    return DEFECT


def _show(told: Explanation | MoneyExplanation, form: str) -> None:
    if form == "json":
        click.echo(json.dumps(told.document(), indent=2, ensure_ascii=False))
    else:
        width, paint = screen()
        click.echo(harmless(told.text(width, paint)), nl=False)


def _tell(replayed: Replay, asked: Path | None) -> None:
    """Say that two engines differ, and write down all that is needed to find out why."""
    from slarules.runs.case import usual_place, write_case

    place = asked or usual_place(replayed.folder)
    click.echo(harmless("\n".join(_differing(replayed))), err=True)
    write_case(place, replayed)
    told = (
        f"The case is in {place}: contract, mapping, what is known of {replayed.item}, and both\n"
        "verdicts. Please attach it to a report, once you have looked at what it tells. Until\n"
        "that is settled, what counts is an audit with --engine reference."
    )
    click.echo(harmless(told), err=True)


def _differing(replayed: Replay) -> Iterator[str]:
    yield (
        f"slarules: a defect of ours, not of your files: the {replayed.manifest.engine} engine "
        f"judged {replayed.item} otherwise than the reference engine, which explains it:"
    )
    for each in replayed.differences[:SHOWN]:
        here, there = each.kept or "nothing", each.found or "nothing"
        yield f"  {each.place}: the run has {here}, the reference engine {there}"
    if len(replayed.differences) > SHOWN:
        yield f"  and {len(replayed.differences) - SHOWN} more"
