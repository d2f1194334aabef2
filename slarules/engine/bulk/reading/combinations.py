"""Several columns of numbers as one: what a combination of them stands for."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from math import prod
from typing import Final

import numpy as np

from slarules.engine.bulk.judging.compiled import compiled
from slarules.engine.bulk.reading.coding import Coded, Part
from slarules.engine.bulk.reading.elements import Codes, Flags

MOST_CELLS = 1 << 22
"""A table of columns' combinations has so many cells at most; beyond, pairs are looked up."""

NOT_LOOKED_UP: Final = -2


@dataclass(slots=True)
class Pairs:
    """The numbers of pairs of numbers, as they come up."""

    pairs: list[tuple[int, int]] = field(default_factory=list)
    _cells: Codes = field(default_factory=lambda: np.full((1, 1), -1, np.int32))
    _numbers: dict[tuple[int, int], int] = field(default_factory=dict)

    def codes(self, left: Codes, right: Codes) -> Codes:
        """Return the number of each pair."""
        if not len(left):
            return left
        rows, columns = int(left.max()) + 1, int(right.max()) + 1
        if not self._make_room(rows, columns):
            return self._sorted(left, right)
        found = np.empty(len(left), np.int32)
        for start in _looked_up(self._cells, left, right, found):
            self._cells[left[start], right[start]] = self._number(left[start], right[start])
        _look_up(self._cells, left, right, found)
        return found

    def _number(self, left: int, right: int) -> int:
        pair = int(left), int(right)
        number = self._numbers.setdefault(pair, len(self.pairs))
        if number == len(self.pairs):
            self.pairs.append(pair)
        return number

    def _make_room(self, rows: int, columns: int) -> bool:
        have = self._cells.shape
        if rows <= have[0] and columns <= have[1]:
            return True
        rows, columns = (
            max(h, 1 << (n - 1).bit_length()) for h, n in zip(have, (rows, columns), strict=True)
        )
        if rows * columns > MOST_CELLS:
            return False
        cells = np.full((rows, columns), -1, np.int32)
        cells[: have[0], : have[1]] = self._cells
        self._cells = cells
        return True

    def _sorted(self, left: Codes, right: Codes) -> Codes:
        keys = left.astype(np.int64) << 32 | right
        found, places = np.unique(keys, return_inverse=True)
        numbers = [self._number(key >> 32, key & 0xFFFFFFFF) for key in found.tolist()]
        return np.asarray(numbers, np.int32)[places]


@dataclass(slots=True)
class Combinations:
    """What combinations of numbers in several columns stand for, by a table of all of them."""

    _sizes: tuple[int, ...] = ()
    _table: Codes = field(default_factory=lambda: np.zeros(0, np.int32))
    _keys: Codes = field(default_factory=lambda: np.zeros(0, np.int32))

    def is_room(self, sizes: Sequence[int]) -> bool:
        """Tell whether there is room for so many numbers in each column; make it."""
        if len(sizes) == len(self._sizes) and all(map(int.__le__, sizes, self._sizes)):
            return True
        wider = tuple(map(_double, sizes))
        if prod(wider) > MOST_CELLS:
            return False
        self._sizes, self._table = wider, np.full(prod(wider), NOT_LOOKED_UP, np.int32)
        return True

    def looked_up(
        self, parts: Sequence[Part], found: Codes, make: Callable[[tuple[int, ...]], int]
    ) -> None:
        """Find what the combination in each row stands for.

        Args:
            parts: The rows.
            found: Takes it in.
            make: Returns what a new combination stands for.
        """
        if len(self._keys) < len(found):
            self._keys = np.empty(len(found), np.int32)
        keys, begin = self._keys[: len(found)], 0
        for part in parts:
            self._note_keys(part.columns, keys[begin : begin + part.rows])
            begin += part.rows
        if _take(self._table, keys, found) == NOT_LOOKED_UP:
            new, places = np.unique(keys[found == NOT_LOOKED_UP], return_index=True)
            for key in new[np.argsort(places)].tolist():
                codes = np.unravel_index(key, self._sizes)
                self._table[key] = make(tuple(map(int, codes)))
            _take(self._table, keys, found)

    def _note_keys(self, columns: Sequence[Coded], keys: Codes) -> None:
        worth, same = prod(self._sizes), 0
        telling: list[tuple[Codes, Codes]] = []
        for size, column in zip(self._sizes, columns, strict=True):
            worth //= size
            if len(column.places):
                telling.append((column.places, (column.codes * worth).astype(np.int32)))
            else:
                same += int(column.codes[0]) * worth
        keys.fill(same)
        for places, codes in telling:
            _add(keys, _as_given(places), codes)


