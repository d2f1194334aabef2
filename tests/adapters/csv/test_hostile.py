"""Broken and hostile files end in an error that names the place, or in a finding."""

from __future__ import annotations

import gzip
import tracemalloc
from collections import deque
from pathlib import Path

import duckdb
import pytest

from slarules.core.mapping import Layout, Table
from slarules.errors import SourceError
from slarules_csv.limits import MIB, Limits
from tests.files import csv_source
from tests.gathering import EVENTS, TICKETS, odd, surveyed, times

TEXT = TICKETS + '  reported is column "opened"\n  level is P1 when column "priority" is "1"\n'
WIDE = Layout((Table("wide", "ticket", "t.csv"),))


def failure(folder: Path, content: str | bytes, text: str = TEXT) -> SourceError:
    with pytest.raises(SourceError) as caught:
        surveyed(folder, text, tickets=content)
    return caught.value


def test_bytes_of_another_encoding_are_told_with_row_and_column(tmp_path: Path) -> None:
    error = failure(
        tmp_path, "id,opened,priority\n1,2026-03-02,1\n2,2026-03-02,größer\n".encode("cp1252")
    )
    assert (error.source, error.record, error.field) == ("tickets.csv", "row 3", "priority")
    assert "files are encoded in" in str(error)


def test_a_byte_that_is_no_text_is_told(tmp_path: Path) -> None:
    assert "NUL" in str(failure(tmp_path, b"id,opened,priority\n1,2026\0-03-02,1\n"))


def test_a_ragged_row_is_left_out_and_told(tmp_path: Path) -> None:
    found = surveyed(
        tmp_path,
        TEXT,
        tickets="id,opened,priority\n1,2026-03-02\n2,2026-03-02,1,x\n3,2026-03-02,1\n",
    )
    assert [item.item for item in found.history.items] == ["3"]
    assert odd(found)[:2] == [("ragged", 2, "priority"), ("ragged", 3, None)]
    (counts,) = found.counts
    assert (counts.read, counts.used, counts.excluded, counts.unmapped) == (3, 1, 0, 2)


def test_a_quote_that_never_closes_is_told(tmp_path: Path) -> None:
    error = failure(
        tmp_path, 'id,opened,priority\n1,2026-03-02,1\n2,2026-03-02,"1\n3,2026-03-02,1\n'
    )
    assert error.record == "row 3"
    assert "never closes" in str(error)


def test_an_undeclared_ambiguous_date_is_told_at_its_first_row(tmp_path: Path) -> None:
    rows = "id,opened,priority\n1,13/02/2026 08:00,1\n2,03/04/2026 08:00,1\n3,04/05/2026 08:00,1\n"
    error = failure(tmp_path, rows)
    assert (error.source, error.record, error.field) == ("tickets.csv", "row 3", "opened")
    assert "03/04/2026" in str(error)
    assert "dates are written day/month/year" in str(error)


def test_a_declared_date_is_read_as_declared(tmp_path: Path) -> None:
    text = TEXT + "  dates are written month/day/year\n"
    found = surveyed(tmp_path, text, tickets="id,opened,priority\n1,03/04/2026 08:00,1\n")
    assert times(found.history.items[0], "reported") == ["2026-03-04 08:00"]


def test_an_order_of_dates_that_only_one_reading_fits_is_detected(tmp_path: Path) -> None:
    found = surveyed(tmp_path, TEXT, tickets="id,opened,priority\n1,13.02.2026 08:00,1\n")
    assert times(found.history.items[0], "reported") == ["2026-02-13 08:00"]
    assert any("day.month.year" in f.what for f in found.findings if f.kind == "detected")


def test_a_time_without_a_zone_is_told(tmp_path: Path) -> None:
    text = TEXT.replace('  times without an offset are in "UTC"\n', "").replace(
        "2026-06-30 24:00", "the latest time in the file"
    )
    error = failure(tmp_path, "id,opened,priority\n1,2026-03-02 08:00,1\n", text)
    assert (error.record, error.field) == ("row 2", "opened")


def test_a_time_that_is_none_leaves_the_moment_unknown(tmp_path: Path) -> None:
    found = surveyed(tmp_path, TEXT, tickets="id,opened,priority\n1,yesterday,1\n2,2026-02-30,1\n")
    assert all("reported" in item.unknown for item in found.history.items)
    assert odd(found)[:2] == [("no time", 2, "opened"), ("no time", 3, "opened")]


def test_a_row_that_names_no_item_is_told(tmp_path: Path) -> None:
    found = surveyed(tmp_path, TEXT, tickets="id,opened,priority\n ,2026-03-02,1\n")
    assert found.history.items == ()
    assert ("no item", 2, "id") in odd(found)


def test_a_column_that_the_shape_needs_is_an_error_and_names_what_there_is(tmp_path: Path) -> None:
    error = failure(tmp_path, "number,opened,priority\n1,2026-03-02,1\n")
    assert error.field == "id"
    assert "'number'" in str(error)


def test_a_column_that_rules_need_is_a_finding(tmp_path: Path) -> None:
    found = surveyed(tmp_path, TEXT, tickets="id,opened\n1,2026-03-02\n")
    assert ("missing field", None, "priority") in odd(found)


def test_two_columns_of_one_name_are_an_error_only_where_they_are_read(tmp_path: Path) -> None:
    rows = "id,opened,priority,Note,note\n1,2026-03-02,1,a,b\n"
    assert len(surveyed(tmp_path, TEXT, tickets=rows).history.items) == 1
    error = failure(tmp_path, "id,opened,priority,Priority\n1,2026-03-02,1,2\n")
    assert error.field == "priority"


