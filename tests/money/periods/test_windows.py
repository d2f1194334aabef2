"""Quantities over windows: any days in a row, means by time, sums, and the periods of a window."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from slarules.core.conditions import Truth
from slarules.core.periods import AnyDays, Periods, SoFarIn, Stretch, Window
from slarules.core.scenarios import GivenPeriod, Scenario
from slarules.engine.reference import evaluate
from slarules.engine.reference.windows import periods_in
from slarules.facts.history import WorldSpan
from slarules.hours.local import local_date, midnight
from slarules.hours.periods import period_on
from slarules.instants import HOUR, Instant
from slarules.scenarios.given import history
from tests.money.periods.paper import END, TARGET, label, loaded, outcome
from tests.money.points.paper import failures

ZONE = "Europe/London"
FIRST = date(2026, 3, 1)
ONE_DAY = timedelta(days=1)

OUTAGES = """measure failures
  is the number of outages

measure downtime
  bad time is outages
  is the total bad time

"""


def test_the_periods_of_a_window() -> None:
    may = period_on(date(2026, 5, 5), "calendar month", ZONE)
    windows: list[tuple[Window, list[str]]] = [
        (Periods("last", 3), ["2026-03", "2026-04", "2026-05"]),
        (Periods("previous", 2), ["2026-03", "2026-04"]),
        (Periods("previous"), ["2026-04"]),
        (Periods("next", 2), ["2026-06", "2026-07"]),
        (SoFarIn("calendar year"), ["2026-01", "2026-02", "2026-03", "2026-04", "2026-05"]),
        (SoFarIn(Stretch("fiscal", date(2026, 4, 1), months=3)), ["2026-04", "2026-05"]),
        (AnyDays(30), ["2026-04", "2026-05"]),
    ]
    for window, labels in windows:
        assert [period.label for period in periods_in(window, may)] == labels


def holds(test: str, spans: list[WorldSpan]) -> dict[str, Truth]:
    """Return how a test on outages stands in March to May, given that there were some."""
    contract = loaded(f"{OUTAGES}condition asked\n  when {test}\n{END}")
    periods = tuple(GivenPeriod(f"2026-0{month}") for month in (3, 4, 5))
    told = history(Scenario("S", (), periods, ()), contract)
    found = evaluate(contract, replace(told, spans=tuple(spans)))
    return {each.period: each.holds for each in found.conditions}


def span(number: int, start: Instant, hours: int) -> WorldSpan:
    end = Instant(start + hours * HOUR)
    return WorldSpan("outage", f"O{number}", start, end, {}, {})


starts = st.lists(st.integers(0, 24 * 91), max_size=9, unique=True)


def outages(hours: list[int], long: int) -> list[WorldSpan]:
    begins = midnight(FIRST, ZONE)
    return [span(n, Instant(begins + h * HOUR), long) for n, h in enumerate(sorted(hours))]


def greatest(days: int, month: int, value: Callable[[date, date], Fraction]) -> Fraction:
    """Return the greatest value of all stretches of days that end in a month, one by one."""
    period = period_on(date(2026, month, 1), "calendar month", ZONE)
    lasts = (period.first + n * ONE_DAY for n in range((period.following - period.first).days))
    return max(value(last - (days - 1) * ONE_DAY, last) for last in lasts)


@settings(max_examples=25, deadline=None)
@given(starts, st.sampled_from([1, 7, 30, 45]), st.integers(1, 4))
def test_the_number_in_any_days_is_that_of_the_worst_stretch(
    hours: list[int], days: int, limit: int
) -> None:
    spans = outages(hours, 1)
    # By the head of the paper an outage belongs to the day on which it ends.
    dates = [local_date(each.end, ZONE) for each in spans if each.end is not None]

    def count(first: date, last: date) -> Fraction:
        return Fraction(sum(first <= day <= last for day in dates))

    found = holds(f"failures in any {days} consecutive calendar days is above {limit}", spans)
    for month in (3, 4, 5):
        assert found[f"2026-0{month}"] == (greatest(days, month, count) > limit)


@settings(max_examples=20, deadline=None)
@given(starts, st.sampled_from([1, 30]), st.integers(1, 40))
def test_the_bad_time_in_any_days_is_that_of_the_worst_stretch(
    hours: list[int], days: int, limit: int
) -> None:
    # Outages of nine hours each, which may touch, cross midnights and the ends of months.
    kept = [
        hour
        for n, hour in enumerate(sorted(hours))
        if all(abs(hour - o) >= 9 for o in sorted(hours)[:n])
    ]
    spans = outages(kept, 9)

    def bad(first: date, last: date) -> Fraction:
        start, end = midnight(first, ZONE), midnight(last + ONE_DAY, ZONE)
        inside = (min(s.end or end, end) - max(s.start, start) for s in spans)
        return Fraction(sum(max(0, length) for length in inside), HOUR)

    limited = f"is above {limit} elapsed hours"
    found = holds(f"downtime in any {days} consecutive calendar days {limited}", spans)
    for month in (3, 4, 5):
        assert found[f"2026-0{month}"] == (greatest(days, month, bad) > limit)


@pytest.mark.parametrize(
    ("test", "truth"),
    [
        # (31 x 40 + 28 x 60 + 31 x 60) / 90 = 53.1...; the mean of the three numbers is 53.3...
        ("mean of grade over the last 3 periods weighted by time is above 53.2", False),
        ("mean of grade over the last 3 periods unweighted is above 53.2", True),
        ("highest of grade over the last 3 periods is exactly 60", True),
        ("lowest of grade over the last 3 periods is exactly 40", True),
        ("total of grade over the previous 2 periods is exactly 100", True),
        ("grade in the previous period is exactly 60", True),
        ("total of grade so far in the calendar year is exactly 160", True),
        ("total of shortfall of good over the last 3 periods is exactly 10", True),
        ("highest of grade over the last 12 periods is exactly 60", True),
    ],
)
def test_how_values_of_several_periods_become_one(test: str, truth: Truth) -> None:
    given_ = [
        GivenPeriod(label(month), readings=(("grade", Fraction(value)),))
        for month, value in enumerate((40, 60, 60))
    ]
    found = outcome(f"{TARGET}condition asked\n  when {test}\n{END}", given_)
    assert {each.period: each.holds for each in found.conditions}["2026-03"] is truth


LEVELLED = """measure grade
  is the value of grade_reading

measurement grade_reading
  is a number

target good
  needs grade at least level
  table
  | failure   | level |
  | ordinary  | 50    |
  | egregious | 70    |

credit back
  each period
  when good is missed in each of the last 3 periods
  pays GBP 1.00

settlement
  order base, rounding

scenario "February is not given: it counts as before the start, as met"
  given period 2026-01 with failure ordinary
    with grade 10
  given period 2026-03 with failure ordinary
    with grade 10
  expect total credit GBP 0.00
"""


def test_a_period_between_given_ones_counts_as_before_the_start_at_any_level() -> None:
    assert failures(LEVELLED) == []
    missed = LEVELLED.replace("GBP 0.00", "GBP 1.00")
    assert failures(missed) != []
