"""Write a run's folder: whole or not at all, and the same bytes for the same inputs."""

from __future__ import annotations

import json
import os
import platform
import shutil
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict
from hashlib import file_digest
from importlib.metadata import version
from pathlib import Path, PurePosixPath
from typing import Any

from slarules.errors import UsageError
from slarules.hours.local import zone_rules_version
from slarules.instants import iso
from slarules.report.audited import Audited
from slarules.report.documents import SCHEMA_VERSION, statements, targets, written
from slarules.runs.facts import FACTS, write_facts
from slarules.runs.parquet import write_parquet
from slarules.runs.spreadsheet import write_csv

MANIFEST = "manifest.json"
KIND = "slarules run"
FINDING_COLUMNS = ("file", "row", "column", "kind", "count", "what")


def write(folder: Path, audited: Audited, clock: Mapping[str, str]) -> None:
    """Write the folder of a run; an older run in it is replaced.

    Args:
        folder: Where to write; anything but a run folder or an empty one is refused.
        audited: What to write.
        clock: Readings of the machine's clock by name; they stand in the manifest alone.

    Raises:
        UsageError: The folder holds what no run wrote.
        OSError: It cannot be written.
    """
    refuse_others(folder)
    with replacing(folder) as unfinished:
        _write_results(unfinished, audited)
        _write_inputs(unfinished / "inputs", audited)
        write_facts(unfinished / FACTS, audited.history)
        manifest = {**_manifest(audited), "files": hashes(unfinished), "clock": dict(clock)}
        _write(unfinished / MANIFEST, written(manifest))


def _write_results(folder: Path, audited: Audited) -> None:
    verdicts = audited.verdicts
    write_parquet(folder / "verdicts.parquet", verdicts.arrow())
    write_csv(folder / "verdicts.csv", [c.name for c in verdicts.columns], verdicts.lines())
    _write(folder / "targets.json", written(targets(audited.contract, audited.outcome)))
    _write(folder / "statement.json", written(statements(audited.contract, audited.outcome)))
    write_csv(folder / "findings.csv", FINDING_COLUMNS, _findings(audited))
    _write(folder / "counts.json", written(counts(audited)))


def _findings(audited: Audited) -> Iterator[list[str]]:
    for each in audited.findings:
        cells = (each.file, each.row, each.column, each.kind, each.count, each.what)
        yield ["" if cell is None else str(cell) for cell in cells]


def counts(audited: Audited) -> dict[str, Any]:
    """Return what `counts.json` holds."""
    return {
        "schema_version": SCHEMA_VERSION,
        "files": [asdict(each) for each in audited.counts],
        "never_given": list(audited.needs),
        "items": Counter(item.kind for item in audited.history.items),
        "verdicts": Counter(verdict.verdict for verdict in audited.outcome.verdicts),
    }


def _write_inputs(folder: Path, audited: Audited) -> None:
    for each in audited.inputs:
        path = folder / each.name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(each.content)


def _manifest(audited: Audited) -> dict[str, Any]:
    history = audited.history
    return {
        "schema_version": SCHEMA_VERSION,
        "kind": KIND,
        "contract": audited.contract.name,
        "versions": versions(),
        "audience": audited.audience,
        "as_of": iso(history.as_of),
        "complete_through": iso(history.complete_through),
        "periods": [statement.period for statement in audited.statements],
        "command": list(audited.command),
        "inputs": [each.name for each in audited.inputs],
        "sources": dict(audited.sources),
    }


def versions() -> dict[str, str]:
    """Return what computes a run: slarules, its engine, Python, the rules of the zones."""
    return {
        "slarules": version("slarules"),
        "engine": "reference",
        "python": platform.python_version(),
        "tzdata": zone_rules_version(),
    }


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8", newline="\n")


def hashes(folder: Path) -> dict[str, str]:
    """Return the SHA-256 of every file below a folder, by its path from there."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): _hash(path) for path in files}


def _hash(path: Path) -> str:
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()


def refuse_others(folder: Path) -> None:
    """Refuse a place where a run would overwrite what no run wrote.

    Raises:
        UsageError: It is a file, or holds files that no run wrote.
    """
    if folder.exists() and not folder.is_dir():
        raise UsageError(f"{folder} is a file; --out needs a folder")
    strangers = _strangers(folder)
    if strangers:
        named = ", ".join(strangers[:3]) + (" ..." if len(strangers) > 3 else "")
        raise UsageError(f"{folder} holds what no run of slarules wrote ({named}); name another")


def _strangers(folder: Path) -> list[str]:
    if not folder.is_dir():
        return []
    found = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    return sorted(found - _own(folder))


def _own(folder: Path) -> set[str]:
    try:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return set()
    return {MANIFEST, *manifest["files"]} if is_of_a_run(manifest) else set()


def is_of_a_run(manifest: object) -> bool:
    """Tell whether a manifest is one that a run wrote, its inputs inside its folder."""
    match manifest:
        case {"kind": kind, "inputs": [str(), *_] as inputs, "files": dict()}:
            return kind == KIND and all(_is_inside(name) for name in inputs)
        case _:
            return False


def _is_inside(name: object) -> bool:
    path = PurePosixPath(name) if isinstance(name, str) else None
    return path is not None and not path.is_absolute() and ".." not in path.parts


@contextmanager
def replacing(folder: Path) -> Iterator[Path]:
    """Give an empty folder beside `folder` that takes its place when all went well."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    unfinished = Path(tempfile.mkdtemp(prefix=f".{folder.name}.", dir=folder.parent))
    try:
        yield unfinished
        unfinished.chmod(0o777 & ~_umask())
        _swap(unfinished, folder)
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)


def _swap(new: Path, folder: Path) -> None:
    if not folder.exists():
        new.rename(folder)
        return
    old = Path(tempfile.mkdtemp(prefix=f".{folder.name}.", dir=folder.parent))
    folder.rename(old / "old")
    new.rename(folder)
    shutil.rmtree(old)


def _umask() -> int:
    # The only way to read it is to set it.
    mask = os.umask(0)
    os.umask(mask)
    return mask
