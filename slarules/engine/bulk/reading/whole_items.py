"""Rows of a table so that no item goes on in the next batch."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from slarules.engine.bulk.reading.compiled_names import named, starts
from slarules.engine.bulk.reading.elements import Numbers
from slarules.facts.columns import ITEM


class Whole(NamedTuple):
    """Some items with all of their rows.

    Attributes:
        parts: The rows, one part after another; an item may go on from one in the next.
        first: Where the rows of each item begin; one entry more than there are items.
    """

    parts: tuple[pa.RecordBatch, ...]
    first: Numbers


def of_one(batch: pa.RecordBatch) -> Whole:
    """Return the items of a batch that holds each of its items whole."""
    return Whole((batch,), np.append(starts(batch.column(ITEM)), len(batch)))


def in_parts(batches: Iterable[pa.RecordBatch]) -> Iterator[Whole]:
    """Yield the same rows as they come, but for the last item of each batch."""
    tail: list[pa.RecordBatch] = []
    for batch in batches:
        if not len(batch):
            continue
        begins = starts(batch.column(ITEM))
        goes_on = bool(tail) and _name(batch, 0) == _name(tail[0], 0)
        if goes_on and len(begins) == 1:
            tail.append(batch)
            continue
        last, before = int(begins[-1]), sum(map(len, tail))
        first = before + begins[1:] if goes_on else before + begins
        parts = [*tail, batch.slice(0, last)] if last else tail
        if parts:
            yield Whole(tuple(parts), np.append(0, first) if tail else first)
        tail = [batch.slice(last)]
    if tail:
        yield Whole(tuple(tail), np.array([0, sum(map(len, tail))], np.int64))


def whole(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """Yield the same rows, each part as a batch."""
    tail: list[pa.RecordBatch] = []
    for batch in batches:
        if not len(batch):
            continue
        begins = starts(batch.column(ITEM))
        if tail and _name(batch, 0) != _name(tail[0], 0):
            yield _together(tail)
            tail = []
        if len(begins) == 1:
            tail.append(batch)
            continue
        if tail:
            yield _together([*tail, batch.slice(0, int(begins[1]))])
            batch, begins = batch.slice(int(begins[1])), begins[1:] - begins[1]  # noqa: PLW2901
        last = int(begins[-1])
        if last:
            yield batch.slice(0, last)
        tail = [batch.slice(last)]
    if tail:
        yield _together(tail)


def names(found: Whole) -> pa.Array:
    """Return the name of each item."""
    if len(found.parts) == 1:
        return named(found.parts[0].column(ITEM), found.first[:-1])
    begin, texts = 0, list[pa.Array]()
    for part in found.parts:
        low, high = np.searchsorted(found.first[:-1], (begin, begin + len(part)))
        if low < high:
            own = named(part.column(ITEM), found.first[low:high] - begin)
            texts.append(own.cast(pa.string()))
        begin += len(part)
    return pa.concat_arrays(texts)


def _name(batch: pa.RecordBatch, row: int) -> str:
    return str(batch.column(ITEM)[row])


def _together(parts: Sequence[pa.RecordBatch]) -> pa.RecordBatch:
    if len(parts) == 1:
        return parts[0]
    return pa.concat_batches([_plain(part) for part in parts])


def _plain(part: pa.RecordBatch) -> pa.RecordBatch:
    """Return a batch without dictionaries, each of which is a batch's own."""
    columns = map(_decoded, part.columns)
    return pa.RecordBatch.from_arrays(list(columns), names=part.schema.names)


def _decoded(column: pa.Array) -> pa.Array:
    if pa.types.is_run_end_encoded(column.type):
        return pc.run_end_decode(column)
    return column.dictionary_decode() if pa.types.is_dictionary(column.type) else column
