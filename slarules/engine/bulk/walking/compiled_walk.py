"""Items from row to row in compiled code: their states, their runs (R14), and their verdicts."""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np

from slarules.engine.bulk.judging.clock_tables import ClockTables
from slarules.engine.bulk.judging.compiled import (
    NONE,
    compiled,
    compiled_bare,
    compiled_into,
    compiled_part,
)
from slarules.engine.bulk.judging.judge import EXCLUDED, FINE, NO_VERDICT, Out, Room, judged
from slarules.engine.bulk.judging.outlines import AT_NOW
from slarules.engine.bulk.judging.recipe_tables import NOWHERE, RecipeTables
from slarules.engine.bulk.judging.stopping import Item
from slarules.engine.bulk.reading.elements import Codes, Elements, Flags, Numbers
from slarules.engine.bulk.walking.walk_tables import Table, WalkTables

MOST_ROWS: Final = 512
"""An item with more rows is judged by its outline, or alone."""

UNKNOWN_STEP: Final = -1
"""No row led from this state by this symbol yet."""


class Ways(NamedTuple):
    """What an item went through: the state after each row, and the occurrences at it as bits."""

    state: Codes
    bits: Numbers


class Runs(NamedTuple):
    """Room for the runs of one measure on an item: rows, -1 for an end that has not come.

    Attributes:
        gap_run: Of each stretch between an end that was withdrawn and the reopening, its run.
    """

    start: Codes
    end: Codes
    cut: Codes
    gap_run: Codes
    gap_from: Codes
    gap_to: Codes


def runs_of() -> Runs:
    """Return room for the runs of a measure."""
    return Runs(*(np.empty(MOST_ROWS + 1, np.int32) for _ in Runs._fields))


@compiled
def went(
    elements: Elements, steps: Table, bits: Numbers, ways: Ways, left: Flags, low: int, high: int
) -> int:
    """Note the states of items; return the first item of which a step is not known, or `high`.

    Args:
        elements: The rows.
        steps: By state and symbol, the state after it.
        bits: The same, the occurrences.
        ways: Takes in the states.
        left: Takes in the items that cannot be walked.
        low: The first item.
        high: The item after the last.
    """
    for item in range(low, high):
        if left[item]:
            continue
        state = 0
        for i in range(elements.first[item], elements.first[item + 1]):
            symbol = elements.symbol[i]
            found = 0
            if symbol >= 0:
                after = steps[state, symbol]
                if after == UNKNOWN_STEP:
                    ways.state[i] = state
                    return item
                if after < 0:
                    left[item] = True
                    break
                found = bits[state, symbol]
                state = after
            ways.state[i] = state
            ways.bits[i] = found
    return high


@compiled_part
def _counting(w: WalkTables, bits: Numbers, low: int, n: int, found: Numbers) -> None:
    """Note the occurrences that count at each row: a moment at its first or its last."""
    seen = np.int64(0)
    for i in range(n):
        b = bits[low + i]
        firsts = b & w.firsts & ~seen
        seen |= b & w.firsts
        found[i] = (b & ~(w.firsts | w.lasts)) | firsts
    seen = np.int64(0)
    for i in range(n - 1, -1, -1):
        b = bits[low + i] & w.lasts & ~seen
        seen |= b
        found[i] |= b


