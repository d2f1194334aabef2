"""Rows on their way from who reads them to who judges them: many of one range in one block."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

ITEM = "item"

ROWS_OF_BLOCK = 131_072
"""Rows of a block at most: Java has several in memory."""

BLOCK = pa.schema(
    [("part", pa.int32()), ("file", pa.int32()), ("block", pa.int32()), ("rows", pa.binary())]
)
"""What Spark brings together: the range, and what a block is sorted by in it."""


def cut(batch: pa.RecordBatch, cuts: Sequence[str]) -> Iterator[tuple[int, pa.RecordBatch]]:
    """Yield the rows of a batch by ranges.

    Args:
        batch: In order of items.
        cuts: The last name of each range but the last one.
    """
    items, begin, rows = batch.column(ITEM), 0, range(len(batch))
    while begin < len(batch):
        part = _part_of(items[begin].as_py(), cuts)
        end = len(batch)
        if part < len(cuts):
            end = bisect_right(rows, cuts[part], lo=begin, key=lambda row: items[row].as_py())
        for at in range(begin, end, ROWS_OF_BLOCK):
            yield part, batch.slice(at, min(ROWS_OF_BLOCK, end - at))
        begin = end


def _part_of(name: str, cuts: Sequence[str]) -> int:
    return bisect_right(range(len(cuts)), False, key=lambda place: name <= cuts[place])  # noqa: FBT003


def packed(rows: pa.RecordBatch) -> bytes:
    """Return rows as bytes."""
    columns = [_short(rows.column(place), name) for place, name in enumerate(rows.schema.names)]
    batch = pa.RecordBatch.from_arrays(columns, rows.schema.names)
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, batch.schema) as stream:
        stream.write_batch(batch)
    return bytes(sink.getvalue())


def _short(column: pa.Array, name: str) -> pa.Array:
    if name == ITEM:
        return column if _is_runs(column) else pc.run_end_encode(plain(column), pa.int32())
    if pa.types.is_dictionary(column.type) and len(column.dictionary) > len(column):
        return column.dictionary_decode()
    return column


def _is_runs(column: pa.Array) -> bool:
    return bool(pa.types.is_run_end_encoded(column.type))


def plain(column: pa.Array) -> pa.Array:
    """Return a column with each text where it stands."""
    if _is_runs(column):
        return pc.run_end_decode(column)
    return column.dictionary_decode() if pa.types.is_dictionary(column.type) else column


class Blocks:
    """Blocks on the disk of an executor, so that they need not lie in memory."""

    def __init__(self, path: Path, blocks: Iterable[bytes]) -> None:
        self._path, self._ends = path, [0]
        with path.open("wb") as file:
            for block in blocks:
                file.write(block)
                self._ends.append(file.tell())

    def batches(self) -> list[pa.RecordBatch]:
        """Return the rows of all blocks, as they came."""
        if not self._ends[-1]:
            return []
        with pa.memory_map(str(self._path)) as file:
            whole = file.read_buffer()
        ends = zip(self._ends, self._ends[1:], strict=False)
        return [unpacked(whole.slice(begin, end - begin)) for begin, end in ends]


def unpacked(block: pa.Buffer) -> pa.RecordBatch:
    """Return the rows of a block."""
    rows = pa.ipc.open_stream(block).read_next_batch()
    place = rows.schema.get_field_index(ITEM)
    return rows.set_column(place, ITEM, _coded(rows.column(place)))


def _coded(runs: pa.Array) -> pa.Array:
    """Return runs of the same text as a dictionary with one entry for each."""
    numbers = pa.array(range(len(runs.values)), pa.int32())
    codes = pc.run_end_decode(pa.RunEndEncodedArray.from_arrays(runs.run_ends, numbers))
    return pa.DictionaryArray.from_arrays(codes, runs.values)
