"""`slarules compare`: one history counted in several ways, and where they part."""

from __future__ import annotations

import json
from datetime import date, datetime
from pathlib import Path

import click

from slarules.cli.exits import FINDINGS, WELL
from slarules.cli.options import (
    EXISTING_FILE,
    Moment,
    format_option,
    path_option,
    screen,
    source_option,
)
from slarules.cli.printing import harmless
from slarules.errors import UsageError


@click.command("compare")
@click.argument("contract", type=EXISTING_FILE)
@click.option(
    "--mapping",
    "ways",
    required=True,
    multiple=True,
    metavar="M",
    help="A way of counting: a file, a name like zendesk, or ours.sla+zendesk. Give several.",
)
@source_option
@click.option(
    "--count",
    "counts",
    multiple=True,
    metavar="OURS=THEIRS",
    help="Which measure of a vendor stands for one of the contract: respond=first_reply_time.",
)
@click.option("--period", metavar="P", help="Only runs of one period: 2026-03, 2026-Q1, 2026.")
@click.option(
    "--as-of",
    type=Moment(),
    metavar="T",
    help="A date or a time; nothing later exists.  [default: how far the source is complete]",
)
@click.option(
    "--out",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE.csv",
    help="Write every run on which two ways part into this file.",
)
@path_option
@format_option()
def command(
    *,
    contract: Path,
    ways: tuple[str, ...],
    sources: tuple[str, ...],
    counts: tuple[str, ...],
    period: str | None,
    as_of: date | datetime | None,
    out: Path | None,
    search: tuple[Path, ...],
    form: str,
) -> int:
    """Show the tickets on which ways of counting part, by how much, and by which rule.

    The first --mapping is compared with each of the others. A mapping with measures counts by
    them; any other by those of the contract. Results that the source brings from its own product
    are compared too. Ends with 1 when something differs.

    As in: slarules compare ours.sla --mapping ours-csv.sla --mapping zendesk --source csv:data
    """
    from slarules.comparing.comparison import Asked, compared
    from slarules.comparing.documents import as_json, write_table
    from slarules.comparing.shown import as_text

    if out is not None and out.suffix.lower() != ".csv":
        message = f"{out} is no name for this table: it is CSV, so give a name that ends with .csv"
        raise UsageError(message)
    first, *beside = sources
    asked = Asked(contract, ways, first, counts, as_of, period, search, tuple(beside))
    found = compared(asked)
    if out is not None:
        write_table(out, found)
    if form == "json":
        click.echo(json.dumps(as_json(found), indent=2, ensure_ascii=False))
    else:
        width, paint = screen()
        click.echo(harmless(as_text(found, width, paint)), nl=False)
        if out is not None:
            click.echo(harmless(f"\nwritten: {out}"))
    return WELL if found.is_same else FINDINGS