@compiled_part
def _walked(
    w: WalkTables, m: int, occurs: Numbers, state: Codes, low: int, n: int, runs: Runs
) -> tuple[int, int]:
    """Find the runs of a measure; return how many, and how many gaps; fewer than none: unsure."""
    measure = w.measures[m]
    done, gaps, going, early = 0, 0, False, False
    begun = 0
    for i in range(n):
        b = occurs[i]
        if b == 0:
            continue
        s = state[low + i]
        starts = (b & measure.starts) != 0 and w.truths[measure.where, s] != 0
        ending = b & measure.ends
        if ending != 0 and w.truths[measure.until, s] == 0:
            ending = 0
        cut = 0
        for c in range(measure.cancels_at, measure.cancels_end):
            if cut == 0 and (b & w.cancels[c].when) != 0 and w.truths[w.cancels[c].where, s] != 0:
                cut = w.cancels[c].cut
        if going and ending != 0:
            runs.start[done], runs.end[done], runs.cut[done] = begun, i, 0
            done, going = done + 1, False
        elif not going and done == 0 and ending != 0:
            early = True
        if going and cut != 0:
            runs.start[done], runs.end[done], runs.cut[done] = begun, i, cut
            done, going = done + 1, False
        if going:
            for c in range(measure.restarts_at, measure.restarts_end):
                if (b & w.restarts[c].when) != 0 and w.truths[w.restarts[c].where, s] != 0:
                    begun = i
                    while gaps and runs.gap_run[gaps - 1] >= done:
                        gaps -= 1
        if not going and done and runs.cut[done - 1] == 0 and runs.end[done - 1] < i:
            how = 0
            for c in range(measure.reopenings_at, measure.reopenings_end):
                r = w.reopenings[c]
                if how == 0 and (b & r.when) != 0 and w.truths[r.where, s] != 0:
                    how = r.resuming
            if how == 4:
                begun, going = i, True
            elif how != 0:
                done, going = done - 1, True
                begun = i if how == 3 else runs.start[done]
                if how == 3:
                    while gaps and runs.gap_run[gaps - 1] >= done:
                        gaps -= 1
                if how == 1:
                    runs.gap_run[gaps] = done
                    runs.gap_from[gaps], runs.gap_to[gaps] = runs.end[done], i
                    gaps += 1
        if starts and not going and cut == 0 and (done == 0 or measure.repeats != 0):
            if ending == 0 or (ending & ~measure.next_ends) == 0:
                begun, going = i, True
                while gaps and runs.gap_run[gaps - 1] >= done:
                    gaps -= 1
            elif measure.repeats == 0:
                runs.start[done], runs.end[done], runs.cut[done] = i, i, 0
                done += 1
    if going:
        if measure.ends_once != 0 and done == 0 and early:
            return -1, 0
        runs.start[done], runs.end[done], runs.cut[done] = begun, -1, 0
        done += 1
    return done, gaps


@compiled_part
def _last_of_instant(at: Numbers, low: int, n: int, i: int) -> int:
    """Return the last row of the instant of a row."""
    while i + 1 < n and at[low + i + 1] == at[low + i]:
        i += 1
    return i


@compiled_part
def _stood_still(
    w: WalkTables, m: int, r: RecipeTables, elements: Elements, state: Codes, low: int, n: int,
    runs: Runs, run: int, gaps: int,
) -> int:  # fmt: skip
    """Write down what stands still in a run; return how many statements let it."""
    stands, pieces = 0, 0
    start, end = runs.start[run], runs.end[run]
    at = elements.at
    if gaps:
        r.stands[0].kind, r.stands[0].allowed, r.stands[0].clock = 0, NONE, 0
        r.stands[0].pieces_at = 0
        for g in range(gaps):
            if runs.gap_run[g] == run:
                r.pieces[pieces].start, r.pieces[pieces].end = runs.gap_from[g], runs.gap_to[g]
                pieces += 1
        r.stands[0].pieces_end = pieces
        stands = 1
    for p in range(w.measures[m].stands_at, w.measures[m].stands_end):
        stand = w.stands[p]
        first, since = pieces, -1
        i = start
        while i < n and (end < 0 or i <= end):
            if end >= 0 and i > start and at[low + i] >= at[low + end]:
                break
            last = _last_of_instant(at, low, n, i)
            holds = w.truths[stand.test, state[low + last]] != 0
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
        if pieces > first:
            r.stands[stands].kind, r.stands[stands].allowed = stand.kind, stand.allowed
            r.stands[stands].clock = stand.clock
            r.stands[stands].pieces_at, r.stands[stands].pieces_end = first, pieces
            stands += 1
    return stands


@compiled_part
def _levels(w: WalkTables, r: RecipeTables, state: Codes, low: int, n: int) -> int:
    """Write down from which row on the item has which level; return how many."""
    count, before = 0, -2
    for i in range(n):
        level = w.levels[0, state[low + i]]
        if level != before:
            r.levels[count].place, r.levels[count].number = i, level
            count, before = count + 1, level
    return count


