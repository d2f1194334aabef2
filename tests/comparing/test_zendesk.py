"""What Zendesk documents of its clocks, counted by the shipped mapping."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from slarules.engine.outcome import Verdict
from tests.comparing import vendors
from tests.comparing.vendors import CONTRACT, at, made, minutes, says, sets

counted = partial(vendors.counted, vendor="zendesk")


def ticket(clock: str = "09:00", priority: str = "normal") -> list[str]:
    return [*made(clock, status="new", priority=priority), says(clock, "customer")]


def elapsed(verdicts: list[Verdict]) -> list[int]:
    return [minutes(each.elapsed) for each in verdicts]


def test_solving_without_a_reply_ends_the_first_reply(tmp_path: Path) -> None:
    rows = [*ticket(), sets("11:00", "status", "solved")]
    (found,) = counted(tmp_path, measure="first_reply_time", rows=rows)
    assert (found.verdict, found.ended_at) == ("met", at("11:00"))


def test_pending_does_not_stop_the_first_reply(tmp_path: Path) -> None:
    rows = [*ticket(), sets("09:30", "status", "pending"), says("12:00", "agent")]
    (found,) = counted(tmp_path, measure="first_reply_time", rows=rows)
    assert (minutes(found.elapsed), found.paused) == (180, 0)


def test_notes_and_automations_never_answer(tmp_path: Path) -> None:
    rows = [
        *ticket(),
        says("09:10", "private agent"),
        says("09:20", "automation"),
        says("10:00", "agent"),
    ]
    (found,) = counted(tmp_path, measure="first_reply_time", rows=rows)
    assert found.ended_at == at("10:00")


def test_a_ticket_that_an_agent_opened_waits_for_the_customer(tmp_path: Path) -> None:
    rows = [
        *made("09:00", status="open", priority="normal"),
        says("09:00", "agent"),
        says("11:00", "customer"),
        says("11:30", "agent"),
    ]
    (found,) = counted(tmp_path, measure="first_reply_time", rows=rows)
    assert (found.started_at, minutes(found.elapsed)) == (at("11:00"), 30)


def test_a_ticket_without_the_customers_words_has_no_first_reply(tmp_path: Path) -> None:
    rows = [*made("09:00", status="open", priority="normal"), says("09:00", "agent")]
    assert counted(tmp_path, measure="first_reply_time", rows=rows) == []


def test_the_next_reply_counts_from_the_oldest_unanswered_message(tmp_path: Path) -> None:
    rows = [
        *ticket(),
        says("10:00", "agent"),
        says("12:00", "customer"),
        says("12:30", "customer"),
        says("13:00", "agent"),
        says("14:00", "customer"),
        says("14:20", "agent"),
    ]
    found = counted(tmp_path, measure="next_reply_time", rows=rows)
    assert elapsed(found) == [60, 20]
    assert [each.cycle for each in found] == [1, 2]


def test_solving_ends_a_next_reply(tmp_path: Path) -> None:
    rows = [
        *ticket(),
        says("10:00", "agent"),
        says("12:00", "customer"),
        sets("12:45", "status", "solved"),
    ]
    (found,) = counted(tmp_path, measure="next_reply_time", rows=rows)
    assert minutes(found.elapsed) == 45


def test_one_update_ends_a_run_and_starts_the_next_and_pending_counts(tmp_path: Path) -> None:
    rows = [
        *ticket(),
        says("10:00", "agent"),
        sets("10:10", "status", "pending"),
        says("11:00", "agent"),
        sets("13:00", "status", "solved"),
    ]
    found = counted(tmp_path, measure="periodic_update_time", rows=rows)
    assert elapsed(found) == [60, 120]


def test_pending_stops_the_pausable_update(tmp_path: Path) -> None:
    rows = [
        *ticket(),
        says("10:00", "agent"),
        sets("10:30", "status", "pending"),
        sets("11:30", "status", "open"),
        says("12:00", "agent"),
        sets("12:00", "status", "solved"),
    ]
    found = counted(tmp_path, measure="pausable_update_time", rows=rows)
    assert (minutes(found[0].elapsed), minutes(found[0].paused)) == (60, 60)


WAITING = [
    sets("10:00", "status", "pending"),
    sets("11:00", "status", "hold"),
    sets("12:00", "status", "open"),
    sets("13:00", "status", "solved"),
]


def test_requester_wait_adds_up_new_open_and_on_hold(tmp_path: Path) -> None:
    (found,) = counted(tmp_path, measure="requester_wait_time", rows=[*ticket(), *WAITING])
    assert (minutes(found.elapsed), minutes(found.paused)) == (180, 60)


def test_agent_work_adds_up_new_and_open(tmp_path: Path) -> None:
    (found,) = counted(tmp_path, measure="agent_work_time", rows=[*ticket(), *WAITING])
    assert (minutes(found.elapsed), minutes(found.paused)) == (120, 120)


def test_nothing_pauses_the_total_resolution(tmp_path: Path) -> None:
    (found,) = counted(tmp_path, measure="total_resolution_time", rows=[*ticket(), *WAITING])
    assert (minutes(found.elapsed), found.paused) == (240, 0)


def test_a_reopened_ticket_goes_on_without_the_solved_time(tmp_path: Path) -> None:
    again = [sets("15:00", "status", "open"), sets("16:00", "status", "solved")]
    rows = [*ticket(), *WAITING, *again]
    for measure, length in (
        ("requester_wait_time", 240),
        ("agent_work_time", 180),
        ("total_resolution_time", 300),
    ):
        (found,) = counted(tmp_path, measure=measure, rows=rows)
        assert (minutes(found.elapsed), found.ended_at) == (length, at("16:00"))


def test_each_group_and_each_reopening_is_an_ownership_of_its_own(tmp_path: Path) -> None:
    rows = [
        *made("09:00", status="open", priority="normal", group_id="first_line"),
        sets("11:00", "group_id", "second_line"),
        sets("12:00", "status", "solved"),
        sets("14:00", "status", "open"),
        sets("15:00", "status", "solved"),
    ]
    found = counted(tmp_path, measure="group_ownership_time", rows=rows)
    assert elapsed(found) == [120, 60, 60]


def test_a_new_priority_counts_the_whole_run_again_from_its_own_start(tmp_path: Path) -> None:
    rows = [*ticket(), sets("10:30", "priority", "urgent"), says("10:40", "agent")]
    (found,) = counted(tmp_path, measure="first_reply_time", rows=rows)
    assert (found.due_at, found.verdict) == (at("10:00"), "missed")


def test_a_ticket_without_a_priority_has_no_target_and_here_no_verdict(tmp_path: Path) -> None:
    # The vendor counts such a ticket for nothing; here nobody knows which row of the table holds.
    rows = [*made("09:00", status="new"), says("09:00", "customer"), says("12:00", "agent")]
    (found,) = counted(tmp_path, measure="first_reply_time", rows=rows)
    assert (found.verdict, found.needs) == ("undetermined", ("level",))


def test_the_last_schedule_holds_for_the_whole_run(tmp_path: Path) -> None:
    head, _, _ = CONTRACT.partition("  judged by level as reported")
    rows = [
        *made("15:00", status="new", schedule="around_the_clock"),
        says("15:00", "customer"),
        sets("16:00", "schedule", "office_hours"),
        says("3 10:00", "agent"),
    ]
    text = head + vendors.BY_SCHEDULE.lstrip("\n")
    (found,) = counted(tmp_path, measure="first_reply_time", rows=rows, contract_text=text)
    assert (found.goal_text, minutes(found.elapsed)) == ("8 desk hours", 180)


def test_a_merged_ticket_is_no_longer_reported_even_if_it_was_late(tmp_path: Path) -> None:
    rows = [
        *ticket(priority="urgent"),
        sets("12:00", "labels", "closed_by_merge"),
        sets("12:00", "status", "closed"),
    ]
    (found,) = counted(tmp_path, measure="first_reply_time", rows=rows)
    assert found.verdict == "cancelled"
