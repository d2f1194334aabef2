"""Lines of a text as the parser sees them: plain characters, one for one with the file."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from slarules.problems import Problem
from slarules.source import SourceText, Span
from slarules.syntax.problems import HiddenCharacter, LineTooLong, TextTooLong

LONGEST_LINE = 10_000
MOST_LINES = 200_000
PLAIN = re.compile(r"[\t -~]*")
SMART_QUOTES = "\u201c\u201d\u201e\u201f\u00ab\u00bb\u2033\u301d\u301e\uff02"
BLANKS = [0xA0, 0x1680, *range(0x2000, 0x200B), 0x202F, 0x205F, 0x3000]
TO_BLANK = dict.fromkeys(BLANKS, " ")


@dataclass(frozen=True, slots=True)
class PlainLines:
    """The normalised lines of a text; line 1 is `texts[0]`."""

    name: str
    texts: list[str]
    problems: list[Problem]


def plain_lines(source: SourceText) -> PlainLines:
    """Return the lines with word-processor quotes and blanks made plain, columns kept."""
    problems: list[Problem] = []
    texts: list[str] = []
    for number, line in enumerate(source.lines[:MOST_LINES], 1):
        if len(line) > LONGEST_LINE:
            problems.append(LineTooLong(span=Span(source.name, number, 1, number, 2)))
            texts.append("")
        elif PLAIN.fullmatch(line):
            texts.append(line.rstrip())
        else:
            problems.extend(hidden_characters(source.name, number, line))
            texts.append(plain(line).rstrip())
    if len(source.lines) > MOST_LINES:
        last = Span(source.name, MOST_LINES, 1, MOST_LINES, 2)
        problems.append(TextTooLong(span=last, most=MOST_LINES))
    return PlainLines(source.name, texts, problems)


def plain(line: str) -> str:
    """Return a line with plain blanks and quotes, and blanks for what cannot be seen."""
    line = line.translate(TO_BLANK)
    if any(quote in line for quote in SMART_QUOTES):
        line = "".join(straightened(line))
    return "".join(" " if is_hidden(character) else character for character in line)


def straightened(line: str) -> Iterator[str]:
    """Yield the characters with smart quotes made straight, but for those inside straight ones."""
    opened: str | None = None
    for character in line:
        quote = character in SMART_QUOTES
        if opened == '"' and quote:
            yield character
        elif quote or character == '"':
            opened = None if opened else character
            yield '"'
        else:
            yield character


def is_hidden(character: str) -> bool:
    """Return whether nobody can see the character: controls, direction marks, no widths."""
    hidden = unicodedata.category(character) in {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}
    return hidden and character != "\t"


def hidden_characters(name: str, number: int, line: str) -> Iterator[Problem]:
    """Yield a problem for each character of a line that nobody can see."""
    for column, character in enumerate(line, 1):
        if is_hidden(character):
            span = Span(name, number, column, number, column + 1)
            yield HiddenCharacter(span=span, codepoint=ord(character))
