"""Rows of several runs as one, in order of item and time; most runs only follow one another."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from slarules.engine.bulk.reading.compiled_names import starts
from slarules.engine.bulk.reading.elements import Numbers
from slarules.facts.columns import AT, ITEM

AT_ONCE = 500_000
"""Rows of a batch: what batches have in common is worked out for each."""

FIRST = -(2**63)
"""Stands for no time, which comes before all."""


def in_order(batches: Sequence[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """Yield the same rows in order of item (by bytes), `at` (null first), and as they came.

    No item goes on in the next batch.
    """
    found = [batch for batch in batches if len(batch)]
    if not found:
        return
    codes, names = _codes(found, [starts(batch.column(ITEM)) for batch in found])
    order = _order(codes, np.concatenate([_at(batch) for batch in found]))
    rows = _together([batch.drop_columns([ITEM]) for batch in found])
    if order is not None:
        rows, codes = rows.take(pa.array(order)), codes[order]
    named = pa.DictionaryArray.from_arrays(pa.array(codes, pa.int32()), names)
    rows = rows.append_column(ITEM, named)
    begin = 0
    while begin < len(codes):
        end = len(codes)
        if begin + AT_ONCE < end:
            end = int(np.searchsorted(codes, codes[begin + AT_ONCE], "right"))
        yield from rows.slice(begin, end - begin).to_batches()
        begin = end


def _codes(found: Sequence[pa.RecordBatch], firsts: Sequence[Numbers]) -> tuple[Numbers, pa.Array]:
    """Return the place of each row's item in the order of all, and their names in that order."""
    each = [_plain(b.column(ITEM)).take(pa.array(f)) for b, f in zip(found, firsts, strict=True)]
    coded = pa.concat_arrays(each).dictionary_encode()
    order = pc.sort_indices(coded.dictionary)
    ranks = np.empty(len(order), np.int64)
    ranks[np.asarray(order)] = np.arange(len(order))
    rows = [
        np.diff(np.append(first, len(batch))) for batch, first in zip(found, firsts, strict=True)
    ]
    codes = np.repeat(ranks[np.asarray(coded.indices)], np.concatenate(rows))
    return codes, coded.dictionary.take(order)


def _at(batch: pa.RecordBatch) -> Numbers:
    if AT not in batch.schema.names:
        return np.zeros(len(batch), np.int64)
    at = batch.column(AT)
    return np.asarray(at.fill_null(FIRST) if at.null_count else at)


def _order(codes: Numbers, at: Numbers) -> Numbers | None:
    """Return the rows in order; None where they are."""
    order = None
    if not (codes[1:] >= codes[:-1]).all():
        order = np.argsort(codes, kind="stable")
        codes, at = codes[order], at[order]
    falls = np.flatnonzero((codes[1:] == codes[:-1]) & (at[1:] < at[:-1]))
    if len(falls):
        order = np.arange(len(codes)) if order is None else order
        rows = np.flatnonzero(np.isin(codes, codes[falls]))
        order[rows] = order[rows][np.lexsort((at[rows], codes[rows]))]
    return order


def _together(found: Sequence[pa.RecordBatch]) -> pa.Table:
    """Return all rows, each column in one piece and of one type."""
    columns = []
    for place in range(found[0].num_columns):
        parts = [batch.column(place) for batch in found]
        if any(part.type != parts[0].type for part in parts):
            parts = [_plain(part) for part in parts]
        columns.append(pa.chunked_array(parts).unify_dictionaries().combine_chunks())
    return pa.Table.from_arrays(columns, found[0].schema.names)


def _plain(column: pa.Array) -> pa.Array:
    if pa.types.is_run_end_encoded(column.type):
        return pc.run_end_decode(column)
    return column.dictionary_decode() if pa.types.is_dictionary(column.type) else column
