"""`slarules plan`: what a change of a contract would do."""

from __future__ import annotations

import json
from datetime import date, datetime
from pathlib import Path

import click

from slarules.cli.exits import FINDINGS, WELL
from slarules.cli.options import (
    EXISTING_FILE,
    MappingFile,
    Moment,
    format_option,
    path_option,
    screen,
)
from slarules.cli.printing import harmless
from slarules.errors import UsageError


@click.command("plan")
@click.argument("old", type=EXISTING_FILE)
@click.argument("new", type=EXISTING_FILE)
@click.option(
    "--mapping",
    type=MappingFile(),
    metavar="M",
    help="With --source: how the source yields the words of both texts.",
)
@click.option(
    "--source",
    "sources",
    multiple=True,
    metavar="S",
    help="With --mapping: the history to judge both texts on: csv:data; several times for several.",
)
@click.option(
    "--as-of",
    type=Moment(),
    metavar="T",
    help="A date or a time; nothing later exists.  [default: how far the source is complete]",
)
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    metavar="DIR",
    help="Write plan.json and tables of tickets, targets and credits into this folder.",
)
@path_option
@format_option()
def command(
    *,
    old: Path,
    new: Path,
    mapping: Path | None,
    sources: tuple[str, ...],
    as_of: date | datetime | None,
    out: Path | None,
    search: tuple[Path, ...],
    form: str,
) -> int:
    """Show what changes from contract OLD to contract NEW: in the text, in meaning, and in money.

    With a mapping and a source both are run over the same history: tickets that flip, targets
    that change, credits by period, and who gains. Ends with 1 when something changes.

    As in: slarules plan lantern.sla draft.sla --mapping lantern-csv.sla --source csv:history
    """
    from slarules.planning.documents import as_json, refuse_others, write
    from slarules.planning.plan import Asked, planned
    from slarules.planning.shown import as_text

    source = next(iter(sources), None)
    if (mapping is None) != (source is None):
        raise UsageError("--mapping and --source need each other: give both, or none")
    if as_of is not None and source is None:
        raise UsageError("--as-of is about a history: give --mapping and --source too")
    if out is not None:
        refuse_others(out)
    plan = planned(Asked(old, new, mapping, source, as_of, search, sources[1:]))
    if out is not None:
        write(out, plan)
    if form == "json":
        click.echo(json.dumps(as_json(plan), indent=2, ensure_ascii=False))
    else:
        width, paint = screen()
        click.echo(harmless(as_text(plan, width, paint)), nl=False)
        if out is not None:
            click.echo(harmless(f"\nwritten: {out}"))
    return FINDINGS if plan.changes else WELL
