"""What Zammad documents of its escalation, counted by the shipped mapping."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from tests.comparing import vendors
from tests.comparing.vendors import at, made, minutes, says, sets

counted = partial(vendors.counted, vendor="zammad")


def ticket(clock: str = "09:00") -> list[str]:
    return made(clock, state="new", priority="2 normal")


def test_a_note_is_no_answer(tmp_path: Path) -> None:
    rows = [*ticket(), says("10:00", "agent by note"), says("11:00", "agent by email")]
    (found,) = counted(tmp_path, measure="first_response", rows=rows)
    assert found.ended_at == at("11:00")


def test_it_counts_from_creation_when_an_agent_opened_the_ticket(tmp_path: Path) -> None:
    rows = [*ticket(), says("09:00", "agent by note"), says("09:45", "agent by phone")]
    (found,) = counted(tmp_path, measure="first_response", rows=rows)
    assert (found.started_at, minutes(found.elapsed)) == (at("09:00"), 45)


def test_pending_is_ignored_time(tmp_path: Path) -> None:
    rows = [
        *ticket(),
        sets("10:00", "state", "pending reminder"),
        sets("11:00", "state", "open"),
        says("12:00", "agent by email"),
    ]
    (found,) = counted(tmp_path, measure="first_response", rows=rows)
    assert (minutes(found.elapsed), minutes(found.paused)) == (120, 60)


def test_closing_does_not_answer_and_is_ignored_time(tmp_path: Path) -> None:
    rows = [
        *ticket(),
        sets("09:30", "state", "closed"),
        sets("12:00", "state", "open"),
        says("12:10", "agent by email"),
    ]
    (found,) = counted(tmp_path, measure="first_response", rows=rows)
    assert (minutes(found.elapsed), found.ended_at) == (40, at("12:10"))


def test_it_counts_whole_minutes(tmp_path: Path) -> None:
    rows = [*ticket("09:00:40"), says("09:30:20", "agent by email")]
    (found,) = counted(tmp_path, measure="first_response", rows=rows)
    assert minutes(found.elapsed) == 30


def test_an_update_is_owed_from_the_oldest_message(tmp_path: Path) -> None:
    rows = [
        *ticket(),
        says("10:00", "customer by email"),
        says("10:20", "customer by email"),
        says("11:00", "agent by email"),
        says("12:00", "customer by email"),
        says("12:05", "agent by email"),
    ]
    found = counted(tmp_path, measure="update_time", rows=rows)
    assert [minutes(each.elapsed) for each in found] == [60, 5]


def test_a_solution_counts_once_a_ticket(tmp_path: Path) -> None:
    rows = [
        *ticket(),
        sets("10:00", "state", "closed"),
        sets("12:00", "state", "open"),
        sets("13:00", "state", "closed"),
    ]
    (found,) = counted(tmp_path, measure="solution", rows=rows)
    assert (found.ended_at, minutes(found.elapsed)) == (at("10:00"), 60)


def test_the_goal_of_the_current_priority_holds_from_creation(tmp_path: Path) -> None:
    rows = [*ticket(), sets("10:30", "priority", "3 high"), says("10:40", "agent by email")]
    (found,) = counted(tmp_path, measure="first_response", rows=rows)
    assert (found.due_at, found.verdict) == (at("10:00"), "missed")
