"""`slarules runs compare`: what changed from one run to another, and because of what."""

from __future__ import annotations

import json

import click

from slarules.cli.exits import FINDINGS, WELL
from slarules.cli.options import format_option, register_option, screen
from slarules.cli.printing import harmless


@click.command("compare")
@click.argument("first", metavar="A")
@click.argument("second", metavar="B")
@register_option
@format_option()
def command(first: str, second: str, register: str, form: str) -> int:
    """Show what changed from run A to run B, and because of what.

    A and B are folders of runs, or numbers or hashes of runs as 'slarules runs' lists them. Ends
    with 1 when something differs. As in: slarules runs compare run-march run-today
    """
    from slarules.pipeline import compare
    from slarules.runs.compare.shown import as_json, as_text
    from slarules.runs.named import folder_of

    found = compare(folder_of(first, register), folder_of(second, register))
    if form == "json":
        click.echo(json.dumps(as_json(found), indent=2, ensure_ascii=False))
    else:
        width, paint = screen()
        click.echo(harmless(as_text(found, width, paint)), nl=False)
    return WELL if found.is_same else FINDINGS
