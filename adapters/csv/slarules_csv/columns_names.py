"""Names of items by runs of rows, since the rows of an item mostly lie together."""

from __future__ import annotations

from functools import lru_cache

import pyarrow as pa
import pyarrow.compute as pc

from slarules.core.mapping import folded

TEXT = pa.string()

BLANKS = "".join(chr(code) for code in range(0x3001) if chr(code).isspace())
"""What Python strips."""


def names_in_runs(texts: pa.Array, missing: frozenset[str]) -> pa.RunEndEncodedArray:
    """Return the names of items as texts or codes say them: what is done, is done once a run.

    Args:
        missing: What stands for no name.
    """
    count = len(texts)
    codes = texts.indices if pa.types.is_dictionary(texts.type) else texts
    begins = _begins(codes)
    names = codes.take(begins)
    if codes is not texts:
        names = texts.dictionary.take(names)
    names.validate(full=True)
    ends = pa.concat_arrays([begins[1:], pa.array([count][not count :], pa.int32())])
    plain = without_missing(stripped(names), missing)
    return pa.RunEndEncodedArray.from_arrays(ends, plain)


def rows_named(texts: pa.Array, names: pa.Array, missing: frozenset[str]) -> pa.Array:
    """Return the rows that name one of some items, counted from 0."""
    runs = names_in_runs(texts, missing)
    of_runs = pc.is_in(runs.values, names)
    if not pc.any(of_runs, min_count=0).as_py():
        return pa.array([], pa.uint64())
    return pc.indices_nonzero(
        pc.run_end_decode(pa.RunEndEncodedArray.from_arrays(runs.run_ends, of_runs))
    )


def _begins(codes: pa.Array) -> pa.Array:
    """Return the rows where another value stands than before."""
    rows = _counted(_room(len(codes)))[: len(codes)]
    if len(codes) < 2:
        return rows
    others = rows[1:].filter(pc.not_equal(codes[1:], codes[:-1]))
    return pa.concat_arrays([rows[:1], others])


def stripped(texts: pa.Array) -> pa.Array:
    """Return texts without outer blanks, as Python strips them."""
    return pc.utf8_trim(texts, BLANKS)


def without_missing(texts: pa.Array, missing: frozenset[str]) -> pa.Array:
    """Return texts with nothing where a missing value is written; compare `facts.missing`."""
    if not missing:
        return texts
    # No text is longer than what it is folded to, so few are ever looked at.
    longest = max(map(len, missing))
    short = texts.filter(pc.less_equal(pc.utf8_length(pc.utf8_trim(texts, BLANKS)), longest))
    found = [text for text in short.unique().to_pylist() if folded(text) in missing]
    if not found:
        return texts
    return pc.if_else(pc.is_in(texts, pa.array(found, TEXT)), "", texts)


def is_blank(runs: pa.RunEndEncodedArray) -> pa.Array:
    """Return which rows name no item."""
    blank = pc.equal(runs.values, "")
    if not pc.any(blank, min_count=0).as_py():
        return repeated(False, pa.bool_(), len(runs))  # noqa: FBT003
    return pc.run_end_decode(pa.RunEndEncodedArray.from_arrays(runs.run_ends, blank))


def repeated(value: int, of: pa.DataType, count: int) -> pa.Array:
    """Return a column that holds one value; batches share it."""
    return _repeated(value, of, _room(count))[:count]


@lru_cache(maxsize=8)
def _repeated(value: int, of: pa.DataType, count: int) -> pa.Array:
    return pa.repeat(pa.scalar(value, of), count)


@lru_cache(maxsize=4)
def _counted(count: int) -> pa.Array:
    return pa.arange(0, count).cast(pa.int32())


def _room(count: int) -> int:
    """Return the next power of two: batches of about one length share what they all have."""
    return 1 << max(count - 1, 0).bit_length()


def in_rows(column: pa.Array) -> pa.Array:
    """Return a column with a text in each row, neither runs nor codes."""
    if pa.types.is_run_end_encoded(column.type):
        return pc.run_end_decode(column)
    return column.dictionary_decode() if pa.types.is_dictionary(column.type) else column
