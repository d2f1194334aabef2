"""Parquet by columns says what it says by rows, whatever its columns are."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as arrow_parquet
import pytest

from slarules.core.mapping import Layout, Table
from slarules.errors import SourceError
from slarules.facts.columns import ColumnSource, NotColumnsError
from tests.files import csv_source
from tests.in_columns import assert_same, by_columns, rows_of

SNAPSHOTS = Table("snapshots", "ticket", "t*")
START = 1_767_600_000_000_000
UTC = pa.timestamp("us", "UTC")


def layout(**says: object) -> Layout:
    return Layout((SNAPSHOTS,), **says)  # type: ignore[arg-type]


def holds(folder: Path, name: str = "t.parquet", **columns: pa.Array) -> None:
    arrow_parquet.write_table(pa.table(columns), folder / name, row_group_size=2)


def moments(of: pa.DataType = UTC, *micros: int | None) -> pa.Array:
    return pa.array(micros or (START, START + 1, START), of)


NAMES = pa.array(["A-1", "A-1", "B-1"])


def test_rows_in_order_have_their_names_in_runs(tmp_path: Path) -> None:
    holds(tmp_path, ticket=NAMES, at=moments(), status=pa.array(["new", None, "open"]))
    assert_same(csv_source(tmp_path), layout(), ["status"])
    source = csv_source(tmp_path)
    assert isinstance(source, ColumnSource)
    with source.in_columns(layout()) as held:
        first = next(iter(held.tables[0].sorted_batches(["status"])))
    assert pa.types.is_run_end_encoded(pa.record_batch(first).schema.field("item").type)


def test_rows_out_of_order_are_sorted(tmp_path: Path) -> None:
    items = pa.array(["B", "A", "A", "Ä", "a", "B "])
    holds(tmp_path, ticket=items, at=moments(UTC, 5, 9, 8, 1, 1, 4), status=items)
    assert_same(csv_source(tmp_path), layout(), ["status"])


@pytest.mark.parametrize(
    "of",
    [
        pa.timestamp("s", "UTC"),
        pa.timestamp("ms", "UTC"),
        pa.timestamp("us", "Europe/Berlin"),
        pa.timestamp("ns", "UTC"),
        pa.timestamp("ms"),
        pa.timestamp("us"),
        pa.timestamp("ns"),
        pa.date32(),
        pa.int64(),
        pa.string(),
    ],
)
def test_times_of_every_type(tmp_path: Path, of: pa.DataType) -> None:
    at = moments(UTC, START, START - 10**15, None, 1_774_749_600_000_000, 1_792_893_600_000_000)
    at = pa.compute.cast(at, of, safe=False)
    holds(tmp_path, ticket=pa.array(list("ABCDE")), at=at)
    assert_same(csv_source(tmp_path), layout(zone="Europe/Berlin"), [])
    assert_same(csv_source(tmp_path), layout(zone="Europe/Berlin"), ["at"])


@pytest.mark.parametrize(
    "cells",
    [
        pa.array([True, None, False]),
        pa.array([1.5, 1e300, None]),
        pa.array([1, -2, None], pa.int16()),
        pa.array([2**63, 0, 1], pa.uint64()),
        pa.array(["a", "", None]).dictionary_encode(),
        pa.array(["a", "ß", None], pa.large_string()),
        pa.array([b"a", b"\xff", None]),
        pa.array([[1, 2], [], None]),
        pa.array([{"a": 1}, None, {"a": 2}]),
        moments(),
        pa.array([1, 2, None], pa.decimal128(10, 2)),
    ],
)
def test_cells_of_every_type_are_the_texts_that_rows_have(tmp_path: Path, cells: pa.Array) -> None:
    holds(tmp_path, ticket=NAMES, at=moments(), cell=cells)
    assert_same(csv_source(tmp_path), layout(), ["cell"])


def test_items_that_are_numbers_are_sorted_as_texts(tmp_path: Path) -> None:
    holds(tmp_path, ticket=pa.array([9, 10, 100]), at=moments())
    assert_same(csv_source(tmp_path), layout(), [])


def test_a_file_of_csv_beside_one_of_parquet_and_one_that_drifted(tmp_path: Path) -> None:
    holds(tmp_path, "t1.parquet", ticket=NAMES, at=moments(), status=NAMES)
    holds(tmp_path, "t2.parquet", at=NAMES, ticket=pa.array([7, 8, None]))
    (tmp_path / "t3.csv").write_text("status,ticket,at\nx,A-1,2026-01-05 09:00:00Z\n")
    assert_same(csv_source(tmp_path), layout(), ["status"])


def test_the_rows_of_some_items(tmp_path: Path) -> None:
    holds(tmp_path, ticket=pa.array(["A-1", " A-1", None]), at=moments(), n=pa.array([1.5, 2, 3]))
    source = csv_source(tmp_path)
    assert isinstance(source, ColumnSource)
    with source.in_columns(layout()) as held:
        assert rows_of(held, ["A-1", "B"]) == [
            ("t.parquet", 1, ("A-1", "2026-01-05 08:00:00+00", "1.5")),
            ("t.parquet", 2, (" A-1", "2026-01-05 08:00:00.000001+00", "2.0")),
        ]


# --- hostile files -------------------------------------------------------------------------------


def heard(folder: Path) -> tuple[str, str]:
    source = csv_source(folder)
    with pytest.raises(SourceError) as by_rows:
        list(source.read(layout()))
    with pytest.raises(SourceError) as told:
        by_columns(source, layout(), ["status"])
    return str(told.value), str(by_rows.value)


@pytest.mark.parametrize("kept", [4, 12, 200, -1, -9])
def test_a_file_that_was_cut_is_told_as_by_rows(tmp_path: Path, kept: int) -> None:
    holds(tmp_path, ticket=NAMES, at=moments(), status=NAMES)
    path = tmp_path / "t.parquet"
    path.write_bytes(path.read_bytes()[:kept])
    told, by_rows = heard(tmp_path)
    assert told == by_rows


def test_damage_is_never_a_wrong_row(tmp_path: Path) -> None:
    holds(tmp_path, ticket=NAMES, at=moments(), status=NAMES)
    path = tmp_path / "t.parquet"
    whole = path.read_bytes()
    for place in range(4, len(whole) - 8, 41):
        path.write_bytes(whole[:place] + bytes([whole[place] ^ 0xFF]) + whole[place + 1 :])
        try:
            assert_same(csv_source(tmp_path), layout(), ["status"])
        except (SourceError, NotColumnsError):
            continue


def test_a_column_that_is_not_there_is_told_as_by_rows(tmp_path: Path) -> None:
    holds(tmp_path, ticket=NAMES, when=moments())
    source = csv_source(tmp_path)
    with pytest.raises(SourceError, match="there is no such column; it has 'ticket', 'when'"):
        by_columns(source, layout(), ["status"])


def test_names_with_signs_of_other_languages(tmp_path: Path) -> None:
    names = ["a.b", 'a"b', "a'b", "$1", "*"]
    holds(tmp_path, ticket=NAMES, at=moments(), **dict.fromkeys(names, NAMES))
    assert_same(csv_source(tmp_path), layout(), names)


def test_int96_of_old_writers(tmp_path: Path) -> None:
    table = pa.table({"ticket": NAMES, "at": moments(pa.timestamp("us"))})
    arrow_parquet.write_table(table, tmp_path / "t.parquet", use_deprecated_int96_timestamps=True)
    assert_same(csv_source(tmp_path), layout(zone="Europe/Berlin"), [])


def test_infinite_times_are_none(tmp_path: Path) -> None:
    with duckdb.connect() as db:
        db.execute(
            "COPY (SELECT 'A' AS ticket, 'infinity'::TIMESTAMP AS \"at\") "
            f"TO '{tmp_path}/t.parquet'"
        )
    assert_same(csv_source(tmp_path), layout(zone="UTC"), [])
