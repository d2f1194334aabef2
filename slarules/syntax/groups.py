"""The phrases of a statement as lines, for reading on behind a mistake."""

from __future__ import annotations

from dataclasses import dataclass

from slarules.syntax.cut import Chunk
from slarules.syntax.scan import bare, cells, is_table_line
from slarules.syntax.words import HEADS, INNER_PHRASES, OPENING_WORDS, PHRASES, RULES

NEUTRAL: dict[str, dict[str, str]] = {
    "scenario": {"given": "given x x"},
    "item": dict.fromkeys(PHRASES["item"], "moment x"),
    "world_span": dict.fromkeys(PHRASES["world_span"], "moment x"),
    "amendment": dict.fromkeys(("add", "replace"), "replace in x"),
}
"""The shortest phrase in place of one that further lines belong to."""


@dataclass(slots=True)
class Group:
    """The lines of one phrase, from `start` up to and not with `end`, counted from 0."""

    start: int
    end: int
    tries: int = 0


class Groups:
    """A statement's phrases, some of them made neutral."""

    def __init__(self, chunk: Chunk, rule: str) -> None:
        self.chunk = chunk
        self.rule = rule
        self.lines = list(chunk.lines)
        self.groups = grouped(self.lines)

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

    def neutralise(self, group: int) -> None:
        """Take a phrase out, or put the shortest of its kind in its place."""
        it = self.groups[group]
        it.tries += 1
        row = self.is_row(group)
        text = self.shortest(group) if it.tries == 1 else ""
        for line in range(it.start, it.end):
            self.lines[line] = ""
        self.lines[it.start] = text if group == 0 else f"  {text}"
        if not row and group:
            self.drop_rows(group + 1)

    def shortest(self, group: int) -> str:
        """Return the least that can stand where a phrase stood."""
        if group == 0:
            head = HEADS.get(self.rule, "")
            return f"internal {head}" if self.chunk.word == "internal" else head
        line = bare(self.lines[self.groups[group].start])
        if self.is_header(group):
            return "| x " * max(1, len(cells(line) if line[:1] == "|" else line.split())) + "|"
        if line.startswith("|") and not self.is_row(self.before(group)):
            return f"table {line}"
        return self.shortest_amended(group) or NEUTRAL.get(self.rule, {}).get(self.word(group), "")

    def shortest_amended(self, group: int) -> str:
        """Return the shortest statement that an amendment adds or replaces, if a phrase does so."""
        words = bare(self.chunk.lines[self.groups[group].start]).split()
        if self.rule != "amendment" or words[:1] not in (["add"], ["replace"]):
            return ""
        rule = RULES.get(words[1], "") if len(words) > 1 else ""
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
