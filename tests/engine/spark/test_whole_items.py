"""Batches are cut between items; parts come together in the order of items."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

pytest.importorskip("pyarrow", reason="the extra [bulk] is not installed")

import pyarrow as pa
import pyarrow.parquet as pq

from slarules.engine.spark.folder import SharedFolder
from slarules.engine.spark.merged import merged
from slarules.engine.spark.whole_items import whole_items

Row = tuple[str, int]

names = st.sampled_from(["", "A", "Z", "a", "ä", "10", "9", "🎈"])


@given(st.lists(names, max_size=40), st.lists(st.integers(0, 40), max_size=8))
def test_no_item_goes_on_in_the_next_batch_and_no_row_is_lost(
    items: list[str], cuts: list[int]
) -> None:
    rows = numbered(sorted(items))
    edges = [0, *sorted(min(cut, len(rows)) for cut in cuts), len(rows)]
    found = [*whole_items(batch(rows[a:b]) for a, b in pairwise(edges))]
    assert [row for each in found for row in plain(each)] == rows
    held = [{item for item, _ in plain(each)} for each in found]
    assert sum(map(len, held)) == len(set(items))
    assert all(held)


@given(st.lists(st.tuples(names, st.integers(0, 3)), max_size=60))
def test_parts_come_together_in_the_order_of_items(rows: list[tuple[str, int]]) -> None:
    parts: dict[int, list[Row]] = {}
    for item, at in rows:
        parts.setdefault(hash(item) % 3, []).append((item, at))
    with TemporaryDirectory() as folder:
        for number, part in parts.items():
            pq.write_table(
                pa.Table.from_batches([batch(sorted(part))]),
                Path(folder, f"{number}"),
                row_group_size=2,
            )
        found = [*merged(SharedFolder(folder), [str(number) for number in parts])]
    assert [row for each in found for row in plain(each)] == sorted(
        rows, key=lambda row: (row[0].encode(), row[1])
    )


def numbered(items: Sequence[str]) -> list[Row]:
    return [(item, number) for number, item in enumerate(items)]


def batch(rows: Sequence[Row]) -> pa.RecordBatch:
    columns = [[item for item, _ in rows], [number for _, number in rows]]
    arrays = [pa.array(columns[0], pa.string()), pa.array(columns[1], pa.int64())]
    return pa.RecordBatch.from_arrays(arrays, ["item", "n"])


def plain(found: pa.RecordBatch) -> list[Row]:
    return [(row["item"], row["n"]) for row in found.to_pylist()]
