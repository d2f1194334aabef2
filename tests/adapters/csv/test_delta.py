"""Delta tables as exports: the files that their log counts, by rows and by columns."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pytest
from deltalake import DeltaTable, write_deltalake

from slarules.core.mapping import Layout, Table
from slarules.errors import SourceError
from slarules.facts.columns import ColumnSource
from tests.files import csv_source
from tests.in_columns import assert_same, by_columns

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


def test_a_table_whose_files_lack_columns_is_refused(tmp_path: Path) -> None:
    write_deltalake(tmp_path / NAME, rows("A"), partition_by=["status"])
    assert "parted by status, which its files do not hold" in refused(tmp_path)


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
