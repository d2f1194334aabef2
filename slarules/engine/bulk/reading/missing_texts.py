"""Missing values, as a source writes them, become empty texts, as `facts.missing` does to rows."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

from slarules.core.mapping import folded
from slarules.facts.columns import ITEM, NotColumnsError


def emptied(batch: pa.RecordBatch, missing: frozenset[str]) -> pa.RecordBatch:
    """Return rows with an empty text wherever a missing value is written.

    Args:
        batch: Rows; the columns of texts begin with a colon.
        missing: The texts that are no values, folded.

    Raises:
        NotColumnsError: A row names its item so, which would stand among those without a name.
    """
    if not missing:
        return batch
    if _says(batch.column(ITEM), missing):
        raise NotColumnsError("an item has the name of a missing value")
    columns = [
        _emptied(column, missing) if name.startswith(":") else column
        for name, column in zip(batch.schema.names, batch.columns, strict=True)
    ]
    return pa.RecordBatch.from_arrays(columns, names=batch.schema.names)


def _emptied(column: pa.Array, missing: frozenset[str]) -> pa.Array:
    if column.null_count == len(column):
        return column
    if not pa.types.is_dictionary(column.type):
        column = _plain(column).dictionary_encode()
    texts = column.dictionary.to_pylist()
    if not any(folded(text) in missing for text in texts if text is not None):
        return column
    plain = ["" if text is not None and folded(text) in missing else text for text in texts]
    # Two texts of a dictionary may be the same from here on, so it is made anew.
    found = pa.array(plain, pa.string()).take(column.indices)
    return found.dictionary_encode()


def _plain(column: pa.Array) -> pa.Array:
    return pc.run_end_decode(column) if pa.types.is_run_end_encoded(column.type) else column


def _says(column: pa.Array, missing: frozenset[str]) -> bool:
    """Tell whether any text is one of those; short ones alone are looked at."""
    texts = column.values if pa.types.is_run_end_encoded(column.type) else column
    if pa.types.is_dictionary(texts.type):
        texts = texts.dictionary
    most = max(map(len, missing))
    short = pc.less_equal(pc.utf8_length(pc.utf8_trim_whitespace(texts)), most)
    return any(folded(text) in missing for text in texts.filter(short).unique().to_pylist())
