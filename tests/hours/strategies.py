"""Clocks and instants to try laws on: windows around both clock changes of several zones."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import strategies as st

from slarules.core.clocks import (
    WHOLE_DAY,
    AllOpen,
    AnyOpen,
    Clock,
    Dates,
    DayPart,
    Hours,
    Instead,
    Shut,
    WeeklyHours,
    WeeklySpan,
)
from slarules.instants import DAY, MINUTE, Instant, Interval, Micros, union

# Spring and autumn of whole hours, a half-hour change, and midnights that do not exist.
CHANGES = [
    ("Europe/Berlin", date(2026, 3, 29)),
    ("Europe/Berlin", date(2026, 10, 25)),
    ("America/New_York", date(2026, 3, 8)),
    ("America/New_York", date(2026, 11, 1)),
    ("Australia/Lord_Howe", date(2026, 10, 4)),
    ("Australia/Lord_Howe", date(2026, 4, 5)),
    ("America/Sao_Paulo", date(2018, 11, 4)),
    ("Asia/Tokyo", date(2026, 6, 1)),
]

# Half of all times lie where clocks change: before four o'clock, and mostly of a Sunday.
early = st.integers(0, 16)
quarters = (early | st.integers(0, 95)).map(lambda n: Micros(15 * n * MINUTE))
ends = (early | st.integers(0, 96)).map(lambda n: Micros(15 * n * MINUTE))
weekdays = st.just(6) | st.integers(0, 6)
parts = st.just(WHOLE_DAY) | st.builds(DayPart, quarters, ends)
spans = st.lists(st.builds(WeeklySpan, weekdays, quarters, ends), max_size=6).map(tuple)


@st.composite
def weekly_hours(draw: st.DrawFn, middle: date, reach: int = 3) -> WeeklyHours:
    days = st.integers(-reach, reach).map(lambda n: middle + timedelta(days=n))
    lengths = st.integers(0, 2).map(lambda n: timedelta(days=n))
    dated = st.tuples(days, lengths, parts).map(lambda t: Dates(t[0], t[0] + t[1], t[2]))
    instead = st.tuples(days, lengths, spans).map(lambda t: Instead(t[0], t[0] + t[1], t[2]))
    return WeeklyHours(
        draw(spans),
        tuple(draw(st.lists(dated, max_size=3))),
        tuple(draw(st.lists(dated, max_size=2))),
        tuple(draw(st.lists(instead, max_size=2))),
    )


@st.composite
def weekly_clocks(draw: st.DrawFn) -> tuple[Clock, date]:
    """Draw a clock, and the date of a clock change in its zone."""
    zone, change = draw(st.sampled_from(CHANGES))
    return Clock("drawn", zone, draw(weekly_hours(change))), change


def sets(leaves: st.SearchStrategy[Hours]) -> st.SearchStrategy[Hours]:
    return st.recursive(
        leaves,
        lambda inner: st.one_of(
            st.builds(Shut, inner),
            st.lists(inner, min_size=1, max_size=3).map(tuple).map(AllOpen),
            st.lists(inner, min_size=1, max_size=3).map(tuple).map(AnyOpen),
        ),
        max_leaves=4,
    )


@st.composite
def clocks(draw: st.DrawFn) -> Clock:
    """Draw a clock of any kind in one of the zones."""
    zone, change = draw(st.sampled_from(CHANGES))
    return Clock("drawn", zone, draw(sets(weekly_hours(change, reach=20))))


YEAR_2018, YEAR_2028 = 1_514_764_800_000_000, 1_830_297_600_000_000
instants = st.integers(YEAR_2018, YEAR_2028).map(Instant)
budgets = st.integers(0, 90 * DAY).map(Micros)


@st.composite
def stops_after(draw: st.DrawFn, start: Instant) -> list[Interval]:
    """Draw disjoint stretches in order, some before and some after an instant."""
    edges = draw(st.lists(st.integers(-2 * DAY, 60 * DAY), max_size=8, unique=True).map(sorted))
    pairs = zip(edges[::2], edges[1::2], strict=False)
    return union([Interval(Instant(start + a), Instant(start + b)) for a, b in pairs])
