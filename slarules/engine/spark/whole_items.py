"""Batches of rows, sorted by item, cut between items and never inside one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pyarrow as pa

ITEM = "item"


def whole_items(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """Yield the same rows; the last item of a batch is carried over to the next.

    An item is held in full before it is handed on, however many batches it takes.
    """
    carried: list[pa.RecordBatch] = []
    for batch in batches:
        if not batch.num_rows:
            continue
        if carried and _first(batch) != _last(carried[-1]):
            yield _joined(carried)
            carried = []
        cut = _begin_of_last(batch)
        if cut:
            yield _joined([*carried, batch.slice(0, cut)])
            carried = []
        carried.append(batch.slice(cut))
    if carried:
        yield _joined(carried)


def _joined(batches: list[pa.RecordBatch]) -> pa.RecordBatch:
    return batches[0] if len(batches) == 1 else pa.concat_batches(batches)


def _first(batch: pa.RecordBatch) -> object:
    return batch.column(ITEM)[0].as_py()


def _last(batch: pa.RecordBatch) -> object:
    return batch.column(ITEM)[-1].as_py()


def _begin_of_last(batch: pa.RecordBatch) -> int:
    """Return where the last item of a sorted batch begins."""
    items, last = batch.column(ITEM), _last(batch)
    low, high = 0, len(items) - 1
    while low < high:
        middle = (low + high) // 2
        if items[middle].as_py() == last:
            high = middle
        else:
            low = middle + 1
    return low
