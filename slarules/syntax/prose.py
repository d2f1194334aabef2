"""The literate form: a contract's prose with its statements in fenced `sla` blocks."""

from __future__ import annotations

import re
from dataclasses import dataclass

from slarules.source import Span
from slarules.syntax.lines import PlainLines
from slarules.syntax.tree import Heading

FENCE = re.compile(r"(`{3,}|~{3,})\s*(\S*)")
HEADING = re.compile(r"(#{1,6})\s+(.*?)\s*#*$")


@dataclass(frozen=True, slots=True)
class Document:
    """A text's statements with everything else blank, and the headings of its prose.

    `blocks` are the lines that open a block; no statement goes on from one block to the next.
    """

    lines: PlainLines
    headings: tuple[Heading, ...] = ()
    blocks: frozenset[int] = frozenset()


def is_literate(name: str) -> bool:
    """Return whether a file of this name holds prose around its statements."""
    return name.endswith(".md")


def document(lines: PlainLines) -> Document:
    """Return the statements of a text; all of it, unless it is literate."""
    if not is_literate(lines.name):
        return Document(lines)
    texts: list[str] = []
    headings: list[Heading] = []
    blocks: set[int] = set()
    fence = language = ""
    for number, line in enumerate(lines.texts, 1):
        mark = FENCE.match(line)
        inside = bool(fence) and language == "sla"
        texts.append(line if inside and not mark else "")
        if mark and not fence:
            fence, language = mark[1], mark[2]
            blocks.add(number)
        elif mark and line.strip() == fence:
            fence = language = ""
        elif not fence and (title := HEADING.match(line)):
            span = Span(lines.name, number, 1, number, len(line) + 1)
            headings.append(Heading(span, len(title[1]), title[2]))
    plain = PlainLines(lines.name, texts, lines.problems)
    return Document(plain, tuple(headings), frozenset(blocks))
