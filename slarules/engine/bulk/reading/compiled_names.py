"""Where one item ends and the next begins in a column of names, and what they are."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from slarules.engine.bulk.judging.compiled import compiled
from slarules.engine.bulk.reading.elements import Codes, Numbers


def starts(names: pa.Array) -> Numbers:
    """Return the rows at which an item begins, of a column in which each lies together."""
    count = len(names)
    if not count:
        return np.zeros(0, np.int64)
    if pa.types.is_run_end_encoded(names.type):
        ends = np.asarray(names.run_ends)[_runs(names)][:-1]
        return np.append(0, ends.astype(np.int64) - names.offset)
    if pa.types.is_dictionary(names.type):
        return _starts_of_codes(np.asarray(names.indices).astype(np.int32, copy=False))
    _, offsets, data = names.cast(pa.utf8()).buffers()
    width = np.frombuffer(offsets, np.int32)[names.offset : names.offset + count + 1]
    return _starts_of_texts(width, np.frombuffer(data or b"", np.uint8))


def named(names: pa.Array, begins: Numbers) -> pa.Array:
    """Return the names of items by the rows at which they begin, all of them or from one on.

    Args:
        names: A column in which each lies together.
        begins: As `starts` gives them.
    """
    if pa.types.is_run_end_encoded(names.type):
        own = names.values[_runs(names)]
        return own[len(own) - len(begins) :]
    if not pa.types.is_dictionary(names.type):
        return names.take(pa.array(begins))
    codes = np.asarray(names.indices)[begins]
    if len(codes) and np.array_equal(codes, np.arange(codes[0], codes[0] + len(codes))):
        return names.dictionary.slice(int(codes[0]), len(codes))
    return names.dictionary.take(pa.array(codes))


def _runs(names: pa.RunEndEncodedArray) -> slice:
    """Return where the runs of a column lie that may be part of another."""
    begin = names.find_physical_offset()
    return slice(begin, begin + names.find_physical_length())


@compiled
def _starts_of_codes(codes: Codes) -> Numbers:
    found = np.empty(len(codes), np.int64)
    count = 0
    for i in range(len(codes)):
        if i == 0 or codes[i] != codes[i - 1]:
            found[count] = i
            count += 1
    return found[:count].copy()


@compiled
def _starts_of_texts(offsets: Codes, data: np.typing.NDArray[np.uint8]) -> Numbers:
    rows = len(offsets) - 1
    found = np.empty(rows, np.int64)
    count = 0
    for i in range(rows):
        start, end = offsets[i], offsets[i + 1]
        same = i > 0 and end - start == start - offsets[i - 1]
        if same:
            back = start - offsets[i - 1]
            # Names differ at their ends most often.
            for k in range(end - 1, start - 1, -1):
                if data[k] != data[k - back]:
                    same = False
                    break
        if not same:
            found[count] = i
            count += 1
    return found[:count].copy()
