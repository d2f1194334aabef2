"""What a contract asks of runs by their recipe, as tables by its number."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from slarules.engine.bulk.counting.cells import Cells
from slarules.engine.bulk.counting.joining import Pairs
from slarules.engine.bulk.counting.looks import Looks
from slarules.engine.bulk.judging.columns import VerdictColumns
from slarules.engine.bulk.judging.compiled import NONE
from slarules.engine.bulk.judging.compiled_clocks import Instants
from slarules.engine.bulk.judging.recipes import Recipe
from slarules.engine.bulk.judging.shelf import WORDS

FLAGS = len(WORDS) * 4


class Asked:
    """What a contract asks of the runs of all recipes so far.

    Attributes:
        lines: By recipe and verdict, whether each such run may be a line or bring a duty.
        timed: By recipe, whether a statistic takes the counted time of runs.
    """

    def __init__(self, looks: Looks) -> None:
        self._looks = looks
        self._numbers: dict[tuple[object, ...], int] = {}
        self._pairs = Pairs()
        self.lines = np.zeros((0, len(WORDS)), np.bool_)
        self.timed = np.zeros(0, np.bool_)
        self._alike = np.zeros(0, np.int64)

    def learn(self, recipes: Sequence[Recipe]) -> None:
        """Look at the recipes that were not there before."""
        new = recipes[len(self.timed) :]
        if not new:
            return
        looks = [self._looks.of(recipe.promise.measure.item) for recipe in new]
        both = list(zip(new, looks, strict=True))
        lines = [
            [word in look.lines.get(recipe.promise.name, ()) for word in WORDS]
            for recipe, look in both
        ]
        timed = [recipe.promise.name in look.timed for recipe, look in both]
        alike = [self._numbered(recipe) for recipe in new]
        self.lines = np.concatenate((self.lines, np.array(lines, np.bool_)))
        self.timed = np.concatenate((self.timed, np.array(timed, np.bool_)))
        self._alike = np.concatenate((self._alike, np.array(alike, np.int64)))

    def _numbered(self, recipe: Recipe) -> int:
        promise = recipe.promise
        key = (promise.name, promise.internal, recipe.until_closed)
        return self._numbers.setdefault(key, len(self._numbers))

    def codes(self, columns: VerdictColumns, cells: Cells | None) -> Instants:
        """Return a number for each verdict: those of one number give the same answers.

        Args:
            columns: The verdicts.
            cells: What tells periods apart, where it is not the contract's own.
        """
        recipe = columns.recipe
        flags = columns.word.astype(np.int64) * 4 + columns.provisional * 2
        if self.timed.any():
            flags += self.timed[recipe] & (columns.ended_at != NONE)
        when = columns.period.astype(np.int64) if cells is None else cells.of(columns.belongs_at)
        return self._pairs.of(self._alike[recipe] * FLAGS + flags, when + 1)
