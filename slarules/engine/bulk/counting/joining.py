"""Numbers in place of pairs of numbers, and the members of each number together."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from slarules.engine.bulk.counting import passes
from slarules.engine.bulk.counting.passes import Flags
from slarules.engine.bulk.judging.compiled_clocks import Instants

FEW = 1 << 16
"""A table of so many places is always small."""


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
        if is_dense(int(pairs.max()) + 1, len(pairs)):
            found = np.flatnonzero(np.bincount(pairs))
            numbers = np.empty(int(pairs.max()) + 1, np.int64)
            numbers[found] = self._numbered(found, size)
            every: Instants = numbers[pairs]
            return every
        found, places = np.unique(pairs, return_inverse=True)
        return self._numbered(found, size)[places]

    def _numbered(self, pairs: Instants, size: int) -> Instants:
        known = self._numbers
        return np.array(
            [known.setdefault(divmod(pair, size), len(known)) for pair in pairs.tolist()], np.int64
        )


@dataclass(frozen=True, slots=True)
class Together:
    """Members by their key.

    Attributes:
        keys: The keys that there are, in order.
        first: By key, its first member.
        number: By key, how many members it has.
        members: The key of each member, or its place here where keys are few and far between; -1
            for one without.
        size: The number of keys or places that there may be.
    """

    keys: Instants
    first: Instants
    number: Instants
    members: Instants
    size: int

    def __iter__(self) -> Iterator[tuple[int, int, int]]:
        """Yield each key, its first member, and how many members it has."""
        columns = (self.keys.tolist(), self.first.tolist(), self.number.tolist())
        return zip(*columns, strict=True)

    def gathered(self, values: Instants, chosen: Flags) -> Iterator[tuple[int, Instants]]:
        """Yield each key with the chosen values of its members."""
        places = self._places()
        number = np.bincount(places[chosen & (places >= 0)], minlength=len(self.keys))
        starts = np.cumsum(number) - number
        ends, to = starts.copy(), np.empty(int(number.sum()), np.int64)
        passes.gathered(places, values, chosen, ends, to)
        for key, start, end in zip(self.keys.tolist(), starts, ends, strict=True):
            if start < end:
                yield key, to[start:end]

    def _places(self) -> Instants:
        """Return of each member the place of its key among the keys; -1 for one without."""
        if len(self.keys) == self.size:
            return self.members
        places = np.full(self.size + 1, -1, np.int64)
        places[self.keys] = np.arange(len(self.keys))
        own: Instants = places[self.members]
        return own


def together(keys: Instants) -> Together:
    """Return the members of each key; negative ones are none."""
    size = int(keys.max(initial=-1)) + 1
    if is_dense(size, len(keys)):
        table = _tabled(keys, size)
        found = np.flatnonzero(table.number)
        return Together(found, table.first[found], table.number[found], keys, size)
    known = keys >= 0
    found, inverse = np.unique(keys[known], return_inverse=True)
    places = np.full(len(keys), -1, np.int64)
    places[known] = inverse
    table = _tabled(places, len(found))
    return Together(found, table.first, table.number, places, len(found))


def is_dense(size: int, members: int) -> bool:
    """Tell whether a table of so many places is quicker than bringing members in order."""
    return size <= max(FEW, 4 * members)


def _tabled(keys: Instants, size: int) -> passes.Table:
    table = passes.Table(np.zeros(size, np.int64), np.full(size, -1, np.int64))
    passes.tabled(keys, table)
    return table
