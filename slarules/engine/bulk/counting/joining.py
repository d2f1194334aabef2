"""Numbers in place of pairs of numbers, and the members of each number together."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from slarules.engine.bulk.judging.compiled_clocks import Instants

MOST_CELLS = 1 << 24
"""Up to so many numbers a table is quicker than an order."""


def distinct(numbers: Instants) -> tuple[Instants, Instants, Instants]:
    """Return the numbers that there are in order, the place of the first of each, and how many.

    Args:
        numbers: Not negative.
    """
    if not len(numbers):
        return numbers, numbers, numbers
    size = int(numbers.max()) + 1
    if size > max(MOST_CELLS, 4 * len(numbers)):
        found, first, count = np.unique(numbers, return_index=True, return_counts=True)
        return found, first.astype(np.int64), count.astype(np.int64)
    counts = np.bincount(numbers, minlength=size)
    found = np.flatnonzero(counts)
    firsts = np.empty(size, np.int64)
    # Of several that are written to one place the last stays: so the first does.
    firsts[numbers[::-1]] = np.arange(len(numbers) - 1, -1, -1)
    return found, firsts[found], counts[found].astype(np.int64)


class Pairs:
    """Numbers of pairs of numbers, the same in every batch."""

    def __init__(self) -> None:
        self._numbers: dict[tuple[int, int], int] = {}

    def of(self, left: Instants, right: Instants) -> Instants:
        """Return the number of each pair; none of the numbers is negative."""
        if not len(left):
            return left
        size = int(right.max()) + 1
        pairs = left * size + right
        found, _, _ = distinct(pairs)
        numbers = [
            self._numbers.setdefault(divmod(pair, size), len(self._numbers))
            for pair in found.tolist()
        ]
        return np.array(numbers, np.int64)[np.searchsorted(found, pairs)]


def apart(keys: Instants, values: NDArray[np.int64]) -> Iterator[tuple[int, NDArray[np.int64]]]:
    """Yield the values of each key."""
    order = np.argsort(keys, kind="stable")
    keys, values = keys[order], values[order]
    found, starts = np.unique(keys, return_index=True)
    yield from zip(found.tolist(), np.split(values, starts[1:]), strict=True)
