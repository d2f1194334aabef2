"""Goals in compiled code: when they fall due, and from when on they are missed."""

from __future__ import annotations

from typing import NamedTuple

from slarules.engine.bulk.judging.clock_tables import ClockTables
from slarules.engine.bulk.judging.compiled import BEYOND, NONE, compiled, compiled_part
from slarules.engine.bulk.judging.compiled_clocks import (
    Instants,
    due,
    next_opening,
    next_running,
    shown,
)
from slarules.engine.bulk.judging.compiled_days import (
    close_of_nth_day,
    close_of_same_day,
    counting_start,
    moved,
    same_time_later,
    wall_time_on_nth_day,
)
from slarules.engine.bulk.judging.programs import (
    AT_MOMENT,
    BUDGET,
    CLOSE_OF_DAY,
    CLOSE_OF_SAME_DAY,
    EARLIEST,
    LATEST,
    NO_CLOCK,
    SAME_TIME_LATER,
)
from slarules.engine.bulk.judging.recipe_tables import RecipeTables
from slarules.engine.bulk.judging.stopping import Item, Stretches, instant_at


class Counted(NamedTuple):
    """From where to count for a goal, as in the reference engine; `since` is `NONE` for none.

    Attributes:
        stops: When nothing counts, of which the first `n` count.
    """

    start: int
    since: int
    used: int
    stops: Stretches
    n: int


@compiled
def _begun(t: ClockTables, c: int, start: int) -> int:
    return counting_start(t, c, start)


class Day(NamedTuple):
    """A deadline in days: what it is, on which clock, how many, and the wall time on that day."""

    what: int
    clock: int
    number: int
    more: int


class Dues(NamedTuple):
    """Due times, and from when on each is missed, of goals whose outer goal is yet to come."""

    due: Instants
    missed: Instants


@compiled_part
def begun_at(t: ClockTables, c: int, start: int) -> int:
    """Return the start that a clock makes of a start; most leave it as it is."""
    if t.clocks[c].cutoff == NONE and t.clocks[c].from_next_opening == 0:
        return start
    return _begun(t, c, start)


@compiled_part
def counted_from(t: ClockTables, c: int, counted: Counted) -> int:
    """Return from where on time counts on a clock."""
    begun = begun_at(t, c, counted.start)
    return begun if begun == BEYOND or counted.since == NONE else max(begun, counted.since)


@compiled_part
def fell_due(
    t: ClockTables, r: RecipeTables, row: int, item: Item, counted: Counted, dues: Dues
) -> bool:
    """Work out the goal of a row; its due time is the first then.

    Returns:
        Whether all of it lies in the years compiled.
    """
    n = 0
    for s in range(r.rows[row].steps_at, r.rows[row].steps_end):
        what = r.steps[s].what
        if what in (EARLIEST, LATEST):
            n -= r.steps[s].number
            _pick(what, n, r.steps[s].number, dues)
        elif what == BUDGET:
            _budget(t, r.steps[s].clock, r.steps[s].number, counted, dues, n)
        elif what == AT_MOMENT:
            at = instant_at(item, r.steps[s].number)
            if r.steps[s].clock != NO_CLOCK:
                at = next_opening(t, r.steps[s].clock, at)
            _not_before(counted, at, dues, n)
        else:
            _deadline(t, r, s, counted, dues, n)
        if dues.due[n] == BEYOND or dues.missed[n] == BEYOND:
            return False
        n += 1
    return True


@compiled_part
def _pick(what: int, first: int, number: int, dues: Dues) -> None:
    for j in range(first + 1, first + number):
        if what == EARLIEST:
            dues.due[first] = min(dues.due[first], dues.due[j])
            dues.missed[first] = min(dues.missed[first], dues.missed[j])
        else:
            dues.due[first] = max(dues.due[first], dues.due[j])
            dues.missed[first] = max(dues.missed[first], dues.missed[j])


@compiled_part
def _not_before(counted: Counted, at: int, dues: Dues, n: int) -> None:
    if at != BEYOND and counted.since != NONE:
        at = max(at, counted.since)
    dues.due[n] = dues.missed[n] = at


@compiled_part
def _budget(t: ClockTables, c: int, length: int, counted: Counted, dues: Dues, n: int) -> None:
    if counted.since != NONE and counted.used > length:
        dues.due[n] = dues.missed[n] = counted.since
        return
    left = max(0, length - counted.used)
    used_up = counted.since != NONE and left == 0
    start = counted.since if used_up else counted_from(t, c, counted)
    at = BEYOND if start == BEYOND else left_over(t, c, start, left, counted)
    dues.due[n] = BEYOND if at == BEYOND else shown(t, c, at)
    dues.missed[n] = (
        BEYOND
        if at == BEYOND
        else next_running(t, c, at, counted.stops.start, counted.stops.end, counted.n)
    )


@compiled_part
def left_over(t: ClockTables, c: int, start: int, left: int, counted: Counted) -> int:
    """Return when what is left of a budget is used up."""
    return due(t, c, start, left, counted.stops.start, counted.stops.end, counted.n)


@compiled_part
def _base(t: ClockTables, day: Day, begun: int) -> int:
    if begun == BEYOND:
        return BEYOND
    if day.what == SAME_TIME_LATER:
        return same_time_later(t, day.clock, begun, day.number)
    if day.what == CLOSE_OF_SAME_DAY:
        return close_of_same_day(t, day.clock, begun)
    if day.what == CLOSE_OF_DAY:
        return close_of_nth_day(t, day.clock, begun, day.number)
    return wall_time_on_nth_day(t, day.clock, begun, day.number, day.more)


@compiled
def _by_days(t: ClockTables, day: Day, counted: Counted) -> int:
    """Return a deadline as stops move it."""
    begun = begun_at(t, day.clock, counted.start)
    base = _base(t, day, begun)
    if base == BEYOND:
        return BEYOND
    start, end = counted.stops
    return moved(t, day.clock, begun, base, start, end, counted.n, counted.since, counted.used)


@compiled_part
def _deadline(
    t: ClockTables, r: RecipeTables, s: int, counted: Counted, dues: Dues, n: int
) -> None:
    step = Day(r.steps[s].what, r.steps[s].clock, r.steps[s].number, r.steps[s].more)
    _not_before(counted, _by_days(t, step, counted), dues, n)
