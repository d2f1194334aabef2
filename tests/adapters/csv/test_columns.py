"""Files by columns say what they say by rows, in order of items and times, cell by cell."""

from __future__ import annotations

import csv
import gzip
import io
from pathlib import Path

import duckdb
import pyarrow as pa
import pytest

from slarules.core.mapping import Layout, Table
from slarules.errors import SourceError
from slarules.facts.columns import UNREADABLE, ColumnSource, NotColumnsError
from tests.files import csv_source
from tests.in_columns import assert_same, by_columns, rows_of

EVENTS = Table("events", "ticket", "t*")
SNAPSHOTS = Table("snapshots", "ticket", "t*")
WIDE = Table("wide", "ticket", "t*")
BERLIN = "Europe/Berlin"

ZULU = [
    "ticket,at,status",
    "A-1,2026-01-05T09:00:00Z,new",
    "A-1,2026-01-05T10:00:00.25Z,open",
    "A-2,2026-01-05T09:30:00Z,new",
]


def text(rows: list[list[str]], **how: str) -> str:
    written = io.StringIO()
    csv.writer(written, lineterminator=how.get("end", "\n")).writerows(rows)
    return written.getvalue()


def layout(table: Table = SNAPSHOTS, **says: object) -> Layout:
    return Layout((table,), **says)  # type: ignore[arg-type]


def holds(folder: Path, *lines: str, name: str = "t.csv") -> None:
    (folder / name).write_text("\n".join(lines) + "\n", newline="")


def test_rows_in_order_come_as_they_are(tmp_path: Path) -> None:
    holds(tmp_path, *ZULU)
    assert_same(csv_source(tmp_path), layout(), ["status", "nothing"])


def test_an_item_comes_once_however_its_rows_lie(tmp_path: Path) -> None:
    holds(tmp_path, ZULU[0], *ZULU[:0:-1])
    holds(tmp_path, ZULU[0], "A-1,2026-01-05T09:30:00Z,open", name="t2.csv")
    assert_same(csv_source(tmp_path), layout(), ["status"])


def test_a_file_that_is_out_of_order_late_comes_sorted_the_second_time(tmp_path: Path) -> None:
    rows = [f"B-{n:06},2026-01-05T09:00:00Z,{'x' * 60}" for n in range(150_000)]
    holds(tmp_path, ZULU[0], *rows, "A-1,2026-01-05T09:00:00Z,new")
    said = by_columns(csv_source(tmp_path), layout(), ["status"])
    assert [row[0] for row in said.rows[:2]] == ["A-1", "B-000000"]
    assert len(said.rows) == 150_001


@pytest.mark.parametrize(
    "time",
    [
        "2026-01-05T09:00:00+01:00",
        "2026-01-05 09:00:00+0100",
        "2026-01-05 09:00:00.123456789Z",
        "2026-01-05 9:00",
        "05.01.2026 09:00",
        "2026-01-05",
        " 2026-01-05 09:00 ",
        "2026-03-29 02:30:00",
        "2026-10-25 02:30:00",
        "1699-12-31 09:00:00",
        "9990-12-31 23:00:00",
        "1700-01-01 09:00:00",
        "2026-02-30 09:00:00",
        "tomorrow",
        "",
    ],
)
def test_a_time_is_read_as_rows_read_it(tmp_path: Path, time: str) -> None:
    holds(tmp_path, ZULU[0], f"A-1,{time},new")
    says = layout(zone=BERLIN, dates="day.month.year")
    assert_same(csv_source(tmp_path), says, ["status"])


def test_a_night_in_which_clocks_turn_is_odd_and_only_that_night(tmp_path: Path) -> None:
    times = [f"2026-10-{day} 02:{minute}:00" for day in (24, 25, 26) for minute in (15, 45)]
    holds(tmp_path, ZULU[0], *(f"A-{n},{time},new" for n, time in enumerate(times)))
    assert_same(csv_source(tmp_path), layout(zone=BERLIN), [])
    assert by_columns(csv_source(tmp_path), layout(zone=BERLIN), []).odd == {"A-2", "A-3"}


