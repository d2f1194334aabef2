"""Tables in CSV files beside a contract, as rows of the tree."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from pathlib import Path
from typing import cast

from lark import UnexpectedInput

from slarules.contract.problems.completeness import RowWidth
from slarules.contract.problems.kinds import WrongKind
from slarules.contract.problems.names import UnreadableFile
from slarules.problems import Problem
from slarules.source import SourceText, Span
from slarules.syntax import tree
from slarules.syntax.build import Builder
from slarules.syntax.recover import parsed

NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]*")
NUMBER = re.compile(r"[0-9]+(?:\.[0-9]+)?")


@dataclass(slots=True)
class Sheets:
    """CSV files that were read, and what is wrong with them."""

    texts: list[SourceText] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def filled(self, file: tree.File, folder: Path) -> tree.File:
        """Return a file with every `table from` replaced by the rows of its CSV file."""
        statements = tuple(self._filled(s, folder) for s in file.statements)
        return replace(file, statements=statements)

    def _filled(self, statement: tree.Statement, folder: Path) -> tree.Statement:
        if not isinstance(statement, (tree.Targets, tree.Exemption)):
            return statement
        phrases = tuple(
            (self._table(phrase, statement, folder) or phrase)
            if isinstance(phrase, tree.TableFrom)
            else phrase
            for phrase in statement.phrases
        )
        return replace(statement, phrases=phrases)  # type: ignore[arg-type]

    def _table(
        self, phrase: tree.TableFrom, statement: tree.Statement, folder: Path
    ) -> tree.Table | None:
        path = folder / phrase.path.value
        if not path.resolve().is_relative_to(folder.resolve()):
            # A text from another party must not read what else lies on the machine.
            reason = "it lies outside the folder of the text that names it"
            self.problems.append(
                UnreadableFile(span=phrase.path.span, file=phrase.path.value, reason=reason)
            )
            return None
        try:
            text = SourceText.read(path)
        except (OSError, UnicodeDecodeError) as error:
            reason = "it is not text in UTF-8"
            if isinstance(error, OSError):
                reason = (error.strerror or "it cannot be opened").lower()
            self.problems.append(
                UnreadableFile(span=phrase.path.span, file=phrase.path.value, reason=reason)
            )
            return None
        self.texts.append(text)
        return self._rows(phrase, statement, text)

    def _rows(
        self, phrase: tree.TableFrom, statement: tree.Statement, text: SourceText
    ) -> tree.Table | None:
        lines = list(_lines(text))
        if not lines:
            reason = "it has no line with the names of its columns"
            self.problems.append(
                UnreadableFile(span=phrase.path.span, file=phrase.path.value, reason=reason)
            )
            return None
        (head_span, heads), *rest = lines
        header = tree.HeaderRow(
            head_span, tuple(tree.HeaderCell(head_span, " ".join(word.split())) for word in heads)
        )
        measured = {cell for cell in heads if cell in _measures(statement)}
        reader = _Cells([word in measured for word in heads], {}, self.problems)
        rows = tuple(
            tree.Row(span, reader.row(cells, list(_places(text, span, cells))))
            for span, cells in rest
            if self._is_wide(cells, span, len(heads))
        )
        return tree.Table(phrase.span, header, rows)

    def _is_wide(self, cells: Sequence[str], span: Span, width: int) -> bool:
        if len(cells) != width:
            self.problems.append(RowWidth(span=span, given=len(cells), needed=width))
        return len(cells) == width


def _measures(statement: tree.Statement) -> set[str]:
    """Return the columns that hold goals; an exception's may be any that is no fact."""
    if isinstance(statement, tree.Targets):
        return {p.name.text for p in statement.phrases if isinstance(p, tree.Measures)}
    return set()


def _lines(text: SourceText) -> Iterator[tuple[Span, list[str]]]:
    """Yield each row with its place; a quoted cell may hold a line end."""
    reader = csv.reader(text.text.splitlines(keepends=True), skipinitialspace=True)
    first = 1
    try:
        for cells in reader:
            span = Span(text.name, first, 1, first, len(text.lines[first - 1]) + 1)
            first = reader.line_num + 1
            if any(cell.strip() for cell in cells):
                yield span, [cell.strip() for cell in cells]
    except csv.Error:
        return


def _places(text: SourceText, row: Span, cells: Sequence[str]) -> Iterator[Span]:
    """Yield where each cell of a row stands; the whole row where quotes or line ends hide it."""
    line, after = text.lines[row.line - 1], 0
    for cell in cells:
        at = line.find(cell, after)
        if at < 0 or not cell:
            yield row
        else:
            after = at + len(cell)
            yield Span(row.file, row.line, at + 1, row.line, after + 1)


@dataclass(slots=True)
class _Cells:
    """Cells of one sheet; a table of a thousand rows has few different goals."""

    goals: Sequence[bool]
    known: dict[str, tree.Cell]
    problems: list[Problem]

    def row(self, cells: Sequence[str], places: Sequence[Span]) -> tuple[tree.Cell, ...]:
        """Return the cells of a row in the language."""
        return tuple(
            self._goal(cell, place) if i < len(self.goals) and self.goals[i] else value(cell, place)
            for i, (cell, place) in enumerate(zip(cells, places, strict=True))
        )

    def _goal(self, written: str, span: Span) -> tree.Cell:
        if written not in self.known:
            self.known[written] = self._read(written, span)
        return replace(self.known[written], span=span)

    def _read(self, written: str, span: Span) -> tree.Cell:
        """Return a goal as the language reads it; one that it cannot read is told once."""
        builder = Builder(span.file, span.line)
        try:
            cell = cast("tree.Cell", builder.build(parsed(written, "cell")))
        except UnexpectedInput:
            needed = "a goal, such as 4 elapsed hours, or none"
            self.problems.append(
                WrongKind(span=span, what="a goal", needed=needed, given=f"'{written}'")
            )
            return tree.NoneCell(span)
        self.problems += builder.problems
        return cell


def value(written: str, span: Span) -> tree.Cell:
    """Return a cell of a fact column: `any`, `any other`, or a value that needs no quotes."""
    match " ".join(written.split()):
        case "any":
            return tree.AnyValue(span)
        case "any other":
            return tree.AnyOther(span)
        case "yes" | "no" as truth:
            return tree.YesNo(span, truth == "yes")
        case _ if NAME.fullmatch(written):
            return tree.Name(span, written)
        case _ if NUMBER.fullmatch(written):
            return tree.Number(span, Decimal(written))
        case _:
            return tree.Text(span, written)
