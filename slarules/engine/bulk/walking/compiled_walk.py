"""Items from row to row in compiled code: their runs, and the verdicts on them."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from slarules.engine.bulk.judging.clock_tables import ClockTables
from slarules.engine.bulk.judging.compiled import (
    NEVER,
    NONE,
    compiled_bare,
    compiled_into,
    compiled_part,
)
from slarules.engine.bulk.judging.judge import EXCLUDED, FINE, NO_VERDICT, Out, Room, judged
from slarules.engine.bulk.judging.kernel import room_of
from slarules.engine.bulk.judging.recipe_tables import NOWHERE, RecipeTables
from slarules.engine.bulk.judging.stopping import Item, Run
from slarules.engine.bulk.reading.elements import Elements, Flags, Numbers
from slarules.engine.bulk.walking.compiled_plain import (
    Opened,
    judged_plainly,
    open_until,
    opened_of,
    spent,
)
from slarules.engine.bulk.walking.compiled_runs import (
    MOST_ROWS,
    Runs,
    Walked,
    counting,
    end_of,
    levels_of,
    runs_found,
    runs_of,
    stood_still,
)
from slarules.engine.bulk.walking.compiled_steps import Ways
from slarules.engine.bulk.walking.walk_tables import NOT_PLAIN, WalkTables

OWED, NOTHING_OWED, LEFT = 1, 0, -1
"""What comes of a run: a verdict, none, or that its item cannot be walked."""


class Desk(NamedTuple):
    """Where one thread works.

    Attributes:
        occurs: Room for the occurrences at the rows of an item.
    """

    room: Room
    occurs: Numbers
    runs: Runs
    known: Opened


class Promised(NamedTuple):
    """What a promise says of an item: its number, that of its measure, and the last state.

    Attributes:
        moment: The row of the moment that decides the period.
        levels: How many levels the item had.
        gaps: How many gaps there are in the runs of the measure.
    """

    number: int
    measure: int
    last: int
    moment: int
    levels: int
    gaps: int


def desk_of(stretches: int, clocks: int) -> Desk:
    """Return room for a thread: for so many stretches, and so many clocks."""
    occurs = np.empty(MOST_ROWS, np.int64)
    return Desk(room_of(stretches), occurs, runs_of(), opened_of(clocks))


@compiled_part
def _is_sure(w: WalkTables, item: Walked) -> bool:
    """Tell whether everything is known of an item, but for what its first instant still fills."""
    if not w.is_sure:
        for i in range(item.n):
            is_last = i == item.n - 1 or item.at[item.low + i + 1] != item.at[item.low]
            is_filled = not w.begins_unknown and not is_last
            if w.sure[0, item.state[item.low + i]] == 0 and not is_filled:
                return False
    return bool(w.whole[0, item.state[item.low + item.n - 1]] != 0)


@compiled_part
def _first_with(occurs: Numbers, n: int, bit: int) -> int:
    """Return the first row at which something occurs; `NOWHERE` for none."""
    if bit >= 0:
        for i in range(n):
            if (occurs[i] >> bit) & 1 != 0:
                return i
    return NOWHERE


@compiled_part
def _read_at(w: WalkTables, p: int, n: int, start: int, end: int) -> int:
    """Return the row of which the state says which goal a run has."""
    if w.promises[p].read_at == 1:
        return n - 1 if end < 0 else max(start, end - 1)
    return n - 1 if w.promises[p].read_at == 2 else start


@compiled_part
def _legend(w: WalkTables, said: Promised, run: int) -> int:
    """Return the recipe that the verdict on a run shows; -1 where there is none."""
    if run >= w.legends.shape[2]:
        return -1
    return int(w.legends[said.number, w.variants[said.number, said.last], run])


@compiled_part
def _of_item_so(w: WalkTables, r: RecipeTables, k: int, said: Promised) -> None:
    """Write what an item makes of a recipe, whichever run it is of."""
    r.recipes[k].moment = said.moment
    r.recipes[k].said = EXCLUDED if w.removed[0, said.last] != 0 else -1
    r.recipes[k].may_move = w.moves[said.number, said.last]
    r.recipes[k].levels_at, r.recipes[k].levels_end = 0, said.levels


@compiled_part
def _of_run_so(
    w: WalkTables, r: RecipeTables, k: int, said: Promised, item: Walked, runs: Runs, run: int
) -> None:
    """Write what a run makes of a recipe."""
    r.recipes[k].start, r.recipes[k].cut = runs.start[run], runs.cut[run]
    r.recipes[k].end = runs.end[run] if runs.end[run] >= 0 else NOWHERE
    r.recipes[k].stands_at = 0
    r.recipes[k].stands_end = stood_still(w, said.measure, r, item, runs, run, said.gaps)


@compiled_part
def _is_plainly_judged(
    t: ClockTables, w: WalkTables, r: RecipeTables, k: int, said: Promised, item: Walked,
    whose: Item, number: int, desk: Desk, run: int, out: Out, o: int, whole: bool,
) -> bool:  # fmt: skip
    """Judge a run if it is a plain one."""
    m, length = said.measure, w.budgets[k].length
    start, end = desk.runs.start[run], desk.runs.end[run]
    if length == NOT_PLAIN or w.measures[m].is_plain == 0 or said.gaps or desk.runs.cut[run] != 0:
        return False
    c = w.budgets[k].clock
    went = spent(t, w, desk.known, m, c, length, whose.until, number, item, start, end)
    ended = end_of(item, end)
    came = Run(
        item.at[item.low + start],
        NONE if end < 0 else ended,
        NEVER,
        min(ended, whose.until),
        whose.until,
    )
    return judged_plainly(t, w, r, k, whose, went, came, out, o, whole)


@compiled_into
def _of_run(
    t: ClockTables, w: WalkTables, r: RecipeTables, said: Promised, item: Walked, whose: Item,
    number: int, desk: Desk, run: int, out: Out, o: int, whole: bool,
) -> int:  # fmt: skip
    """Judge a run; return what comes of it."""
    runs = desk.runs
    place = _read_at(w, said.number, item.n, runs.start[run], runs.end[run])
    state = item.state[item.low + place]
    k = w.rows[said.number, state]
    if w.sure[0, state] == 0:
        # Rows of the first instant that stand behind it say what is read here.
        return LEFT
    if k == -1:
        return NOTHING_OWED
    legend = _legend(w, said, run)
    if k < 0 or legend < 0:
        return LEFT
    _of_item_so(w, r, k, said)
    out.item[o] = number
    if not _is_plainly_judged(t, w, r, k, said, item, whose, number, desk, run, out, o, whole):
        _of_run_so(w, r, k, said, item, runs, run)
        if judged(t, r, k, whose, desk.room, out, o, whole) != FINE:
            return LEFT
        if out.word[o] == NO_VERDICT:
            return NOTHING_OWED
    out.recipe[o] = legend
    return OWED


@compiled_into
def _of_item(
    t: ClockTables, w: WalkTables, r: RecipeTables, item: Walked, ways: Ways, until: int,
    number: int, left: Flags, desk: Desk, out: Out, o: int, whole: bool,
) -> int:  # fmt: skip
    """Judge one item; return the place after its verdicts."""
    last, whose = item.state[item.low + item.n - 1], Item(item.at, item.low, until)
    moment = _first_with(desk.occurs, item.n, w.belongs)
    levels = levels_of(w, r, item) if whole else 0
    before, done, gaps = -1, 0, 0
    for p in range(len(w.promises)):
        m = w.promises[p].measure
        if w.truths[w.promises[p].covers, last] == 0:
            continue
        if m != before:
            before = m
            done, gaps = runs_found(w, m, desk.occurs, item, desk.runs)
            if done < 0 or (w.begins_unknown and (ways.bits[item.low] & w.measures[m].facts) != 0):
                left[number] = True
                return o
        said = Promised(p, m, last, moment, levels, gaps)
        for run in range(done):
            found = _of_run(t, w, r, said, item, whose, number, desk, run, out, o, whole)
            if found == LEFT:
                left[number] = True
                return o
            o += found
    return o


@compiled_bare
def walk(
    t: ClockTables, w: WalkTables, r: RecipeTables, elements: Elements, ways: Ways, until: int,
    low_item: int, high_item: int, left: Flags, desk: Desk, out: Out, whole: bool,
) -> int:  # fmt: skip
    """Judge items; return how many verdicts there are.

    Args:
        t: The clocks.
        w: What is walked.
        r: The recipes, of which `recipes`, `stands`, `pieces` and `levels` are this thread's own.
        elements: The rows.
        ways: Their states.
        until: The evaluation instant.
        low_item: The first item.
        high_item: The item after the last.
        left: Takes in the items that cannot be walked.
        desk: Where to work.
        out: Takes in the verdicts.
        whole: Whether all columns are written; else only those of `COUNTED`.
    """
    o = 0
    open_until(t, desk.known, until)
    for number in range(low_item, high_item):
        if left[number]:
            continue
        low, first_out = elements.first[number], o
        item = Walked(elements.at, ways.state, low, elements.first[number + 1] - low)
        if item.n > MOST_ROWS or not _is_sure(w, item):
            left[number] = True
            continue
        counting(w, ways, low, item.n, desk.occurs)
        o = _of_item(t, w, r, item, ways, until, number, left, desk, out, o, whole)
        if left[number]:
            o = first_out
    return o
