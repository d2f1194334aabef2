"""Whether lines of a text file are so plain that Arrow reads what Python's `csv` reads."""

from __future__ import annotations

import re

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as arrow_csv

from slarules.facts.columns import NotColumnsError
from slarules_csv.columns_pieces import Piece
from slarules_csv.limits import MIB, Limits

STEP = MIB // 4
"""A line end in each so many bytes shows that no line, and so no field, is too long."""

NO_SEPARATOR = "\x1e"
"""Stands in no line that is proven."""

LINE_FEED, RETURN = 10, 13

TOLD_BY = (b"\0", NO_SEPARATOR.encode(), b"\r", b'"')


def proven(piece: Piece, separator: str) -> bool:
    """Tell whether any of some lines that are plain is quoted: without, they are read faster.

    Arrow and Python differ where a quote is left open, where text follows a closing one, at a lone
    carriage return, at NUL and at what is no UTF-8 (compared on all texts of seven such signs).

    Raises:
        NotColumnsError: They are not so plain that they can be read by columns.
    """
    _refuse_undecodable(piece)
    null, control, returns, quotes = _signs(piece)
    if null or control:
        raise NotColumnsError("it holds control characters")
    if returns:
        _refuse_lone_returns(piece)
    if quotes:
        _refuse_quotes(piece, separator)
    return quotes


def _signs(piece: Piece) -> list[bool]:
    """Tell which of the signs stand in lines none of which is too long."""
    since, seen = 0, [False] * len(TOLD_BY)
    for start in range(0, piece.size, STEP):
        end = min(start + STEP, piece.size)
        last = piece.last(b"\n", start, end)
        since = end - last - 1 if last >= 0 else since + end - start
        if since > 2 * STEP:
            raise NotColumnsError("it has very long lines")
        seen = [has or piece.has(sign, start, end) for has, sign in zip(seen, TOLD_BY, strict=True)]
    return seen


def refuse_empty_lines(piece: Piece) -> None:
    """Refuse lines of which one is empty: whoever reads rows counts it, and gives none.

    Raises:
        NotColumnsError: One is.
    """
    starts = piece.begins_with(b"\n") or piece.begins_with(b"\r\n")
    if starts or piece.has(b"\n\n") or piece.has(b"\n\r\n"):
        raise NotColumnsError("it has empty lines")


def refuse_short_fields(limits: Limits) -> None:
    """Refuse limits that lines may pass.

    Raises:
        NotColumnsError: Fields may be no longer than that.
    """
    if limits.field < 3 * STEP:
        raise NotColumnsError("its fields may be no longer than a line is sure to be")


def _refuse_undecodable(piece: Piece) -> None:
    ends = pa.array([0, piece.size], pa.int32()).buffers()[1]
    try:
        pa.StringArray.from_buffers(1, ends, piece.held).validate(full=True)
    except pa.ArrowInvalid as error:
        raise NotColumnsError("it is not in UTF-8") from error


def _refuse_lone_returns(piece: Piece) -> None:
    signs = pa.Array.from_buffers(pa.uint8(), piece.size, [None, piece.held])
    returns = pc.equal(signs, pa.scalar(RETURN, pa.uint8()))
    feeds = pc.equal(signs, pa.scalar(LINE_FEED, pa.uint8()))
    if returns[-1].as_py() or pc.and_not(returns[:-1], feeds[1:]).true_count:
        raise NotColumnsError("it has lone carriage returns")


def _refuse_quotes(piece: Piece, separator: str) -> None:
    """Look at each line with quotes by itself: every field is quoted whole, or begins without."""
    mark = re.escape(separator)
    cell = f'(?:"(?:[^"]|"")*"|[^"{mark}][^{mark}]*|)'
    line = f"^{cell}(?:{mark}{cell})*\r?$"
    lines = _lines(piece)
    quoted = lines.filter(pc.match_substring(lines, '"'))
    if not pc.all(pc.match_substring_regex(quoted, line), min_count=0).as_py():
        raise NotColumnsError("it has quotes that go over lines, or stand in a cell")


def _lines(piece: Piece) -> pa.ChunkedArray:
    return arrow_csv.read_csv(
        pa.BufferReader(piece.held),
        read_options=arrow_csv.ReadOptions(column_names=["line"], use_threads=False),
        parse_options=arrow_csv.ParseOptions(delimiter=NO_SEPARATOR, quote_char=False),
        convert_options=arrow_csv.ConvertOptions(
            column_types={"line": pa.string()}, strings_can_be_null=False
        ),
    ).column(0)