def test_a_field_of_ten_megabytes_is_told_and_not_kept(tmp_path: Path) -> None:
    rows = f"id,opened,priority\n1,2026-03-02,{'x' * 10 * MIB}\n2,2026-03-02,1\n"
    found = surveyed(tmp_path, TEXT, tickets=rows)
    assert ("too long", 2, "priority") in odd(found)
    assert len(found.history.items) == 2


def test_formulas_stay_text(tmp_path: Path) -> None:
    text = TICKETS + '  reported is column "c"\n  site is the value of column "s"\n'
    formula = "=HYPERLINK(A1)"
    found = surveyed(tmp_path, text, tickets=f'id,c,s\n=1+1,2026-03-02,"{formula}"\n')
    (item,) = found.history.items
    assert (item.item, item.facts["site"][0].value) == ("=1+1", formula)


def test_control_signs_in_a_value_do_not_reach_a_terminal(tmp_path: Path) -> None:
    found = surveyed(tmp_path, TEXT, tickets="id,opened,priority\n1,2026-03-02,\x1b[2Jgone\n")
    assert all("\x1b" not in str(finding) for finding in found.findings)


@pytest.mark.parametrize("content", [b"", b"\n\n", b"\x1f\x8b", b"PK\x03\x04rest", b"PAR1junkPAR1"])
def test_what_is_no_table_is_an_error(tmp_path: Path, content: bytes) -> None:
    assert failure(tmp_path, content).source.endswith("tickets.csv")


def test_a_damaged_gzip_is_an_error(tmp_path: Path) -> None:
    packed = gzip.compress(b"id,opened,priority\n" + b"1,2026-03-02,1\n" * 1000)
    for broken in (packed[:-9], packed[:40] + b"\0\0\0" + packed[43:]):
        assert "damaged" in str(failure(tmp_path, broken))


def test_a_bomb_is_refused_before_it_fills_the_memory(tmp_path: Path) -> None:
    with gzip.open(tmp_path / "t.csv", "wb") as packed:
        packed.write(b"id,note\n")
        for _ in range(64):
            packed.write((b"1," + b"x" * 1022 + b"\n") * 2048)
    limits = Limits(ratio_from=16 * MIB)
    tracemalloc.start()
    try:
        with pytest.raises(SourceError, match="bomb"):
            deque(csv_source(tmp_path, limits).read(WIDE), maxlen=0)
        assert tracemalloc.get_traced_memory()[1] < 64 * MIB
    finally:
        tracemalloc.stop()


def test_a_line_without_an_end_is_refused(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_bytes(b"id\n" + b"x" * 5000)
    with pytest.raises(SourceError, match="line of over"):
        list(csv_source(tmp_path, Limits(line=4096)).read(WIDE))


@pytest.mark.parametrize("pattern", ["../*.csv", "/etc/passwd", "a/../../x"])
def test_a_mapping_reaches_no_file_outside_the_folder(tmp_path: Path, pattern: str) -> None:
    text = TEXT.replace("tickets.csv", pattern)
    with pytest.raises(SourceError, match="inside the folder"):
        surveyed(tmp_path, text, tickets="id,opened,priority\n")


def test_a_link_reaches_no_file_outside_the_folder(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "secret").write_text("id,opened,priority\n1,2026-03-02,1\n", "utf-8")
    (tmp_path / "data" / "tickets.csv").symlink_to(tmp_path / "secret")
    with pytest.raises(SourceError, match="leads out"):
        surveyed(tmp_path, TEXT)


def test_a_parquet_file_cannot_make_duckdb_reach_further(tmp_path: Path) -> None:
    from slarules_csv.duck import only

    inside, outside = tmp_path / "t.parquet", tmp_path / "secret.csv"
    with duckdb.connect() as db:
        db.execute(f"COPY (SELECT 1 AS id) TO '{inside}'")
    outside.write_text("a\n1\n", "utf-8")
    for sql in (
        f"FROM read_csv('{outside}')",
        f"COPY (SELECT 1) TO '{tmp_path / 'out.csv'}'",
        f"ATTACH '{tmp_path / 'other.db'}'",
        "INSTALL httpfs",
        "LOAD httpfs",
        "SET enable_external_access = true",
        "SELECT * FROM read_csv('https://localhost/x.csv')",
    ):
        with pytest.raises(SourceError), only(inside) as db:
            db.execute(sql)


def test_a_ticket_that_changed_before_it_was_created_is_told(tmp_path: Path) -> None:
    rows = (
        "ticket,at,kind,field,value\n"
        "A,2026-03-02T08:00Z,created,,\nA,2026-03-01T08:00Z,set,status,New\n"
    )
    found = surveyed(tmp_path, EVENTS + "  reported is when created\n", events=rows)
    assert ("out of order", 3, None) in odd(found)


def test_events_of_no_known_kind_are_told(tmp_path: Path) -> None:
    rows = "ticket,at,kind,field,value\nA,2026-03-02T08:00Z,born,,\nA,2026-03-02T08:00Z,set,,x\n"
    found = surveyed(
        tmp_path,
        EVENTS + "  reported is when created\n",
        events=rows + "A,2026-03-02T08:00Z,created,,\n",
    )
    assert {("unknown kind", 2, "kind"), ("unknown kind", 3, "field")} <= set(odd(found))
    assert (found.counts[0].used, found.counts[0].unmapped) == (1, 2)
