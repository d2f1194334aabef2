"""`slarules explain`: why a verdict is what it is."""

from __future__ import annotations

import json
from pathlib import Path

import click

from slarules.cli.exits import WELL
from slarules.cli.options import RUN_FOLDER, format_option, screen
from slarules.cli.printing import harmless


@click.command("explain")
@click.argument("run", type=RUN_FOLDER, metavar="RUNDIR")
@click.argument("item")
@click.argument("measure", required=False)
@format_option()
def command(run: Path, item: str, measure: str | None, form: str) -> int:
    """Show why an item was judged as it was, or why a period's credits are what they are.

    Of an item its ledger: every stretch of its time, what stopped the clock and by which clause. Of
    a period each line of its statement, back to facts. Needs the folder of a run and nothing else.

    As in: slarules explain run AL-1741 resolve

    As in: slarules explain run 2026-03 too_few_solved
    """
    from slarules.pipeline import explain, explain_money

    told = explain_money(run, item, measure) or explain(run, item, measure)
    if form == "json":
        click.echo(json.dumps(told.document(), indent=2, ensure_ascii=False))
    else:
        width, paint = screen()
        click.echo(harmless(told.text(width, paint)), nl=False)
    return WELL