def test_rows_recorded_late_early_never_and_wrongly(tmp_path: Path) -> None:
    late = ["10:00:00Z", "08:00:00Z", "09:00:00Z"]
    recorded = [*(f"2026-01-05T{clock}" for clock in late), "", " ", "soon"]
    rows = [f"A-{n},2026-01-05T09:00:00Z,{each}" for n, each in enumerate(recorded)]
    holds(tmp_path, "ticket,at,seen", *rows)
    assert_same(csv_source(tmp_path), layout(recorded="Seen"), [])
    said = by_columns(csv_source(tmp_path), layout(recorded="Seen"), [])
    assert said.odd == {"A-1", "A-5"}


def test_names_differ_in_blanks_and_case(tmp_path: Path) -> None:
    holds(tmp_path, " Ticket , AT,Sta tus", "\u00a0A-1 ,2026-01-05T09:00:00Z, New ", " ,x,")
    assert_same(csv_source(tmp_path), layout(), ["sta tus"])


def test_missing_values_name_no_item_and_no_time(tmp_path: Path) -> None:
    rows = ["NULL,2026-01-05T09:00:00Z,-", "A-1,null,NULL", "B-1,2026-01-05T09:00:00Z,-"]
    holds(tmp_path, ZULU[0], *rows)
    assert_same(csv_source(tmp_path), layout(missing=frozenset({"null", "-"})), ["status"])


@pytest.mark.parametrize("shape", [EVENTS, WIDE])
def test_every_shape(tmp_path: Path, shape: Table) -> None:
    holds(
        tmp_path,
        "ticket,at,kind,field,value,recorded_at",
        "A-2,2026-01-05T09:00:00Z,created,,,2026-01-05T09:00:01Z",
        "A-1,2026-01-05T09:00:00Z,set,status,open,",
    )
    assert_same(csv_source(tmp_path), layout(shape), ["kind", "field", "value"])


def test_an_empty_file_has_no_rows(tmp_path: Path) -> None:
    holds(tmp_path, ZULU[0])
    holds(tmp_path, *ZULU, name="t2.csv")
    assert_same(csv_source(tmp_path), layout(), ["status"])


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_quoted_fields(tmp_path: Path, end: str) -> None:
    rows = [["ticket", "at", "note"], ["A-1", "2026-01-05T09:00:00Z", 'say "no", please']]
    rows += [["A-2", "2026-01-05T09:00:00Z", '"']]
    (tmp_path / "t.csv").write_text("\ufeff" + text(rows, end=end), newline="")
    assert_same(csv_source(tmp_path), layout(), ["note"])


@pytest.mark.parametrize("packing", ["gzip", "zstd"])
def test_packed_files(tmp_path: Path, packing: str) -> None:
    plain = "\n".join(ZULU) + "\n"
    if packing == "gzip":
        (tmp_path / "t.csv.gz").write_bytes(gzip.compress(plain.encode()))
    else:
        with duckdb.connect() as db:
            db.execute("CREATE TABLE lines AS SELECT unnest($lines) AS line", {"lines": ZULU})
            db.execute(
                f"COPY lines TO '{tmp_path}/t.csv.zst' (FORMAT csv, HEADER false, QUOTE '', "
                "DELIM '\x1f', COMPRESSION zstd)"
            )
    assert_same(csv_source(tmp_path), layout(), ["status"])


# --- what columns do not promise -----------------------------------------------------------------


@pytest.mark.parametrize(
    "lines",
    [
        ["A-1,2026-01-05T09:00:00Z"],
        ["A-1,2026-01-05T09:00:00Z,new,more"],
        ["A-1,2026-01-05T09:00:00Z,new", "", "A-2,2026-01-05T09:00:00Z,new"],
        ['A-1,2026-01-05T09:00:00Z,"two\nlines"'],
        ["A-1,2026-01-05T09:00:00Z,new", "A-2,2026-01-05T09:00:00+05:00,new"],
        ["A-1,2026-01-05T09:00:00,new"],
        ["A-1,05/01/2026 09:00,new"],
        [f"A-1,2026-01-05T09:00:00Z,{'n' * 2_000_000}"],
    ],
)
def test_what_rows_may_read_otherwise_is_named(tmp_path: Path, lines: list[str]) -> None:
    holds(tmp_path, ZULU[0], *lines)
    with pytest.raises(NotColumnsError) as told:
        by_columns(csv_source(tmp_path), layout(), ["status"])
    assert told.value.why.startswith("t.csv")


