"""`slarules check`: every problem in files or folders."""

from __future__ import annotations

from pathlib import Path

import click

from slarules.cli.exits import FINDINGS, WELL
from slarules.cli.options import EXISTING, format_option, path_option, rule_files
from slarules.cli.printing import harmless


@click.command("check")
@click.argument("paths", nargs=-1, required=True, type=EXISTING)
@format_option("sarif", "github")
@path_option
def command(paths: tuple[Path, ...], form: str, search: tuple[Path, ...]) -> int:
    """Tell every problem in files, and in all .sla and .sla.md files of folders.

    Errors end with exit code 1. Warnings and advice do not. Each code has a page in docs/problems.
    """
    from slarules.contract import check_files
    from slarules.report.problems import RENDERERS, by_name

    checked = check_files(tuple(rule_files(paths)), search)
    rendered = RENDERERS[form](checked.problems, by_name(checked.files))
    click.echo(harmless(rendered) if form == "text" else rendered, nl=False)
    return FINDINGS if any(p.tier == "error" for p in checked.problems) else WELL
