"""`slarules check`: every problem in files or folders."""

from __future__ import annotations

from pathlib import Path

import click

from slarules.cli.exits import FINDINGS, WELL
from slarules.cli.options import EXISTING, format_option

FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)


@click.command("check")
@click.argument("paths", nargs=-1, required=True, type=EXISTING)
@format_option("sarif", "github")
@click.option(
    "--path",
    "search",
    multiple=True,
    type=FOLDER,
    help="A further folder for what files use; may be given several times.",
)
def command(paths: tuple[Path, ...], form: str, search: tuple[Path, ...]) -> int:
    """Tell every problem in files, and in all .sla and .sla.md files of folders.

    Errors end with exit code 1. Warnings and advice do not.
    """
    from slarules.contract import check_files
    from slarules.report.problems import RENDERERS, by_name

    checked = check_files(paths, search)
    click.echo(RENDERERS[form](checked.problems, by_name(checked.files)), nl=False)
    return FINDINGS if any(p.tier == "error" for p in checked.problems) else WELL
