"""Recipes as arrays, as compiled code reads them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

Records: TypeAlias = NDArray[Any]

Entry: TypeAlias = tuple[int, ...]
Part: TypeAlias = tuple[int, int]
"""Where a part begins in a list, and where it ends."""

NOWHERE: Final = -1
"""Stands for no place."""


def _record(*names: str) -> np.dtype[Any]:
    return np.dtype([(name, np.int64) for name in names])


def records(entries: Sequence[Entry], kind: np.dtype[Any]) -> Records:
    """Return numbers as records of a kind of which every field is one of them."""
    names = kind.names or ()
    columns: Records = np.array(entries, dtype=np.int64).reshape(len(entries), len(names))
    return np.ascontiguousarray(columns).view(kind).reshape(len(entries))


PICK = _record("at", "end")
RECIPE = _record(
    *("start", "end", "cut", "unit", "belongs", "moment", "said", "may_move"),
    *("rows_at", "rows_end", "stands_at", "stands_end", "used_at", "used_end"),
    *("levels_at", "levels_end", "pieces"),
)
ROW = _record("place", "number", "steps_at", "steps_end", "clock")
STEP = _record("what", "clock", "number", "more")
STAND = _record("kind", "allowed", "clock", "pieces_at", "pieces_end")
PIECE = _record("start", "end")
USED = _record("sure_at", "sure_end", "unsure_at", "unsure_end")
LEVEL = _record("place", "number")


class RecipeTables(NamedTuple):
    """Recipes by number, and what they consist of; `*_at` and `*_end` say where that is.

    Attributes:
        picks: The recipes of what items have in common.
        recipes: `start` and `end` are places. `cut` is 0 for none, 1 for a cancelling, 2 for one
            that takes a miss with it; `unit` 0 for none. `belongs` is which instant decides the
            period, 0 due, 1 started, 2 ended, 3 missed, and `moment` the place of one that does
            so instead of the due time. `said` is the verdict whatever comes of it; -1 for none.
            `pieces` is how many stretches may stand still.
        rows: From where on which one holds; `clock` is the one on which time is shown, `steps`
            the program of its goal, empty for none.
        stands: What stands still: `kind` 0 paused, 1 excluded, 2 extended.
        pieces: Its stretches, from place to place.
        used: Excluded time of the world that bears on a recipe, what is sure and what is not.
        spans: Its stretches, from instant to instant.
    """

    picks: Records
    recipes: Records
    rows: Records
    steps: Records
    stands: Records
    pieces: Records
    used: Records
    spans: Records
    levels: Records


KINDS = (PICK, RECIPE, ROW, STEP, STAND, PIECE, USED, PIECE, LEVEL)
"""The records of each."""
