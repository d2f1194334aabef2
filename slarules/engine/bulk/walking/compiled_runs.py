"""The runs of an item in compiled code, found from its states and what happened (R14)."""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np

from slarules.engine.bulk.judging.compiled import NEVER, NONE, compiled_part
from slarules.engine.bulk.judging.outlines import AT_NOW
from slarules.engine.bulk.judging.recipe_tables import RecipeTables
from slarules.engine.bulk.reading.elements import Codes, Numbers
from slarules.engine.bulk.walking.compiled_steps import Ways
from slarules.engine.bulk.walking.walk_tables import WalkTables

MOST_ROWS: Final = 512
"""An item with more rows is judged by its outline, or alone."""

WITHOUT, ANEW, AS_NEW = 1, 3, 4
"""How a run is taken up again: without the time between, from the start on, as another cycle."""


class Runs(NamedTuple):
    """Room for the runs of one measure on an item: rows, -1 for an end that has not come.

    Attributes:
        gap_run: Of each stretch between an end that was withdrawn and the reopening, its run.
    """

    start: Numbers
    end: Numbers
    cut: Numbers
    gap_run: Numbers
    gap_from: Numbers
    gap_to: Numbers


class Walked(NamedTuple):
    """An item that is walked.

    Attributes:
        at: The instants of all items.
        state: The states after all their rows.
        low, n: Where its rows begin, and how many there are.
    """

    at: Numbers
    state: Codes
    low: int
    n: int


def runs_of() -> Runs:
    """Return room for the runs of a measure."""
    # Of 32 bits, LLVM 22 extends an end without its sign once it has seen that another has none.
    return Runs(*(np.empty(MOST_ROWS + 1, np.int64) for _ in Runs._fields))


@compiled_part
def counting(w: WalkTables, ways: Ways, low: int, n: int, found: Numbers) -> None:
    """Note the occurrences that count at each row: a moment at its first or its last."""
    seen = again = np.int64(0)
    for i in range(n):
        b = ways.bits[low + i]
        again |= b & w.lasts & seen
        found[i] = b & ~(w.firsts & seen)
        seen |= b
    if again == 0:
        return
    seen = np.int64(0)
    for i in range(n - 1, -1, -1):
        b = found[i] & w.lasts
        found[i] &= ~(b & seen)
        seen |= b


@compiled_part
def runs_found(w: WalkTables, m: int, occurs: Numbers, item: Walked, runs: Runs) -> tuple[int, int]:
    """Find the runs of a measure; return how many, and how many gaps; fewer than none: unsure."""
    measure = w.measures[m]
    done, gaps, begun, going = 0, 0, 0, False
    # Where its end came about first, also where it did not count.
    ended = item.n
    for i in range(item.n):
        b = occurs[i] & measure.matters
        if b == 0:
            continue
        s = item.state[item.low + i]
        ending = b & measure.ends
        if ending != 0 and ended > i:
            ended = i
        if ending != 0 and w.truths[measure.until, s] == 0:
            ending = 0
        cut = _cut(w, m, b, s)
        if going and (ending != 0 or cut != 0):
            _close(runs, done, begun, i, 0 if ending != 0 else cut)
            done, going = done + 1, False
        if going and _restarts(w, m, b, s):
            begun, gaps = i, _without(runs, gaps, done)
        how = 0
        if not going and done and runs.cut[done - 1] == 0 and runs.end[done - 1] < i:
            how = _resuming(w, m, b, s)
        if how != 0:
            going = True
            done -= how != AS_NEW
            gaps = _reopened(runs, gaps, done, how, i)
            begun = i if how >= ANEW else runs.start[done]
        starts = (b & measure.starts) != 0 and w.truths[measure.where, s] != 0
        if starts and not going and cut == 0 and (done == 0 or measure.repeats != 0):
            if ending == 0 or (ending & ~measure.next_ends) == 0:
                begun, going, gaps = i, True, _without(runs, gaps, done)
            elif measure.repeats == 0:
                _close(runs, done, i, i, 0)
                done += 1
    if going:
        if measure.ends_once != 0 and done == 0 and ended < begun:
            return -1, 0
        _close(runs, done, begun, -1, 0)
        done += 1
    return done, gaps


@compiled_part
def _close(runs: Runs, run: int, start: int, end: int, cut: int) -> None:
    runs.start[run], runs.end[run], runs.cut[run] = start, end, cut


@compiled_part
def _cut(w: WalkTables, m: int, b: int, s: int) -> int:
    """Return how a run is cancelled at a row; 0 where it is not."""
    for c in range(w.measures[m].cancels_at, w.measures[m].cancels_end):
        if (b & w.cancels[c].when) != 0 and w.truths[w.cancels[c].where, s] != 0:
            return int(w.cancels[c].cut)
    return 0


