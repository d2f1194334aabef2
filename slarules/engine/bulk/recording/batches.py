"""Batches as files want them: where one ends must not show in the bytes of a file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

import pyarrow as pa

GROUP: Final = 122_880
"""Rows of a group in a Parquet file, as DuckDB cuts them: batches of it fill whole groups."""


def grouped(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """Yield the same rows in batches of `GROUP` rows, the last with what is left."""
    waiting: list[pa.RecordBatch] = []
    lacking = GROUP
    for batch in batches:
        begin = 0
        while batch.num_rows - begin >= lacking:
            yield _together([*waiting, batch.slice(begin, lacking)])
            begin += lacking
            waiting, lacking = [], GROUP
        if begin < batch.num_rows:
            waiting.append(batch.slice(begin))
            lacking -= batch.num_rows - begin
    if waiting:
        yield _together(waiting)


def _together(batches: Sequence[pa.RecordBatch]) -> pa.RecordBatch:
    return batches[0] if len(batches) == 1 else pa.concat_batches(batches)
