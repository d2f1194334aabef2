"""Periods of instants by columns: where one ends and the next begins, as far as instants lie."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from slarules.core.periods import PeriodKind
from slarules.engine.bulk.judging.compiled import NEVER, NONE, compiled
from slarules.hours.periods import period_of
from slarules.instants import HOUR, Instant


class PeriodLabels:
    """The periods of a kind in which instants were found so far.

    Attributes:
        labels: What the numbers stand for.
    """

    def __init__(self, kind: PeriodKind, zone: str) -> None:
        self.labels: list[str] = []
        self._kind, self._zone = kind, zone
        self._numbers: dict[str, int] = {}
        self._begins: NDArray[np.int64] = np.zeros(0, np.int64)
        self._of: NDArray[np.int32] = np.zeros(0, np.int32)
        self._end = NONE

    def numbers(self, at: NDArray[np.int64]) -> NDArray[np.int32]:
        """Return the number of the period of each instant; -1 for `NONE`."""
        first, last = _ends(at)
        numbers = np.full(len(at), -1, np.int32)
        if first <= last:
            self._reach(int(first), int(last))
            _number(at, self._begins, self._of, numbers)
        return numbers

    def _reach(self, first: int, last: int) -> None:
        """Look so far that every instant from the first to the last has its period."""
        if len(self._begins):
            if self._begins[0] <= first and last < self._end:
                return
            first, last = min(first, int(self._begins[0])), max(last, self._end)
        found = list(self._stretches(Instant(first), Instant(last)))
        self._begins = np.array([begin for begin, _ in found], np.int64)
        self._of = np.array([self._number(label) for _, label in found], np.int32)
        self._end = last + 1

    def _number(self, label: str) -> int:
        if label not in self._numbers:
            self._numbers[label] = len(self.labels)
            self.labels.append(label)
        return self._numbers[label]

    def _stretches(self, first: Instant, last: Instant) -> Iterator[tuple[int, str]]:
        """Yield from when on instants belong to which period, in order."""
        period = period_of(first, self._kind, self._zone)
        yield first, period.label
        while period.end <= last:
            end, period = period.end, period.next()
            yield end, period.label
            yield from self._turned_back(end)

    def _turned_back(self, begin: Instant) -> Iterator[tuple[int, str]]:
        """Yield where a period is left again because clocks go back just after midnight."""
        hours = [Instant(begin + n * HOUR) for n in range(4)]
        labels = [self._label(at) for at in (*hours, *(Instant(at - 1) for at in hours[1:]))]
        if len(set(labels)) == 1:
            return
        minutes = [Instant(begin + n * HOUR // 60) for n in range(4 * 60)]
        for before, at in pairwise(minutes):
            if self._label(before) != self._label(at):
                yield at, self._label(at)

    def _label(self, at: Instant) -> str:
        return period_of(at, self._kind, self._zone).label


@compiled
def _ends(at: NDArray[np.int64]) -> tuple[int, int]:
    """Return the first and the last of some instants; the first is after the last for none."""
    first, last = NEVER, NONE
    for each in at:
        if each != NONE:
            first, last = min(first, each), max(last, each)
    return first, last


@compiled
def _number(
    at: NDArray[np.int64], begins: NDArray[np.int64], of: NDArray[np.int32], out: NDArray[np.int32]
) -> None:
    """Note for each instant in which stretch it lies; they begin no later than the first does."""
    begin, end, low = NEVER, NEVER, 0
    for i in range(len(at)):
        if at[i] == NONE:
            continue
        # Those of one item often lie in one stretch.
        if not begin <= at[i] < end:
            low, high = 0, len(begins)
            while high - low > 1:
                middle = (low + high) // 2
                if begins[middle] <= at[i]:
                    low = middle
                else:
                    high = middle
            begin, end = begins[low], begins[high] if high < len(begins) else NEVER
        out[i] = of[low]
