"""Plain runs in compiled code: one budget on one clock, and nothing but pauses that stop it.

It is what `judging.judge` says of them. But the open time at a row is looked up once, for all
measures on a clock, and when a run is due or missed is looked up where somebody asks for it.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from slarules.engine.bulk.judging.clock_tables import ClockTables
from slarules.engine.bulk.judging.compiled import BEYOND, NEVER, NONE, compiled_part
from slarules.engine.bulk.judging.compiled_clocks import (
    is_compiled,
    opened,
    reached,
    stretch_after,
)
from slarules.engine.bulk.judging.judge import (
    BY_MISS,
    MET,
    MISSED,
    OPEN,
    Found,
    Out,
    Ruling,
    belongs_at,
    written_down,
)
from slarules.engine.bulk.judging.recipe_tables import NOWHERE, RecipeTables
from slarules.engine.bulk.judging.stopping import Item, Run
from slarules.engine.bulk.reading.elements import Numbers
from slarules.engine.bulk.walking.compiled_runs import (
    MOST_ROWS,
    Walked,
    end_of,
    is_before,
    last_of_instant,
)
from slarules.engine.bulk.walking.walk_tables import Table, WalkTables


class Opened(NamedTuple):
    """Open time that was looked up, by clock and row of an item.

    Attributes:
        item: Of which item.
        time: Before the row.
        until: By clock, before the evaluation instant.
    """

    item: Table
    time: Numbers
    until: Numbers


class Spent(NamedTuple):
    """How a run went in open time.

    Attributes:
        begun: At its start; `BEYOND` where that is not known.
        wanted: When its budget is used up.
        paused: How much of it did not count.
        ahead: The start of the pause before which that is, `NEVER` for none.
        used: How much counted.
        waits: Whether it is paused up to now.
    """

    begun: int
    wanted: int
    paused: int
    ahead: int
    used: int
    waits: bool


def opened_of(clocks: int) -> Opened:
    """Return room for what is looked up of so many clocks."""
    return Opened(
        np.full((clocks, MOST_ROWS), -1, np.int32),
        np.empty((clocks, MOST_ROWS), np.int64),
        np.empty(clocks, np.int64),
    )


@compiled_part
def open_until(t: ClockTables, known: Opened, until: int) -> None:
    """Look up how long each clock was open before the evaluation instant."""
    for c in range(len(t.clocks)):
        known.until[c] = opened(t, c, until) if is_compiled(t, c, until) else BEYOND


@compiled_part
def _opened_at(t: ClockTables, known: Opened, c: int, number: int, item: Walked, row: int) -> int:
    """Return how long a clock was open before a row of an item."""
    if known.item[c, row] != number:
        at = item.at[item.low + row]
        known.item[c, row] = number
        known.time[c, row] = opened(t, c, at) if is_compiled(t, c, at) else BEYOND
    return int(known.time[c, row])


@compiled_part
def spent(
    t: ClockTables, w: WalkTables, known: Opened, m: int, c: int, length: int, until: int,
    number: int, item: Walked, start: int, end: int,
) -> Spent:  # fmt: skip
    """Return how a run went; pauses are what stands still in it."""
    begun = _opened_at(t, known, c, number, item, start)
    upto = known.until[c] if end < 0 else _opened_at(t, known, c, number, item, end)
    if BEYOND in (begun, upto) or item.at[item.low + item.n - 1] > until:
        return Spent(BEYOND, 0, 0, 0, 0, waits=False)
    wanted, paused, ahead, is_paused, since, row = begun + length, 0, NEVER, False, 0, start
    over = NEVER
    ends = end_of(item, end)
    i = start if w.measures[m].stands_at != w.measures[m].stands_end else item.n
    while is_before(item, i, start, ends):
        last = last_of_instant(item, i)
        stops = w.stopped[m, item.state[item.low + last]] != 0
        if stops != is_paused:
            now = _opened_at(t, known, c, number, item, i)
            if stops:
                since, row = now, i
                if ahead == NEVER and wanted <= now:
                    ahead = item.at[item.low + i]
            else:
                paused += now - since
                wanted += now - since if ahead == NEVER else 0
                over = item.at[item.low + i]
            is_paused = stops
        i = last + 1
    if is_paused:
        paused += upto - since
        wanted += upto - since if ahead == NEVER else 0
        over = until
    waits = end < 0 and over == until and item.at[item.low + row] < until
    return Spent(begun, wanted, paused, ahead, upto - begun - paused, waits)


@compiled_part
def _ruling(t: ClockTables, c: int, row: int, wanted: int, ahead: int) -> Ruling:
    """Return when a run is due and missed; the row is -1 where another pause bears on that."""
    due = reached(t, c, wanted)
    i = stretch_after(t, c, due)
    missed = max(due, int(t.stretches[i].start))
    return Ruling(
        row if missed < ahead else -1, missed if t.clocks[c].due_next_opening else due, missed
    )


@compiled_part
def judged_plainly(
    t: ClockTables, w: WalkTables, r: RecipeTables, k: int, whose: Item, went: Spent, run: Run,
    out: Out, o: int, whole: bool,
) -> bool:  # fmt: skip
    """Write down the verdict on a plain run; return False where it must be judged otherwise."""
    c, length, is_open = w.budgets[k].clock, w.budgets[k].length, run.ended == NONE
    if went.begun == BEYOND or went.wanted >= t.clocks[c].total:
        return False
    ruling = Ruling(r.recipes[k].rows_at, NONE, NONE)
    if whole or r.recipes[k].belongs == BY_MISS or r.recipes[k].moment == NOWHERE:
        ruling = _ruling(t, c, ruling.row, went.wanted, went.ahead)
        if ruling.row < 0:
            return False
    # The clock runs where it is missed: so who counted more came later, and else nobody did.
    word = MISSED if went.used > length else OPEN if is_open else MET
    late = went.used - length if word == MISSED else NONE
    if whole:
        out.elapsed[o], out.paused[o], out.excluded[o] = went.used, went.paused, 0
    at = NEVER if went.waits else belongs_at(r, k, whose, run, word, ruling)
    written_down(r, k, whose, run, Found(ruling, word, late, at), out, o, whole)
    return True
