"""One run of an item in compiled code: how much was counted, when it was due, met or missed (R31).

It is what `slarules.engine.reference.judging` and the verdict's fields in `reference.verdicts` say
of a run of which everything is known.
"""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from slarules.engine.bulk.judging.clock_tables import ClockTables
from slarules.engine.bulk.judging.compiled import BEYOND, NEVER, NONE, compiled_part
from slarules.engine.bulk.judging.compiled_clocks import Instants, elapsed
from slarules.engine.bulk.judging.goals import Counted, Dues, counted_from, fell_due
from slarules.engine.bulk.judging.recipe_tables import NOWHERE, RecipeTables
from slarules.engine.bulk.judging.stopping import (
    OUT,
    Item,
    Run,
    Stretches,
    clipped,
    gathered,
    in_unit,
    instant_at,
    joined,
    lasts_to,
    open_inside,
    put_off,
    together,
    with_world,
)

MET: Final = 0
MISSED: Final = 1
OPEN: Final = 2
UNDETERMINED: Final = 3
EXCLUDED: Final = 4
CANCELLED: Final = 5
NOTHING: Final = -1
NO_VERDICT: Final = -1
"""Stands where the row that decides promises nothing."""

FINE: Final = 0
"""Says that a run was judged; else `BEYOND` or `UNSURE` is why its item is judged alone."""

BY_START, BY_END, BY_MISS = 1, 2, 3


class Room(NamedTuple):
    """Where a thread works."""

    paused: Stretches
    excluded: Stretches
    delayed: Stretches
    stops: Stretches
    dues: Dues


class Out(NamedTuple):
    """The columns of verdicts, with one entry a recipe and item."""

    item: NDArray[np.int32]
    recipe: NDArray[np.int32]
    word: NDArray[np.int8]
    row: NDArray[np.int32]
    started_at: Instants
    due_at: Instants
    ended_at: Instants
    missed_at: Instants
    elapsed: Instants
    paused: Instants
    excluded: Instants
    lateness: Instants
    belongs_at: Instants
    level: NDArray[np.int32]
    provisional: NDArray[np.bool_]


ALL: Final = True
"""Says that every column is written, and not only what counting reads."""

COUNTED: Final = ("item", "recipe", "word", "belongs_at", "provisional")
"""The columns that counting reads where nothing more is asked of verdicts."""


class Ruling(NamedTuple):
    """What decided: its row in the tables, -1 for none, and when it was due and missed."""

    row: int
    due: int
    missed: int


class Part(NamedTuple):
    """What a run came to while one row held, as `Part` of the reference engine.

    Attributes:
        ends: Until when the row held.
        due, missed: `NONE` where nothing is promised.
        stopped: Open time that did not count.
        paused: The part of it that was paused.
    """

    begun: int
    ends: int
    due: int
    missed: int
    counted: int
    stopped: int
    paused: int


class Found(NamedTuple):
    """What came of a run: its ruling, verdict, lateness and what decides its period."""

    ruling: Ruling
    word: int
    late: int
    belongs: int


class Halts(NamedTuple):
    """How many stretches stand still, by kind; fewer than none is why the item is alone."""

    paused: int
    excluded: int
    delayed: int
    stops: int


@compiled_part
def run_of(t: ClockTables, r: RecipeTables, k: int, item: Item) -> Run:
    """Return the run of a recipe on an item."""
    unit, place = r.recipes[k].unit, r.recipes[k].end
    begun = instant_at(item, r.recipes[k].start)
    start, until = in_unit(t, begun, unit), in_unit(t, item.until, unit)
    if place == NOWHERE:
        return Run(start, NONE, NEVER, until, until)
    finish = instant_at(item, place)
    ended = in_unit(t, finish, unit)
    return Run(start, ended, max(begun, finish), ended, until)


