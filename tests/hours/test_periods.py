"""Periods, local dates, and the proof that a clock keeps opening."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from slarules.core.clocks import Clock, Dates, WeeklyHours
from slarules.core.periods import PeriodKind
from slarules.hours.checks import shut_too_long_from
from slarules.hours.local import (
    at_local,
    local_date,
    midnight,
    wall_text,
    wall_time,
    wall_time_in,
    zone_names,
    zone_rules_version,
)
from slarules.hours.opentime import OpenTime
from slarules.hours.periods import parse_label, period_of, periods_between
from slarules.instants import DAY, HOUR, SECOND, Instant, Micros
from tests.hours.clocks import BERLIN, DESK, EVERY_DAY, at, hours, minutes, weekly
from tests.hours.strategies import CHANGES, instants

KINDS: tuple[PeriodKind, ...] = (
    "calendar day",
    "calendar week",
    "calendar month",
    "calendar quarter",
    "calendar year",
)
zones = st.sampled_from(sorted({zone for zone, _ in CHANGES}))


@pytest.mark.parametrize(
    ("kind", "label", "start", "end"),
    [
        ("calendar day", "2026-03-29", "2026-03-29", "2026-03-30"),
        ("calendar week", "2026-W13", "2026-03-23", "2026-03-30"),
        ("calendar month", "2026-03", "2026-03-01", "2026-04-01"),
        ("calendar quarter", "2026-Q1", "2026-01-01", "2026-04-01"),
        ("calendar year", "2026", "2026-01-01", "2027-01-01"),
    ],
)
def test_a_period_is_whole_local_dates(kind: PeriodKind, label: str, start: str, end: str) -> None:
    period = period_of(at("2026-03-29 12:00"), kind, BERLIN)
    assert (period.label, period.start, period.end) == (label, at(start), at(end))


def test_midnight_belongs_to_the_new_month() -> None:
    assert period_of(at("2026-04-01 00:00"), "calendar month", BERLIN).label == "2026-04"
    assert (
        period_of(Instant(at("2026-04-01 00:00") - 1), "calendar month", BERLIN).label == "2026-03"
    )


def test_the_first_days_of_january_may_be_in_the_last_week_of_the_old_year() -> None:
    assert period_of(at("2027-01-03 12:00"), "calendar week", BERLIN).label == "2026-W53"


@given(instants, st.sampled_from(KINDS), zones)
def test_periods_join_without_gap_and_name_themselves(
    moment: Instant, kind: PeriodKind, zone: str
) -> None:
    period = period_of(moment, kind, zone)
    assert moment in period
    assert period.next().start == period.end
    assert period.next().previous() == period
    assert parse_label(period.label, zone) == period


@given(instants, st.integers(1, 800 * DAY), st.sampled_from(KINDS[1:]), zones)
def test_the_periods_between_two_instants_cover_them(
    start: Instant, length: int, kind: PeriodKind, zone: str
) -> None:
    end = Instant(start + length)
    found = list(periods_between(start, end, kind, zone))
    assert start in found[0]
    assert Instant(end - 1) in found[-1]
    assert [period.end for period in found[:-1]] == [period.start for period in found[1:]]


def test_no_period_lies_in_no_time() -> None:
    assert list(periods_between(at("2026-03-01"), at("2026-03-01"), "calendar month", BERLIN)) == []


@pytest.mark.parametrize(
    "label",
    ["", "March", "2026-13", "2026-02-30", "2026-W54", "2026-Q5", "0001-01", "9999", "9999-12-31"],
)
def test_what_names_no_period_is_none(label: str) -> None:
    assert parse_label(label, BERLIN) is None


def test_a_wall_time_in_the_gap_moves_and_a_repeated_one_is_the_first() -> None:
    spring, autumn = date(2026, 3, 29), date(2026, 10, 25)
    assert at_local(spring, minutes(150), BERLIN) == midnight(spring, BERLIN) + minutes(150)
    assert wall_time(at_local(spring, minutes(150), BERLIN), BERLIN) == minutes(210)
    assert at_local(autumn, minutes(150), BERLIN) == midnight(autumn, BERLIN) + minutes(150)


@given(instants, zones)
def test_a_date_and_a_wall_time_name_an_instant_again(moment: Instant, zone: str) -> None:
    again = at_local(local_date(moment, zone), wall_time(moment, zone), zone)
    # The second of two equal wall times is named like the first, an hour or less before it.
    assert again == moment or 0 < moment - again <= HOUR


@pytest.mark.parametrize(
    ("text", "wall"),
    [
        ("09:00", hours(9)),
        ("9:00", hours(9)),
        ("24:00", hours(24)),
        ("09:00:30", Micros(hours(9) + 30 * SECOND)),
        ("24:01", None),
        ("9", None),
        ("09:60", None),
    ],
)
def test_wall_times_are_read(text: str, wall: Micros | None) -> None:
    assert wall_time_in(text) == wall
    assert wall is None or wall_time_in(wall_text(wall)) == wall


def test_zones_are_named_and_their_rules_have_a_version() -> None:
    assert BERLIN in zone_names()
    assert "../zones" not in zone_names()
    assert zone_rules_version().startswith("20")


LIFE = date(2026, 1, 1), date(2028, 12, 31)


def test_a_clock_that_opens_every_month_passes() -> None:
    assert shut_too_long_from(OpenTime(DESK), *LIFE) is None


@pytest.mark.parametrize(("length", "witness"), [(31, None), (32, date(2026, 6, 1))])
def test_a_clock_shut_for_more_than_31_days_names_the_first_date(
    length: int, witness: date | None
) -> None:
    closed = Dates(date(2026, 6, 1), date(2026, 6, 1) + timedelta(days=length - 1))
    clock = Clock("holiday", BERLIN, WeeklyHours(weekly(EVERY_DAY, 9, 17), (closed,)))
    assert shut_too_long_from(OpenTime(clock), *LIFE) == witness


def test_a_clock_without_hours_fails_on_the_first_date() -> None:
    clock = OpenTime(Clock("never", BERLIN, WeeklyHours(())))
    assert shut_too_long_from(clock, *LIFE) == LIFE[0]
