"""A text cut into statements at the words in column one."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from difflib import get_close_matches

from slarules.problems import Problem
from slarules.source import Span
from slarules.syntax.lines import PlainLines
from slarules.syntax.problems import TextBeforeStatement, UnindentedLine, UnknownStatement
from slarules.syntax.words import INTERNAL, OPENING_WORDS, RULES, STATEMENT_WORDS

FIRST_WORD = re.compile(r"[A-Za-z_][A-Za-z0-9_]*|.")
SECOND_WORD = re.compile(r"[A-Za-z]+\s+([A-Za-z_]+)")


@dataclass(slots=True)
class Chunk:
    """A statement's lines: from its word in column one to the next statement's."""

    file: str
    first: int
    word: str
    rule: str | None
    lines: list[str] = field(default_factory=list)

    def span(self, line: int, column: int, end: int) -> Span:
        """Return a place in line `line` of the chunk, counted from 0."""
        number = self.first + line
        return Span(self.file, number, column, number, end)

    @property
    def word_span(self) -> Span:
        """The place of the statement's word."""
        return self.span(0, 1, 1 + len(self.word))


@dataclass(frozen=True, slots=True)
class Cut:
    """The statements of a text, and the lines that belong to none."""

    chunks: list[Chunk]
    problems: list[Problem]


def cut(lines: PlainLines, blocks: frozenset[int] = frozenset()) -> Cut:
    """Return the statements of a text in order; what is between two stays with the first.

    Args:
        lines: The text.
        blocks: Lines after which no statement goes on.
    """
    chunks: list[Chunk] = []
    problems: list[Problem] = []
    inside = False
    for number, line in enumerate(lines.texts, 1):
        inside = inside and number not in blocks
        found = opening(lines.name, number, line, inside=inside)
        if isinstance(found, Chunk):
            chunks.append(found)
            inside = True
        elif found:
            problems.append(found)
        if chunks:
            chunks[-1].lines.append(as_meant(found, line))
    problems.extend(problem for chunk in chunks if (problem := unknown_word(chunk)))
    return Cut(chunks, problems)


def opening(name: str, number: int, line: str, *, inside: bool) -> Chunk | Problem | None:
    """Return the statement that begins in a line, why none can, or None for a further line."""
    if not line.strip() or line.lstrip().startswith("#"):
        return None
    if line[0] in " \t":
        return None if inside else TextBeforeStatement(span=whole(name, number, line))
    return first_line(name, number, line, inside=inside)


def first_line(name: str, number: int, line: str, *, inside: bool) -> Chunk | Problem:
    """Return the statement that begins in column one, or why none does."""
    word = FIRST_WORD.match(line)
    text = word[0] if word else line[0]
    if text in STATEMENT_WORDS:
        return Chunk(name, number, text, rule_of(line, text))
    if inside and (text in OPENING_WORDS or text == "|"):
        return UnindentedLine(span=Span(name, number, 1, number, 1 + len(text)), word=text)
    nearest = next(iter(get_close_matches(text.lower(), STATEMENT_WORDS, 1, 0.7)), None)
    if not text[0].isalpha():
        return UnknownStatement(span=whole(name, number, line), word=text, nearest=None)
    return Chunk(name, number, text, RULES.get(nearest) if nearest else None)


def rule_of(line: str, word: str) -> str | None:
    """Return the grammar's rule for a statement word; `internal` needs its second word, too."""
    if word != "internal":
        return RULES[word]
    second = SECOND_WORD.match(line)
    return INTERNAL.get(second[1]) if second else None


def as_meant(found: Chunk | Problem | None, line: str) -> str:
    """Return a line as the parser is to read it: mended where that is clear, else left out."""
    if isinstance(found, Chunk):
        return (nearest_word(found) or found.word) + line[len(found.word) :]
    return line if found is None or isinstance(found, UnindentedLine) else ""


def unknown_word(chunk: Chunk) -> Problem | None:
    """Return the problem of a first word that begins no statement."""
    if chunk.word in RULES or (chunk.word == "internal" and chunk.rule):
        return None
    second = SECOND_WORD.match(chunk.lines[0]) if chunk.word == "internal" else None
    word = f"internal {second[1]}" if second else chunk.word
    return UnknownStatement(span=chunk.word_span, word=word, nearest=nearest_word(chunk))


def nearest_word(chunk: Chunk) -> str | None:
    """Return the statement word that a misspelt first word is read as."""
    if chunk.word in STATEMENT_WORDS:
        return None
    return next((word for word, rule in RULES.items() if rule == chunk.rule), None)


def whole(name: str, number: int, line: str) -> Span:
    """Return the place of a line without its indentation."""
    start = len(line) - len(line.lstrip()) + 1
    return Span(name, number, start, number, len(line) + 1)
