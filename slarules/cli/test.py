"""`slarules test`: run the scenarios of contracts."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from slarules.cli.exits import FINDINGS, WELL
from slarules.cli.options import EXISTING, format_option, path_option, rule_files

if TYPE_CHECKING:
    from slarules.core.contract import Contract
    from slarules.problems import Problem
    from slarules.scenarios.accept import Rewritten
    from slarules.scenarios.shown import Tested
    from slarules.source import SourceText

CONTRACT = re.compile(r"^(contract|internal overlay)\b", re.MULTILINE)
"""What opens a file that can hold scenarios; vocabularies and mappings stand beside such files."""


@click.command("test")
@click.argument("paths", nargs=-1, required=True, type=EXISTING)
@click.option("--coverage", is_flag=True, help="Count what the scenarios exercise, and what not.")
@click.option("--accept", is_flag=True, help="Rewrite failing expectations to what came.")
@path_option
@format_option("junit")
def command(
    paths: Sequence[Path], coverage: bool, accept: bool, search: tuple[Path, ...], form: str
) -> int:
    """Run the scenarios of contract files, and of those in folders.

    Every scenario runs on every installed engine. What a contract says is always so is tried on
    every scenario and on worse neighbours of it: tested, not proved.
    """
    from slarules.scenarios.shown import as_json, as_junit, as_text

    files = list(_files(paths))
    if accept:
        _accept([_read(path, search) for path in files], beside_result=form != "text")
    read = [_read(path, search) for path in files]
    tested = [_tested(file, file.contract, coverage) for file in read if file.contract]
    _show_problems(read)
    click.echo({"text": as_text, "json": as_json, "junit": as_junit}[form](tested), nl=False)
    failed = any(not file.contract for file in read) or any(file.failures for file in tested)
    return FINDINGS if failed else WELL


def _files(paths: Sequence[Path]) -> Iterator[Path]:
    """Yield each file that is named, and each contract and overlay below a folder."""
    for path in paths:
        if path.is_dir():
            yield from _below(path)
        elif _holds_contract(path):
            yield path
        else:
            raise click.UsageError(f"{path} holds no contract; scenarios stand in contracts")


def _below(folder: Path) -> list[Path]:
    found = [path for path in rule_files([folder]) if _holds_contract(path)]
    if not found:
        raise click.UsageError(f"no file below {folder} holds a contract; name another folder")
    return found


def _holds_contract(path: Path) -> bool:
    try:
        return bool(CONTRACT.search(path.read_text("utf-8")))
    except UnicodeDecodeError:
        return True  # whatever it holds, what is wrong with it should be told


@dataclass(frozen=True, slots=True)
class Read:
    """A file as it was read: its contract unless it has errors, its problems, every text of it."""

    path: Path
    contract: Contract | None
    problems: tuple[Problem, ...]
    texts: tuple[SourceText, ...]


def _read(path: Path, search: Sequence[Path]) -> Read:
    from slarules.contract import load

    loaded = load(path, search)
    return Read(path, loaded.contract, loaded.problems, loaded.files)


def _tested(read: Read, contract: Contract, with_coverage: bool) -> Tested:
    from slarules.scenarios.always import tried
    from slarules.scenarios.coverage import coverage
    from slarules.scenarios.run import run
    from slarules.scenarios.shown import Tested

    covered = coverage(contract) if with_coverage else None
    return Tested(str(read.path), run(contract), tried(contract), covered)


def _show_problems(read: Sequence[Read]) -> None:
    """Show why files were not run; what is only suspicious is the work of `check`."""
    from slarules.report.problems import as_text, by_name

    broken = [file for file in read if not file.contract]
    problems = [problem for file in broken for problem in file.problems]
    if problems:
        texts = by_name(text for file in broken for text in file.texts)
        click.echo(as_text(problems, texts), err=True, nl=False)


def _accept(read: Sequence[Read], *, beside_result: bool) -> None:
    """Rewrite failing expectations, show the change, and say who answers for it."""
    changed = [one for file in read if file.contract for one in _rewritten(file.contract)]
    for rewritten in changed:
        _write(rewritten)
        click.echo(rewritten.diff, err=beside_result)
    if changed:
        click.echo(
            "Expectations now say what the rules do, be it right or wrong: whoever keeps this "
            "change answers for it.",
            err=True,
        )


def _rewritten(contract: Contract) -> list[Rewritten]:
    from slarules.scenarios.accept import acceptable, accepted
    from slarules.scenarios.run import run
    from slarules.source import SourceText

    failures = acceptable(run(contract))
    names = {failure.span.file for failure in failures}
    return accepted(failures, contract, {name: SourceText.read(Path(name)) for name in names})


def _write(rewritten: Rewritten) -> None:
    path = Path(rewritten.after.name)
    mark = codecs.BOM_UTF8 if path.read_bytes().startswith(codecs.BOM_UTF8) else b""
    path.write_bytes(mark + rewritten.after.text.encode())
