"""What ServiceNow documents of its SLA engine, counted by the shipped mapping."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from tests.comparing import vendors
from tests.comparing.vendors import at, made, minutes, says, sets

counted = partial(vendors.counted, vendor="servicenow")


def task(clock: str = "09:00", opened: str = "09:00", **fields: str) -> list[str]:
    given = {"state": "1", "priority": "3", **fields, "opened_at": f"2026-03-02T{opened}:00Z"}
    return made(clock, **given)


def test_start_true_and_stop_true_attaches_nothing(tmp_path: Path) -> None:
    assert counted(tmp_path, measure="resolution_sla", rows=task(state="6")) == []


def test_a_retroactive_start_counts_from_the_field(tmp_path: Path) -> None:
    rows = [*task("10:00", opened="08:00"), sets("11:00", "state", "6")]
    (found,) = counted(tmp_path, measure="resolution_sla", rows=rows)
    assert (found.started_at, minutes(found.elapsed)) == (at("08:00"), 180)


def test_on_hold_pauses_by_condition(tmp_path: Path) -> None:
    rows = [
        *task(),
        sets("10:00", "hold_reason", "1"),
        sets("10:00", "state", "3"),
        sets("11:00", "state", "2"),
        sets("12:00", "state", "6"),
    ]
    (found,) = counted(tmp_path, measure="resolution_sla", rows=rows)
    assert (minutes(found.elapsed), minutes(found.paused)) == (120, 60)


def test_a_completed_record_stays_and_a_reopening_attaches_another(tmp_path: Path) -> None:
    rows = [
        *task(),
        sets("12:00", "state", "6"),
        sets("14:00", "state", "2"),
        sets("15:00", "state", "6"),
    ]
    found = counted(tmp_path, measure="resolution_sla", rows=rows)
    assert [minutes(each.elapsed) for each in found] == [180, 60]


def test_a_new_priority_cancels_the_record_and_attaches_another(tmp_path: Path) -> None:
    rows = [*task(), sets("10:00", "priority", "1"), sets("10:30", "state", "6")]
    first, second = counted(tmp_path, measure="resolution_sla", rows=rows)
    assert first.verdict == "cancelled"
    assert (second.started_at, second.due_at, second.verdict) == (at("10:00"), at("11:00"), "met")


def test_a_withdrawn_task_is_cancelled_even_if_it_was_late(tmp_path: Path) -> None:
    rows = [*task(priority="1"), sets("12:00", "state", "8")]
    (found,) = counted(tmp_path, measure="resolution_sla", rows=rows)
    assert found.verdict == "cancelled"


def test_assigning_or_answering_ends_the_response(tmp_path: Path) -> None:
    assigned = [*task(), sets("09:20", "assignment_group", "first_line")]
    answered = [*task(), says("09:40", "private agent"), says("09:50", "agent")]
    for rows, end in ((assigned, "09:20"), (answered, "09:50")):
        (found,) = counted(tmp_path, measure="response_sla", rows=rows)
        assert found.ended_at == at(end)
