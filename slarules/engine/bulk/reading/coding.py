"""Columns of texts as columns of numbers, and several columns as one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from math import prod
from typing import Final, NamedTuple, TypeAlias

import numpy as np
import pyarrow as pa

from slarules.engine.bulk.judging.compiled import compiled
from slarules.engine.bulk.reading.elements import Codes, Flags

MOST_CELLS = 1 << 22
"""A table of columns' combinations has so many cells at most; beyond, pairs are looked up."""

NOT_LOOKED_UP: Final = -2

Text: TypeAlias = str | None


class Coded(NamedTuple):
    """A column as numbers: `codes[places[i]]`; `places` is empty where all rows hold the same."""

    places: Codes
    codes: Codes

    def plain(self, rows: int) -> Codes:
        """Return the number of each row."""
        if not len(self.places):
            return np.full(rows, self.codes[0], np.int32)
        return self.codes[self.places]


def encoded(column: pa.Array) -> tuple[Codes, list[Text]]:
    """Return a column of texts as places in a list of texts; None stands where there is none."""
    if not pa.types.is_dictionary(column.type):
        column = column.dictionary_encode()
    texts: list[Text] = column.dictionary.to_pylist()
    indices = column.indices
    if indices.null_count:
        indices = indices.fill_null(len(texts))
        texts.append(None)
    return np.asarray(indices).astype(np.int32), texts


@dataclass(slots=True)
class Coder:
    """The numbers of the texts of a column, the same in each batch.

    Attributes:
        texts: By number.
    """

    texts: list[Text] = field(default_factory=list)
    _numbers: dict[Text, int] = field(default_factory=dict)

    def codes(self, column: pa.Array, plain: Callable[[Text], Text] | None = None) -> Codes:
        """Return the numbers of the texts of a column.

        Args:
            column: Of texts.
            plain: Makes one text of those that need not be told apart.
        """
        return self.coded(column, plain).plain(len(column))

    def coded(self, column: pa.Array, plain: Callable[[Text], Text] | None = None) -> Coded:
        """Return the numbers of the texts of a column, each text looked at once; see `codes`."""
        places, texts = np.zeros(0, np.int32), list[Text]([None])
        if column.null_count < len(column):
            places, texts = encoded(column)
        known = [self.code(text if plain is None else plain(text)) for text in texts]
        return Coded(places, np.asarray(known, np.int32))

    def code(self, text: Text) -> int:
        """Return the number of a text."""
        number = self._numbers.setdefault(text, len(self.texts))
        if number == len(self.texts):
            self.texts.append(text)
        return number


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
        self, rows: int, columns: Sequence[Coded], make: Callable[[tuple[int, ...]], int]
    ) -> Codes:
        """Return what the combination in each row stands for.

        Args:
            rows: How many there are.
            columns: Their numbers.
            make: Returns what a new combination stands for.
        """
        keys, found = np.zeros(rows, np.int32), np.empty(rows, np.int32)
        for size, column in zip(self._sizes, columns, strict=True):
            if len(column.places):
                _next_digits(keys, size, column.places, column.codes)
            else:
                _next_digit(keys, size, column.codes[0])
        row = 0
        while (row := _take(self._table, keys, found, row)) < rows:
            key = int(keys[row])
            self._table[key] = make(tuple(int(n) for n in np.unravel_index(key, self._sizes)))
        return found


def _double(count: int) -> int:
    """Return the next power of two."""
    return 1 << (count - 1).bit_length()


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
def _next_digits(keys: Codes, size: int, places: Codes, codes: Codes) -> None:
    for i in range(len(keys)):
        keys[i] = keys[i] * size + codes[places[i]]


@compiled
def _next_digit(keys: Codes, size: int, code: int) -> None:
    for i in range(len(keys)):
        keys[i] = keys[i] * size + code


@compiled
def _take(table: Codes, keys: Codes, found: Codes, start: int) -> int:
    """Look up keys from a row on; return the next of which nothing is known, or their number."""
    for i in range(start, len(keys)):
        found[i] = table[keys[i]]
        if found[i] == NOT_LOOKED_UP:
            return i
    return len(keys)


@compiled
def _all_known(cells: Codes, left: Codes, right: Codes, found: Codes) -> bool:
    known = True
    for i in range(len(left)):
        found[i] = cells[left[i], right[i]]
        known &= found[i] != -1
    return known
