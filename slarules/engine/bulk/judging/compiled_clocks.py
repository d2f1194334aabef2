"""Open time in compiled code: what `slarules.hours.opentime` answers, from tables.

`t` are the tables and `c` is the number of the clock in them. Stops are two arrays of which the
first `n` count: disjoint, in order. An answer outside the years compiled is `BEYOND`, and so is
every answer about an instant outside them.
"""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from slarules.engine.bulk.judging.clock_tables import STRETCH_BITS, ClockTables
from slarules.engine.bulk.judging.compiled import BEYOND, compiled_within

Instants: TypeAlias = NDArray[np.int64]


@compiled_within
def is_compiled(t: ClockTables, c: int, at: int) -> bool:
    """Tell whether an instant lies in the years compiled."""
    return bool(t.clocks[c].begins <= at < t.clocks[c].ends)


@compiled_within
def stretch_after(t: ClockTables, c: int, at: int) -> int:
    """Return the number of the first stretch that ends after an instant of the years compiled."""
    place = t.clocks[c].stretches_at + ((at - t.clocks[c].begins) >> STRETCH_BITS)
    i = int(t.places[place])
    while t.stretches[i].end <= at:
        i += 1
    return i


@compiled_within
def opened(t: ClockTables, c: int, at: int) -> int:
    """Return how long the clock was open before an instant of the years compiled."""
    i = stretch_after(t, c, at)
    return int(t.stretches[i].before + max(0, at - t.stretches[i].start))


@compiled_within
def reached(t: ClockTables, c: int, wanted: int) -> int:
    """Return the first instant before which so much, more than zero, was open."""
    if wanted > t.clocks[c].total:
        return BEYOND
    i = int(t.places[t.clocks[c].reached_at + (wanted >> STRETCH_BITS)])
    while t.stretches[i + 1].before < wanted:
        i += 1
    return int(t.stretches[i].start + wanted - t.stretches[i].before)


@compiled_within
def elapsed(t: ClockTables, c: int, start: int, end: int) -> int:
    """Return how long the clock is open from `start` to `end`; negative when reversed."""
    if not (is_compiled(t, c, start) and is_compiled(t, c, end)):
        return BEYOND
    return opened(t, c, end) - opened(t, c, start)


@compiled_within
def is_open(t: ClockTables, c: int, at: int) -> int:
    """Return 1 where the clock is open at an instant, else 0, or `BEYOND`."""
    if not is_compiled(t, c, at):
        return BEYOND
    return 1 if t.stretches[stretch_after(t, c, at)].start <= at else 0


@compiled_within
def next_opening(t: ClockTables, c: int, at: int) -> int:
    """Return the first open instant at or after `at`."""
    if not is_compiled(t, c, at):
        return BEYOND
    i = stretch_after(t, c, at)
    return BEYOND if i == t.clocks[c].last else max(at, int(t.stretches[i].start))


@compiled_within
def previous_closing(t: ClockTables, c: int, at: int) -> int:
    """Return the last closing at or before `at`; `at` itself while the clock is open."""
    if not is_compiled(t, c, at):
        return BEYOND
    i = stretch_after(t, c, at)
    if t.stretches[i].start <= at:
        return at
    return BEYOND if i == t.clocks[c].first else int(t.stretches[i - 1].end)


@compiled_within
def due(
    t: ClockTables, c: int, start: int, budget: int, stop_from: Instants, stop_to: Instants, n: int
) -> int:
    """Return the first instant at which `budget` has been counted since `start`."""
    if budget <= 0:
        return start
    if not is_compiled(t, c, start):
        return BEYOND
    at, wanted = start, opened(t, c, start) + budget
    for k in range(n):
        if stop_to[k] <= at:
            continue
        if stop_from[k] > at:
            # Where the stop begins after the years compiled, what is due in them is due before.
            if not is_compiled(t, c, stop_from[k]) or wanted <= opened(t, c, stop_from[k]):
                return reached(t, c, wanted)
            at = stop_from[k]
        if not is_compiled(t, c, stop_to[k]):
            return BEYOND
        wanted += opened(t, c, stop_to[k]) - opened(t, c, at)
        at = stop_to[k]
    return reached(t, c, wanted)


@compiled_within
def next_running(
    t: ClockTables, c: int, at: int, stop_from: Instants, stop_to: Instants, n: int
) -> int:
    """Return the first instant at or after `at` that is open and in no stop."""
    running = next_opening(t, c, at)
    for k in range(n):
        if stop_to[k] <= at:
            continue
        if running < stop_from[k]:
            break
        if running < stop_to[k]:
            running = next_opening(t, c, stop_to[k])
    return running


@compiled_within
def missed(
    t: ClockTables, c: int, start: int, budget: int, stop_from: Instants, stop_to: Instants, n: int
) -> int:
    """Return the first instant at or after the due time at which the clock runs."""
    at = due(t, c, start, budget, stop_from, stop_to, n)
    return next_running(t, c, at, stop_from, stop_to, n)


@compiled_within
def shown(t: ClockTables, c: int, at: int) -> int:
    """Return a due time as the clock's convention prints it."""
    return next_opening(t, c, at) if t.clocks[c].due_next_opening else at


@compiled_within
def shown_due(
    t: ClockTables, c: int, start: int, budget: int, stop_from: Instants, stop_to: Instants, n: int
) -> int:
    """Return when a budget is due, as the clock's convention prints it."""
    return shown(t, c, due(t, c, start, budget, stop_from, stop_to, n))


@compiled_within
def counted(
    t: ClockTables, c: int, start: int, end: int, stop_from: Instants, stop_to: Instants, n: int
) -> int:
    """Return how long the clock is open from `start` to `end` outside the stops."""
    left = elapsed(t, c, start, end)
    if left == BEYOND:
        return BEYOND
    for k in range(n):
        if stop_from[k] >= end:
            break
        first, last = max(start, stop_from[k]), min(end, stop_to[k])
        if first < last:
            left -= opened(t, c, last) - opened(t, c, first)
    return left
