"""Open time in compiled code is the reference engine's, or is left to it."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from slarules.core.clocks import ELAPSED
from slarules.engine.bulk.judging import compiled_clocks as compiled
from slarules.engine.bulk.judging.clock_tables import clock_tables
from slarules.engine.bulk.judging.compiled import BEYOND, NEVER, NONE
from slarules.hours.local import midnight
from slarules.instants import DAY, HOUR, MINUTE, Instant, Interval, Micros
from tests.engine.bulk.judging.compiled_beside import (
    ALL,
    Beside,
    arrays,
    drawn,
    instants,
    known,
    stops_near,
    tables,
)

budgets = st.one_of(
    st.sampled_from([-HOUR, 0, 1, 4 * HOUR, 8 * HOUR, 40 * HOUR]),
    st.integers(0, 200).map(lambda n: n * 15 * MINUTE),
    st.integers(0, 2 * DAY),
    st.just(60 * DAY),
).map(Micros)


def look_at_instants(beside: Beside, data: st.DataObject) -> None:
    t, c, clock = beside.t, beside.c, beside.clock
    at, other = data.draw(instants(beside)), data.draw(instants(beside))
    found = compiled.elapsed(t, c, at, other)
    assert beside.agrees(found, clock.elapsed(at, other), at, other)
    assert beside.agrees(compiled.is_open(t, c, at), clock.is_open(at), at)
    found = compiled.next_opening(t, c, at)
    assert beside.agrees_on_instant(found, clock.next_opening(at), at)
    found = compiled.previous_closing(t, c, at)
    assert beside.agrees_on_instant(found, clock.previous_closing(at), at)


def look_at_budgets(beside: Beside, data: st.DataObject) -> None:
    t, c, clock = beside.t, beside.c, beside.clock
    start, budget = data.draw(instants(beside)), data.draw(budgets)
    stops = data.draw(stops_near(beside, start))
    given_stops = arrays(stops)
    edges = [edge for stop in stops for edge in (stop.start, stop.end)]
    for answer, expected in (
        (compiled.due, clock.due(start, budget, stops)),
        (compiled.missed, clock.missed(start, budget, stops)),
        (compiled.shown_due, clock.shown_due(start, budget, stops)),
    ):
        found = answer(t, c, start, budget, *given_stops)
        assert beside.agrees_on_instant(found, expected, start)
    found = compiled.next_running(t, c, start, *given_stops)
    assert beside.agrees_on_instant(found, clock.next_running(start, stops), start)
    end = data.draw(instants(beside))
    found = compiled.counted(t, c, start, end, *given_stops)
    assert beside.agrees(found, clock.counted(start, end, stops), start, end), edges


@given(known, st.data())
def test_open_time_is_that_of_the_reference(beside: Beside, data: st.DataObject) -> None:
    look_at_instants(beside, data)


@given(known, st.data())
def test_budgets_are_used_up_when_the_reference_says(beside: Beside, data: st.DataObject) -> None:
    look_at_budgets(beside, data)


@settings(max_examples=30)
@given(drawn(), st.data())
def test_so_it_is_for_every_clock(beside: Beside, data: st.DataObject) -> None:
    for _ in range(4):
        look_at_instants(beside, data)
        look_at_budgets(beside, data)


@pytest.mark.parametrize("at", [NONE, BEYOND, NEVER, 0])
@pytest.mark.parametrize("clock", ALL, ids=lambda clock: clock.name)
def test_what_lies_outside_the_years_compiled_is_told(at: int, clock: object) -> None:
    t, c = tables(), next(c for c, each in enumerate(ALL) if each is clock)
    within, stops = int(t.clocks["begins"][c]) + 100 * DAY, arrays([])
    assert compiled.elapsed(t, c, at, within) == BEYOND
    assert compiled.elapsed(t, c, within, at) == BEYOND
    assert compiled.counted(t, c, within, at, *stops) == BEYOND
    assert compiled.is_open(t, c, at) == BEYOND
    assert compiled.next_opening(t, c, at) == BEYOND
    assert compiled.previous_closing(t, c, at) == BEYOND
    assert compiled.due(t, c, at, HOUR, *stops) == BEYOND
    assert compiled.next_running(t, c, at, *stops) == BEYOND


def test_the_last_instant_compiled_has_its_answer_and_the_next_has_none() -> None:
    t, c = tables(), ALL.index(next(clock for clock in ALL if clock.name == "elapsed"))
    begins, ends = int(t.clocks["begins"][c]), int(t.clocks["ends"][c])
    assert compiled.elapsed(t, c, begins, ends - 1) == ends - 1 - begins
    assert compiled.elapsed(t, c, begins - 1, ends - 1) == BEYOND
    assert compiled.elapsed(t, c, begins, ends) == BEYOND
    assert compiled.due(t, c, begins, ends - begins, *arrays([])) == ends
    assert compiled.due(t, c, begins, ends - begins + 1, *arrays([])) == BEYOND


@pytest.mark.parametrize(
    ("first", "last"), [(0, 0), (-NEVER, NEVER), (NEVER, NEVER), (-NEVER, -NEVER), (DAY, 0)]
)
def test_data_of_any_age_is_compiled_around_its_end(first: int, last: int) -> None:
    t = clock_tables([ELAPSED], (), Instant(first), Instant(last))
    begins, ends = int(t.clocks["begins"][0]), int(t.clocks["ends"][0])
    assert 0 <= ends - begins < 100 * 366 * DAY
    if first == last == 0:
        assert compiled.elapsed(t, 0, -399 * DAY, 399 * DAY) != BEYOND


def test_a_stop_without_end_lets_fall_due_only_what_is_due_before_it() -> None:
    t, c = tables(), 0
    noon = Instant(midnight(date(2026, 3, 4), ALL[0].zone) + 12 * HOUR)
    stops = arrays([Interval(Instant(noon - HOUR), Instant(NEVER))])
    start = Instant(noon - 3 * HOUR)
    assert compiled.due(t, c, start, 2 * HOUR, *stops) == noon - HOUR
    assert compiled.missed(t, c, start, 2 * HOUR, *stops) == BEYOND
    assert compiled.due(t, c, start, 2 * HOUR + 1, *stops) == BEYOND
    assert compiled.counted(t, c, start, noon, *stops) == 2 * HOUR


def test_tables_are_read_and_not_kept() -> None:
    import sys

    t, none = tables(), np.zeros(0, np.int64)
    before = [sys.getrefcount(each) for each in (*t, none)]
    for _ in range(10):
        compiled.due(t, 0, int(t.clocks["begins"][0]), HOUR, none, none, 0)
    assert [sys.getrefcount(each) for each in (*t, none)] == before
