"""Days, wall times and deadlines in compiled code are the reference engine's, or left to it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Literal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from slarules.core.conditions import Notice, OnDay, TimedNotice, WithinHours
from slarules.engine.bulk.judging import compiled_days as compiled
from slarules.engine.bulk.judging.clock_tables import clock_tables
from slarules.engine.bulk.judging.compiled import BEYOND, NEVER, NONE
from slarules.engine.reference.whole_units import WholeUnits
from slarules.facts.history import UnknownMoment
from slarules.facts.timing import apart, at_a_time
from slarules.hours import deadlines, local
from slarules.hours.local import midnight
from slarules.instants import DAY, HOUR, MINUTE, SECOND, Instant, Micros
from tests.engine.bulk.judging.compiled_beside import (
    ALL,
    FIRST,
    LAST,
    Beside,
    arrays,
    drawn,
    instants,
    known,
    stops_near,
    tables,
)

ZONES = (
    "UTC",
    "Europe/Berlin",
    "America/New_York",
    "Australia/Lord_Howe",
    "Asia/Kathmandu",
    "Africa/Casablanca",
    "Africa/Cairo",
    "America/Havana",
    "Atlantic/Azores",
    "Pacific/Chatham",
    "Antarctica/Troll",
)
OF_ZONES = clock_tables((), ZONES, FIRST, LAST)
BEGINS, ENDS = (int(OF_ZONES.zones[name][0]) for name in ("begins", "ends"))
UNITS = (SECOND, MINUTE, HOUR, 5 * MINUTE, DAY)

zones = st.integers(0, len(ZONES) - 1)
relations: st.SearchStrategy[Literal["at least", "at most"]]
relations = st.sampled_from(["at least", "at most"])
sides: st.SearchStrategy[Literal["before", "after"]] = st.sampled_from(["before", "after"])
walls = st.one_of(
    st.integers(0, 30 * 4).map(lambda n: n * 15 * MINUTE), st.integers(0, 2 * DAY - 1)
).map(Micros)


@st.composite
def instants_in(draw: st.DrawFn, zone: str) -> Instant:
    """Draw an instant, often one at which the clocks of a zone change."""
    at = draw(st.integers(BEGINS + 5 * DAY, ENDS - 5 * DAY))
    if draw(st.booleans()):
        day = draw(st.sampled_from(turned(zone)))
        at = midnight(day, zone) + draw(st.integers(-8, 24 * 4)) * 15 * MINUTE
    return Instant(at + draw(st.sampled_from([0, 0, -1, 1])))


def turned(zone: str) -> Sequence[date]:
    """Return the days of a zone that do not last 24 hours, and one that does."""
    first, last = local.local_date(FIRST, zone), local.local_date(LAST, zone)
    days = list(local.dates(first, last))
    ends = [day + timedelta(days=1) for day in days]
    lengths = [midnight(b, zone) - midnight(a, zone) for a, b in zip(days, ends, strict=True)]
    return [first, *(d for d, length in zip(days, lengths, strict=True) if length != DAY)]


@given(zones, st.data())
def test_walls_show_what_they_do_for_the_reference(z: int, data: st.DataObject) -> None:
    zone = ZONES[z]
    at = data.draw(instants_in(zone))
    assert compiled.wall_time(OF_ZONES, z, at) == local.wall_time(at, zone)
    day = local.local_date(at, zone)
    assert compiled.local_date_ordinal(OF_ZONES, z, at) == day.toordinal()
    wall = data.draw(walls)
    found = compiled.at_local(OF_ZONES, z, day.toordinal(), wall)
    assert found == local.at_local(day, wall, zone)
    unit = data.draw(st.sampled_from(UNITS))
    found = compiled.cut_to_unit(OF_ZONES, z, at, unit)
    assert found == WholeUnits(Micros(unit), zone).at(at)
    assert compiled.cut_to_unit(OF_ZONES, z, at, NONE) == WholeUnits(None, zone).at(at)


def look_at_deadlines(beside: Beside, data: st.DataObject) -> None:
    t, c, clock = beside.t, beside.c, beside.clock
    start, n, wall = data.draw(instants(beside)), data.draw(st.integers(1, 12)), data.draw(walls)
    cutoff = clock.clock.conventions.cutoff
    if cutoff is not None and data.draw(st.booleans()):
        start = local.at_local(local.local_date(start, clock.zone), cutoff, clock.zone)
    for found, expected in (
        (compiled.counting_start(t, c, start), deadlines.counting_start(clock, start)),
        (compiled.same_time_later(t, c, start, n), deadlines.same_time_later(clock, start, n)),
        (compiled.close_of_nth_day(t, c, start, n), deadlines.close_of_nth_day(clock, start, n)),
        (compiled.close_of_same_day(t, c, start), deadlines.close_of_same_day(clock, start)),
        (
            compiled.wall_time_on_nth_day(t, c, start, n, wall),
            deadlines.wall_time_on_nth_day(clock, start, n, wall),
        ),
    ):
        assert beside.agrees_on_instant(found, expected, start)


def look_at_moved_deadlines(beside: Beside, data: st.DataObject) -> None:
    t, c, clock = beside.t, beside.c, beside.clock
    start = data.draw(instants(beside))
    base = Instant(start + data.draw(st.integers(-10, 400)) * 15 * MINUTE)
    since = data.draw(st.none() | st.integers(-10, 300).map(lambda n: start + n * 15 * MINUTE))
    used = Micros(data.draw(st.sampled_from([0, 0, HOUR, 9 * HOUR])))
    stops = data.draw(stops_near(beside, start))
    found = compiled.moved(
        t, c, start, base, *arrays(stops), NONE if since is None else since, used
    )
    since = None if since is None else Instant(since)
    expected = deadlines.moved(clock, start, base, stops, since, used)
    assert beside.agrees_on_instant(found, expected, start, base)


def look_at_conditions(beside: Beside, data: st.DataObject) -> None:
    t, c, clock = beside.t, beside.c, beside.clock.clock
    moment = data.draw(instants(beside))
    near = st.integers(-600, 600).map(lambda n: Instant(moment + n * 15 * MINUTE))
    other = data.draw(near | near | instants(beside))
    known, anchor = UnknownMoment(moment, moment), UnknownMoment(other, other)
    found = compiled.on_day(t, c, moment)
    assert beside.agrees(found, at_a_time(OnDay("m", clock), known), moment)
    found = compiled.within_hours(t, c, moment)
    assert beside.agrees(found, at_a_time(WithinHours("m", clock), known), moment)
    relation, side = data.draw(relations), data.draw(sides)
    days = data.draw(st.integers(-3, 9))
    asked = (side == "before", relation == "at least")
    found = compiled.notice(t, c, moment, other, days, *asked)
    expected = apart(Notice("m", relation, days, side, "a", clock), known, anchor)
    assert beside.agrees(found, expected, moment, other)
    length = Micros(days * 4 * HOUR)
    found = compiled.timed_notice(t, c, moment, other, length, *asked)
    expected = apart(TimedNotice("m", relation, length, side, "a", clock), known, anchor)
    assert beside.agrees(found, expected, moment, other)


@given(known, st.data())
def test_deadlines_are_those_of_the_reference(beside: Beside, data: st.DataObject) -> None:
    look_at_deadlines(beside, data)


@given(known, st.data())
def test_stops_move_deadlines_as_in_the_reference(beside: Beside, data: st.DataObject) -> None:
    look_at_moved_deadlines(beside, data)


@given(known, st.data())
def test_days_and_hours_hold_when_the_reference_says(beside: Beside, data: st.DataObject) -> None:
    look_at_conditions(beside, data)


@settings(max_examples=30)
@given(drawn(), st.data())
def test_so_it_is_for_every_clock(beside: Beside, data: st.DataObject) -> None:
    for _ in range(3):
        look_at_deadlines(beside, data)
        look_at_moved_deadlines(beside, data)
        look_at_conditions(beside, data)


@pytest.mark.parametrize("at", [NONE, BEYOND, NEVER, 0])
@pytest.mark.parametrize("c", range(len(ALL)))
def test_what_lies_outside_the_years_compiled_is_told(at: int, c: int) -> None:
    t, within = tables(), int(tables().clocks["begins"][c]) + 100 * DAY
    assert compiled.local_date_ordinal(t, 0, at) == BEYOND
    assert compiled.wall_time(t, 0, at) == BEYOND
    assert compiled.at_local(t, 0, 700_000, HOUR) == BEYOND
    assert compiled.cut_to_unit(t, 0, at, MINUTE) == BEYOND
    assert compiled.same_time_later(t, c, at, 1) == BEYOND
    assert compiled.close_of_nth_day(t, c, at, 1) == BEYOND
    assert compiled.close_of_same_day(t, c, at) == BEYOND
    assert compiled.wall_time_on_nth_day(t, c, at, 1, HOUR) == BEYOND
    assert compiled.wall_time_on_nth_day(t, c, within, 10**9, HOUR) == BEYOND
    assert compiled.moved(t, c, within, BEYOND, *arrays([]), NONE, 0) == BEYOND
    assert compiled.moved(t, c, at, within, *arrays([]), NONE, 0) == BEYOND
    assert compiled.on_day(t, c, at) == BEYOND
    assert compiled.within_hours(t, c, at) == BEYOND
    assert compiled.notice(t, c, at, within, 1, True, True) == BEYOND  # noqa: FBT003
    assert compiled.timed_notice(t, c, within, at, 1, False, True) == BEYOND  # noqa: FBT003
