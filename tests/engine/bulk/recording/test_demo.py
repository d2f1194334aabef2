"""The made-up year of the demo is recorded by columns as it is by objects."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from slarules import audit
from slarules.demo import write
from slarules.report.audited import Audited
from slarules.report.review import review
from slarules.report.summary import summary
from slarules.runs.folder import write as write_run
from tests.engine.bulk.recording.parted import parts, written_by_columns


@pytest.fixture(scope="module")
def audited(tmp_path_factory: pytest.TempPathFactory) -> Audited:
    files = write(tmp_path_factory.mktemp("demo"))
    return audit(files.contract, files.mapping, f"csv:{files.source}")


def test_a_year_is_recorded_as_it_is_by_objects(audited: Audited, tmp_path: Path) -> None:
    contract, history, outcome = audited.contract, audited.history, audited.outcome
    write_run(tmp_path / "by objects", audited, {})
    periods = {verdict.period for verdict in outcome.verdicts}
    found = parts(contract, history, 700, range(0, len(history.items), 91))
    passing = tmp_path / "passing"
    _, reviewed = written_by_columns(passing, contract, history, found, periods.__contains__)
    assert reviewed == review(contract, history, outcome)

    bare = replace(
        audited,
        history=replace(history, items=()),
        outcome=replace(outcome, verdicts=()),
        reviewed=reviewed,
    )
    write_run(tmp_path / "by columns", bare, {}, recorded=passing)
    assert summary(bare) == summary(audited)
    assert contents(tmp_path / "by columns") == contents(tmp_path / "by objects")


def contents(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }
