"""Cells: stretches of time in which no period of a contract begins, so that none tells apart."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from slarules.core.periods import PeriodKind
from slarules.engine.bulk.judging.compiled import NONE
from slarules.engine.bulk.judging.compiled_clocks import Instants
from slarules.hours.periods import periods_between
from slarules.instants import Instant

WHOLE: dict[PeriodKind, tuple[PeriodKind, ...]] = {
    "calendar day": ("calendar week", "calendar month", "calendar quarter", "calendar year"),
    "calendar month": ("calendar quarter", "calendar year"),
    "calendar quarter": ("calendar year",),
}
"""Periods by those that have each of them whole."""


def has_whole(kind: PeriodKind, every: PeriodKind) -> bool:
    """Tell whether each period of a kind is made of whole ones of another."""
    return kind == every or kind in WHOLE.get(every, ())


class Cells:
    """Numbers the stretches between the beginnings of periods of some kinds."""

    def __init__(self, kinds: Sequence[PeriodKind], zone: str) -> None:
        self._kinds = kinds
        self._zone = zone
        self._numbers: dict[int, int] = {}
        self._edges = np.zeros(0, np.int64)
        self._of_edge = np.zeros(0, np.int64)
        self._reach = (0, -1)

    def of(self, instants: Instants) -> Instants:
        """Return the number of the cell of each instant; -1 where there is none."""
        known = instants != NONE
        if not known.any():
            return np.full(len(instants), -1, np.int64)
        found = instants[known]
        self._extend(int(found.min()), int(found.max()))
        cells = np.full(len(instants), -1, np.int64)
        cells[known] = self._of_edge[np.searchsorted(self._edges, found, "right") - 1]
        return cells

    def _extend(self, first: int, last: int) -> None:
        low, high = self._reach
        if low <= first and last <= high:
            return
        if low <= high:
            first, last = min(low, first), max(high, last)
        within = Instant(first), Instant(last + 1)
        starts = {
            period.start
            for kind in self._kinds
            for period in periods_between(*within, kind, self._zone)
        }
        edges = sorted(starts)
        numbers = [self._numbers.setdefault(edge, len(self._numbers)) for edge in edges]
        self._edges, self._of_edge = np.array(edges, np.int64), np.array(numbers, np.int64)
        self._reach = first, last
