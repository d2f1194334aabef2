"""The case of an item on which two engines part: all that somebody else needs to see it."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from slarules.errors import RunFolderError, UsageError
from slarules.report.documents import SCHEMA_VERSION, Json, written
from slarules.runs.facts import FACTS, write_facts
from slarules.runs.manifest import versions
from slarules.runs.replay import HEADER, Line, Replay
from slarules.runs.rerun import INPUTS
from slarules.runs.results import write_text

CASE = "case.json"


def usual_place(run: Path) -> Path:
    """Return where the case of a run is written when nobody says where: beside its folder."""
    run = run.resolve()
    return run.parent / f"{run.name}-case"


def write_case(folder: Path, case: Replay) -> None:
    """Write the texts of a run, the facts of the item, and both verdicts.

    Args:
        folder: Where to; another case in it is replaced.

    Raises:
        UsageError: The folder holds something else.
        RunFolderError: It cannot be written.
    """
    if folder.exists() and not _is_free(folder):
        raise UsageError(f"{folder} holds something else; name another folder with --case")
    try:
        shutil.rmtree(folder / INPUTS, ignore_errors=True)
        folder.mkdir(parents=True, exist_ok=True)
        shutil.copytree(case.folder / INPUTS, folder / INPUTS)
        write_facts(folder / FACTS, case.facts)
        write_text(folder / CASE, written(document(case)))
    except OSError as error:
        raise RunFolderError(
            f"the case cannot be written to {folder}: {error.strerror or error}"
        ) from error


def _is_free(folder: Path) -> bool:
    return folder.is_dir() and ((folder / CASE).is_file() or not any(folder.iterdir()))


def document(case: Replay) -> Json:
    """Return what `case.json` says."""
    return {
        "schema_version": SCHEMA_VERSION,
        "kind": "slarules case",
        "item": case.item,
        "engine": case.manifest.engine,
        "versions": dict(case.manifest.versions),
        "versions_of_replay": versions(),
        "command": list(case.manifest.command),
        "inputs": list(case.manifest.inputs),
        "as_of": case.manifest.as_of,
        "differences": [asdict(each) for each in case.differences],
        "kept": _rows(case.kept),
        "replayed": _rows(case.found),
    }


def _rows(lines: Sequence[Line]) -> list[dict[str, str]]:
    return [dict(zip(HEADER, line, strict=True)) for line in lines]
