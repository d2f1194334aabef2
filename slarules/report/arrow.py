"""Columns of Python values as Arrow."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from arro3.core import Array, DataType, Table

from slarules.report.numbers import seconds


def _times(cells: list[Any]) -> Array:
    return Array(cells, type=DataType.int64()).cast(DataType.timestamp("us", tz="UTC"))


def _lengths(cells: list[Any]) -> Array:
    shown = [None if cell is None else seconds(cell) for cell in cells]
    return Array(shown, type=DataType.utf8()).cast(DataType.decimal128(18, 6))


ARRAYS: Mapping[str, Callable[[list[Any]], Array]] = {
    "text": lambda cells: Array(cells, type=DataType.utf8()),
    "number": lambda cells: Array(cells, type=DataType.int64()),
    "truth": lambda cells: Array(cells, type=DataType.bool()),
    "time": _times,
    "length": _lengths,
}


def arrays(columns: Iterable[tuple[str, str, list[Any]]]) -> Table:
    """Return named columns as a table; each is a name, a `CellType` and its cells."""
    named = [(name, ARRAYS[kind](cells)) for name, kind, cells in columns]
    return Table.from_arrays([cells for _, cells in named], names=[name for name, _ in named])