@compiled_part
def _is_sure(w: WalkTables, elements: Elements, ways: Ways, low: int, n: int) -> bool:
    """Tell whether everything is known of an item, but for what its first instant still fills."""
    at = elements.at
    for i in range(n):
        is_filled = not w.begins_unknown and i < n - 1 and at[low + i + 1] == at[low]
        if w.sure[0, ways.state[low + i]] == 0 and not is_filled:
            return False
    return bool(w.whole[0, ways.state[low + n - 1]] != 0)


@compiled_into
def _of_item(
    t: ClockTables, w: WalkTables, r: RecipeTables, elements: Elements, ways: Ways, until: int,
    item: int, left: Flags, room: Room, out: Out, o: int, occurs: Numbers, runs: Runs,
) -> int:  # fmt: skip
    """Judge one item; return the place after its verdicts."""
    low = elements.first[item]
    n = elements.first[item + 1] - low
    last = ways.state[low + n - 1]
    whose = Item(elements.at, low, until)
    levels = _levels(w, r, ways.state, low, n)
    moment = NOWHERE
    if w.belongs >= 0:
        for i in range(n):
            if moment == NOWHERE and (occurs[i] >> w.belongs) & 1 != 0:
                moment = i
    before, done, gaps = -1, 0, 0
    for p in range(len(w.promises)):
        promise = w.promises[p]
        m = promise.measure
        if w.truths[promise.covers, last] == 0:
            continue
        if m != before:
            before = m
            if w.begins_unknown and (ways.bits[low] & w.measures[m].facts) != 0:
                left[item] = True
                return o
            done, gaps = _walked(w, m, occurs, ways.state, low, n, runs)
            if done < 0:
                left[item] = True
                return o
        for run in range(done):
            start, end = runs.start[run], runs.end[run]
            place = start
            if promise.read_at == 1:
                place = n - 1 if end < 0 else max(start, end - 1)
            elif promise.read_at == 2:
                place = n - 1
            if w.sure[0, ways.state[low + place]] == 0:
                # Rows of the first instant that stand behind it say what is read here.
                left[item] = True
                return o
            k = w.rows[p, ways.state[low + place]]
            if k == -1:
                continue
            legend = -1
            if run < w.legends.shape[2]:
                legend = w.legends[p, w.variants[p, last], run]
            if k < 0 or legend < 0:
                left[item] = True
                return o
            recipe = r.recipes[k]
            recipe.start, recipe.end, recipe.cut = (
                start,
                end if end >= 0 else NOWHERE,
                runs.cut[run],
            )
            recipe.moment = moment
            recipe.said = EXCLUDED if w.removed[0, last] != 0 else -1
            recipe.may_move = w.moves[p, last]
            recipe.stands_at = 0
            recipe.stands_end = _stood_still(w, m, r, elements, ways.state, low, n, runs, run, gaps)
            recipe.levels_at, recipe.levels_end = 0, levels
            out.item[o] = item
            if judged(t, r, k, whose, room, out, o) != FINE:
                left[item] = True
                return o
            if out.word[o] != NO_VERDICT:
                out.recipe[o] = legend
                o += 1
    return o


@compiled_bare
def walk(
    t: ClockTables, w: WalkTables, r: RecipeTables, elements: Elements, ways: Ways, until: int,
    low_item: int, high_item: int, left: Flags, room: Room, out: Out, occurs: Numbers, runs: Runs,
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
        room: Where to work.
        out: Takes in the verdicts.
        occurs: Room for the occurrences at the rows of an item.
        runs: Room for the runs of a measure.
    """
    o = 0
    for item in range(low_item, high_item):
        if left[item]:
            continue
        low, first_out = elements.first[item], o
        n = elements.first[item + 1] - low
        if n > MOST_ROWS or not _is_sure(w, elements, ways, low, n):
            left[item] = True
            continue
        _counting(w, ways.bits, low, n, occurs)
        o = _of_item(t, w, r, elements, ways, until, item, left, room, out, o, occurs, runs)
        if left[item]:
            o = first_out
    return o
