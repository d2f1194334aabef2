"""When a clock is open, and what counting on it gives."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from slarules.core.clocks import (
    ELAPSED,
    AllOpen,
    AnyOpen,
    Clock,
    Conventions,
    Dates,
    Instead,
    OnHolidays,
    Shut,
    WeeklyHours,
    WeeklySpan,
)
from slarules.hours.local import midnight
from slarules.hours.opentime import CHUNK, OpenTime
from slarules.instants import DAY, MINUTE, Instant, Interval, Micros, clip, difference, total
from tests.hours.clocks import (
    AWAY,
    BERLIN,
    BOTH_SITES,
    DE_HH,
    DESK,
    EITHER_SITE,
    JOINT,
    MONDAY_TO_FRIDAY,
    NIGHT,
    WATCH,
    at,
    desk,
    hours,
    minutes,
    weekly,
)
from tests.hours.strategies import budgets, clocks, instants, stops_after, weekly_clocks
from tests.hours.walk import open_minutes


def counted(clock: Clock, start: str, end: str) -> Micros:
    return OpenTime(clock).elapsed(at(start), at(end))


@pytest.mark.parametrize(
    ("clock", "expected", "start", "end"),
    [
        (NIGHT, minutes(390), "2026-03-27 23:30", "2026-03-28 12:00"),
        (NIGHT, hours(7), "2026-03-28 12:00", "2026-03-29 12:00"),
        (NIGHT, hours(9), "2026-10-24 12:00", "2026-10-25 12:00"),
        (BOTH_SITES, hours(7), "2026-03-03 00:00", "2026-03-04 00:00"),
        (EITHER_SITE, hours(10), "2026-03-03 00:00", "2026-03-04 00:00"),
        (AWAY, hours(15), "2026-03-03 00:00", "2026-03-04 00:00"),
        (EITHER_SITE, hours(0), "2026-05-01 00:00", "2026-05-02 00:00"),
        (EITHER_SITE, hours(8), "2026-06-10 00:00", "2026-06-10 17:00"),
        (JOINT, hours(8), "2026-06-10 00:00", "2026-06-11 00:00"),
        (JOINT, hours(0), "2026-05-01 00:00", "2026-05-02 00:00"),
        (ELAPSED, hours(23), "2026-03-29 00:00", "2026-03-30 00:00"),
        (WATCH, hours(0), "2026-12-24 00:00", "2026-12-27 06:00"),
    ],
)
def test_hours_between_two_times(clock: Clock, expected: Micros, start: str, end: str) -> None:
    assert counted(clock, start, end) == expected


@pytest.mark.parametrize(
    ("clock", "budget", "start", "due"),
    [
        (NIGHT, hours(8), "2026-03-28 21:00", "2026-03-29 23:00"),
        (DESK, hours(4), "2026-04-02 16:00", "2026-04-07 10:00"),
        (DESK, hours(9), "2026-05-07 17:00", "2026-05-11 17:00"),
        (DESK, hours(9), "2026-11-11 17:00", "2026-11-13 11:00"),
        (DESK, hours(4), "2026-11-27 17:00", "2026-11-28 12:00"),
        (DESK, hours(4), "2026-07-03 17:30", "2026-07-06 10:30"),
    ],
)
def test_due_times_of_the_lighthouse(clock: Clock, budget: Micros, start: str, due: str) -> None:
    assert OpenTime(clock).due(at(start), budget) == at(due)


def test_a_budget_used_up_at_closing_is_missed_when_the_clock_runs_again() -> None:
    open_time, start = OpenTime(DESK), at("2026-03-02 08:00")
    assert open_time.due(start, hours(9)) == at("2026-03-02 18:00")
    assert open_time.shown_due(start, hours(9)) == at("2026-03-02 18:00")
    assert open_time.missed(start, hours(9)) == at("2026-03-03 08:00")


def test_one_second_more_falls_due_after_the_next_opening() -> None:
    assert OpenTime(DESK).due(at("2026-03-02 08:00:01"), hours(9)) == at("2026-03-03 08:00:01")


def test_a_clock_may_show_the_next_opening_and_misses_at_the_same_instant() -> None:
    shown, start = (
        OpenTime(desk(Conventions(budget_at_closing_due_next_opening=True))),
        at("2026-03-02 08:00"),
    )
    assert shown.due(start, hours(9)) == at("2026-03-02 18:00")
    assert shown.shown_due(start, hours(9)) == at("2026-03-03 08:00")
    assert shown.missed(start, hours(9)) == at("2026-03-03 08:00")
    assert shown.shown_due(start, hours(8)) == at("2026-03-02 17:00")


def test_counting_from_a_shut_start_begins_at_the_next_opening() -> None:
    assert OpenTime(DESK).due(at("2026-03-07 11:00"), hours(1)) == at("2026-03-09 09:00")


def test_a_pause_that_begins_when_the_budget_is_used_up_moves_only_the_miss() -> None:
    open_time, start = OpenTime(DESK), at("2026-03-02 08:00")
    pause = [Interval(at("2026-03-02 10:00"), at("2026-03-02 11:00"))]
    assert open_time.due(start, hours(2), pause) == at("2026-03-02 10:00")
    assert open_time.missed(start, hours(2), pause) == at("2026-03-02 11:00")


def test_a_repeated_wall_time_is_its_first_occurrence() -> None:
    clock = Clock("late", BERLIN, WeeklyHours((WeeklySpan(6, minutes(60), minutes(150)),)))
    assert counted(clock, "2026-10-25 00:00", "2026-10-26 00:00") == minutes(90)


def test_a_span_inside_the_gap_moves_later_and_may_vanish() -> None:
    sunday = Interval(at("2026-03-29 00:00"), at("2026-03-30 00:00"))
    inside = Clock("inside", BERLIN, WeeklyHours((WeeklySpan(6, minutes(135), minutes(165)),)))
    across = Clock("across", BERLIN, WeeklyHours((WeeklySpan(6, minutes(150), minutes(195)),)))
    moved = Interval(at("2026-03-29 03:15"), at("2026-03-29 03:45"))
    assert OpenTime(inside).pieces(sunday.start, sunday.end) == [moved]
    assert OpenTime(across).pieces(sunday.start, sunday.end) == []


def test_the_night_before_a_holiday_ends_at_midnight() -> None:
    thursday = WeeklyHours(weekly((3,), 22, 6), (OnHolidays((DE_HH,)),))
    clock = Clock("late", BERLIN, thursday)
    night = at("2026-04-02 12:00"), at("2026-04-03 12:00")
    assert OpenTime(clock).pieces(*night) == [Interval(at("2026-04-02 22:00"), midnight_of(3))]


def midnight_of(day: int) -> Instant:
    return midnight(date(2026, 4, day), BERLIN)


def test_other_hours_hold_for_what_begins_on_their_dates() -> None:
    usual, other = weekly(range(7), 22, 6), weekly(range(7), 12, 13)
    clock = Clock(
        "summer",
        BERLIN,
        WeeklyHours(usual, instead=(Instead(date(2026, 7, 6), date(2026, 7, 6), other),)),
    )
    assert counted(clock, "2026-07-06 00:00", "2026-07-06 12:00") == hours(6)
    assert counted(clock, "2026-07-06 12:00", "2026-07-07 12:00") == hours(1)


def test_a_clock_that_never_opens_again_answers_never() -> None:
    closed = (Dates(date(2026, 1, 1), date(9999, 12, 31)),)
    clock = OpenTime(Clock("gone", BERLIN, WeeklyHours(weekly(MONDAY_TO_FRIDAY, 9, 17), closed)))
    start = at("2026-03-02 09:00")
    assert clock.next_opening(start) is None
    assert clock.due(start, hours(1)) is None
    assert clock.missed(start, hours(1)) is None
    assert clock.previous_closing(start) == at("2025-12-31 17:00")
    # Used up exactly as the clock stops for good: due, and never missed.
    last = at("2025-12-31 16:00")
    assert clock.due(last, hours(1)) == at("2025-12-31 17:00")
    assert clock.missed(last, hours(1)) is None
    assert clock.shown_due(last, hours(1)) == at("2025-12-31 17:00")


@given(weekly_clocks())
def test_open_time_is_what_a_walk_minute_by_minute_finds(drawn: tuple[Clock, date]) -> None:
    clock, change = drawn
    assert isinstance(clock.hours, WeeklyHours)
    start, end = (
        Instant(midnight(change + timedelta(days=n), "UTC") - 8 * 60 * MINUTE) for n in (-1, 3)
    )
    found = OpenTime(clock).pieces(start, end)
    minutes_open = [m for p in found for m in range(p.start // MINUTE, p.end // MINUTE)]
    assert minutes_open == open_minutes(clock.hours, clock.zone, start, end)


@given(clocks(), instants, budgets)
def test_a_budget_is_used_up_exactly_when_due(clock: Clock, start: Instant, budget: Micros) -> None:
    open_time = OpenTime(clock)
    due = open_time.due(start, budget)
    if due is not None:
        assert open_time.elapsed(start, due) == budget
        assert budget == 0 or open_time.elapsed(start, Instant(due - 1)) == budget - 1
    missed = open_time.missed(start, budget)
    if missed is not None:
        assert open_time.elapsed(start, missed) == budget
        assert open_time.elapsed(start, Instant(missed + 1)) == budget + 1


@given(clocks(), instants, instants, instants)
def test_splitting_a_stretch_adds_up(clock: Clock, a: Instant, b: Instant, c: Instant) -> None:
    open_time = OpenTime(clock)
    assert open_time.elapsed(a, b) + open_time.elapsed(b, c) == open_time.elapsed(a, c)


@given(clocks(), instants, st.integers(0, 30 * DAY))
def test_pieces_openings_and_counting_agree(clock: Clock, start: Instant, length: int) -> None:
    open_time, end = OpenTime(clock), Instant(start + length)
    pieces = open_time.pieces(start, end)
    assert total(pieces) == open_time.elapsed(start, end)
    assert all(a.end < b.start for a, b in pairwise(pieces))
    for piece in pieces:
        assert open_time.is_open(piece.start)
        assert open_time.next_opening(piece.start) == piece.start
        assert piece.end == end or not open_time.is_open(piece.end)
        assert open_time.previous_closing(piece.end) == piece.end
    opening = open_time.next_opening(start)
    if opening is not None and opening < end:
        assert pieces[0].start == opening


@given(weekly_clocks(), instants, st.integers(0, 20 * DAY), st.integers(-200, 200))
def test_whole_weeks_later_in_a_zone_without_changes_counts_the_same(
    drawn: tuple[Clock, date], start: Instant, length: int, weeks: int
) -> None:
    clock, _ = drawn
    assert isinstance(clock.hours, WeeklyHours)
    open_time = OpenTime(Clock("weekly", "Asia/Tokyo", WeeklyHours(clock.hours.spans)))
    later = 7 * DAY * weeks
    assert open_time.elapsed(start, Instant(start + length)) == open_time.elapsed(
        Instant(start + later), Instant(start + length + later)
    )


@given(weekly_clocks(), st.randoms(use_true_random=False))
def test_the_order_of_phrases_means_nothing(drawn: tuple[Clock, date], random: Random) -> None:
    clock, change = drawn
    assert isinstance(clock.hours, WeeklyHours)
    said = clock.hours
    mixed = WeeklyHours(
        tuple(random.sample(said.spans, len(said.spans))),
        tuple(random.sample(said.closed, len(said.closed))),
        tuple(random.sample(said.also, len(said.also))),
        tuple(random.sample(said.instead, len(said.instead))),
    )
    start = midnight(change, "UTC")
    window = Instant(start - 10 * DAY), Instant(start + 10 * DAY)
    other = OpenTime(Clock("mixed", clock.zone, mixed))
    assert other.pieces(*window) == OpenTime(clock).pieces(*window)


@settings(max_examples=50)
@given(clocks(), clocks(), instants)
def test_the_algebra_of_sets_holds(left: Clock, right: Clock, start: Instant) -> None:
    a, b, end = left.hours, right.hours, Instant(start + 60 * DAY)

    def pieces(*members: object) -> list[list[Interval]]:
        return [OpenTime(Clock("set", BERLIN, m)).pieces(start, end) for m in members]  # type: ignore[arg-type]

    never, always, same, twice = pieces(
        AllOpen((a, Shut(a))), AnyOpen((a, Shut(a))), a, Shut(Shut(a))
    )
    assert never == []
    assert always == [Interval(start, end)]
    assert same == twice
    neither, both_shut = pieces(Shut(AnyOpen((a, b))), AllOpen((Shut(a), Shut(b))))
    assert neither == both_shut


@settings(max_examples=60)
@given(st.data(), clocks(), instants, budgets)
def test_stops_are_taken_out_of_the_open_time(
    data: st.DataObject, clock: Clock, start: Instant, budget: Micros
) -> None:
    open_time, stops = OpenTime(clock), data.draw(stops_after(start))
    due = open_time.due(start, budget, stops)
    plain = open_time.due(start, budget)
    if due is None or plain is None:
        return
    assert due >= plain
    running = difference(open_time.pieces(start, due), clip(stops, start, due))
    assert total(running) == open_time.counted(start, due, stops) == budget
    assert not running or running[-1].end == due
    missed = open_time.missed(start, budget, stops)
    if missed is not None:
        assert open_time.counted(start, missed, stops) == budget
        assert open_time.counted(start, Instant(missed + 1), stops) == budget + 1


@pytest.mark.parametrize("number", range(48, 54))
def test_a_night_over_the_edge_of_what_is_compiled_at_once_is_whole(number: int) -> None:
    nights = WeeklyHours(weekly(range(7), 22, 6))
    edge, days = Instant(number * CHUNK), 2 * DAY
    for window in ((edge, Instant(edge + days)), (Instant(edge - days), edge)):
        found = OpenTime(Clock("nights", BERLIN, nights)).elapsed(*window)
        assert found == len(open_minutes(nights, BERLIN, *window)) * MINUTE


@given(clocks(), instants, st.integers(0, 60 * 60 * MINUTE))
def test_the_latest_start_leaves_just_enough(clock: Clock, end: Instant, budget: int) -> None:
    open_time, length = OpenTime(clock), Micros(budget)
    start = open_time.latest_start(end, length)
    if start is None:
        return
    assert start <= end
    assert open_time.elapsed(start, end) == length
    assert not budget or open_time.is_open(start)


@given(clocks(), instants)
def test_the_next_closing_is_the_first_shut_instant_behind_an_open_one(
    clock: Clock, start: Instant
) -> None:
    open_time = OpenTime(clock)
    opening, closing = open_time.next_opening(start), open_time.next_closing(start)
    if opening is None or closing is None:
        return
    assert not open_time.is_open(closing)
    assert open_time.elapsed(opening, closing) == closing - opening > 0
    assert open_time.previous_closing(closing) == closing
