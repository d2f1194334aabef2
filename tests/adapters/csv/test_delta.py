"""Delta tables as exports: what their log says, by rows and by columns."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from deltalake import DeltaTable, WriterProperties, write_deltalake
from hypothesis import given, settings
from hypothesis import strategies as st

from slarules.adapters import Asked, Batch, Checkpoint
from slarules.adapters.plain import rows_of as plain_rows
from slarules.core.mapping import Layout, Table
from slarules.errors import SourceError
from slarules.facts import FileRead, FileRows
from slarules.facts.columns import ColumnSource, StretchedTable
from slarules.sources.context import FilesContext
from slarules_csv.adapter import CsvAdapter
from slarules_csv.stored import NOTHING
from tests.delta import asking, renamed, without_rows
from tests.files import csv_source
from tests.in_columns import assert_same, by_columns, rows_of, taken

EVENTS = Layout((Table("snapshots", "ticket", "eve*"),))
NAME = "events of ours"
"""With blanks, which the log writes as %20."""


def rows(*names: str) -> pa.Table:
    at = pa.array(range(len(names)), pa.timestamp("us", "UTC"))
    return pa.table({"ticket": list(names), "at": at, "status": ["new"] * len(names)})


def read(folder: Path) -> list[str]:
    """Return the items that stand in the rows of a folder, one for each row."""
    source = csv_source(folder)
    assert isinstance(source, ColumnSource)
    assert_same(source, EVENTS, ["status"])
    return [str(row[0]) for row in by_columns(csv_source(folder), EVENTS, ["status"]).rows]


def test_files_that_are_no_longer_part_of_the_table_are_not_read(tmp_path: Path) -> None:
    table = tmp_path / NAME
    write_deltalake(table, rows("A", "A", "B"))
    write_deltalake(table, rows("C"), mode="append")
    write_deltalake(table, rows("D"), mode="append")
    DeltaTable(table).delete("ticket = 'C'")
    assert len(list(table.glob("*.parquet"))) == 3
    assert sorted(read(tmp_path)) == ["A", "A", "B", "D"]


def test_a_table_that_was_written_anew_is_read_once(tmp_path: Path) -> None:
    table = tmp_path / NAME
    for name in "ABC":
        write_deltalake(table, rows(name), mode="append")
    DeltaTable(table).optimize.compact()
    assert sorted(read(tmp_path)) == ["A", "B", "C"]


def refused(folder: Path) -> str:
    with pytest.raises(SourceError) as error:
        list(csv_source(folder).read(EVENTS))
    return str(error.value)


def test_a_log_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    write_deltalake(tmp_path / NAME, rows("A"))
    for each in (tmp_path / NAME / "_delta_log").iterdir():
        each.write_text("no")
    assert "is a Delta table that cannot be read" in refused(tmp_path)


def test_files_outside_are_not_read(tmp_path: Path) -> None:
    folder, other = tmp_path / "export", tmp_path / "other"
    folder.mkdir()
    write_deltalake(other, rows("A"))
    (folder / NAME).symlink_to(other)
    assert "is a link that leads out of the folder" in refused(folder)


# --- parted tables --------------------------------------------------------------------------------


def test_rows_have_the_columns_that_a_table_is_parted_by(tmp_path: Path) -> None:
    log = rows("A", "A", "B", "C", "D")
    for name, values in PARTS.items():
        log = log.append_column(name, values)
    write_deltalake(tmp_path / NAME, log, partition_by=list(PARTS))
    plain = tmp_path / "plain"
    plain.mkdir()
    pq.write_table(log, plain / "events.parquet")
    parted, whole = texts(tmp_path, "events*", PARTS), texts(plain, "eve*", PARTS)
    assert sorted(parted) == sorted(whole)
    assert ("B", "", "", "", "") in parted
    assert ("A", "2026-01-01", "x y/ü", "1", "2026-01-01 12:00:00.5+00") in parted


PARTS = {
    "day": pa.array([date(2026, 1, 1), date(2026, 1, 2), None, None, date(2026, 1, 2)]),
    "place": pa.array(["x y/ü", "", None, "q'%", '"d=1"']),
    "number": pa.array([1, 2, None, 4, -5], pa.int32()),
    "seen": pa.array([1767268800500, 1, None, 3, 4], pa.timestamp("ms", "UTC")),
}


def texts(folder: Path, pattern: str, names: Iterable[str]) -> list[tuple[str, ...]]:
    """Return the item of each row with the texts of some columns."""
    layout = Layout((Table("snapshots", "ticket", pattern),))
    assert_same(csv_source(folder), layout, [*names])
    assert_rows_of_items(folder, layout)
    found = by_columns(csv_source(folder), layout, [*names]).rows
    return [tuple(map(str, (row[0], *row[-len([*names]) :]))) for row in found]


def assert_rows_of_items(folder: Path, layout: Layout) -> None:
    """See that the rows of an item by columns are those that are read by rows."""
    by_rows = [
        (each.file, number, tuple(row))
        for each in csv_source(folder).read(layout)
        if isinstance(each, FileRows)
        for number, row in zip(each.numbers, each.rows, strict=True)
    ]
    with csv_source(folder).in_columns(layout) as held:
        items = {str(row[0]) for _, _, row in by_rows}
        assert rows_of(held, items) == by_rows


def test_a_table_may_be_parted_by_ticket_or_by_time(tmp_path: Path) -> None:
    log = rows("A", "B", "B")
    write_deltalake(tmp_path / "events", log, partition_by=["ticket"])
    write_deltalake(tmp_path / "other", log, partition_by=["at"])
    found = sorted(texts(tmp_path, "events", ["status"]))
    assert found == [("A", "new"), ("B", "new"), ("B", "new")]
    assert sorted(texts(tmp_path, "other", ["at"])) == sorted(
        (name, f"1970-01-01 00:00:00{tail}+00")
        for name, tail in [("A", ""), ("B", ".000001"), ("B", ".000002")]
    )


def test_files_from_before_a_column_was_added_have_nothing_in_it(tmp_path: Path) -> None:
    write_deltalake(tmp_path / NAME, rows("A"))
    later = rows("B").append_column("queue", pa.array(["q"]))
    write_deltalake(tmp_path / NAME, later, mode="append", schema_mode="merge")
    assert sorted(texts(tmp_path, "eve*", ["queue"])) == [("A", ""), ("B", "q")]


# --- deleted rows, renamed columns ----------------------------------------------------------------


@given(gone=st.sets(st.integers(0, 39)), slow=st.booleans())
@settings(max_examples=10)
def test_rows_deleted_by_vectors_do_not_count(gone: set[int], slow: bool) -> None:  # noqa: FBT001
    with TemporaryDirectory() as room:
        folder = Path(room)
        log = rows(*(f"T-{each // 3:02}" for each in range(40)))
        log = log.append_column("row", pa.array([str(each) for each in range(40)]))
        # What Arrow does not write as DuckDB does takes another way.
        log = log.append_column("share", pa.array([each / 4 for each in range(40)]))
        write_deltalake(
            folder / NAME, log, writer_properties=WriterProperties(max_row_group_size=7)
        )
        without_rows(folder / NAME, lambda _: gone)
        asked = ["row", "share"] if slow else ["row"]
        assert [row[1] for row in texts(folder, "eve*", asked)] == [
            str(each) for each in range(40) if each not in gone
        ]
        assert_stretches(folder, asked)


def assert_stretches(folder: Path, asked: list[str]) -> None:
    """See that the rows of groups of rows, each read alone, are those of the whole file."""
    layout = Layout((Table("snapshots", "ticket", "eve*"),))
    with csv_source(folder).in_columns(layout) as held:
        (table,) = held.tables
        assert isinstance(table, StretchedTable)
        found = table.stretches()
        alone = [each for part in found for each in taken(table.only([part]), asked)]
        whole = taken(table, asked)
    assert sum(part.rows for part in found) == sum(map(len, whole))
    assert cells(alone, asked) == cells(whole, asked)


def cells(batches: list[pa.RecordBatch], asked: list[str]) -> list[tuple[object, ...]]:
    names = ["row", *(f":{name}" for name in asked)]
    return [
        row
        for batch in batches
        for row in zip(*(batch.column(name).to_pylist() for name in names), strict=True)
    ]


def test_columns_that_files_call_otherwise_have_the_names_of_the_table(tmp_path: Path) -> None:
    log = rows("A", "B").rename_columns(["col-1", "col-2", "col-3"])
    log = log.append_column("col-4", pa.array(["x", "y"]))
    write_deltalake(tmp_path / NAME, log, partition_by=["col-4"])
    names = {"col-1": "ticket", "col-2": "at", "col-3": "status", "col-4": "day"}
    renamed(tmp_path / NAME, names)
    assert sorted(texts(tmp_path, "eve*", ["status", "day"])) == [
        ("A", "new", "x"),
        ("B", "new", "y"),
    ]


def test_columns_that_are_told_apart_by_numbers_are_refused(tmp_path: Path) -> None:
    write_deltalake(tmp_path / NAME, rows("A"))
    renamed(tmp_path / NAME, {}, mode="id")
    assert "whose columns are told apart by numbers" in refused(tmp_path)


def test_what_is_not_known_here_is_refused_with_what_to_do(tmp_path: Path) -> None:
    write_deltalake(tmp_path / NAME, rows("A"))
    asking(tmp_path / NAME, "typeWidening")
    assert "ALTER TABLE ... DROP FEATURE typeWidening" in refused(tmp_path)


# --- files of a table that are named one by one ---------------------------------------------------


def test_files_that_are_named_count_if_the_table_has_them(tmp_path: Path) -> None:
    table = tmp_path / NAME
    write_deltalake(table, rows("A"), partition_by=["status"])
    before = next(table.glob("status=new/*.parquet")).relative_to(tmp_path).as_posix()
    write_deltalake(table, rows("B"), mode="append")
    DeltaTable(table).delete("ticket = 'A'")
    assert texts(tmp_path, "events*/*/*", ["status"]) == [("B", "new")]
    with pytest.raises(SourceError, match=r"newest version of the Delta table .* no such file"):
        texts(tmp_path, before, [])


def test_a_file_is_pulled_again_when_the_log_says_something_else_of_it(tmp_path: Path) -> None:
    write_deltalake(tmp_path / NAME, rows("A", "B", "C"))
    first, cursor = pulled(tmp_path, None)
    assert (first, pulled(tmp_path, cursor)) == (["A", "B", "C"], ([], cursor))
    without_rows(tmp_path / NAME, lambda _: {1})
    assert pulled(tmp_path, cursor)[0] == ["A", "C"]


def test_the_same_files_of_which_the_log_says_something_else_have_another_digest(
    tmp_path: Path,
) -> None:
    table = tmp_path / NAME
    write_deltalake(table, rows("A", "B", "C"))
    (file,) = table.glob("*.parquet")
    assert digests(tmp_path) == {sha256(file.read_bytes()).hexdigest()}
    found = [digests(tmp_path)]
    without_rows(table, lambda _: {1})
    found.append(digests(tmp_path))
    without_rows(table, lambda _: {2})
    found.append(digests(tmp_path))
    assert len(set.union(*found)) == 3


def digests(folder: Path) -> set[str]:
    """Return the digests of the files of a folder, the same by rows and by columns."""
    source = csv_source(folder)
    assert_same(source, EVENTS, ["status"])
    return {each.digest for each in csv_source(folder).read(EVENTS) if isinstance(each, FileRead)}


def pulled(folder: Path, cursor: bytes | None) -> tuple[list[str], bytes | None]:
    """Return the items of the rows that are new, and how far they were read."""
    adapter, context = CsvAdapter(str(folder)), FilesContext()
    asked = Asked(layout=EVENTS)
    (part,) = adapter.partitions(asked, context)
    read = list(adapter.read(part, cursor, asked, context))
    items = [
        str(row[0])
        for each in read
        if isinstance(each, Batch)
        for plain in plain_rows(each.data)
        for row in plain.rows
    ]
    return items, next(each.cursor for each in read if isinstance(each, Checkpoint))


# --- folders as Hive names them -------------------------------------------------------------------


def test_folders_say_what_stands_in_a_column(tmp_path: Path) -> None:
    for name, where in (("A", "day=2026-01-01"), ("B", "day=x%3Dy"), ("C", f"day={NOTHING}")):
        folder = tmp_path / "events" / where / "Status=old"
        folder.mkdir(parents=True)
        pq.write_table(rows(name), folder / "part.parquet")
    # What stands in the file itself counts.
    assert sorted(texts(tmp_path, "events/*/*/*", ["day", "status"])) == [
        ("A", "2026-01-01", "new"),
        ("B", "x=y", "new"),
        ("C", "", "new"),
    ]