@compiled_part
def halts_of(t: ClockTables, r: RecipeTables, k: int, item: Item, run: Run, room: Room) -> Halts:
    """Write down what stands still in a run, by kind and together."""
    stands, used = r.recipes[k].stands_end, r.recipes[k].used_end
    if r.recipes[k].stands_at == stands and r.recipes[k].used_at == used:
        return Halts(0, 0, 0, 0)
    kinds, paused, excluded, delayed = (room.paused, room.excluded, room.delayed), 0, 0, 0
    for kind in range(3):
        found = kinds[kind]
        n = gathered(t, r, k, kind, item, found)
        if kind == OUT and n != BEYOND:
            n = with_world(r, k, run, found, n)
        if n < 0:
            return Halts(n, 0, 0, 0)
        n = joined(found, n)
        if run.ended != NONE:
            n = clipped(found, n, run.start, run.ended)
        if kind == 0:
            paused = n
        elif kind == OUT:
            excluded = n
        else:
            delayed = n
    stops = together(room.paused, paused, room.excluded, excluded, room.stops)
    return Halts(paused, excluded, delayed, stops)


@compiled_part
def word_of(cut: int, run: Run, missed_at: int) -> int:
    """Return the verdict on a run of which it is known when it is missed."""
    if cut == 2:
        return CANCELLED
    if cut == 1:
        return MISSED if missed_at < run.ended else CANCELLED
    if run.ended != NONE:
        return MET if run.ended <= missed_at else MISSED
    return OPEN if run.until <= missed_at else MISSED


@compiled_part
def level_at(r: RecipeTables, k: int, item: Item, at: int) -> int:
    """Return the number of an item's level at an instant; -1 for none."""
    level = -1
    for each in range(r.recipes[k].levels_at, r.recipes[k].levels_end):
        if instant_at(item, r.levels[each].place) > at:
            break
        level = r.levels[each].number
    return level


@compiled_part
def belongs_at(r: RecipeTables, k: int, item: Item, run: Run, word: int, ruling: Ruling) -> int:
    """Return the instant that decides the period of a run that does not wait; NEVER for none."""
    by = r.recipes[k].belongs
    if by == BY_START:
        return run.start
    if by == BY_END and run.ended != NONE:
        return run.ended
    if by == BY_MISS and word == MISSED:
        return ruling.missed
    if r.recipes[k].moment != NOWHERE:
        return instant_at(item, r.recipes[k].moment)
    return ruling.due


@compiled_part
def or_none(at: int) -> int:
    """Return an instant as a column has it."""
    return NONE if at == NEVER else at


@compiled_part
def judged(  # noqa: C901, PLR0912, PLR0913, PLR0917
    t: ClockTables,
    r: RecipeTables,
    k: int,
    item: Item,
    room: Room,
    out: Out,
    o: int,
    whole: bool,  # noqa: FBT001
) -> int:
    """Write down the verdict of a recipe on an item; return `FINE`, or why it cannot be."""
    run = run_of(t, r, k, item)
    if BEYOND in (run.start, run.ended, run.until):
        return BEYOND
    halts = halts_of(t, r, k, item, run, room)
    if halts.paused < 0:
        return halts.paused
    used, paused, stopped, ruling = 0, 0, 0, Ruling(NOTHING, NONE, NONE)
    for row in range(r.recipes[k].rows_at, r.recipes[k].rows_end):
        part = part_of(t, r, k, row, item, run, halts, room, used)
        if part.begun == BEYOND:
            return BEYOND
        used, paused, stopped = used + part.counted, paused + part.paused, stopped + part.stopped
        is_last = row == r.recipes[k].rows_end - 1
        if ruling.row == NOTHING and part.due != NONE and (is_last or part.missed < part.ends):
            ruling = Ruling(row, part.due, part.missed)
    if ruling.row == NOTHING:
        out.word[o] = NO_VERDICT
        return FINE
    word = word_of(r.recipes[k].cut, run, ruling.missed)
    late = NONE
    if word == MISSED:
        late = time_past(t, r.rows[ruling.row].clock, ruling.due, run, room.stops, halts.stops)
        if late == BEYOND:
            return BEYOND
    if whole:
        out.elapsed[o], out.paused[o], out.excluded[o] = used, paused, stopped - paused
    at = NEVER if _waits(run, halts, room) else belongs_at(r, k, item, run, word, ruling)
    written_down(r, k, item, run, Found(ruling, word, late, at), out, o, whole)
    return FINE


