"""Conditions on days and hours: what a clock says of moments that are known, or only bounded."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Literal

import pytest
from hypothesis import given as examples
from hypothesis import settings
from hypothesis import strategies as st

from slarules.core.clocks import ELAPSED, Clock, calendar_days
from slarules.core.conditions import (
    ABSENT,
    UNKNOWN,
    Condition,
    Known,
    Notice,
    OnDay,
    TimedNotice,
    Truth,
    Value,
    WithinHours,
)
from slarules.facts.history import Timeline, UnknownMoment
from slarules.facts.truth import Moment, holds, unknown_facts, words
from slarules.hours.local import local_date
from slarules.hours.opentime import OpenTime
from slarules.instants import HOUR, Instant, Micros
from tests.hours.clocks import AWAY, BERLIN, BOTH_SITES, DESK, NIGHT, at, hours
from tests.hours.strategies import clocks, instants

Side = Literal["before", "after"]
SIDES: st.SearchStrategy[Side] = st.sampled_from(["before", "after"])
RELATIONS: st.SearchStrategy[Literal["at least", "at most"]] = st.sampled_from(
    ["at least", "at most"]
)


def truth(condition: Condition, **moments: Moment) -> Truth:
    told: Mapping[str, Moment] = moments
    return holds(condition, lambda name: told.get(name, ABSENT))


def between(after: str | None, before: str | None) -> UnknownMoment:
    return UnknownMoment(after and at(after), before and at(before))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("clock", "reported", "found"),
    [
        (DESK, "2026-03-02 12:30", True),  # the midday break of a Monday
        (DESK, "2026-03-02 23:59", True),
        (DESK, "2026-03-07 11:00", False),  # a Saturday
        (DESK, "2026-04-03 10:00", False),  # Good Friday
        (DESK, "2026-05-08 10:00", False),  # a holiday of the contract
        (DESK, "2026-12-24 20:00", True),  # half a holiday
        (DESK, "2026-11-28 08:00", True),  # an extra Saturday
        (NIGHT, "2026-03-09 03:00", False),  # Sunday's night, on Monday
        (NIGHT, "2026-03-08 03:00", True),
        (BOTH_SITES, "2026-06-10 12:00", False),  # a holiday of Lisbon
        (AWAY, "2026-03-07 12:00", True),
        (calendar_days(BERLIN), "2026-03-07 11:00", True),
    ],
)
def test_a_day_of_a_clock(clock: Clock, reported: str, found: bool) -> None:  # noqa: FBT001
    assert truth(OnDay("reported", clock), reported=at(reported)) is found


def test_a_day_is_that_of_the_clocks_own_zone() -> None:
    tokyo = Clock("tokyo", "Asia/Tokyo", DESK.hours)
    friday_evening = at("2026-03-06 18:00")  # Saturday there
    assert truth(OnDay("reported", DESK), reported=friday_evening) is True
    assert truth(OnDay("reported", tokyo), reported=friday_evening) is False


@pytest.mark.parametrize(
    ("reported", "found"),
    [
        ("2026-03-02 08:00", True),
        ("2026-03-02 12:00", False),  # closing is no longer open
        ("2026-03-02 18:00", False),
        ("2026-07-06 07:30", True),  # summer hours
        ("2026-07-06 15:00", False),
        ("2026-11-12 09:00", False),
    ],
)
def test_within_the_hours_of_a_clock(reported: str, found: bool) -> None:  # noqa: FBT001
    assert truth(WithinHours("reported", DESK), reported=at(reported)) is found


@pytest.mark.parametrize(
    ("question", "answered", "days"),
    [
        ("2026-03-02 09:00", "2026-03-02 23:00", 0),
        ("2026-03-02 23:59", "2026-03-03 00:00", 1),
        ("2026-03-06 09:00", "2026-03-08 09:00", 0),
        ("2026-03-06 09:00", "2026-03-09 00:01", 1),
        ("2026-04-02 09:00", "2026-04-07 09:00", 1),  # Easter
        ("2026-03-07 09:00", "2026-03-09 09:00", 1),
        ("2026-03-04 09:00", "2026-03-02 09:00", -2),
    ],
)
def test_days_after_leave_out_the_date_of_the_event(
    question: str, answered: str, days: int
) -> None:
    told = {"question": at(question), "answered": at(answered)}
    for wanted in range(-3, 4):
        least = Notice("answered", "at least", wanted, "after", "question", DESK)
        most = Notice("answered", "at most", wanted, "after", "question", DESK)
        assert truth(least, **told) is (days >= wanted)
        assert truth(most, **told) is (days <= wanted)


@pytest.mark.parametrize(
    ("announced", "start", "days"),
    [
        ("2026-03-02 09:00", "2026-03-06 09:00", 4),
        ("2026-03-02 09:00", "2026-03-07 09:00", 5),  # Monday through Friday before Saturday
        ("2026-03-07 09:00", "2026-03-09 09:00", 0),  # Friday would have been a day before Monday
        ("2026-03-06 23:59", "2026-03-09 00:00", 1),
    ],
)
def test_days_before_leave_out_the_date_of_the_start(announced: str, start: str, days: int) -> None:
    told = {"announced": at(announced), "start": at(start)}
    for wanted in range(7):
        notice = Notice("announced", "at least", wanted, "before", "start", DESK)
        assert truth(notice, **told) is (days >= wanted)


@pytest.mark.parametrize(
    ("clock", "length", "announced", "found"),
    [
        (ELAPSED, 24, "2026-03-28 10:00", True),  # a night of 23 hours lies between
        (ELAPSED, 24, "2026-03-28 09:00", True),
        (ELAPSED, 23, "2026-03-28 10:00", True),
        (DESK, 1, "2026-03-27 17:00", True),
        (DESK, 1, "2026-03-27 17:00:01", False),
    ],
)
def test_time_before_is_counted_on_the_clock(
    clock: Clock,
    length: int,
    announced: str,
    found: bool,  # noqa: FBT001
) -> None:
    start = at("2026-03-29 11:00")
    notice = TimedNotice("announced", "at least", hours(length), "before", "start", clock)
    assert truth(notice, announced=at(announced), start=start) is found


def test_at_most_so_much_time_after() -> None:
    soon = TimedNotice("answered", "at most", hours(2), "after", "question", DESK)
    asked = at("2026-03-06 17:00")
    assert truth(soon, question=asked, answered=at("2026-03-09 09:00")) is True
    assert truth(soon, question=asked, answered=at("2026-03-09 09:00:01")) is False
    assert truth(soon, question=asked, answered=at("2026-03-06 09:00")) is True


def test_what_has_not_happened_is_on_no_day_and_far_from_nothing() -> None:
    asked = at("2026-03-06 17:00")
    assert truth(OnDay("reported", DESK)) is False
    assert truth(WithinHours("reported", DESK)) is False
    for anchor in ({}, {"question": asked}):
        late = Notice("answered", "at least", 1, "after", "question", DESK)
        soon = TimedNotice("answered", "at most", hours(2), "after", "question", DESK)
        assert truth(late, **anchor) is False
        assert truth(soon, **anchor) is False


@pytest.mark.parametrize(
    ("told", "on_day", "within"),
    [
        (between("2026-03-02 09:00", "2026-03-02 11:00"), True, True),
        (between("2026-03-02 09:00", "2026-03-02 12:00"), True, None),
        (between("2026-03-02 12:00", "2026-03-02 12:59"), True, False),
        (between("2026-03-02 09:00", "2026-03-04 11:00"), True, None),
        (between("2026-03-06 09:00", "2026-03-09 11:00"), None, None),
        (between("2026-03-07 09:00", "2026-03-08 11:00"), False, False),
        (between("2026-03-07 09:00", None), None, None),
        (UNKNOWN, None, None),
    ],
)
def test_a_bounded_moment_decides_where_every_instant_agrees(
    told: Moment, on_day: Truth, within: Truth
) -> None:
    assert truth(OnDay("reported", DESK), reported=told) is on_day
    assert truth(WithinHours("reported", DESK), reported=told) is within


def test_a_bounded_moment_may_be_far_enough_whatever_it_was() -> None:
    late = Notice("answered", "at least", 1, "after", "question", DESK)
    asked = at("2026-03-06 17:00")
    assert truth(late, question=asked, answered=between("2026-03-09 09:00", None)) is True
    assert truth(late, question=asked, answered=between(None, "2026-03-08 09:00")) is False
    assert truth(late, question=asked, answered=between("2026-03-08 09:00", None)) is None


def test_the_words_of_a_notice_are_both_moments() -> None:
    late = TimedNotice("answered", "at least", hours(1), "after", "question", DESK)
    assert list(words(late)) == ["answered", "question"]


@settings(max_examples=40)
@examples(clocks(), instants, instants, st.integers(-10, 10), SIDES, RELATIONS)
def test_what_bounds_decide_holds_of_every_instant_between(
    clock: Clock,
    one: Instant,
    other: Instant,
    days: int,
    side: Side,
    relation: Literal["at least", "at most"],
) -> None:
    first, last = sorted((one, other))
    anchor = Instant((first + last) // 2 + 5 * HOUR)
    tests: list[Condition] = [
        OnDay("a", clock),
        WithinHours("a", clock),
        Notice("a", relation, days, side, "b", clock),
        TimedNotice("a", relation, Micros(days * HOUR), side, "b", clock),
    ]
    for test in tests:
        decided = truth(test, a=UnknownMoment(first, last), b=anchor)
        for moment in (first, last, Instant((first + last) // 2)):
            told = truth(test, a=moment, b=anchor)
            assert told is not None
            assert decided in (None, told)


@settings(max_examples=40)
@examples(clocks(), instants, st.integers(-20, 20))
def test_days_between_are_the_dates_that_are_days(clock: Clock, start: Instant, apart: int) -> None:
    days = OpenTime(clock).days
    day = local_date(start, clock.zone)
    through = day + timedelta(days=apart)
    first, last = sorted((day, through))
    dates = (first + timedelta(days=i) for i in range(1, (last - first).days + 1))
    found = sum(days.on(each) is not None for each in dates)
    assert days.between(day, through) == (found if apart >= 0 else -found)


def test_days_between_reach_over_many_years() -> None:
    days = OpenTime(NIGHT).days
    assert days.between(date(2026, 3, 6), date(2046, 3, 2)) == 3 * 1043


def test_what_had_surely_happened_is_known_and_on_no_surer_a_day() -> None:
    """Seen from a Tuesday, a question between Friday and Monday had been asked, but on what day?"""
    item = Timeline(
        "A", "ticket", {}, {}, {"asked": between("2026-03-06 09:00", "2026-03-09 09:00")}
    )

    def said(name: str) -> Value | Moment:
        return item.said(name, at("2026-03-10 09:00"))

    assert holds(Known("asked"), said) is True
    assert holds(OnDay("asked", DESK), said) is None
    assert holds(WithinHours("asked", DESK), said) is None
    assert unknown_facts(OnDay("asked", DESK), said) == ["asked"]
