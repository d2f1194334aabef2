"""Clocks compiled beside the reference engine's, and instants at which the two could part."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache

import numpy as np
from hypothesis import assume
from hypothesis import strategies as st

from slarules.core.clocks import ELAPSED, Clock, Conventions, calendar_days
from slarules.engine.bulk.judging.clock_tables import ClockTables, clock_tables
from slarules.engine.bulk.judging.compiled import BEYOND
from slarules.engine.bulk.judging.compiled_clocks import Instants
from slarules.hours.local import midnight
from slarules.hours.opentime import OpenTime, open_time
from slarules.instants import DAY, HOUR, MINUTE, Instant, Interval, union
from tests.hours import strategies as hours
from tests.walk.strategies import CLOCKS, SEASONS, ZONE

ALL = (*CLOCKS, ELAPSED, calendar_days(ZONE), calendar_days("Australia/Lord_Howe"))
FIRST, LAST = Instant(SEASONS[0].start - 40 * DAY), Instant(SEASONS[2].start + 20 * DAY)
EDGE = 12 * DAY
"""So near the ends of what is compiled an answer may be left to the reference engine."""

FAR = (-900, 1300)


@dataclass(frozen=True)
class Beside:
    """One clock of some tables, and the same clock in the reference engine."""

    t: ClockTables
    c: int
    clock: OpenTime

    @property
    def zone(self) -> int:
        return int(self.t.clocks["zone"][self.c])

    @property
    def begins(self) -> int:
        return int(self.t.clocks["begins"][self.c])

    @property
    def ends(self) -> int:
        return int(self.t.clocks["ends"][self.c])

    def agrees(self, found: int, expected: int | None, *about: int) -> bool:
        """Tell whether an answer is the expected one, or rightly left to the reference engine."""
        if found != BEYOND:
            return found == expected
        return expected is None or not all(map(self._is_well_within, about))

    def agrees_on_instant(self, found: int, expected: int | None, *about: int) -> bool:
        """Tell the same of an answer that is an instant."""
        return self.agrees(found, expected, *about, *(() if expected is None else (expected,)))

    def _is_well_within(self, at: int) -> bool:
        return self.begins + EDGE <= at < self.ends - EDGE


@cache
def tables() -> ClockTables:
    """Return the clocks of the walk, compiled once for all examples."""
    return clock_tables(ALL, (), FIRST, LAST)


known = st.integers(0, len(ALL) - 1).map(lambda c: Beside(tables(), c, open_time(ALL[c])))
conventions = st.builds(
    Conventions,
    st.booleans(),
    st.booleans(),
    st.booleans(),
    st.none() | hours.quarters,
)


@st.composite
def drawn(draw: st.DrawFn) -> Beside:
    """Draw a clock of any kind around a change of its zone's clocks."""
    clock: Clock = replace(draw(hours.clocks()), conventions=draw(conventions))
    middle = next(day for zone, day in hours.CHANGES if zone == clock.zone)
    at = midnight(middle, clock.zone)
    opens = OpenTime(clock)
    # The reference engine looks for a hundred years when a clock opens no more.
    assume(all(opens.elapsed(Instant(at + d * DAY), Instant(at + d * DAY + 30 * DAY)) for d in FAR))
    return Beside(clock_tables([clock], ("UTC",), at, at), 0, opens)


@st.composite
def instants(draw: st.DrawFn, beside: Beside) -> Instant:
    """Draw an instant: mostly where the data is, often just at an edge, seldom far outside."""
    middle = (beside.begins + beside.ends) // 2
    at = draw(
        st.one_of(
            st.integers(-60 * DAY, 60 * DAY).map(lambda n: FIRST + n),
            st.integers(-4000, 4000).map(lambda n: middle // HOUR * HOUR + n * 15 * MINUTE),
            st.sampled_from(SEASONS).flatmap(
                lambda season: st.integers(0, 400).map(lambda n: season.start + n * 15 * MINUTE)
            ),
            st.integers(beside.begins - 20 * DAY, beside.ends + 20 * DAY),
        )
    )
    near = draw(st.sampled_from(["as it is", "as it is", "opening", "closing"]))
    if near == "opening":
        at = beside.clock.next_opening(Instant(at)) or at
    if near == "closing":
        at = beside.clock.previous_closing(Instant(at)) or at
    return Instant(at + draw(st.sampled_from([0, 0, 0, -1, 1])))


@st.composite
def stops_near(draw: st.DrawFn, beside: Beside, start: Instant) -> list[Interval]:
    """Draw stops, some of which begin or end with an opening, some of which never end."""
    edges = sorted(
        {draw(instants(beside)) for _ in range(draw(st.integers(0, 3)))}
        | {start + n * 15 * MINUTE for n in draw(st.lists(st.integers(-100, 900), max_size=6))}
    )
    if draw(st.integers(0, 5)) == 0:
        edges.append(2**62)
    pairs = zip(edges[::2], edges[1::2], strict=False)
    return union(Interval(Instant(first), Instant(last)) for first, last in pairs)


def arrays(stops: Sequence[Interval]) -> tuple[Instants, Instants, int]:
    """Return stops as compiled code takes them, with room to spare."""
    starts = np.array([*(stop.start for stop in stops), 7, 7], np.int64)
    ends = np.array([*(stop.end for stop in stops), 9, 9], np.int64)
    return starts, ends, len(stops)
