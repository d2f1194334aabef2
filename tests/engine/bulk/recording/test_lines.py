"""Lines of CSV made of columns are those that are made cell by cell."""

from __future__ import annotations

from datetime import UTC, datetime

import numpy as np
import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from slarules.engine.bulk.recording.batches import GROUP, grouped
from slarules.engine.bulk.recording.cells import Sheet, joined, numbers, taken, texts
from slarules.engine.bulk.recording.lines import Lines
from slarules.instants import DAY, SECOND, instant, iso
from slarules.report.numbers import seconds
from slarules.runs.spreadsheet import SPECIAL_CELL, written

FIRST, LAST = (instant(datetime(year, 1, 1, tzinfo=UTC)) for year in (1700, 9990))

CELLS = st.none() | st.text(max_size=6) | st.sampled_from(["=1+1", "-5", "-5x", 'a"b', "a,b", "\r"])
TIMES = st.integers(FIRST, LAST)
TIMES |= TIMES.map(lambda at: at - at % SECOND) | TIMES.map(lambda at: at - at % DAY)
LENGTHS = st.integers(-(10**15), 10**17) | st.integers(0, 10**9).map(lambda n: n * SECOND)
ROWS = st.lists(st.tuples(CELLS, st.none() | TIMES, st.none() | LENGTHS, st.booleans(), CELLS))


def shown(row: tuple[str | None, int | None, int | None, bool, str | None]) -> str:
    first, at, length, truth, last = row
    cells = (
        "" if first is None else first,
        "" if at is None else iso(at),  # type: ignore[arg-type]
        "" if length is None else seconds(length),
        "true" if truth else "false",
        "" if last is None else last,
    )
    return f"{','.join(map(written, cells))}\n"


@given(ROWS)
def test_a_row_is_written_as_its_cells_are(
    rows: list[tuple[str | None, int | None, int | None, bool, str | None]],
) -> None:
    first, at, length, truth, last = zip(*rows, strict=True) if rows else ((), (), (), (), ())
    sheet: Sheet = {
        "first": texts(first),
        "at": numbers("time", at),
        "length": numbers("length", length),
        "truth": numbers("truth", truth),
        "last": texts(last),
    }
    lines = Lines(SPECIAL_CELL, written)
    assert b"".join(lines.of(sheet)).decode() == "".join(map(shown, rows))
    twice = taken(joined(sheet, sheet), slice(len(rows) // 2, None))
    expected = "".join(map(shown, [*rows, *rows][len(rows) // 2 :]))
    assert b"".join(lines.of(twice)).decode() == expected


@given(st.lists(st.integers(0, 3 * GROUP), max_size=4))
def test_where_batches_end_does_not_show_in_groups(heights: list[int]) -> None:
    every = pa.array(np.arange(sum(heights)))
    begins = [sum(heights[:n]) for n in range(len(heights))]
    batches = [
        pa.record_batch({"n": every.slice(begin, height)})
        for begin, height in zip(begins, heights, strict=True)
    ]
    found = list(grouped(batches))
    assert all(batch.num_rows == GROUP for batch in found[:-1])
    assert all(0 < batch.num_rows <= GROUP for batch in found)
    columns = [batch.column("n") for batch in found]
    assert pa.chunked_array(columns, pa.int64()).equals(pa.chunked_array([every], pa.int64()))
