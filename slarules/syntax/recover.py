"""One statement read: its node, and every problem of its lines in one run.

A statement that does not parse is cut at its phrases. The mistake is reported and mended as its fix
says, a cell of a table made unreadable, any other phrase left out; then the rest is read again. So
what follows from the mistake is not told, and what else is wrong is told at once.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import cast

from lark import Token, Tree, UnexpectedInput

from slarules.problems import Edit, Problem
from slarules.source import Span
from slarules.syntax.build import Builder
from slarules.syntax.cut import Chunk
from slarules.syntax.explain import explain
from slarules.syntax.groups import Groups
from slarules.syntax.problems import (
    BareDuration,
    BrokenRow,
    DaysAsDuration,
    EmptyCell,
    MissingTable,
    MoreProblems,
    PercentOfNothing,
    TooDeep,
    UnclearDate,
    UnclosedText,
    Unexpected,
    UnfitName,
    UnknownEscape,
    WrongCells,
)
from slarules.syntax.scan import bare, scan
from slarules.syntax.tables import parser
from slarules.syntax.tree import Broken, Scenario, Statement, Torn

MOST_PROBLEMS = 20
SECOND_NAME = re.compile(r"[a-z]+\s+(?:targets\s+|target\s+)?([A-Za-z]\w*)")
ANY_DATE = "2000-01-01"
"""Stands for a date that cannot be told."""

CERTAIN = (BareDuration, DaysAsDuration, PercentOfNothing)
"""What can be mended so that the rest of its line reads as it was meant."""

OF_ROWS = frozenset({BrokenRow, EmptyCell, MissingTable, WrongCells})
IN_LINES = (UnclearDate, UnclosedText, UnfitName, UnknownEscape)
"""What is seen before parsing: in rows of tables, and in any line."""


@dataclass(slots=True)
class Reading:
    """What became of a statement: a node, or why there is none."""

    statement: Statement | Broken
    problems: list[Problem] = field(default_factory=list)
    torn: Torn | None = None


def read(chunk: Chunk) -> Reading:
    """Return the statement of a chunk as far as it can be read, and what is wrong with it."""
    if chunk.rule is None:
        return Reading(broken(chunk))
    found = scan(chunk)
    if not found:
        try:
            return built(chunk, parsed("\n".join(chunk.lines), chunk.rule))
        except UnexpectedInput:
            pass
    return Recovery(chunk, chunk.rule, found).reading()


def parsed(text: str, rule: str) -> Tree[Token] | Token:
    """Return Lark's tree of a statement; a cell may be a single word.

    Raises:
        UnexpectedInput: The text is no such statement.
    """
    return parser().parse(text, start=rule)


def built(chunk: Chunk, root: Tree[Token] | Token, groups: Groups | None = None) -> Reading:
    """Return the node of a parsed statement; a word without worth is told and counts as some."""
    builder = Builder(chunk.file, chunk.first, groups.moved if groups else None)
    statement = cast("Statement", builder.build(root))
    if any(isinstance(problem, TooDeep) for problem in builder.problems):
        return Reading(broken(chunk), builder.problems)
    return Reading(statement, builder.problems)


def broken(chunk: Chunk) -> Broken:
    """Return what is known of a statement that did not parse."""
    name = SECOND_NAME.match(chunk.lines[0])
    return Broken(chunk.word_span, chunk.word, name[1] if name else None)


class Recovery:
    """A statement that does not parse, mended line by line until it does."""

    def __init__(self, chunk: Chunk, rule: str, seen: list[tuple[int, Problem]]) -> None:
        self.chunk = chunk
        self.rule = rule
        self.groups = Groups(chunk, rule)
        self.problems = [problem for _, problem in seen]
        self.told_rows: set[int] = set()
        if len(seen) >= MOST_PROBLEMS:
            return
        for index in dict.fromkeys(index for index, _ in seen):
            self.mend_line(index, [problem for at, problem in seen if at == index])
        self.groups.regroup()

    def reading(self) -> Reading:
        """Return what can be read, with every problem."""
        while len(self.problems) < MOST_PROBLEMS:
            try:
                root = parsed(self.groups.text, self.rule)
            except UnexpectedInput as error:
                problem, group = explain(error, self.groups)
                if not self.goes_on(problem, group):
                    return Reading(broken(self.chunk), self.problems)
            else:
                return self.finished(root)
        more = MoreProblems(span=self.chunk.word_span, shown=MOST_PROBLEMS)
        return Reading(broken(self.chunk), [*self.problems, more])

    def finished(self, root: Tree[Token] | Token) -> Reading:
        """Return the statement without what only stood for lines that could not be read."""
        reading = built(self.chunk, root, self.groups)
        problems = self.problems + reading.problems
        if isinstance(reading.statement, Broken) or not self.groups.has_name:
            return Reading(broken(self.chunk), problems)
        lost = tuple(self.groups.lost)
        torn = Torn(self.whole(), self.chunk.word, lost) if lost else None
        return Reading(self.without_stand_ins(reading.statement), problems, torn)

    def whole(self) -> Span:
        """Return the place of all lines of the statement."""
        chunk = self.chunk
        last = chunk.first + len(chunk.lines) - 1
        return Span(chunk.file, chunk.first, 1, last, len(chunk.lines[-1]) + 1)

    def without_stand_ins(self, statement: Statement) -> Statement:
        """Return a statement without the phrases that were put in for others."""
        lines = {self.chunk.first + line for line in self.groups.stand_ins}
        phrases = getattr(statement, "phrases", ())
        kept = tuple(phrase for phrase in phrases if phrase.span.line not in lines)
        if len(kept) == len(phrases):
            return statement
        return replace(cast("Scenario", statement), phrases=kept)

    # --- one mistake ------------------------------------------------------------------------------

    def goes_on(self, problem: Problem, group: int) -> bool:
        """Keep a problem and mend what it is about; False when nothing can stand in its place."""
        groups = self.groups
        if group and groups.is_row(group) and not groups.is_neutral(group):
            return self.hides(problem, group)
        certain = isinstance(problem, CERTAIN)
        told = groups.is_neutral(group) or (groups.groups[group].mended and not certain)
        if not told:
            self.problems.append(replace(problem, span=groups.written(problem)))
        if not told and self.mends(problem, group):
            return True
        if groups.is_lost(group):
            return False
        groups.neutralise(group)
        return True

    def mends(self, problem: Problem, group: int) -> bool:
        """Write a fix into the lines; False when there is none that can be."""
        if not isinstance(problem, (*CERTAIN, Unexpected)) or problem.fix is None:
            return False
        return self.groups.mend(group, problem.fix.edits)

    def hides(self, problem: Problem, group: int) -> bool:
        """Make the cell of a problem unreadable, or its row, or leave the row out."""
        groups, line = self.groups, self.groups.groups[group].start
        here = problem.span.line == line + self.chunk.first
        as_written = replace(problem, span=groups.written(problem))
        if here and groups.hide_cell(line, problem.span.column):
            self.problems.append(as_written)
            self.told_rows.add(line)
        elif groups.hide_row(line):
            if line not in self.told_rows and not here:
                self.problems.append(problem)
        else:
            groups.neutralise(group)
        return True

    # --- what was seen before parsing -------------------------------------------------------------

    def mend_line(self, line: int, found: list[Problem]) -> None:
        """Mend a line in which something was seen, so that the rest of it is read."""
        groups = self.groups
        kinds = {type(problem) for problem in found}
        in_row = bool(kinds & OF_ROWS) or bare(groups.lines[line]).startswith("|")
        if WrongCells in kinds or (in_row and UnclosedText in kinds):
            groups.hide_row(line)
        elif broken_row := next((p for p in found if isinstance(p, BrokenRow)), None):
            self.mend_row(line, broken_row)
        else:
            for problem in found:
                if isinstance(problem, EmptyCell):
                    groups.hide_cell(line, problem.span.column)
            group = groups.at_line(line)
            groups.mend(group, [edit for problem in found for edit in edits(problem)])
            groups.groups[group].mended = UnclosedText in kinds
        if MissingTable in kinds:
            bar = groups.lines[line].find("|")
            groups.edit(line, bar, bar, "table ")

    def mend_row(self, line: int, problem: BrokenRow) -> None:
        """Put the bars of a row where it seems that they were."""
        groups = self.groups
        if len(problem.row) == groups.width(line):
            old = groups.lines[line]
            row = f"| {' | '.join(problem.row)} |"
            groups.edit(line, len(old) - len(old.lstrip()), len(old), row)
        else:
            groups.hide_row(line)


def edits(problem: Problem) -> tuple[Edit, ...]:
    """Return what mends a problem that was seen before parsing."""
    if isinstance(problem, UnclearDate) and not problem.readings:
        return (Edit(problem.span, ANY_DATE),)
    if isinstance(problem, IN_LINES) and problem.fix:
        return problem.fix.edits
    return ()