@compiled_part
def _restarts(w: WalkTables, m: int, b: int, s: int) -> bool:
    for c in range(w.measures[m].restarts_at, w.measures[m].restarts_end):
        if (b & w.restarts[c].when) != 0 and w.truths[w.restarts[c].where, s] != 0:
            return True
    return False


@compiled_part
def _resuming(w: WalkTables, m: int, b: int, s: int) -> int:
    """Return how a run is taken up again at a row; 0 where it is not."""
    for c in range(w.measures[m].reopenings_at, w.measures[m].reopenings_end):
        if (b & w.reopenings[c].when) != 0 and w.truths[w.reopenings[c].where, s] != 0:
            return int(w.reopenings[c].resuming)
    return 0


@compiled_part
def _without(runs: Runs, gaps: int, run: int) -> int:
    """Forget the gaps of a run and of those after it; return how many are left."""
    while gaps and runs.gap_run[gaps - 1] >= run:
        gaps -= 1
    return gaps


@compiled_part
def _reopened(runs: Runs, gaps: int, run: int, how: int, i: int) -> int:
    """Note or forget the gaps of a run that is taken up again; return how many there are."""
    if how == ANEW:
        return _without(runs, gaps, run)
    if how == WITHOUT:
        runs.gap_run[gaps] = run
        runs.gap_from[gaps], runs.gap_to[gaps] = runs.end[run], i
        return gaps + 1
    return gaps


@compiled_part
def last_of_instant(item: Walked, i: int) -> int:
    """Return the last row of the instant of a row."""
    while i + 1 < item.n and item.at[item.low + i + 1] == item.at[item.low + i]:
        i += 1
    return i


@compiled_part
def end_of(item: Walked, end: int) -> int:
    """Return the instant of the row at which a run ends; `NEVER` while there is none."""
    if end < 0:
        return NEVER
    return int(item.at[item.low + end])


@compiled_part
def is_before(item: Walked, i: int, start: int, ends: int) -> bool:
    """Tell whether a row of a run lies before its end, or is its start."""
    if i >= item.n:
        return False
    return i == start or item.at[item.low + i] < ends


@compiled_part
def stood_still(
    w: WalkTables, m: int, r: RecipeTables, item: Walked, runs: Runs, run: int, gaps: int
) -> int:
    """Write down what stands still in a run; return how many statements let it."""
    stands, pieces = 0, 0
    if gaps:
        pieces = _between(r, runs, run, gaps)
        stands = _noted(r, 0, 0, NONE, 0, 0, pieces)
    for p in range(w.measures[m].stands_at, w.measures[m].stands_end):
        first = pieces
        pieces = _while(w, r, int(w.stands[p].test), item, runs.start[run], runs.end[run], pieces)
        if pieces > first:
            stand = w.stands[p]
            stands = _noted(r, stands, stand.kind, stand.allowed, stand.clock, first, pieces)
    return stands


@compiled_part
def _noted(
    r: RecipeTables, s: int, kind: int, allowed: int, clock: int, first: int, last: int
) -> int:
    r.stands[s].kind, r.stands[s].allowed, r.stands[s].clock = kind, allowed, clock
    r.stands[s].pieces_at, r.stands[s].pieces_end = first, last
    return s + 1


@compiled_part
def _between(r: RecipeTables, runs: Runs, run: int, gaps: int) -> int:
    """Write down the gaps of a run; return how many there are."""
    pieces = 0
    for g in range(gaps):
        if runs.gap_run[g] == run:
            r.pieces[pieces].start, r.pieces[pieces].end = runs.gap_from[g], runs.gap_to[g]
            pieces += 1
    return pieces


@compiled_part
def _while(
    w: WalkTables, r: RecipeTables, test: int, item: Walked, start: int, end: int, pieces: int
) -> int:
    """Write down while a condition holds in a run; return how many pieces there are then."""
    i, since, ends = start, -1, end_of(item, end)
    while is_before(item, i, start, ends):
        last = last_of_instant(item, i)
        holds = w.truths[test, item.state[item.low + last]] != 0
        if holds and since < 0:
            since = i
        if not holds and since >= 0:
            r.pieces[pieces].start, r.pieces[pieces].end = since, i
            pieces, since = pieces + 1, -1
        i = last + 1
    if since >= 0:
        r.pieces[pieces].start = since
        r.pieces[pieces].end = AT_NOW if end < 0 else end
        pieces += 1
    return pieces


@compiled_part
def levels_of(w: WalkTables, r: RecipeTables, item: Walked) -> int:
    """Write down from which row on the item has which level; return how many."""
    count, before = 0, -2
    for i in range(item.n):
        level = w.levels[0, item.state[item.low + i]]
        if level != before:
            r.levels[count].place, r.levels[count].number = i, level
            count, before = count + 1, level
    return count
