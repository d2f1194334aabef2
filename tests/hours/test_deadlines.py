"""Deadlines in days: where counting starts, what they are based on, how stops move them."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from slarules.core.clocks import (
    ELAPSED,
    Clock,
    Conventions,
    HoursOf,
    WeeklyHours,
    calendar_days,
)
from slarules.hours.deadlines import (
    close_of_nth_day,
    close_of_same_day,
    counting_start,
    moved,
    same_time_later,
    wall_time_on_nth_day,
)
from slarules.hours.local import local_date
from slarules.hours.opentime import OpenTime
from slarules.instants import HOUR, Instant, Interval
from tests.hours.clocks import (
    BERLIN,
    BOTH_SITES,
    DESK,
    NIGHT,
    ORDERS,
    at,
    desk,
    hours,
    weekly,
)
from tests.hours.strategies import clocks, instants, stops_after

DESK_TIME, ORDERS_TIME = OpenTime(DESK), OpenTime(ORDERS)


def from_opening(clock: OpenTime, text: str) -> Instant:
    return counting_start(clock, at(text))


def test_a_deadline_at_close_of_the_same_day_is_no_budget() -> None:
    assert close_of_same_day(DESK_TIME, at("2026-03-02 09:00")) == at("2026-03-02 18:00")
    assert close_of_same_day(DESK_TIME, at("2026-03-02 12:30")) == at("2026-03-02 18:00")
    assert close_of_same_day(DESK_TIME, at("2026-03-02 18:00")) == at("2026-03-03 18:00")


def test_days_count_from_the_start_or_from_the_next_opening() -> None:
    saturday = "2026-03-07 11:00"
    later = OpenTime(desk(Conventions(days_count_from_next_opening=True)))
    from_start = same_time_later(DESK_TIME, from_opening(DESK_TIME, saturday), 1)
    assert from_start == at("2026-03-09 11:00")
    assert same_time_later(later, from_opening(later, saturday), 1) == at("2026-03-10 08:00")


def test_a_wall_time_that_is_shut_moves_to_the_next_opening_or_the_last_closing() -> None:
    back = OpenTime(desk(Conventions(deadlines_move_back_to_closing=True)))
    evening = at("2026-03-02 19:00")
    assert same_time_later(DESK_TIME, evening, 1) == at("2026-03-04 08:00")
    assert same_time_later(back, evening, 1) == at("2026-03-03 18:00")


@pytest.mark.parametrize(
    ("start", "due"),
    [
        ("2026-03-03 14:30", "2026-03-06 14:00"),
        ("2026-03-07 11:00", "2026-03-12 09:00"),
        ("2026-03-03 15:00:01", "2026-03-09 09:00"),
    ],
)
def test_the_same_time_three_orders_days_later(start: str, due: str) -> None:
    assert same_time_later(ORDERS_TIME, from_opening(ORDERS_TIME, start), 3) == at(due)


@pytest.mark.parametrize(
    ("start", "noon", "close"),
    [
        ("2026-04-01 18:30", "2026-04-07 12:00", "2026-04-02 17:00"),
        ("2026-04-01 10:00", "2026-04-02 12:00", "2026-04-01 17:00"),
    ],
)
def test_noon_of_the_next_day_and_close_of_the_same(start: str, noon: str, close: str) -> None:
    counted = from_opening(ORDERS_TIME, start)
    assert wall_time_on_nth_day(ORDERS_TIME, counted, 1, hours(12)) == at(noon)
    assert close_of_same_day(ORDERS_TIME, counted) == at(close)


@pytest.mark.parametrize(
    ("start", "due"),
    [("2026-03-03 14:30", "2026-03-03 16:30"), ("2026-03-03 15:00:01", "2026-03-04 11:00")],
)
def test_a_start_after_the_cut_off_counts_budgets_from_the_next_day(start: str, due: str) -> None:
    assert ORDERS_TIME.due(from_opening(ORDERS_TIME, start), hours(2)) == at(due)


def test_the_cut_off_says_nothing_about_a_day_that_is_none() -> None:
    assert from_opening(ORDERS_TIME, "2026-03-07 16:00") == at("2026-03-09 09:00")


def test_close_of_a_later_day_skips_days_that_are_none() -> None:
    start = from_opening(ORDERS_TIME, "2026-03-27 13:00")
    assert close_of_nth_day(ORDERS_TIME, start, 1) == at("2026-03-30 17:00")
    assert close_of_nth_day(DESK_TIME, at("2026-03-04 10:00"), 2) == at("2026-03-06 18:00")


@pytest.mark.parametrize(
    ("start", "due", "long"),
    [
        ("2026-03-27 13:00", "2026-03-29 13:00", 47),
        ("2026-10-24 13:00", "2026-10-26 13:00", 49),
        ("2026-06-01 13:00", "2026-06-03 13:00", 48),
    ],
)
def test_calendar_days_keep_the_wall_time(start: str, due: str, long: int) -> None:
    days = OpenTime(calendar_days(BERLIN))
    assert same_time_later(days, at(start), 2) == at(due)
    assert at(due) - at(start) == hours(long)


def test_a_night_belongs_to_the_day_on_which_it_begins() -> None:
    nights = OpenTime(NIGHT)
    friday = nights.days.on(date(2026, 3, 6))
    assert friday is not None
    assert (friday.opening, friday.closing) == (at("2026-03-06 22:00"), at("2026-03-07 06:00"))
    assert close_of_same_day(nights, at("2026-03-07 03:00")) == at("2026-03-07 06:00")
    assert nights.days.on(date(2026, 3, 9)) is None


def test_a_holiday_is_no_day_and_half_a_day_is_one() -> None:
    assert DESK_TIME.days.on(date(2026, 4, 3)) is None
    half = DESK_TIME.days.on(date(2026, 11, 12))
    assert half is not None
    assert half.opening == at("2026-11-12 13:00")
    extra = DESK_TIME.days.on(date(2026, 11, 28))
    assert extra is not None
    assert (extra.opening, extra.closing) == (at("2026-11-28 09:00"), at("2026-11-28 13:00"))


def test_days_of_a_clock_made_of_others_are_cut_at_its_own_midnight() -> None:
    days = OpenTime(BOTH_SITES).days
    tuesday = days.on(date(2026, 3, 3))
    assert tuesday is not None
    assert (tuesday.opening, tuesday.closing) == (at("2026-03-03 10:00"), at("2026-03-03 18:00"))
    away = OpenTime(Clock("nights", BERLIN, HoursOf(NIGHT))).days.on(date(2026, 3, 7))
    assert away is not None
    assert (away.opening, away.closing) == (at("2026-03-07 00:00"), at("2026-03-08 00:00"))


def test_a_pause_moves_a_deadline_by_its_length_on_the_clock() -> None:
    start, base = at("2026-03-04 10:00"), at("2026-03-06 18:00")
    pause = [Interval(at("2026-03-05 09:00"), at("2026-03-05 15:00"))]
    assert moved(DESK_TIME, start, base, pause) == at("2026-03-09 14:00")
    assert moved(DESK_TIME, start, base, []) == base


def test_no_day_ever_again_is_no_deadline() -> None:
    never = OpenTime(Clock("never", BERLIN, WeeklyHours(())))
    start = at("2026-03-04 10:00")
    assert same_time_later(never, start, 1) is None
    assert close_of_nth_day(never, start, 1) is None
    assert close_of_same_day(never, start) is None
    assert wall_time_on_nth_day(never, start, 1, hours(12)) is None
    assert counting_start(never, start) == start


def test_days_are_found_over_many_years() -> None:
    fridays = OpenTime(Clock("fridays", BERLIN, WeeklyHours(weekly((4,), 9, 17))))
    found = fridays.days.nth_after(date(2026, 3, 6), 1000)
    assert found is not None
    assert found.date == date(2026, 3, 6) + 1000 * timedelta(days=7)


@settings(max_examples=30)
@given(clocks(), instants, st.integers(1, 12))
def test_the_nth_day_is_the_next_one_n_times(clock: Clock, start: Instant, n: int) -> None:
    days, day = OpenTime(clock).days, local_date(start, clock.zone)
    leap, step = days.nth_after(day, n), days.nth_after(day, 1)
    for _ in range(n - 1):
        step = step and days.nth_after(step.date, 1)
    assert leap == step
    assert leap is None or (leap.date > day and days.on(leap.date) == leap)


@given(clocks(), instants)
def test_a_day_opens_and_closes_where_its_clock_does(clock: Clock, start: Instant) -> None:
    open_time = OpenTime(clock)
    day = open_time.days.containing_or_after(start)
    if day is None:
        return
    assert start < day.closing
    assert open_time.is_open(day.opening)
    assert open_time.is_open(Instant(day.closing - 1))
    opening = open_time.next_opening(start)
    assert opening is not None
    assert opening < day.closing


@given(st.data(), clocks(), instants, st.integers(0, 40 * 24))
def test_stops_move_a_deadline_later_and_none_leaves_its_base(
    data: st.DataObject, clock: Clock, start: Instant, ahead: int
) -> None:
    open_time, base = OpenTime(clock), Instant(start + ahead * HOUR)
    stops = data.draw(stops_after(start))
    assert moved(open_time, start, base, []) == base
    later = moved(open_time, start, base, stops)
    assert later is None or later >= base


def test_elapsed_stops_move_an_elapsed_deadline_by_their_own_length() -> None:
    start, base = at("2026-03-28 10:00"), at("2026-03-30 10:00")
    pause = [Interval(at("2026-03-29 01:00"), at("2026-03-29 04:00"))]
    assert moved(OpenTime(ELAPSED), start, base, pause) == at("2026-03-30 12:00")


@settings(max_examples=30)
@given(clocks(), instants, st.integers(1, 12))
def test_the_nth_day_before_undoes_the_nth_after(clock: Clock, start: Instant, n: int) -> None:
    days, day = OpenTime(clock).days, local_date(start, clock.zone)
    first, later = days.nth_after(day, 1), days.nth_after(day, n + 1)
    if first is None or later is None:
        return
    assert days.nth_before(later.date, n) == first
    assert days.between(day, later.date) == n + 1
