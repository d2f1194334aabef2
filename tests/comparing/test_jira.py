"""What is known of Jira Service Management's clocks, counted by the shipped mapping."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from tests.comparing import vendors
from tests.comparing.vendors import at, made, minutes, says, sets

counted = partial(vendors.counted, vendor="jira-service-management")

ISSUE = made("09:00", status="Open", priority="Medium")


def test_a_comment_for_customers_answers_and_an_internal_one_does_not(tmp_path: Path) -> None:
    rows = [*ISSUE, says("09:30", "private agent"), says("10:00", "agent")]
    (found,) = counted(tmp_path, measure="time_to_first_response", rows=rows)
    assert (found.started_at, found.ended_at) == (at("09:00"), at("10:00"))


def test_resolving_neither_ends_nor_restarts_the_first_response(tmp_path: Path) -> None:
    rows = [
        *ISSUE,
        sets("10:00", "resolution", "Done"),
        sets("11:00", "resolution", ""),
        says("12:00", "agent"),
    ]
    (found,) = counted(tmp_path, measure="time_to_first_response", rows=rows)
    assert (found.started_at, minutes(found.elapsed)) == (at("09:00"), 180)


def test_from_start_to_stop_is_a_cycle_and_clearing_the_resolution_starts_the_next(
    tmp_path: Path,
) -> None:
    rows = [
        *ISSUE,
        sets("12:00", "resolution", "Done"),
        sets("14:00", "resolution", ""),
        sets("15:00", "resolution", "Done"),
    ]
    found = counted(tmp_path, measure="time_to_resolution", rows=rows)
    assert [(each.cycle, minutes(each.elapsed)) for each in found] == [(1, 180), (2, 60)]


def test_waiting_for_the_customer_pauses(tmp_path: Path) -> None:
    rows = [
        *ISSUE,
        sets("10:00", "status", "Waiting for customer"),
        sets("11:00", "status", "In progress"),
        sets("12:00", "resolution", "Done"),
    ]
    (found,) = counted(tmp_path, measure="time_to_resolution", rows=rows)
    assert (minutes(found.elapsed), minutes(found.paused)) == (120, 60)


def test_a_stop_goes_before_a_pause(tmp_path: Path) -> None:
    rows = [*ISSUE, sets("11:00", "resolution", "Done"), sets("11:00", "status", "Pending")]
    (found,) = counted(tmp_path, measure="time_to_resolution", rows=rows)
    assert (found.ended_at, minutes(found.elapsed), found.paused) == (at("11:00"), 120, 0)


def test_a_pause_goes_before_a_start(tmp_path: Path) -> None:
    rows = [
        *ISSUE,
        sets("12:00", "resolution", "Done"),
        sets("13:00", "status", "Pending"),
        sets("14:00", "resolution", ""),
        sets("15:00", "status", "Open"),
        sets("16:00", "resolution", "Done"),
    ]
    _, second = counted(tmp_path, measure="time_to_resolution", rows=rows)
    assert (second.started_at, minutes(second.elapsed)) == (at("14:00"), 60)
    assert minutes(second.paused) == 60


def test_the_goal_of_the_current_priority_holds_for_the_whole_cycle(tmp_path: Path) -> None:
    rows = [*ISSUE, sets("10:30", "priority", "Highest"), sets("10:40", "resolution", "Done")]
    (found,) = counted(tmp_path, measure="time_to_resolution", rows=rows)
    assert (found.due_at, found.verdict) == (at("10:00"), "missed")


def test_a_cycle_that_is_done_keeps_its_goal(tmp_path: Path) -> None:
    rows = [*ISSUE, sets("12:00", "resolution", "Done"), sets("13:00", "priority", "Highest")]
    (found,) = counted(tmp_path, measure="time_to_resolution", rows=rows)
    assert (found.goal_text, found.verdict) == ("8 elapsed hours", "met")
