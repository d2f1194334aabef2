"""What a contract asks of runs by their recipe, as tables by its number."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from slarules.engine.bulk.counting import passes
from slarules.engine.bulk.counting.looks import Looks
from slarules.engine.bulk.judging.recipes import Recipe
from slarules.engine.bulk.judging.shelf import WORDS


class Asked:
    """What a contract asks of the runs of all recipes so far.

    Attributes:
        tables: The same by the number of the recipe.
    """

    def __init__(self, looks: Looks) -> None:
        self._looks = looks
        self._numbers: dict[tuple[object, ...], int] = {}
        self.tables = passes.Recipes(
            np.zeros(0, np.int64), np.zeros((0, len(WORDS)), np.bool_), np.zeros(0, np.bool_)
        )

    @property
    def kinds(self) -> int:
        """How many kinds of recipe there are of which each gives its own answers."""
        return len(self._numbers)

    def learn(self, recipes: Sequence[Recipe]) -> None:
        """Look at the recipes that were not there before."""
        new = recipes[len(self.tables.timed) :]
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
        self.tables = passes.Recipes(
            np.concatenate((self.tables.alike, np.array(alike, np.int64))),
            np.concatenate((self.tables.lines, np.array(lines, np.bool_))),
            np.concatenate((self.tables.timed, np.array(timed, np.bool_))),
        )

    def _numbered(self, recipe: Recipe) -> int:
        promise = recipe.promise
        key = (promise.name, promise.internal, recipe.until_closed)
        return self._numbers.setdefault(key, len(self._numbers))
