"""Where a parse stopped, and what could have come there."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from lark import Token, Tree, UnexpectedInput, UnexpectedToken
from lark.parsers.lalr_interactive_parser import InteractiveParser

from slarules.source import Span
from slarules.syntax.groups import Groups
from slarules.syntax.scan import bare
from slarules.syntax.tables import parser

WORD = re.compile(r'"(?:[^"\\]|\\.)*"|[A-Za-z_]\w*(?:-\w+)*|[0-9][\w.,:%-]*|.')
LEADING = re.compile(r"[A-Za-z]+")


@dataclass(frozen=True, slots=True)
class Stop:
    """Where a parse stopped: the place, the words around it, and what could have come."""

    groups: Groups
    line: int
    column: int
    word: str
    before: str
    accepts: frozenset[str]
    at_end: bool
    taken: Token | None

    @property
    def group(self) -> int:
        """The phrase that the place is in."""
        return self.groups.at_line(self.line)

    @property
    def span(self) -> Span:
        """The place of the word."""
        return self.groups.chunk.span(self.line, self.column, self.column + len(self.word))

    def group_of(self, span: Span) -> int:
        """Return the phrase that a place of the same statement is in."""
        return self.groups.at_line(span.line - self.groups.chunk.first)

    def back(self, length: int) -> Span:
        """Return the place of the last `length` characters before the word, on one line."""
        line, end = self.line, self.column
        text = self.groups.lines[line][: end - 1]
        while not text.strip() and line:
            line -= 1
            text = without_comment(self.groups.lines[line])
        end = len(text.rstrip()) + 1
        return self.groups.chunk.span(line, max(1, end - length), end)


def without_comment(line: str) -> str:
    """Return a line up to its last word."""
    return line[: len(line) - len(line.lstrip()) + len(bare(line))]


def stopped(error: UnexpectedInput, groups: Groups) -> Stop:
    """Return where a parse stopped, as a place in the statement."""
    at_end = isinstance(error, UnexpectedToken) and error.token.type == "$END"
    line, column = (error.line - 1, error.column) if not at_end else end_of(groups)
    text = groups.lines[line]
    word = WORD.match(text, column - 1)
    above = " ".join(bare(piece) for piece in groups.lines[max(0, line - 3) : line])
    before = f"{above} {text[: column - 1]}".strip()
    shown = "" if at_end or not word else word[0]
    return Stop(
        groups, line, column, shown, before, accepted(puppet(error)), at_end, last_taken(error)
    )


def end_of(groups: Groups) -> tuple[int, int]:
    """Return the place behind the last word of a statement."""
    for line in reversed(range(len(groups.lines))):
        text = groups.lines[line]
        if bare(text):
            start = len(text) - len(text.lstrip())
            return line, start + len(bare(text)) + 1
    return 0, 1


def accepted(steps: InteractiveParser | None) -> frozenset[str]:
    """Return what can come next: keywords as they are written, other words by their kind."""
    if steps is None:
        return frozenset()
    names: set[str] = steps.accepts()  # type: ignore[no-untyped-call]
    return frozenset(keywords().get(name, name) for name in names if name != "_UNREADABLE")


def puppet(error: UnexpectedInput) -> InteractiveParser | None:
    """Return the parser as it stood when it stopped."""
    found: InteractiveParser | None = getattr(error, "interactive_parser", None)
    return found


def last_taken(error: UnexpectedInput) -> Token | None:
    """Return the last word that the parser took before it stopped."""
    steps = puppet(error)
    left = list(steps.parser_state.value_stack) if steps is not None else []
    while left:
        part = left.pop()
        if isinstance(part, Token):
            return part
        left += part.children if isinstance(part, Tree) else ()
    return None


def may_begin(stop: Stop) -> bool:
    """Return whether a phrase of the statement could have begun at the stop."""
    return "$END" in stop.accepts


@cache
def keywords() -> dict[str, str]:
    """Return the keywords by the names that the grammar gives them.

    One that is a keyword only before certain words has a name that begins with `_`.
    """
    found = {}
    for term in parser().terminals:
        word = LEADING.match(term.pattern.value)
        if word and (term.pattern.type == "str" or term.name.startswith("_")):
            found[term.name] = word[0]
    return found