@dataclass(slots=True)
class Joined:
    """Several columns of numbers as one, the same in each batch.

    Attributes:
        make: Returns what a combination of numbers stands for.
    """

    make: Callable[[tuple[int, ...]], int]
    _combinations: Combinations = field(default_factory=Combinations)
    _pairs: list[Pairs] = field(default_factory=list)
    _known: dict[tuple[int, ...], int] = field(default_factory=dict)
    _numbers: list[int] = field(default_factory=list)

    def looked_up(self, parts: Sequence[Part], sizes: Sequence[int]) -> Codes:
        """Return what the combination in each row stands for.

        Args:
            parts: The rows.
            sizes: How many different numbers each column has.
        """
        if self._combinations.is_room(sizes):
            found = np.empty(sum(part.rows for part in parts), np.int32)
            self._combinations.looked_up(parts, found, self._make)
            return found
        columns = [
            np.concatenate([part.columns[place].plain(part.rows) for part in parts])
            for place in range(len(sizes))
        ]
        return self._paired(columns, sizes[0])

    def _paired(self, columns: Sequence[Codes], first: int) -> Codes:
        self._pairs += [Pairs() for _ in columns[1 + len(self._pairs) :]]
        found = columns[0]
        for pairs, column in zip(self._pairs, columns[1:], strict=True):
            found = pairs.codes(found, column)
        last = len(self._pairs[-1].pairs) if self._pairs else first
        self._numbers += map(self._of_pair, range(len(self._numbers), last))
        return np.asarray(self._numbers, np.int32)[found]

    def _of_pair(self, number: int) -> int:
        codes: list[int] = []
        for pairs in reversed(self._pairs):
            number, code = pairs.pairs[number]
            codes.append(code)
        return self._make((number, *reversed(codes)))

    def _make(self, codes: tuple[int, ...]) -> int:
        if codes not in self._known:
            self._known[codes] = self.make(codes)
        return self._known[codes]


def _double(count: int) -> int:
    """Return the next power of two."""
    return 1 << (count - 1).bit_length()


def _as_given(places: Codes) -> Codes:
    """Return what may not be written, as Arrow gives it: other code is compiled for others."""
    found = places.view()
    found.flags.writeable = False
    return found


def _looked_up(cells: Codes, left: Codes, right: Codes, found: Codes) -> Sequence[int]:
    """Return one place of each pair that has no number yet."""
    new = np.flatnonzero(_look_up(cells, left, right, found))
    if not len(new):
        return ()
    keys = left[new].astype(np.int64) << 32 | right[new]
    _, first = np.unique(keys, return_index=True)
    return [int(place) for place in new[np.sort(first)]]


def _look_up(cells: Codes, left: Codes, right: Codes, found: Codes) -> Flags:
    if _all_known(cells, left, right, found):
        return np.zeros(0, np.bool_)
    new: Flags = found == -1
    return new


@compiled
def _add(keys: Codes, places: Codes, codes: Codes) -> None:
    for i in range(len(keys)):
        keys[i] += codes[places[i]]


@compiled
def _take(table: Codes, keys: Codes, found: Codes) -> int:
    """Look up keys; return the lowest that is found."""
    lowest = np.int32(0)
    for i in range(len(keys)):
        number = table[keys[i]]
        found[i] = number
        lowest = min(lowest, number)
    return int(lowest)


@compiled
def _all_known(cells: Codes, left: Codes, right: Codes, found: Codes) -> bool:
    known = True
    for i in range(len(left)):
        found[i] = cells[left[i], right[i]]
        known &= found[i] != -1
    return known
