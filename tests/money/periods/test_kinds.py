"""Kinds of period: every instant lies in one, and labels name them."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from slarules.core.periods import BillingCycle, Lasting, PeriodKind, Stretch, Trailing
from slarules.hours.local import midnight
from slarules.hours.periods import (
    before,
    parse_label,
    period_of,
    period_on,
    periods_between,
    said_period,
)
from slarules.instants import HOUR, Instant, Micros
from tests.hours.strategies import CHANGES

ONE_DAY = timedelta(days=1)
dates = st.dates(date(2019, 1, 1), date(2032, 12, 31))
zones = st.sampled_from(sorted({zone for zone, _ in CHANGES}))
months = st.builds(Stretch, st.just("contract month"), dates, st.integers(1, 14))
days = st.builds(Stretch, st.just("sprint"), dates, st.just(0), st.integers(1, 400))
cycles = st.builds(
    lambda found: BillingCycle(tuple(sorted(found))), st.frozensets(dates, max_size=6)
)
calendar = st.sampled_from(["calendar day", "calendar week", "calendar month", "calendar year"])
whole: st.SearchStrategy[PeriodKind] = st.one_of(months, days, cycles)
lasting = st.builds(Lasting, st.just("flat"), st.one_of(calendar, whole), st.just(Micros(HOUR)))
kinds: st.SearchStrategy[PeriodKind] = st.one_of(whole, lasting)


@given(kinds, dates, zones)
def test_every_date_lies_in_one_period_and_the_next_begins_where_it_ends(
    kind: PeriodKind, day: date, zone: str
) -> None:
    period = period_on(day, kind, zone)
    assert period.first <= day < period.following
    for other in (period.first, period.following - ONE_DAY):
        assert period_on(other, kind, zone) == period
    assert period.next().first == period.following
    assert period.previous().following == period.first


@given(kinds, dates, zones, st.integers(0, 86_399))
def test_every_instant_lies_in_one_period(
    kind: PeriodKind, day: date, zone: str, second: int
) -> None:
    at = Instant(midnight(day, zone) + second * 1_000_000)
    period = period_of(at, kind, zone)
    assert at in period
    assert at not in period.next()
    assert at not in period.previous()


@given(kinds, dates, zones)
def test_a_label_names_its_period(kind: PeriodKind, day: date, zone: str) -> None:
    period = period_on(day, kind, zone)
    assert parse_label(period.label, zone, kind) == period


@given(st.integers(1, 500), dates, zones)
def test_a_label_of_days_before_a_moment_names_them(count: int, day: date, zone: str) -> None:
    kind = Trailing("service_year", count, "claimed")
    period = before(midnight(day, zone), kind, zone)
    assert (period.following - period.first).days == count
    assert period.following == day
    assert parse_label(period.label, zone, kind) == period


def test_contract_months_from_the_31st_end_with_short_months() -> None:
    kind = Stretch("contract month", date(2026, 1, 31), months=1)
    year = list(
        periods_between(
            midnight(date(2026, 1, 31), "UTC"), midnight(date(2027, 2, 1), "UTC"), kind, "UTC"
        )
    )
    assert [f"{period.first}" for period in year] == [
        "2026-01-31",
        "2026-02-28",
        "2026-03-31",
        "2026-04-30",
        "2026-05-31",
        "2026-06-30",
        "2026-07-31",
        "2026-08-31",
        "2026-09-30",
        "2026-10-31",
        "2026-11-30",
        "2026-12-31",
        "2027-01-31",
    ]
    assert year[1].label == "contract-month-2026-02-28"


def test_a_contract_year_from_a_leap_day_begins_on_the_28th_in_other_years() -> None:
    kind = Stretch("contract year", date(2024, 2, 29), months=12)
    begins = [period_on(date(year, 6, 1), kind, "UTC").first for year in (2024, 2025, 2028)]
    assert begins == [date(2024, 2, 29), date(2025, 2, 28), date(2028, 2, 29)]


def test_a_march_may_have_743_hours_unless_it_counts_as_720() -> None:
    march = period_on(date(2026, 3, 1), "calendar month", "Europe/Berlin")
    assert march.length == 743 * HOUR
    flat = Lasting("flat_month", "calendar month", Micros(720 * HOUR))
    assert period_on(date(2026, 3, 1), flat, "Europe/Berlin").length == 720 * HOUR


def test_billing_says_where_its_cycles_end() -> None:
    kind = BillingCycle((date(2026, 1, 5), date(2026, 2, 9)))
    labels = [
        period_on(date(2026, m, d), kind, "UTC").label
        for m, d in [(1, 4), (1, 5), (2, 8), (2, 9), (3, 9)]
    ]
    assert labels == [
        "cycle-2026-01-01",
        "cycle-2026-01-05",
        "cycle-2026-01-05",
        "cycle-2026-02-09",
        "cycle-2026-03-09",
    ]


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("2026-03", "contract-month-2026-03-15"),
        ("2026-03-20", "contract-month-2026-03-15"),
        ("2026-03-15", "contract-month-2026-03-15"),
        ("2026-Q2", "contract-month-2026-04-15"),
        ("contract-month-2026-03-15", "contract-month-2026-03-15"),
    ],
)
def test_a_contract_with_months_of_its_own_is_told_of_them_by_dates(said: str, meant: str) -> None:
    kind = Stretch("contract month", date(2026, 1, 15), months=1)
    period = said_period(said, kind, "UTC")
    assert period is not None
    assert period.label == meant


def test_a_contract_assessed_by_the_week_is_told_of_weeks_by_dates() -> None:
    meant = [said_period(f"2026-03-{day:02}", "calendar week", "UTC") for day in (9, 15, 16)]
    assert [period.label for period in meant if period] == ["2026-W11", "2026-W11", "2026-W12"]
