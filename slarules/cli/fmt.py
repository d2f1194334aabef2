"""`slarules fmt`: rule files in their canonical form."""

from __future__ import annotations

import difflib
import os
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from slarules.cli.exits import FINDINGS, WELL
from slarules.cli.options import EXISTING, rule_files

if TYPE_CHECKING:
    from slarules.problems import Problem
    from slarules.source import SourceText


@click.command("fmt")
@click.argument("paths", nargs=-1, required=True, type=EXISTING)
@click.option("--check", is_flag=True, help="Change nothing; show the difference and exit with 1.")
def command(paths: Sequence[Path], check: bool) -> int:
    """Give files their canonical form, in place; comments stay.

    Of a folder, every .sla and .sla.md file below it. A file with errors of syntax is left as it
    is and reported.
    """
    outcomes = [_formatted(path, check=check) for path in rule_files(paths)]
    return max(outcomes, default=WELL)


def _formatted(path: Path, *, check: bool) -> int:
    from slarules.syntax.layout import format_text
    from slarules.syntax.parse import parse

    text = _read(path)
    problems = parse(text).problems
    if any(problem.tier == "error" for problem in problems):
        _report(problems, text)
        return FINDINGS
    formed = format_text(text)
    if formed == path.read_bytes().decode("utf-8"):
        return WELL
    if check:
        click.echo("".join(_difference(path, text.text, formed)), nl=False)
        return FINDINGS
    replace_text(path, formed)
    click.echo(f"{path}: formatted", err=True)
    return WELL


def _read(path: Path) -> SourceText:
    from slarules.errors import UsageError
    from slarules.source import SourceText

    try:
        return SourceText.read(path)
    except UnicodeDecodeError as error:
        raise UsageError(f"{path} is not text in UTF-8; save it as that") from error


def _report(problems: Sequence[Problem], text: SourceText) -> None:
    from slarules.report.problems import as_text, by_name

    click.echo(as_text(problems, by_name([text])), err=True, nl=False)


def _difference(path: Path, before: str, after: str) -> Iterator[str]:
    lines = difflib.unified_diff(
        before.splitlines(keepends=True),
        after.splitlines(keepends=True),
        str(path),
        f"{path} (formatted)",
    )
    return (line if line.endswith("\n") else f"{line}\n" for line in lines)


def replace_text(path: Path, text: str) -> None:
    """Write a file whole or not at all; its permissions stay."""
    path = path.resolve()
    # A rename would also replace a file that its owner has made read-only.
    path.open("r+b").close()
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    unfinished = Path(name)
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
        unfinished.chmod(path.stat().st_mode & 0o777)
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)
