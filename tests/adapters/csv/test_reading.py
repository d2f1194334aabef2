"""What stands in a file comes out of it, whatever it is packed and written in."""

from __future__ import annotations

import csv
import gzip
import hashlib
import io
import tempfile
from pathlib import Path

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from slarules.core.mapping import Layout, Table
from slarules.errors import SourceError
from slarules.facts import FileRead, FileRows, Finding
from tests.files import csv_source

WIDE = Table("wide", "ticket", "t.*")
PLAIN = 'id,note\r\n1,plain\r\n2,"two\r\n\r\nlines, and ""quotes"""\r\n\r\n3,=1+1\r\n'


def read(folder: Path, layout: Layout | None = None) -> tuple[list[FileRows], list[Finding]]:
    reported = list(csv_source(str(folder)).read(layout or Layout((WIDE,))))
    assert all(each.rows >= each.unreadable for each in reported if isinstance(each, FileRead))
    batches = [each for each in reported if isinstance(each, FileRows)]
    return batches, [each for each in reported if isinstance(each, Finding)]


def cells(folder: Path, layout: Layout | None = None) -> list[tuple[int, tuple[str, ...]]]:
    """Return the number and the cells of each row."""
    batches, _ = read(folder, layout)
    return [
        (number, tuple(row))
        for batch in batches
        for number, row in zip(batch.numbers, batch.rows, strict=True)
    ]


def test_rows_are_numbered_as_a_spreadsheet_does(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_bytes(PLAIN.encode())
    assert cells(tmp_path) == [
        (2, ("1", "plain")),
        (3, ("2", 'two\r\n\r\nlines, and "quotes"')),
        (5, ("3", "=1+1")),
    ]


def test_gzip_holds_the_same_rows(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_bytes(gzip.compress(PLAIN.encode()))
    assert [number for number, _ in cells(tmp_path)] == [2, 3, 5]


def test_zstd_holds_the_same_rows_with_plain_line_ends(tmp_path: Path) -> None:
    lines = PLAIN.replace("plain", "Grüße").split("\r\n")[:-1]
    with duckdb.connect() as db:
        db.execute("CREATE TABLE lines AS SELECT unnest($lines) AS line", {"lines": lines})
        out = str(tmp_path / "t.zst")
        db.execute(
            f"COPY lines TO '{out}' (FORMAT csv, COMPRESSION zstd, HEADER false, QUOTE '', "
            "ESCAPE '', DELIMITER '\x1f')"
        )
    assert cells(tmp_path) == [
        (2, ("1", "Grüße")),
        (3, ("2", 'two\n\nlines, and "quotes"')),
        (5, ("3", "=1+1")),
    ]


def test_parquet_is_text_with_exact_numbers_and_utc(tmp_path: Path) -> None:
    with duckdb.connect() as db:
        db.execute("SET TimeZone = 'Asia/Tokyo'")
        db.execute(
            "COPY (SELECT 7 AS id, 1.50::DECIMAL(9, 2) AS fee, NULL AS nothing, "
            "TIMESTAMPTZ '2026-03-04 10:00:00+01' AS at, TIMESTAMP '2026-03-04 10:00' AS wall, "
            f"true AS yes) TO '{tmp_path / 't.parquet'}'"
        )
    assert cells(tmp_path) == [
        (1, ("7", "1.50", "", "2026-03-04 09:00:00+00", "2026-03-04 10:00:00", "true"))
    ]


@pytest.mark.parametrize("name", ["id=8", "customer=acme", "a[1]", "a*", "a?"])
@pytest.mark.parametrize("form", ["parquet", "csv, COMPRESSION zstd"])
def test_the_name_of_a_folder_is_no_part_of_what_is_read(
    tmp_path: Path, name: str, form: str
) -> None:
    file = "t.parquet" if form == "parquet" else "t.csv.zst"
    for folder, number in (("a1", 1), (name, 7)):
        (tmp_path / folder).mkdir()
        with duckdb.connect() as db:
            db.execute(
                f"COPY (SELECT {number} AS id) TO '{tmp_path / folder / file}' (FORMAT {form})"
            )
    assert [row for _, row in cells(tmp_path / name)] == [("7",)]


@pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
def test_the_separator_is_detected_and_told(tmp_path: Path, mark: str) -> None:
    (tmp_path / "t.csv").write_text(f"id{mark}a b{mark}c\n1{mark}2{mark}3\n", "utf-8")
    batches, (told,) = read(tmp_path)
    assert batches[0].columns == ("id", "a b", "c")
    assert ("a tab" if mark == "\t" else f"'{mark}'") in told.what


def test_a_declared_separator_and_encoding_are_not_told(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_bytes("id;größe\n1;ä\n".encode("cp1252"))
    layout = Layout((WIDE,), separator=";", encoding="windows-1252")
    batches, told = read(tmp_path, layout)
    assert (batches[0].columns, list(batches[0].rows), told) == (("id", "größe"), [["1", "ä"]], [])


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_a_byte_order_mark_says_the_encoding(tmp_path: Path, encoding: str) -> None:
    (tmp_path / "t.csv").write_bytes("id,ö\n1,漢\n".encode(encoding))
    batches, (told,) = read(tmp_path)
    assert (batches[0].columns, list(batches[0].rows)) == (("id", "ö"), [["1", "漢"]])
    assert "encoded in utf" in told.what


def test_files_of_one_name_are_read_in_order(tmp_path: Path) -> None:
    for name in ("t.2", "t.1"):
        (tmp_path / name).write_text(f"id,file\n1,{name}\n", "utf-8")
    assert [row[1] for _, row in cells(tmp_path)] == ["t.1", "t.2"]


def test_further_tables_are_found_by_their_names(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text("id\n1\n", "utf-8")
    (tmp_path / "outages.csv.gz").write_bytes(gzip.compress(b"start\n2026-01-01\n"))
    (tmp_path / "fees.csv").write_text("name\nf\n", "utf-8")
    batches, _ = read(tmp_path)
    assert [batch.table.shape for batch in batches] == ["wide", "outages", "fees"]


def test_the_digest_is_of_the_bytes_that_lie_there(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_bytes(b"id\n1\n")
    (told,) = (r for r in csv_source(tmp_path).read(Layout((WIDE,))) if isinstance(r, FileRead))
    assert told.digest == hashlib.sha256(b"id\n1\n").hexdigest()


SAFE = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=12)


@given(rows=st.lists(st.tuples(SAFE, SAFE, SAFE), min_size=1, max_size=8))
def test_what_a_program_writes_is_what_is_read(rows: list[tuple[str, str, str]]) -> None:
    written = io.StringIO(newline="")
    csv.writer(written, quoting=csv.QUOTE_ALL).writerows([("a", "b", "c"), *rows])
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "t.csv").write_bytes(written.getvalue().encode())
        assert [row for _, row in cells(Path(folder))] == rows


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="no such folder"):
        read(tmp_path / "nowhere")
