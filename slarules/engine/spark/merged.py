"""The parts that executors wrote, as one table in the order of items."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from slarules.engine.spark.folder import SharedFolder
from slarules.engine.spark.whole_items import ITEM, whole_items

AT_ONCE = 16_384
"""Rows of each part that are held at a time."""


def merged(folder: SharedFolder, parts: Sequence[str]) -> Iterator[pa.RecordBatch]:
    """Yield the rows of parts in the order of items; each part is so already.

    No item is in two parts, and the rows of one stay as its part has them.
    """
    held = [front for part in parts if (front := _front(whole_items(_rows(folder, part))))]
    while held:
        # All that no batch to come can stand before: up to the least of the last items.
        least = min(front.last for front in held)
        pieces, held = _taken(held, least)
        table = pa.Table.from_batches(pieces)
        order = pc.sort_indices(table, sort_keys=[(ITEM, "ascending")])
        yield from table.take(order).combine_chunks().to_batches()


@dataclass(frozen=True, slots=True)
class _Front:
    """The rows of a part that come next, and those behind them."""

    batch: pa.RecordBatch
    behind: Iterator[pa.RecordBatch]

    @property
    def last(self) -> str:
        """The last item of the batch."""
        return str(self.batch.column(ITEM)[-1].as_py())


def _front(batches: Iterator[pa.RecordBatch]) -> _Front | None:
    batch = next(batches, None)
    return None if batch is None else _Front(batch, batches)


def _taken(held: Sequence[_Front], least: str) -> tuple[list[pa.RecordBatch], list[_Front]]:
    """Return the rows of items up to one, and what is left."""
    pieces: list[pa.RecordBatch] = []
    left: list[_Front | None] = []
    for front in held:
        number = pc.sum(pc.less_equal(front.batch.column(ITEM), least)).as_py() or 0
        if number:
            pieces.append(front.batch.slice(0, number))
        rest = front.batch.slice(number)
        left.append(replace(front, batch=rest) if rest.num_rows else _front(front.behind))
    return pieces, [front for front in left if front]


def _rows(folder: SharedFolder, part: str) -> Iterator[pa.RecordBatch]:
    with folder.read(part) as opened, pq.ParquetFile(opened) as file:
        yield from file.iter_batches(AT_ONCE)
