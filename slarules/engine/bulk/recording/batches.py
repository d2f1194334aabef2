"""Batches as files want them: where one ends must not show in the bytes of a file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

import pyarrow as pa

GROUP: Final = 122_880
"""Rows of a group in a Parquet file, as DuckDB cuts them: batches of it fill whole groups."""


def grouped(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """Yield the same rows in batches of `GROUP` rows, the last with what is left."""
    waiting: list[pa.RecordBatch] = []
    rows = 0
    for batch in batches:
        waiting.append(batch)
        rows += batch.num_rows
        if rows >= GROUP:
            whole = pa.concat_batches(waiting) if len(waiting) > 1 else batch
            full = rows - rows % GROUP
            yield from (whole.slice(first, GROUP) for first in range(0, full, GROUP))
            waiting, rows = [whole.slice(full)], rows - full
    if rows:
        yield pa.concat_batches(waiting)
