"""Columns of a table: numbers, and codes of texts. They are cut, put in order, and made Arrow."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final, Literal, TypeAlias, assert_never

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

Ints: TypeAlias = npt.NDArray[np.int64]
Codes: TypeAlias = npt.NDArray[np.int32]
Flags: TypeAlias = npt.NDArray[np.bool_]
Rows: TypeAlias = "Ints | Flags | slice"
"""Which rows of a table: their numbers in order, one flag for each, or from where to where."""

TIME: Final[pa.DataType] = pc.assume_timezone(
    pa.array([], pa.from_numpy_dtype(np.dtype("datetime64[us]"))), "UTC"
).type
"""Of a column of instants."""

NumberType: TypeAlias = Literal["number", "truth", "time", "length"]
"""Times are instants, lengths microseconds; Arrow shows them as UTC times and seconds."""

NONE: Final = -(2**63)
"""Stands for an empty cell among numbers."""

NOTHING: Final = -1
"""The code of an empty cell among texts."""


@dataclass(frozen=True, slots=True)
class Texts:
    """A column of texts, each of them by its place in a pool."""

    codes: Codes
    pool: pa.StringArray


@dataclass(frozen=True, slots=True)
class Numbers:
    """A column of whole numbers."""

    type: NumberType
    cells: Ints


Cells: TypeAlias = Texts | Numbers
Sheet: TypeAlias = Mapping[str, Cells]
"""Columns of one length by name, in order."""


def texts(cells: Sequence[str | None]) -> Texts:
    """Return texts as a column."""
    known = (text for text in dict.fromkeys(cells) if text is not None)
    places = {text: code for code, text in enumerate(known)}
    codes = np.fromiter(
        (NOTHING if text is None else places[text] for text in cells), np.int32, len(cells)
    )
    return Texts(codes, pool(list(places)))


def numbers(type_: NumberType, cells: Sequence[int | None]) -> Numbers:
    """Return numbers as a column."""
    known = (NONE if cell is None else int(cell) for cell in cells)
    return Numbers(type_, np.fromiter(known, np.int64, len(cells)))


def pool(found: Sequence[str | None]) -> pa.StringArray:
    """Return texts as codes refer to them."""
    return pa.array(found, pa.string())


def height(sheet: Sheet) -> int:
    """Return how many rows a table has."""
    return next((len(_numbers_of(cells)) for cells in sheet.values()), 0)


def taken(sheet: Sheet, rows: Rows) -> Sheet:
    """Return some rows of a table."""
    return {name: _taken(cells, rows) for name, cells in sheet.items()}


def _taken(cells: Cells, rows: Rows) -> Cells:
    if isinstance(cells, Texts):
        return replace(cells, codes=cells.codes[rows])
    return replace(cells, cells=cells.cells[rows])


def _numbers_of(cells: Cells) -> Ints | Codes:
    return cells.codes if isinstance(cells, Texts) else cells.cells


def joined(first: Sheet, second: Sheet) -> Sheet:
    """Return the rows of two tables of the same columns, one table after the other."""
    return {name: _joined(cells, second[name]) for name, cells in first.items()}


def _joined(first: Cells, second: Cells) -> Cells:
    if isinstance(first, Texts) and isinstance(second, Texts):
        moved = np.where(second.codes < 0, NOTHING, second.codes + np.int32(len(first.pool)))
        codes = np.concatenate([first.codes, moved.astype(np.int32)])
        return Texts(codes, pa.concat_arrays([first.pool, second.pool]))
    if isinstance(first, Numbers) and isinstance(second, Numbers):
        return replace(first, cells=np.concatenate([first.cells, second.cells]))
    raise TypeError("columns of one name are of two types")


# --- Arrow ----------------------------------------------------------------------------------------


def arrow(sheet: Sheet) -> pa.RecordBatch:
    """Return a table as Arrow: times `timestamp[us, UTC]`, lengths `decimal(18, 6)` seconds."""
    return pa.record_batch({name: _array(cells) for name, cells in sheet.items()})


def _array(cells: Cells) -> pa.Array:
    if isinstance(cells, Texts):
        return cells.pool.take(_plain(pa.int32(), cells.codes, cells.codes >= 0))
    found, known = cells.cells, cells.cells != NONE
    match cells.type:
        case "number":
            return _plain(pa.int64(), found, known)
        case "time":
            return _plain(TIME, found, known)
        case "truth":
            return pa.array(found.astype(np.bool_))
        case "length":
            return _plain(pa.decimal128(18, 6), _wide(found), known)
        case _:
            assert_never(cells.type)


def _plain(kind: pa.DataType, cells: npt.NDArray[Any], known: Flags) -> pa.Array:
    """Return numbers as they lie in memory; only those of the flags are there."""
    bits = None if known.all() else pa.py_buffer(np.packbits(known, bitorder="little"))
    whole = np.ascontiguousarray(cells)
    return pa.Array.from_buffers(kind, len(known), [bits, pa.py_buffer(whole)])


def _wide(cells: Ints) -> Ints:
    """Return numbers of 128 bits, each as its lower and its upper half."""
    return np.stack([cells, cells >> 63], axis=1)
