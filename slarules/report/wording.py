"""The own words of a contract: the lines of its statements as passages with tables."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby
from textwrap import dedent

from slarules.report.audited import Input
from slarules.report.evidence.promises import Passage
from slarules.source import Span
from slarules.syntax.scan import PIECE

HEADLINE = re.compile(r'^contract\s+\w+\s+"')


class Wording:
    """The texts of a run, by the names that places in them have."""

    def __init__(self, inputs: Sequence[Input]) -> None:
        self._lines = {each.read_as: each.content.decode().splitlines() for each in inputs}
        self._first = inputs[0].read_as if inputs else ""

    def is_of_first(self, span: Span) -> bool:
        """Return whether a place is in the text that the run was asked to judge by."""
        return bool(span.file) and span.file == self._first

    def line(self, span: Span) -> str:
        """Return the line at a place, without its indent and remarks."""
        return next(iter(self._cut(span)), "").strip()

    def title(self, span: Span, name: str) -> str:
        """Return the title that the line at a place gives a name; empty when it gives none."""
        found = re.search(rf'\s{re.escape(name)}\s+"([^"]*)"', self.line(span)) if name else None
        return found[1] if found else ""

    def passages(self, span: Span) -> tuple[Passage, ...]:
        """Return what a statement says, without the line that names it."""
        return tuple(_passages(_shifted(self._cut(span)[1:])))

    def head(self) -> tuple[str, ...]:
        """Return the phrases of the contract's own head that no other part of a report shows."""
        for lines in self._lines.values():
            found = [number for number, line in enumerate(lines) if HEADLINE.match(line)]
            if found:
                return tuple(_phrases(lines[found[0] + 1 :]))
        return ()

    def _cut(self, span: Span) -> list[str]:
        lines = self._lines.get(span.file, [])[max(0, span.line - 1) : span.end_line]
        bare = (_without_remark(line) for line in lines)
        return [line for line in bare if line.strip()]


SHOWN_APART = ("reference", "provider", "customer", "effective", "timezone", "currency")
"""Phrases of the head that a report shows as what they are."""


def _phrases(lines: Sequence[str]) -> Iterator[str]:
    """Yield the indented lines up to the next statement."""
    for line in lines:
        if line[:1].strip():
            return
        said = _without_remark(line).strip()
        if said and not said.startswith(SHOWN_APART):
            yield said


def _without_remark(line: str) -> str:
    return "".join(piece for piece in PIECE.findall(line) if not piece.startswith("#")).rstrip()


def _shifted(lines: Sequence[str]) -> list[str]:
    return dedent("\n".join(lines)).split("\n") if lines else []


def _passages(lines: Sequence[str]) -> Iterator[Passage]:
    said: list[str] = []
    for is_row, group in groupby(lines, lambda line: line.lstrip().startswith("|")):
        if is_row:
            yield Passage(says=tuple(said), table=tuple(_cells(line) for line in group))
            said = []
        else:
            said = [line for line in group if line.strip() != "table"]
    if said:
        yield Passage(says=tuple(said), table=())


def _cells(row: str) -> tuple[str, ...]:
    """Return the cells of a row; a bar in a quoted text parts nothing."""
    cells = [""]
    for piece in PIECE.findall(row.strip().strip("|")):
        if piece == "|":
            cells.append("")
        else:
            cells[-1] += piece
    return tuple(cell.strip() for cell in cells)
