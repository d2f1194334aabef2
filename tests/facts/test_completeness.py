"""How far a source goes bounds what an audit may say (clocks.md, R5, R33 and R34)."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

import slarules
from slarules.engine.outcome import Verdict
from tests.gathering import moment, source

CONTRACT = """language slarules 1

contract desk "Desk"
  provider "Us"
  customer "Them"
  effective from 2026-03-01
  timezone "UTC"
  currency EUR
  assessed every calendar month
  tickets belong to the period of reported
  rounded half up to the cent once per statement

use vocabulary "service-desk" version 2

targets desk
  measures resolve from reported until resolved
  judged by level at the end
  table
    | level | resolve         |
    | P1    | 2 elapsed hours |
    | P2    | none            |
    | P3    | 6 elapsed hours |
    | P4    | none            |
"""

MAPPING = """language slarules 1

mapping m version 1 of "service-desk" version 2 from "csv"
  events from "events.csv"
  times without an offset are in "UTC"
  history is complete through the latest time in the file
  level is P1 when field "priority" is "1"
  level is P3 when field "priority" is "3"
  reported is when created
  resolved is the last time field "status" becomes "Solved"
"""

HEAD = "ticket,at,kind,field,value,old,recorded_at\n"
CREATED = "A,2026-03-02T08:00Z,created,,,,\n"
LOW = "A,2026-03-02T08:00Z,set,priority,3,,\n"


def judged(folder: Path, rows: str, as_of: str | None = None) -> Verdict:
    """Return the one verdict of an audit."""
    (folder / "c.sla").write_text(CONTRACT, "utf-8")
    (folder / "m.sla").write_text(MAPPING, "utf-8")
    source(folder, events=HEAD + rows)
    at = None if as_of is None else datetime.fromisoformat(as_of).replace(tzinfo=UTC)
    files = folder / "c.sla", folder / "m.sla", f"csv:{folder / 'data'}"
    (verdict,) = slarules.audit(*files, as_of=at).verdicts.rows
    return verdict


@pytest.mark.parametrize(
    ("last", "verdict", "is_provisional"),
    [("13:59", "open", True), ("14:00", "open", True), ("14:01", "missed", False)],
)
def test_silence_after_the_source_ends_proves_nothing(
    tmp_path: Path, last: str, verdict: str, *, is_provisional: bool
) -> None:
    rows = CREATED + LOW + f"A,2026-03-02T{last}Z,set,note,x,,\n"
    found = judged(tmp_path, rows, "2026-06-01T00:00")
    assert (found.verdict, found.provisional) == (verdict, is_provisional)


def test_an_as_of_instant_before_the_source_ends_bounds_it_too(tmp_path: Path) -> None:
    rows = CREATED + LOW + "A,2026-03-02T15:00Z,set,status,Solved,,\n"
    assert judged(tmp_path, rows, "2026-03-02T13:00").verdict == "open"
    assert judged(tmp_path, rows, "2026-03-02T15:00").verdict == "missed"


def test_a_priority_corrected_with_effect_from_earlier_counts_once_it_is_recorded(
    tmp_path: Path,
) -> None:
    rows = (
        CREATED
        + LOW
        + "A,2026-03-02T09:00Z,set,priority,1,,2026-03-02T17:00Z\n"
        + "A,2026-03-02T13:00Z,set,status,Solved,,\n"
    )
    before, after = (judged(tmp_path, rows, f"2026-03-02T{at}") for at in ("16:59", "17:00"))
    assert (before.level, before.verdict) == ("P3", "met")
    assert (after.level, after.verdict) == ("P1", "missed")


def test_an_end_recorded_late_is_in_time(tmp_path: Path) -> None:
    late = "A,2026-03-02T13:00Z,set,status,Solved,,2026-03-04T09:00Z\n"
    other = "B,2026-03-03T08:00Z,set,note,x,,\n"
    rows = CREATED + LOW + late
    assert judged(tmp_path, rows).verdict == "met"
    assert judged(tmp_path, rows + other.replace("B", "A"), "2026-03-03T09:00").verdict == "missed"


def test_a_level_lost_in_a_hole_leaves_the_verdict_open_to_both(tmp_path: Path) -> None:
    rows = (
        CREATED
        + LOW
        + "A,2026-03-02T12:00Z,set,status,Solved,,\n"
        + "A,2026-03-02T16:00Z,set,priority,3,1,\n"
    )
    found = judged(tmp_path, rows)
    # P3 gives six hours, P1 two; which of them held at the end, after four, is lost.
    assert found.verdict == "undetermined"
    assert found.due_at == moment("2026-03-02T10:00")
    assert found.due_latest == moment("2026-03-02T14:00")


def test_a_ticket_that_no_row_creates_is_undetermined(tmp_path: Path) -> None:
    found = judged(tmp_path, LOW + "A,2026-03-02T12:00Z,set,status,Solved,,\n")
    assert found.verdict == "undetermined"
    assert found.started_at is None
