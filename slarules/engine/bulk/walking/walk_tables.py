"""A program and the states of its items as arrays, as compiled code reads them."""

from __future__ import annotations

from typing import Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt

from slarules.engine.bulk.judging.clock_tables import ClockTables
from slarules.engine.bulk.judging.compiled import NONE
from slarules.engine.bulk.judging.programs import BUDGET as IS_BUDGET
from slarules.engine.bulk.judging.recipe_tables import RecipeTables, Records

Table = npt.NDArray[np.int32]


def _record(*names: str) -> np.dtype[Any]:
    return np.dtype([(name, np.int64) for name in names])


MEASURE = _record(
    *("starts", "ends", "next_ends", "where", "until", "repeats", "ends_once", "facts"),
    *("matters", "is_plain"),
    *("cancels_at", "cancels_end", "restarts_at", "restarts_end"),
    *("reopenings_at", "reopenings_end", "stands_at", "stands_end"),
)
CANCEL = _record("when", "where", "cut")
RESTART = _record("when", "where")
REOPENING = _record("when", "where", "resuming")
STAND = _record("kind", "allowed", "clock", "test")
PROMISE = _record("measure", "read_at", "covers")
BUDGET = _record("length", "clock")

NOT_PLAIN: Final = -1
"""The length in place of a goal that is more than one budget."""


class WalkTables(NamedTuple):
    """What is walked, and what holds in which state.

    Attributes:
        firsts, lasts: The bits of moments that count at their first row, and at their last.
        truths: By condition and state, whether it holds.
        rows: By promise and state, the recipe of the row that holds: -1 for none, -2 where that is
            not known.
        variants: By promise and state, which of its legends a verdict has.
        legends: By promise, variant and cycle from 1, the recipe that verdicts show; -1 for none.
        moves: By promise and state, whether later data may still move what it rests on.
        levels: By state, the number of the item's level; -1 for none.
        removed: By state, whether the item is taken out of everything.
        sure: By state, whether all is known.
        whole: By state, whether nothing of the item's beginning is missing at its end.
        stopped: By measure and state, whether a pause without allowance holds.
        budgets: By recipe, the one budget that it promises, where nothing else bears on it.
        is_sure: Whether all is known in every state.
        belongs: The bit of the moment that decides the period; -1 where none does.
        begins_unknown: Whether it is not known which values facts had before the first row.
    """

    measures: Records
    cancels: Records
    restarts: Records
    reopenings: Records
    stands: Records
    promises: Records
    firsts: int
    lasts: int
    truths: Table
    rows: Table
    variants: Table
    legends: Table
    moves: Table
    levels: Table
    removed: Table
    sure: Table
    whole: Table
    stopped: Table
    budgets: Records
    is_sure: bool
    belongs: int
    begins_unknown: bool


def budgets(r: RecipeTables, t: ClockTables) -> Records:
    """Return by recipe the one budget that it promises, where nothing else bears on it."""
    found = np.zeros(len(r.recipes), BUDGET)
    found["length"] = NOT_PLAIN
    if not len(r.rows) or not len(r.steps):
        return found
    recipes = r.recipes
    plain = (recipes["rows_end"] - recipes["rows_at"] == 1) & (recipes["unit"] == 0)
    plain &= recipes["used_at"] == recipes["used_end"]
    rows = r.rows[np.where(plain, recipes["rows_at"], 0)]
    plain &= rows["steps_end"] - rows["steps_at"] == 1
    steps = r.steps[np.where(plain, rows["steps_at"], 0)]
    plain &= (steps["what"] == IS_BUDGET) & (steps["number"] > 0)
    plain &= steps["clock"] == rows["clock"]
    clocks = t.clocks[np.where(plain, rows["clock"], 0)]
    plain &= (clocks["cutoff"] == NONE) & (clocks["from_next_opening"] == 0)
    found["length"][plain] = steps["number"][plain]
    found["clock"][plain] = steps["clock"][plain]
    return found
