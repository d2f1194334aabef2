"""`slarules show`: what the checker understood of a contract."""

from __future__ import annotations

import json
from pathlib import Path

import click

from slarules.cli.exits import WELL
from slarules.cli.options import EXISTING_FILE, format_option, path_option, screen


@click.command("show")
@click.argument("contract", type=EXISTING_FILE)
@click.option("--core", is_flag=True, help="Show the nodes that the engines see.")
@click.option("--plain", is_flag=True, help="Say in plain English what is counted and promised.")
@path_option
@format_option()
def command(contract: Path, core: bool, plain: bool, search: tuple[Path, ...], form: str) -> int:
    """Show what a contract declares, text by text, and what is taken where it is silent."""
    from slarules.pipeline import load
    from slarules.report import contract as shown

    agreed = load(contract, search)
    if form == "json":
        click.echo(json.dumps(shown.document(agreed), indent=2, ensure_ascii=False))
    elif core:
        click.echo(shown.core(agreed), nl=False)
    elif plain:
        from slarules.report.plain_contract import shown as said

        click.echo(said(agreed, screen()[0]), nl=False)
    else:
        click.echo(shown.declarations(agreed), nl=False)
    return WELL
