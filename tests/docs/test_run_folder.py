"""docs/run-folder.md knows every file, column and key of a run."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import pytest

from slarules.cli import run
from slarules.facts.records import Record
from slarules.report.tables import VERDICTS
from slarules.runs.results import FINDING_COLUMNS
from tests.pipeline.desk import arguments, desk
from tests.shared import ROOT

PAGE = (ROOT / "docs" / "run-folder.md").read_text(encoding="utf-8")
TOLD = set(re.findall(r"`([^`]+)`", PAGE))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = desk(tmp_path_factory.mktemp("desk"))
    assert run([*arguments(made), "--out", str(made / "run")]) == 0
    return made / "run"


def keys(document: object) -> Iterable[str]:
    """Yield the keys of the objects in a document, but those under `named_freely`."""
    if isinstance(document, Mapping):
        for key, value in document.items():
            yield key
            if key not in NAMED_FREELY:
                yield from keys(value)
    elif isinstance(document, list):
        for each in document:
            yield from keys(each)


NAMED_FREELY = {"counts", "files", "sources", "versions", "clock", "items", "verdicts", "outcomes"}
"""Their keys are names of files, kinds or versions."""


def test_every_file_is_told(folder: Path) -> None:
    names = {path.name + "/" * path.is_dir() for path in folder.iterdir()}
    assert names - TOLD == set()


def test_the_columns_of_verdicts_are_told_in_their_order() -> None:
    section = PAGE.split("## verdicts.csv")[1].split("\n## ")[0]
    cells = [line.split("|")[1] for line in section.splitlines() if line.startswith("| `")]
    told = [name for cell in cells for name in re.findall(r"`(\w+)`", cell)]
    assert set(told) == {column.name for column in VERDICTS}


def test_every_column_of_findings_and_facts_is_told() -> None:
    assert {*FINDING_COLUMNS, *Record._fields} - TOLD == set()


def test_every_key_is_told(folder: Path) -> None:
    documents = sorted(folder.glob("*.json"))
    assert len(documents) >= 7
    for path in documents:
        document: Any = json.loads(path.read_text(encoding="utf-8"))
        assert {key for key in keys(document) if key not in TOLD} == set(), path.name