@compiled_part
def _waits(run: Run, halts: Halts, room: Room) -> bool:
    """Tell whether a run that goes on stands still now."""
    return run.ended == NONE and (
        lasts_to(room.paused, halts.paused, run.until)
        or lasts_to(room.delayed, halts.delayed, run.until)
    )


@compiled_part
def part_of(  # noqa: PLR0913, PLR0917
    t: ClockTables,
    r: RecipeTables,
    k: int,
    row: int,
    item: Item,
    run: Run,
    halts: Halts,
    room: Room,
    used: int,
) -> Part:
    """Return what a run came to while a row held; `begun` is `BEYOND` where that is not known."""
    unit, is_first = r.recipes[k].unit, row == r.recipes[k].rows_at
    since = NONE if is_first else in_unit(t, instant_at(item, r.rows[row].place), unit)
    ends = run.upto
    if row < r.recipes[k].rows_end - 1:
        ends = in_unit(t, instant_at(item, r.rows[row + 1].place), unit)
    if BEYOND in (since, ends):
        return Part(BEYOND, ends, NONE, NONE, 0, 0, 0)
    if r.rows[row].steps_at == r.rows[row].steps_end:
        return Part(ends, ends, NONE, NONE, 0, 0, 0)
    counted, c = Counted(run.start, since, used, room.stops, halts.stops), r.rows[row].clock
    if not fell_due(t, r, row, item, counted, room.dues):
        return Part(BEYOND, ends, NONE, NONE, 0, 0, 0)
    due_at, missed_at = room.dues.due[0], room.dues.missed[0]
    put = put_off(room.delayed, halts.delayed, due_at)
    if put != due_at:
        due_at = missed_at = put
    begun = counted_from(t, c, counted)
    begun = begun if begun == BEYOND else min(ends, begun)
    open_for = BEYOND if BEYOND in (begun, due_at) else elapsed(t, c, begun, ends)
    if open_for == BEYOND:
        return Part(BEYOND, ends, NONE, NONE, 0, 0, 0)
    stopped = open_inside(t, c, room.stops, halts.stops, begun, ends)
    paused = stopped
    if halts.excluded:
        paused = open_inside(t, c, room.paused, halts.paused, begun, ends)
    return Part(begun, ends, due_at, missed_at, open_for - stopped, stopped, paused)


@compiled_part
def time_past(t: ClockTables, c: int, due_at: int, run: Run, stops: Stretches, n: int) -> int:
    """Return the counted time past due."""
    last = max(due_at, run.upto)
    late = elapsed(t, c, due_at, last)
    return late if late == BEYOND else late - open_inside(t, c, stops, n, due_at, last)


@compiled_part
def written_down(  # noqa: PLR0913, PLR0917
    r: RecipeTables,
    k: int,
    item: Item,
    run: Run,
    found: Found,
    out: Out,
    o: int,
    whole: bool,  # noqa: FBT001
) -> None:
    """Write down the verdict on a run but for the time that was counted."""
    said, is_open = r.recipes[k].said, run.ended == NONE
    word = found.word if said < 0 else said
    out.recipe[o] = k
    out.word[o] = word
    out.belongs_at[o] = or_none(found.belongs)
    out.provisional[o] = (
        word == OPEN or (word == UNDETERMINED and is_open) or r.recipes[k].may_move != 0
    )
    if not whole:
        return
    out.row[o] = r.rows[found.ruling.row].number
    out.started_at[o] = run.start
    out.due_at[o] = or_none(found.ruling.due)
    out.ended_at[o] = run.ended
    out.missed_at[o] = or_none(found.ruling.missed)
    out.lateness[o] = NONE if word == EXCLUDED else found.late
    out.level[o] = level_at(r, k, item, item.until if is_open else max(run.start, run.ended - 1))
