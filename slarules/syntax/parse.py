"""Text to tree: normalise, cut into statements, read each, collect every problem."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import cast

from slarules.problems import Problem
from slarules.source import SourceText, Span
from slarules.syntax.checks import languages, statement_checks
from slarules.syntax.cut import Chunk, cut
from slarules.syntax.lines import plain, plain_lines
from slarules.syntax.prose import Document, document
from slarules.syntax.recover import Reading, read
from slarules.syntax.tree import Broken, Cell, File, Statement


@dataclass(frozen=True, slots=True)
class Parsed:
    """A file as far as it could be read, and everything wrong with its text."""

    file: File
    problems: tuple[Problem, ...]


def parse(source: SourceText) -> Parsed:
    """Return the tree of a text and all problems of its form, in the order of the text."""
    text = document(plain_lines(source))
    pieces = cut(text.lines, text.blocks)
    readings = [read(chunk) for chunk in pieces.chunks]
    file = whole_file(source, text, readings)
    problems = [
        *text.lines.problems,
        *pieces.problems,
        *(problem for reading in readings for problem in reading.problems),
        *languages(pieces.chunks, file.statements),
        *(problem for statement in file.statements for problem in statement_checks(statement)),
    ]
    return Parsed(file, tuple(sorted(problems, key=place)))


def whole_file(source: SourceText, text: Document, readings: list[Reading]) -> File:
    """Return the file of the statements that could be read."""
    statements: list[Statement] = []
    broken: list[Broken] = []
    for reading in readings:
        if isinstance(reading.statement, Broken):
            broken.append(reading.statement)
        else:
            statements.append(reading.statement)
    last = max(1, len(source.lines))
    span = Span(source.name, 1, 1, last, len(source.lines[-1]) + 1 if source.lines else 1)
    torn = tuple(reading.torn for reading in readings if reading.torn)
    return File(span, tuple(statements), tuple(broken), torn, text.headings)


def place(problem: Problem) -> tuple[int, int, str]:
    """Return where a problem stands, for sorting."""
    return problem.span.line, problem.span.column, problem.code


@dataclass(frozen=True, slots=True)
class ParsedCell:
    """A cell from outside a contract: its node, or what is wrong with it."""

    cell: Cell | None
    problems: tuple[Problem, ...]


def parse_cell(written: str, span: Span) -> ParsedCell:
    """Return the node of a cell that is written in the language; every place of it is `span`."""
    chunk = Chunk(span.file, span.line, "", "cell", [plain(written)])
    reading = read(chunk)
    if reading.problems:
        return ParsedCell(None, tuple(replace(problem, span=span) for problem in reading.problems))
    return ParsedCell(cast("Cell", replace(reading.statement, span=span)), ())
