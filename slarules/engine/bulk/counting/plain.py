"""Runs of which nothing is asked but how many turned out how: one pass counts them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np

from slarules.engine.bulk.counting import passes
from slarules.engine.bulk.counting.asked import Asked
from slarules.engine.bulk.counting.kept import Kept
from slarules.engine.bulk.counting.passes import WAYS, Numbers
from slarules.engine.bulk.judging.columns import VerdictColumns
from slarules.engine.bulk.judging.judge import UNDETERMINED
from slarules.engine.reference.runs import Alike

Way: TypeAlias = tuple[int, int]
"""How a run stands, and the number of its cell from 1; 0 for none."""


@dataclass(frozen=True, slots=True)
class One:
    """A run that stands for many.

    Attributes:
        place: The number of its item among all items.
        first: Which of the item's runs it is, from 0.
    """

    place: int
    first: int
    run: Alike

    def kept(self, number: int) -> Kept:
        """Return it as what is kept of so many runs."""
        return Kept(self.place, None, (Alike(self.run.verdict, number),), number, self.first)


class PlainRuns:
    """How many runs stand how, of all batches so far."""

    def __init__(self) -> None:
        self._table = passes.Plain(
            np.zeros((0, 0), np.int64), np.zeros(0, np.int32), np.zeros(0, np.int64)
        )
        self._ones: dict[Way, One] = {}
        self._unsure: list[One] = []

    def add(self, columns: VerdictColumns, place: int, cells: Numbers, asked: Asked) -> None:
        """Count the runs of a batch.

        Args:
            columns: The verdicts on them.
            place: The number of the batch's first item among all items.
            cells: Of each, the number of the period or cell that it belongs to; -1 for none.
            asked: What is asked of them by their recipe.
        """
        self._grow(asked.kinds * WAYS, int(cells.max(initial=-1)) + 2)
        words, may_change = columns.word, columns.provisional
        new, unsure = passes.counted(
            columns.recipe, words, may_change, cells, asked.tables.alike, self._table
        )
        for at, run in zip(self._table.new[:new], self._table.first[:new], strict=True):
            way = divmod(int(at), self._table.number.shape[1])
            self._ones.setdefault(way, _one(columns, place, int(run)))
        if unsure:
            runs = np.flatnonzero(words == UNDETERMINED).tolist()
            self._unsure += (_one(columns, place, run) for run in runs)

    def kept(self) -> Iterator[Kept]:
        """Yield one for all that stand alike, and each that is undetermined."""
        yield from (one.kept(1) for one in self._unsure)
        number = self._table.number
        yield from (one.kept(int(number[way])) for way, one in self._ones.items())

    def _grow(self, ways: int, cells: int) -> None:
        """Make room for so many ways and cells at least."""
        held_ways, held_cells = self._table.number.shape
        if ways <= held_ways and cells <= held_cells:
            return
        ways, cells = max(ways, held_ways), max(cells, 2 * held_cells)
        number = np.zeros((ways, cells), np.int64)
        number[:held_ways, :held_cells] = self._table.number
        size = ways * cells
        self._table = passes.Plain(number, np.zeros(size, np.int32), np.zeros(size, np.int64))


def _one(columns: VerdictColumns, place: int, run: int) -> One:
    item = int(columns.item[run])
    first = run - int(np.searchsorted(columns.item, item))
    return One(place + item, first, Alike(columns.verdict(run)))
