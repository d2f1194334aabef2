"""Lines of CSV from columns: compiled code writes the bytes of the cells, row by row."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from slarules.engine.bulk.recording.cells import (
    NONE,
    Ints,
    NumberType,
    Sheet,
    Texts,
    height,
    taken,
)
from slarules.engine.bulk.recording.digits import LENGTH, LONGEST, NUMBER, TEXT, TIME, TRUTH, write

AT_ONCE: Final = 1 << 16
"""Rows whose bytes are in memory together."""

TYPES: Final[Mapping[NumberType, int]] = {
    "number": NUMBER,
    "truth": TRUTH,
    "time": TIME,
    "length": LENGTH,
}


@dataclass(frozen=True, slots=True)
class _Pooled:
    """The texts of all columns, one after another.

    Attributes:
        begins: By column of texts, the number of its first text.
        ends: Where each text begins in the content; one entry more than there are texts.
    """

    begins: Mapping[str, int]
    ends: Ints
    content: npt.NDArray[np.uint8]


class Lines:
    """How rows of a table become lines.

    Args:
        special: A pattern of texts that are not written as they are.
        cell: What is written for one of those.
    """

    def __init__(self, special: str, cell: Callable[[str], str]) -> None:
        self._special, self._cell = special, cell

    def of(self, sheet: Sheet) -> Iterator[memoryview]:
        """Yield the lines of a table, many at a time."""
        pooled = self._pooled(sheet)
        for first in range(0, height(sheet), AT_ONCE):
            yield _lines(taken(sheet, slice(first, first + AT_ONCE)), pooled)

    def _pooled(self, sheet: Sheet) -> _Pooled:
        begins: dict[str, int] = {}
        ends, contents = [np.zeros(1, np.int64)], [np.zeros(0, np.uint8)]
        number = end = 0
        for name, cells in sheet.items():
            if isinstance(cells, Texts):
                begins[name] = number
                number += len(cells.pool)
                own, content = _bytes_of(self._written(cells.pool))
                ends.append(own + end)
                end += len(content)
                contents.append(content)
        return _Pooled(begins, np.concatenate(ends), np.concatenate(contents))

    def _written(self, pool: pa.StringArray) -> pa.StringArray:
        odd = pc.match_substring_regex(pool, self._special)
        if not pc.any(odd).as_py():
            return pool
        shown = [self._cell(text) for text in pool.filter(odd).to_pylist()]
        return pc.replace_with_mask(pool, odd, pa.array(shown, pa.string()))


def _bytes_of(pool: pa.StringArray) -> tuple[Ints, npt.NDArray[np.uint8]]:
    """Return where each text ends, and the bytes of all of them."""
    _, offsets, content = pool.buffers()
    if content is None or not len(pool):
        return np.zeros(len(pool), np.int64), np.zeros(0, np.uint8)
    found = np.frombuffer(offsets, np.int32)[pool.offset : pool.offset + len(pool) + 1]
    whole = np.frombuffer(content, np.uint8)
    return (found[1:] - found[0]).astype(np.int64), whole[found[0] : found[-1]]


def _lines(sheet: Sheet, pooled: _Pooled) -> memoryview:
    rows = height(sheet)
    types = np.empty(len(sheet), np.int64)
    cells = np.empty((rows, len(sheet)), np.int64)
    most = rows * len(sheet)
    lengths = np.diff(pooled.ends)
    for place, (name, column) in enumerate(sheet.items()):
        if isinstance(column, Texts):
            known = column.codes >= 0
            types[place] = TEXT
            codes = column.codes.astype(np.int64) + pooled.begins[name]
            cells[:, place] = np.where(known, codes, np.int64(NONE))
            most += int(lengths[codes[known]].sum())
        else:
            types[place], cells[:, place] = TYPES[column.type], column.cells
            most += rows * LONGEST
    target: Any = np.empty(most, np.uint8)
    end = write(target, types, cells, pooled.ends, pooled.content)
    return memoryview(target)[:end]
