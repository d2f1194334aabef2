"""`slarules test`: run the scenarios of contracts."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from slarules.cli.exits import FINDINGS, WELL
from slarules.cli.options import EXISTING, format_option

if TYPE_CHECKING:
    from slarules.scenarios.accept import Rewritten
    from slarules.scenarios.shown import Tested

SUFFIXES = (".sla", ".sla.md")
CONTRACT = re.compile(r"^(contract|internal overlay)\b", re.MULTILINE)
"""What opens a file that can hold scenarios; vocabularies and mappings stand beside such files."""


@click.command("test")
@click.argument("paths", nargs=-1, required=True, type=EXISTING)
@click.option("--coverage", is_flag=True, help="Count what the scenarios exercise, and what not.")
@click.option("--accept", is_flag=True, help="Rewrite failing expectations to what came.")
@format_option("junit")
def command(paths: Sequence[Path], coverage: bool, accept: bool, form: str) -> int:
    """Run the scenarios of contract files, and of those in folders.

    Every scenario runs on every installed engine. The promises about the contract itself are
    tested on every scenario and on worse neighbours of it: tested, not proved.
    """
    from slarules.scenarios.shown import as_json, as_junit, as_text

    files = list(_contracts(paths))
    if accept:
        _accept(files, told_apart=form != "text")
    tested = [_tested(path, coverage) for path in files]
    click.echo({"text": as_text, "json": as_json, "junit": as_junit}[form](tested), nl=False)
    return FINDINGS if any(file.failures for file in tested) else WELL


def _contracts(paths: Sequence[Path]) -> Iterator[Path]:
    """Yield each file that is named, and each contract and overlay below a folder."""
    for path in paths:
        if path.is_dir():
            below = sorted(p for p in path.rglob("*") if p.name.endswith(SUFFIXES))
            yield from (p for p in below if CONTRACT.search(p.read_text("utf-8", "replace")))
        else:
            yield path


def _tested(path: Path, with_coverage: bool) -> Tested:
    from slarules.pipeline import load
    from slarules.scenarios.always import tried
    from slarules.scenarios.coverage import coverage
    from slarules.scenarios.run import run
    from slarules.scenarios.shown import Tested

    contract = load(path)
    covered = coverage(contract) if with_coverage else None
    return Tested(str(path), run(contract), tried(contract), covered)


def _accept(files: Sequence[Path], *, told_apart: bool) -> None:
    """Rewrite failing expectations, show the change, and say who answers for it."""
    changed = [rewritten for path in files for rewritten in _rewritten(path)]
    for rewritten in changed:
        _write(rewritten)
        click.echo(rewritten.diff, nl=False, err=told_apart)
    if changed:
        click.echo(
            "The expectations above now say what the rules do, be it right or wrong. Whoever keeps "
            "this change answers for it.",
            err=True,
        )


def _rewritten(path: Path) -> list[Rewritten]:
    from slarules.pipeline import load
    from slarules.scenarios.accept import acceptable, accepted
    from slarules.scenarios.run import run
    from slarules.source import SourceText

    contract = load(path)
    failures = acceptable(run(contract))
    names = {failure.span.file for failure in failures}
    return accepted(failures, contract, {n: SourceText.read(Path(n)) for n in names})


def _write(rewritten: Rewritten) -> None:
    path = Path(rewritten.after.name)
    mark = codecs.BOM_UTF8 if path.read_bytes().startswith(codecs.BOM_UTF8) else b""
    path.write_bytes(mark + rewritten.after.text.encode())