@pytest.mark.parametrize("cell", ['"new"er', '"new', "n\rw", "n\0w"])
@pytest.mark.parametrize("before", [0, 10_000])
def test_what_rows_cannot_read_either_is_told_in_the_same_words(
    tmp_path: Path, cell: str, before: int
) -> None:
    holds(tmp_path, *ZULU[:1], *ZULU[1:2] * before, f"A-1,2026-01-05T09:00:00Z,{cell}")
    source = csv_source(tmp_path)
    with pytest.raises(SourceError) as by_rows:
        list(source.read(layout()))
    with pytest.raises((SourceError, NotColumnsError)) as told:
        by_columns(source, layout(), ["status"])
    assert isinstance(told.value, NotColumnsError) or str(told.value) == str(by_rows.value)


def test_an_encoding_other_than_utf_8_is_named(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text("\n".join([*ZULU, "Ä-1,x,y"]), encoding="latin-1")
    with pytest.raises(NotColumnsError, match="UTF-8"):
        by_columns(csv_source(tmp_path), layout(encoding="latin-1"), ["status"])


# --- the rows of some items ----------------------------------------------------------------------


def test_the_rows_of_some_items_are_those_that_rows_have(tmp_path: Path) -> None:
    holds(tmp_path, *ZULU, " A-2 ,x,y", " ,2026-01-05T09:00:00Z,z")
    source = csv_source(tmp_path)
    assert isinstance(source, ColumnSource)
    with source.in_columns(layout()) as held:
        assert rows_of(held, ["A-2", ""]) == [
            ("t.csv", 4, ("A-2", "2026-01-05T09:30:00Z", "new")),
            ("t.csv", 5, (" A-2 ", "x", "y")),
            ("t.csv", 6, (" ", "2026-01-05T09:00:00Z", "z")),
        ]


# --- columns of times ----------------------------------------------------------------------------


def test_times_that_rules_read_come_as_instants(tmp_path: Path) -> None:
    cells = ["2026-01-05 09:00", "2026-01-05T09:00:00Z", "", "soon", "NULL", "2026-10-25 02:30"]
    holds(tmp_path, "ticket,done", *(f"A-{n},{each}" for n, each in enumerate(cells)))
    says = layout(WIDE, missing=frozenset({"null"}), zone="UTC")
    source = csv_source(tmp_path)
    assert isinstance(source, ColumnSource)
    with source.in_columns(says) as held:
        (batch,) = held.tables[0].sorted_batches([], [("done", BERLIN), ("gone", None)])
    found = pa.record_batch(batch)
    nine = 1_767_603_600_000_000
    assert found.column("@done").to_pylist() == [
        nine - 3_600_000_000,
        nine,
        None,
        UNREADABLE,
        None,
        UNREADABLE,
    ]
    assert found.column("odd").to_pylist() == [False, False, False, True, False, True]
    assert found.column("@gone").null_count == len(cells)


def test_a_column_of_times_may_be_as_it_likes(tmp_path: Path) -> None:
    cells = ["2026-01-05T09:00:00Z", "2026-01-05T09:00:00+09:00", "01/02/2026", "2026-01-05 09:00"]
    holds(tmp_path, "ticket,done", *(f"A-{n},{each}" for n, each in enumerate(cells)))
    source = csv_source(tmp_path)
    assert isinstance(source, ColumnSource)
    with source.in_columns(layout(WIDE)) as held:
        (batch,) = held.tables[0].sorted_batches(["done"], [("done", None)])
    assert pa.record_batch(batch).column("odd").to_pylist() == [False, False, True, True]
