"""The phrases of a statement as lines, for reading on behind a mistake."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from slarules.problems import Edit, Problem
from slarules.source import Span
from slarules.syntax.build import as_written
from slarules.syntax.cut import Chunk
from slarules.syntax.scan import PIECE, WIDE_GAP, bare, cells, is_table_line
from slarules.syntax.words import HEADS, INNER_PHRASES, OPENING_WORDS, PHRASES, RULES

NEUTRAL: dict[str, dict[str, str]] = {
    "scenario": {"given": "given x x"},
    "targets": {"measures": "measures x from x until x"},
    "item": dict.fromkeys(PHRASES["item"], "moment x"),
    "world_span": dict.fromkeys(PHRASES["world_span"], "moment x"),
    "amendment": dict.fromkeys(("add", "replace"), "replace in x"),
}
"""The shortest phrase in place of one that further lines belong to."""

NAMED = re.compile(r"(?:internal\s+)?[a-z]+\s+[A-Za-z]\w*")
NAMED_AMENDED = re.compile(r"\s*(?:add|replace)\s+[a-z]+\s+[A-Za-z]\w*")
NAMED_GIVEN = re.compile(r"\s*given\s+(?!period\b)[A-Za-z]\w*\s+[A-Za-z]\w*")
UNNAMED = frozenset(
    {"always", "claim", "dispute", "scenario", "settlement", "succession", "unknown_rules"}
)
"""Statements of which nobody needs to know the name."""

HIDDEN = "\x1a"
"""Stands in a row for a cell that could not be read."""


@dataclass(slots=True)
class Group:
    """The lines of one phrase, from `start` up to and not with `end`, counted from 0."""

    start: int
    end: int
    tries: int = 0
    mended: bool = False


class Groups:
    """A statement's phrases, some of them made neutral."""

    def __init__(self, chunk: Chunk, rule: str) -> None:
        self.chunk = chunk
        self.rule = rule
        self.lines = list(chunk.lines)
        self.groups = grouped(self.lines)
        self.moved: dict[int, list[int]] = {}
        self.lost: list[str] = []
        self.stand_ins: set[int] = set()

    @property
    def text(self) -> str:
        """The statement as it stands now, line for line with the file."""
        return "\n".join(self.lines)

    @property
    def last(self) -> int:
        """The last phrase that still has words."""
        full = (
            i for i in reversed(range(len(self.groups))) if bare(self.lines[self.groups[i].start])
        )
        return next(full, 0)

    def at_line(self, line: int) -> int:
        """Return which phrase a line belongs to."""
        return next(
            (i for i in reversed(range(len(self.groups))) if self.groups[i].start <= line), 0
        )

    def before(self, group: int) -> int:
        """Return the phrase before another, left out ones not counted."""
        full = (i for i in reversed(range(group)) if bare(self.lines[self.groups[i].start]))
        return next(full, 0)

    def word(self, group: int) -> str:
        """Return the first word of a phrase as it was written."""
        words = bare(self.chunk.lines[self.groups[group].start]).split()
        return words[0] if words else ""

    def is_neutral(self, group: int) -> bool:
        """Return whether a phrase was reported before."""
        return self.groups[group].tries > 0

    def is_lost(self, group: int) -> bool:
        """Return whether nothing can stand in a phrase's place."""
        return self.groups[group].tries > 1 or (group == 0 and self.rule not in HEADS)

    # --- mending ----------------------------------------------------------------------------------

    def edit(self, line: int, start: int, end: int, text: str) -> None:
        """Put a text in the place of columns of a line, counted from 0."""
        old = self.lines[line]
        moved = self.moved.get(line) or list(range(1, len(old) + 2))
        self.lines[line] = old[:start] + text + old[end:]
        self.moved[line] = (
            moved[:start] + [moved[min(start, len(moved) - 1)]] * len(text) + moved[end:]
        )

    def mend(self, group: int, edits: Sequence[Edit]) -> bool:
        """Write edits into a phrase, so that what follows can be read; not into a mended line."""
        it, first = self.groups[group], self.chunk.first
        lines = {edit.span.line - first for edit in edits}
        inside = all(it.start <= line < it.end and line not in self.moved for line in lines)
        if not edits or not inside or any(e.span.line != e.span.end_line for e in edits):
            return False
        for edit in sorted(edits, key=lambda edit: edit.span, reverse=True):
            line = edit.span.line - first
            self.edit(line, edit.span.column - 1, edit.span.end_column - 1, edit.text)
        it.mended = True
        return True

    def written(self, problem: Problem) -> Span:
        """Return where a problem of the mended lines stands in the file."""
        return as_written(problem.span, self.chunk.first, self.moved)

    def hide_cell(self, line: int, column: int) -> bool:
        """Make the cell at a column unreadable; False when there is none, or it is so already."""
        text = self.lines[line]
        bars = [piece.start() for piece in PIECE.finditer(text) if piece[0] == "|"]
        before = [bar for bar in bars if bar < column - 1]
        after = [bar for bar in bars if bar >= column - 1]
        if not before or not after or HIDDEN in text[before[-1] : after[0]]:
            return False
        start, end = before[-1] + 1, after[0]
        self.edit(line, start, end, HIDDEN.ljust(end - start))
        return True

    def hide_row(self, line: int) -> bool:
        """Make every cell of a row unreadable; False when it is so already."""
        text = self.lines[line]
        start = text.find("|") if "|" in text else len(text) - len(text.lstrip())
        row = f"| {HIDDEN} " * self.width(line) + "|"
        if text[start:] == row:
            return False
        self.edit(line, start, len(text), row)
        return True

    def width(self, line: int) -> int:
        """Return how many cells the rows of the table around a line have."""
        lines, header = self.chunk.lines, line
        while header > 1 and is_row_like(lines[header - 1]):
            header -= 1
        text = bare(lines[header])
        found = cells(text[text.find("|") :]) if "|" in text else WIDE_GAP.split(text)
        return max(1, len(found))

    def regroup(self) -> None:
        """Find the phrases again in mended lines."""
        mended = {group.start for group in self.groups if group.mended}
        self.groups = grouped(self.lines)
        for group in self.groups:
            group.mended = group.start in mended

    def neutralise(self, group: int) -> None:
        """Take a phrase out, or put the shortest of its kind in its place."""
        it = self.groups[group]
        it.tries += 1
        row = self.is_row(group)
        text = self.shortest(group) if it.tries == 1 else ""
        if it.tries == 1 and group:
            self.lost += filter(None, (bare(line) for line in self.chunk.lines[it.start : it.end]))
        for line in range(it.start, it.end):
            self.lines[line] = ""
            self.moved.pop(line, None)
        self.lines[it.start] = text if group == 0 else f"  {text.lstrip()}"
        if not row and group:
            self.drop_rows(group + 1)

    def shortest(self, group: int) -> str:
        """Return the least that can stand where a phrase stood."""
        written = self.chunk.lines[self.groups[group].start]
        if group == 0:
            return self.shortest_head()
        if self.is_header(group):
            return f"| {HIDDEN} " * self.width(self.groups[group].start) + "|"
        if self.rule == "scenario" and (given := NAMED_GIVEN.match(written)):
            return given[0]
        text = self.shortest_amended(group)
        if not text and (text := NEUTRAL.get(self.rule, {}).get(self.word(group), "")):
            self.stand_ins.add(self.groups[group].start)
        return text

    def shortest_head(self) -> str:
        """Return the least that a statement can begin with: its own name where it has one."""
        if self.rule == "claim":
            return "claim"
        head, named = HEADS.get(self.rule, ""), NAMED.match(self.chunk.lines[0])
        if named and head.endswith(" x"):
            return named[0]
        return f"internal {head}" if self.chunk.word == "internal" else head

    @property
    def has_name(self) -> bool:
        """Whether the statement is still called as it was, or needs no name."""
        if not self.groups[0].tries:
            return True
        return self.lines[0] == self.shortest_head() != HEADS.get(self.rule) or self.rule in UNNAMED

    def shortest_amended(self, group: int) -> str:
        """Return the shortest statement that an amendment adds or replaces, if a phrase does so."""
        words = bare(self.chunk.lines[self.groups[group].start]).split()
        if self.rule != "amendment" or words[:1] not in (["add"], ["replace"]):
            return ""
        rule = RULES.get(words[1], "") if len(words) > 1 else ""
        named = NAMED_AMENDED.match(self.chunk.lines[self.groups[group].start])
        if rule in HEADS and named and HEADS[rule].endswith(" x"):
            return named[0]
        if rule in HEADS:
            self.stand_ins.add(self.groups[group].start)
        return f"{words[0]} {HEADS[rule]}" if rule in HEADS else ""

    def is_row(self, group: int) -> bool:
        """Return whether a phrase is a row of a table."""
        return self.lines[self.groups[group].start].lstrip().startswith(("|", "table |"))

    def is_header(self, group: int) -> bool:
        """Return whether a line is the first row of a table, or stands where that should."""
        return is_table_line(self.lines[self.groups[self.before(group)].start])

    def drop_rows(self, group: int) -> None:
        """Take out the rows behind a `table` that is gone."""
        while group < len(self.groups) and self.word(group) == "|":
            for line in range(self.groups[group].start, self.groups[group].end):
                self.lines[line] = ""
            group += 1

    def begins_phrase(self, group: int) -> bool:
        """Return whether a phrase begins with a word that begins phrases of this statement."""
        word = self.word(group)
        return word in PHRASES.get(self.rule, ()) or word in INNER_PHRASES or word == "|"


def grouped(lines: list[str]) -> list[Group]:
    """Return the phrases of lines: each line is one, unless it is indented deeper than the last.

    Lines that begin with a known opening word are phrases at any depth.
    """
    groups = [Group(0, 1)]
    depth = 0
    for index, line in enumerate(lines[1:], 1):
        text = bare(line)
        indent = len(line) - len(line.lstrip())
        if not text or (len(groups) > 1 and indent > depth and not opens(text)):
            groups[-1].end = index + 1
            continue
        groups.append(Group(index, index + 1))
        depth = indent
    return groups


def opens(text: str) -> bool:
    """Return whether a deeper line is a phrase of its own, not the rest of the one before."""
    first = text.split(maxsplit=1)[0]
    return first.startswith("|") or first in OPENING_WORDS


def is_row_like(line: str) -> bool:
    """Return whether a line is a row, or empty, or a row that lost its bars."""
    text = bare(line)
    return not is_table_line(line) and (text.startswith("|") or len(WIDE_GAP.split(text)) != 1)
