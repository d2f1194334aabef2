"""Columns of texts as columns of numbers, and several columns as one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

import numpy as np
import pyarrow as pa

from slarules.engine.bulk.judging.compiled import compiled
from slarules.engine.bulk.reading.elements import Codes, Flags

MOST_CELLS = 1 << 22
"""A table of two columns' pairs has so many cells at most; beyond, pairs are sorted."""

Text: TypeAlias = str | None


def encoded(column: pa.Array) -> tuple[Codes, list[Text]]:
    """Return a column of texts as places in a list of texts; None stands where there is none."""
    if not pa.types.is_dictionary(column.type):
        column = column.dictionary_encode()
    texts: list[Text] = [*column.dictionary.to_pylist(), None]
    indices = column.indices
    if indices.null_count:
        indices = indices.fill_null(len(texts) - 1)
    return np.asarray(indices).astype(np.int32, copy=False), texts


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
        places, texts = encoded(column)
        known = [self.code(text if plain is None else plain(text)) for text in texts]
        return np.asarray(known, np.int32)[places]

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
def _all_known(cells: Codes, left: Codes, right: Codes, found: Codes) -> bool:
    known = True
    for i in range(len(left)):
        found[i] = cells[left[i], right[i]]
        known &= found[i] != -1
    return known
