"""What stands still in one run of an item, as instants: disjoint, in order."""

from __future__ import annotations

from typing import NamedTuple

from slarules.engine.bulk.judging.clock_tables import ClockTables
from slarules.engine.bulk.judging.compiled import BEYOND, NEVER, NONE, compiled, compiled_part
from slarules.engine.bulk.judging.compiled_clocks import Instants, due, elapsed, opened
from slarules.engine.bulk.judging.compiled_days import cut_to_unit
from slarules.engine.bulk.judging.outlines import AT_NOW
from slarules.engine.bulk.judging.recipe_tables import RecipeTables
from slarules.facts.history import BEGINNING

OUT = 1
"""The number of what is excluded among the kinds of what stands still."""

UNSURE = BEYOND + 1
"""Stands where it is not known whether time that counts is excluded."""


class Item(NamedTuple):
    """The instants of all items, where those of one begin, and the evaluation instant."""

    at: Instants
    first: int
    until: int


class Run(NamedTuple):
    """One run, in the unit of its measure.

    Attributes:
        ended: Where it ended or was cancelled; `NONE` while it goes on.
        last: Before which world time is excluded: the end as it was, `NEVER` while there is none.
        upto: Until when it counted.
        until: The evaluation instant.
    """

    start: int
    ended: int
    last: int
    upto: int
    until: int


class Stretches(NamedTuple):
    """Room for stretches."""

    start: Instants
    end: Instants


@compiled_part
def instant_at(item: Item, place: int) -> int:
    """Return the instant at a place of an item."""
    if place >= 0:
        return int(item.at[item.first + place])
    return item.until if place == AT_NOW else BEGINNING


@compiled
def _cut(t: ClockTables, at: int, unit: int) -> int:
    return cut_to_unit(t, 0, at, unit)


@compiled_part
def in_unit(t: ClockTables, at: int, unit: int) -> int:
    """Return an instant cut down to a unit of the contract's zone, if there is one."""
    return at if unit == 0 else _cut(t, at, unit)


@compiled_part
def gathered(
    t: ClockTables, r: RecipeTables, k: int, kind: int, item: Item, found: Stretches
) -> int:
    """Collect what stands still by what a recipe says of a kind; return how many pieces."""
    n, unit = 0, r.recipes[k].unit
    for s in range(r.recipes[k].stands_at, r.recipes[k].stands_end):
        if r.stands[s].kind != kind:
            continue
        first = n
        for p in range(r.stands[s].pieces_at, r.stands[s].pieces_end):
            start = in_unit(t, instant_at(item, r.pieces[p].start), unit)
            end = in_unit(t, instant_at(item, r.pieces[p].end), unit)
            if BEYOND in (start, end):
                return BEYOND
            if start < end:
                found.start[n], found.end[n] = start, end
                n += 1
        if r.stands[s].allowed != NONE:
            n = _allowed(t, r, s, found, first, n)
            if n == BEYOND:
                return BEYOND
    return n


@compiled_part
def _allowed(t: ClockTables, r: RecipeTables, s: int, found: Stretches, first: int, n: int) -> int:
    """Keep the pieces from `first` on up to an allowance, used in order of time."""
    left, c, kept = r.stands[s].allowed, r.stands[s].clock, first
    for j in range(first, n):
        if left == 0:
            break
        start, end = found.start[j], found.end[j]
        last = due(t, c, start, left, found.start, found.end, 0)
        # What is used up after the years compiled is not used up before the piece ends.
        end = end if last == BEYOND else min(end, last)
        used = elapsed(t, c, start, end)
        if used == BEYOND:
            return BEYOND
        found.start[kept], found.end[kept] = start, end
        kept += 1
        left -= used
    return kept


@compiled_part
def joined(found: Stretches, n: int) -> int:
    """Put stretches in order and join those that touch; return how many are left."""
    for i in range(1, n):
        start, end = found.start[i], found.end[i]
        j = i - 1
        while j >= 0 and found.start[j] > start:
            found.start[j + 1], found.end[j + 1] = found.start[j], found.end[j]
            j -= 1
        found.start[j + 1], found.end[j + 1] = start, end
    kept = 0
    for i in range(n):
        if found.start[i] >= found.end[i]:
            continue
        if kept and found.start[i] <= found.end[kept - 1]:
            found.end[kept - 1] = max(found.end[kept - 1], found.end[i])
        else:
            found.start[kept], found.end[kept] = found.start[i], found.end[i]
            kept += 1
    return kept


@compiled_part
def clipped(found: Stretches, n: int, start: int, end: int) -> int:
    """Cut stretches to what lies in a run; return how many are left."""
    kept = 0
    for i in range(n):
        first, last = max(found.start[i], start), min(found.end[i], end)
        if first < last:
            found.start[kept], found.end[kept] = first, last
            kept += 1
    return kept


@compiled_part
def with_world(r: RecipeTables, k: int, run: Run, found: Stretches, n: int) -> int:
    """Add time of the world that is excluded; return how many pieces there are, or `UNSURE`."""
    for u in range(r.recipes[k].used_at, r.recipes[k].used_end):
        i = _after(r, r.used[u].unsure_at, r.used[u].unsure_end, run.start)
        if i < r.used[u].unsure_end and r.spans[i].start < run.last and run.start < run.last:
            return UNSURE
        i = _after(r, r.used[u].sure_at, r.used[u].sure_end, run.start)
        while i < r.used[u].sure_end and r.spans[i].start < run.last:
            start, end = max(run.start, r.spans[i].start), min(run.last, r.spans[i].end)
            if start < end:
                found.start[n], found.end[n] = start, end
                n += 1
            i += 1
    return n


@compiled_part
def _after(r: RecipeTables, low: int, high: int, at: int) -> int:
    """Return the first span of some that ends after an instant."""
    while low < high:
        middle = (low + high) >> 1
        if r.spans[middle].end <= at:
            low = middle + 1
        else:
            high = middle
    return low


@compiled_part
def together(first: Stretches, n: int, second: Stretches, m: int, found: Stretches) -> int:
    """Write two kinds of stretches down as one; return how many there are."""
    for i in range(n):
        found.start[i], found.end[i] = first.start[i], first.end[i]
    if m == 0:
        return n
    for i in range(m):
        found.start[n + i], found.end[n + i] = second.start[i], second.end[i]
    return joined(found, n + m)


@compiled_part
def open_inside(t: ClockTables, c: int, found: Stretches, n: int, start: int, end: int) -> int:
    """Return how long a clock is open in stretches from `start` to `end`, years compiled."""
    total = 0
    for i in range(n):
        first, last = max(found.start[i], start), min(found.end[i], end)
        if first < last:
            total += opened(t, c, last) - opened(t, c, first)
    return total


@compiled_part
def lasts_to(found: Stretches, n: int, at: int) -> bool:
    """Tell whether one of some stretches ends at an instant."""
    last = False
    for i in range(n):
        last |= found.end[i] == at
    return last


@compiled_part
def put_off(found: Stretches, n: int, due_at: int) -> int:
    """Return a due time as delays move it that began before it, as moved so far (R24)."""
    moved = due_at
    for i in range(n):
        if found.start[i] < moved:
            if moved == NEVER:
                return BEYOND
            moved += found.end[i] - found.start[i]
    return moved
