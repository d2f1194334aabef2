"""What can be seen wrong in a line before it is parsed: texts, dates, names, rows of tables."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from slarules.problems import Problem
from slarules.source import Span
from slarules.syntax.cut import Chunk
from slarules.syntax.problems import (
    BrokenRow,
    EmptyCell,
    MissingTable,
    UnclearDate,
    UnclosedText,
    UnfitName,
    UnknownEscape,
    WrongCells,
)
from slarules.syntax.words import OPENING_WORDS

SUSPECT = re.compile(r'["/\\|]|[A-Za-z]-|[0-9]\.[0-9]+\.|-[A-Za-z]')
PIECE = re.compile(r'"(?:[^"\\]|\\.)*"|#.*|"|\||[^"#|]+')
ESCAPE = re.compile(r"\\(.)")
SLASHED = re.compile(
    r"(?<![\w./])(?:([0-9]{1,2})([./])([0-9]{1,2})\2([0-9]{4})"
    r"|([0-9]{4})[./]([0-9]{1,2})[./]([0-9]{1,2}))(?![\w./])"
)
HYPHENED = re.compile(r"(?<![\w.-])[A-Za-z_]\w*(?:-\w+)+")
WEEKDAYS = re.compile(r"(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*-[A-Z][a-z]+")
DATE_ORDER = re.compile(r"(?:day|month|year)(?:-(?:day|month|year)){2}")
QUOTED_NAMES = frozenset({"use", "vocabulary"})
"""Statements whose names are texts: one with a hyphen lacks its quotes, and the parser says so."""
WIDE_GAP = re.compile(r"\t+| {2,}")


def scan(chunk: Chunk) -> list[tuple[int, Problem]]:
    """Return the problems of a statement's lines, each with its line counted from 0."""
    found: list[tuple[int, Problem]] = []
    for index, line in enumerate(chunk.lines):
        if SUSPECT.search(line):
            found.extend((index, problem) for problem in of_line(chunk, index, line))
    if any(is_table_line(line) or line.lstrip()[:1] == "|" for line in chunk.lines):
        found.extend(of_tables(chunk))
    return found


def of_line(chunk: Chunk, index: int, line: str) -> Iterator[Problem]:
    """Yield what is wrong with the texts, dates and names of a line."""
    for piece in PIECE.finditer(line):
        text, start = piece[0], piece.start()
        if text == '"':
            end = chunk.span(index, len(line) + 1, len(line) + 1)
            yield UnclosedText(span=chunk.span(index, start + 1, len(line) + 1), end=end)
            return
        if text[0] == '"':
            yield from escapes(chunk, index, text, start)
        elif text[0] not in "#|":
            yield from plain_words(chunk, index, text, start)


def escapes(chunk: Chunk, index: int, text: str, start: int) -> Iterator[Problem]:
    """Yield a problem for each backslash before something other than a quote or a backslash."""
    for match in ESCAPE.finditer(text):
        if match[1] not in '"\\':
            column = start + match.start() + 1
            yield UnknownEscape(span=chunk.span(index, column, column + 2), said=match[0])


def plain_words(chunk: Chunk, index: int, text: str, start: int) -> Iterator[Problem]:
    """Yield what is wrong with the words outside texts and remarks."""
    for match in SLASHED.finditer(text):
        span = chunk.span(index, start + match.start() + 1, start + match.end() + 1)
        yield UnclearDate(span=span, said=match[0], readings=tuple(readings(match)))
    for match in HYPHENED.finditer(text) if chunk.rule not in QUOTED_NAMES else ():
        if not (DATE_ORDER.fullmatch(match[0]) or WEEKDAYS.fullmatch(match[0])):
            span = chunk.span(index, start + match.start() + 1, start + match.end() + 1)
            yield UnfitName(span=span, said=match[0], better=match[0].replace("-", "_"))


def readings(match: re.Match[str]) -> Iterator[str]:
    """Yield the dates that a date with slashes or points can mean."""
    first, second, year = match[1], match[3], match[4]
    orders = [(year, second, first), (year, first, second)] if year else [match.groups()[4:]]
    for parts in dict.fromkeys(orders):
        try:
            yield date(*(int(part) for part in parts)).isoformat()
        except ValueError:
            continue


# --- tables --------------------------------------------------------------------------------------


def bare(line: str) -> str:
    """Return a line without its remark and outer blanks."""
    if "#" not in line:
        return line.strip()
    return "".join(piece[0] for piece in PIECE.finditer(line) if piece[0][0] != "#").strip()


def is_table_line(line: str) -> bool:
    """Return whether a table begins below a line."""
    words = bare(line).split()
    return bool(words) and words[-1] == "table"


def of_tables(chunk: Chunk) -> Iterator[tuple[int, Problem]]:
    """Yield what is wrong with the rows of a statement's tables."""
    header: int | None = None
    inside = False
    for index, line in enumerate(chunk.lines):
        text = bare(line)
        if is_table_line(line):
            inside, header = True, None
        elif text.startswith("|"):
            if not inside:
                yield index, MissingTable(span=row_span(chunk, index))
                inside, header = True, None
            header = index if header is None else header
            yield from ((index, problem) for problem in of_row(chunk, index, header))
        elif inside and text and mangled(line):
            row = tuple(WIDE_GAP.split(text))
            yield index, BrokenRow(span=row_span(chunk, index), row=row)
        elif text:
            inside = False


def mangled(line: str) -> bool:
    """Return whether a line is a row whose bars were lost on the way through a spreadsheet."""
    text = bare(line)
    first = text.split()[0]
    return len(WIDE_GAP.split(text)) > 1 and (first not in OPENING_WORDS or "\t" in text)


def of_row(chunk: Chunk, index: int, header: int) -> Iterator[Problem]:
    """Yield what is wrong with the number of a row's cells."""
    text = bare(chunk.lines[index])
    found = cells(text)
    if not text.endswith("|") or len(text) == 1:
        row = tuple(cell.strip() for cell in found if cell.strip())
        yield BrokenRow(span=row_span(chunk, index), row=row)
        return
    wanted = len(cells(bare(chunk.lines[header])))
    if len(found) != wanted:
        span = row_span(chunk, index)
        at = row_span(chunk, header)
        yield WrongCells(span=span, found=len(found), wanted=wanted, header=at)
        return
    column = chunk.lines[index].index("|") + 2
    for cell in found:
        if not cell.strip():
            yield EmptyCell(span=chunk.span(index, column, column + len(cell)))
        column += len(cell) + 1


def cells(row: str) -> list[str]:
    """Return the cells of a row, with the blanks around them."""
    if '"' not in row:
        return (row[1:-1] if row.endswith("|") else row[1:]).split("|")
    parts = [""]
    for piece in PIECE.finditer(row):
        if piece[0] == "|":
            parts.append("")
        else:
            parts[-1] += piece[0]
    return parts[1:-1] if row.endswith("|") else parts[1:]


def row_span(chunk: Chunk, index: int) -> Span:
    """Return the place of a row."""
    line = chunk.lines[index].rstrip()
    start = len(line) - len(line.lstrip()) + 1
    return chunk.span(index, start, len(line) + 1)
