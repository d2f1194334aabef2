"""Verdicts that were not kept: they come again from the source, or not at all."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from slarules import pipeline
from slarules.engine.outcome import Verdict
from slarules.errors import SourceError
from slarules.report.audited import Audited
from slarules.runs import judged_again, verdicts_later
from slarules.runs.verdicts_later import VerdictsLater
from tests.laws.exports import export

MONTH = "2025-03"


@pytest.fixture(autouse=True)
def _few_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(verdicts_later, "MOST_KEPT", 10)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return export(tmp_path / "desk", list(solved(60)))


def solved(tickets: int) -> Iterator[str]:
    """Yield the rows of tickets of two months, each solved later than the one before."""
    for number in range(tickets):
        begin = datetime(2025, 3, 1, tzinfo=UTC) + number * timedelta(hours=24)
        said = (("created", "", ""), ("set", "priority", "Critical"), ("set", "assignee", "lee"))
        for step, (kind, field, value) in enumerate((*said, ("set", "status", "Solved"))):
            at = begin + timedelta(minutes=number * step)
            yield f"I-{number:02},{at:%Y-%m-%dT%H:%M:%SZ},{kind},{field},{value},kim,agent,"


def audited(folder: Path, engine: str = "bulk", period: str | None = None) -> Audited:
    words = folder / "meridian.sla", folder / "meridian-csv.sla", f"csv:{folder / 'export'}"
    return pipeline.audit(*words, engine=engine, period=period)  # type: ignore[arg-type]


def table(folder: Path) -> Path:
    return folder / "export" / "events.csv"


@pytest.mark.parametrize("period", [None, MONTH])
def test_they_are_those_of_the_reference_engine(folder: Path, period: str | None) -> None:
    ours, theirs = (audited(folder, engine, period).outcome for engine in ("bulk", "reference"))
    assert isinstance(ours.verdicts, VerdictsLater)
    assert len(ours.verdicts) == len(theirs.verdicts) > 10
    assert list(ours.verdicts) == list(theirs.verdicts)
    assert ours == theirs
    assert ours.verdicts != theirs.verdicts[:-1]


def test_they_are_a_sequence(folder: Path) -> None:
    found, every = (audited(folder, engine).outcome.verdicts for engine in ("bulk", "reference"))
    last = len(every) - 1
    assert [found[0], found[7], found[-1], found[last]] == [
        every[0],
        every[7],
        every[-1],
        every[-1],
    ]
    for asked in (
        slice(3, 8),
        slice(-4, None),
        slice(None, None, -3),
        slice(8, 3),
        slice(2, 90, 7),
    ):
        assert found[asked] == every[asked]
    assert every[5] in found
    assert list(reversed(found)) == list(reversed(every))
    for place in (len(every), -len(every) - 1):
        with pytest.raises(IndexError):
            found[place]


def test_how_many_there_are_is_known_without_the_source(folder: Path) -> None:
    found, every = (audited(folder, engine).outcome for engine in ("bulk", "reference"))
    shutil.rmtree(folder / "export")
    assert len(found.verdicts) == len(every.verdicts)
    assert found.targets == every.targets


def test_few_stay_whatever_becomes_of_the_source(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(verdicts_later, "MOST_KEPT", 1_000)
    found, every = (audited(folder, engine).outcome for engine in ("bulk", "reference"))
    shutil.rmtree(folder / "export")
    assert list(found.verdicts) == list(every.verdicts)


def first(verdicts: Audited) -> Verdict:
    return verdicts.outcome.verdicts[0]


def every(verdicts: Audited) -> list[Verdict]:
    return list(verdicts.outcome.verdicts)


def items(verdicts: Audited) -> int:
    return len(verdicts.history.items)


@pytest.mark.parametrize("look", [first, every, items])
def test_a_source_that_has_changed_is_refused(folder: Path, look: object) -> None:
    found = audited(folder)
    rows = table(folder).read_text("utf-8").splitlines(keepends=True)
    table(folder).write_text("".join(rows[:-1]), "utf-8")
    with pytest.raises(SourceError, match=r"changed since it was audited \('events.csv'"):
        look(found)  # type: ignore[operator]


def test_so_is_one_that_can_be_read_by_rows_alone(folder: Path) -> None:
    found = audited(folder)
    with table(folder).open("a", encoding="utf-8") as file:
        file.write('M-1,2025-03-03,"set\nquoted",,,,,\n')
    with pytest.raises(SourceError, match="has changed since it was audited"):
        first(found)


def test_one_that_changes_just_before_it_is_read_is_told_of_in_the_end(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = audited(folder).outcome.verdicts
    monkeypatch.setattr(judged_again, "sorted_as_then", lambda *_: True)
    table(folder).write_text(table(folder).read_text("utf-8").replace("lee", "kim"), "utf-8")
    with pytest.raises(SourceError, match="has changed since it was audited"):
        list(found)


def test_rows_in_no_order_are_sorted_again(folder: Path) -> None:
    header, *rows = table(folder).read_text("utf-8").splitlines(keepends=True)
    table(folder).write_text("".join([header, *rows[40:], *rows[:40]]), "utf-8")
    found, every = (audited(folder, engine).outcome for engine in ("bulk", "reference"))
    assert isinstance(found.verdicts, VerdictsLater)
    assert list(found.verdicts) == list(every.verdicts)
    assert found.verdicts[3] == every.verdicts[3]
