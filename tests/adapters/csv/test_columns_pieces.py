"""Wherever a text file is cut into pieces, columns say what rows say."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from slarules.core.mapping import Layout, Table
from slarules.facts.columns import ColumnSource, NotColumnsError
from tests.files import csv_source
from tests.in_columns import assert_same, by_columns, rows_of

LAYOUT = Layout((Table("snapshots", "ticket", "t.csv"),))
HEADER = "ticket,at,status"
AT = "2026-01-05T09:00:00Z"
LONGEST = 60
"""Bytes of a line at most; no piece of these tests is smaller."""

LINES = st.lists(
    st.tuples(
        st.sampled_from(["A", "B", " B", "", "Ä", "ß"]),
        st.sampled_from([AT, "2026-01-05T10:00:00Z", ""]),
        st.sampled_from(["new", "", "größer", '"a,b"', '"say ""so"""', "\ufeffopen"]),
    ).map(",".join),
    min_size=1,
    max_size=12,
)


def in_pieces(size: int) -> pytest.MonkeyPatch:
    patched = pytest.MonkeyPatch()
    patched.setattr("slarules_csv.columns_pieces.PIECE", size)
    return patched


@settings(max_examples=60, deadline=None)
@given(
    lines=LINES,
    size=st.integers(LONGEST, 3 * LONGEST),
    end=st.sampled_from(["\n", "\r\n"]),
    last=st.sampled_from(["", "end"]),
    asked=st.sets(st.sampled_from(["A", "B", "", "Ä"])),
)
def test_pieces_say_what_rows_say(
    lines: list[str], size: int, end: str, last: str, asked: set[str]
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        text = end.join([HEADER, *lines]) + (end if last else "")
        Path(folder, "t.csv").write_bytes(text.encode())
        patched = in_pieces(size)
        try:
            source = csv_source(folder)
            assert_same(source, LAYOUT, ["status"])
            assert isinstance(source, ColumnSource)
            with source.in_columns(LAYOUT) as held:
                by_columns(source, LAYOUT, ["status"])
                found = rows_of(held, asked)
        finally:
            patched.undo()
        cells = [line.split(",") for line in lines]
        assert [number for _, number, _ in found] == [
            number for number, cell in enumerate(cells, 2) if cell[0].strip() in asked
        ]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (f"A,{AT},{'x' * 200}\n", "long lines"),
        (f"A,{AT},new\n\nB,{AT},new\n", "empty lines"),
        (f'A,{AT},"new\nold"\n', "quotes"),
        (f"A,{AT},new\n" * 8 + f"A,{AT},new\rB,{AT},new\n", "carriage returns"),
        (f"A,{AT},new\n" * 8 + f"B,{AT},\0\n", "control characters"),
    ],
)
def test_what_is_not_plain_is_refused(tmp_path: Path, text: str, why: str) -> None:
    (tmp_path / "t.csv").write_bytes(f"{HEADER}\n{text}".encode())
    patched = in_pieces(2 * LONGEST)
    try:
        with pytest.raises(NotColumnsError, match=why):
            by_columns(csv_source(tmp_path), LAYOUT, ["status"])
    finally:
        patched.undo()


def test_a_piece_that_begins_with_a_byte_order_mark_is_refused(tmp_path: Path) -> None:
    lines = [HEADER, f"A,{AT},{'x' * (2 * LONGEST - len(HEADER) - len(AT) - 5)}"]
    (tmp_path / "t.csv").write_bytes("\n".join([*lines, f"\ufeffB,{AT},new\n"]).encode())
    patched = in_pieces(2 * LONGEST)
    try:
        with pytest.raises(NotColumnsError, match="byte order mark"):
            by_columns(csv_source(tmp_path), LAYOUT, ["status"])
    finally:
        patched.undo()
