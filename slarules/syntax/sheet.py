"""One statement's words as canonical lines."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields
from typing import TypeAlias

from lark import Token, Tree

from slarules.syntax.build import Builder
from slarules.syntax.cut import Chunk
from slarules.syntax.scan import PIECE
from slarules.syntax.tables import parser
from slarules.syntax.tree import (
    Add,
    Due,
    During,
    GivenMany,
    GivenPeriod,
    GivenPrevious,
    GivenThing,
    HeaderRow,
    Line,
    Node,
    PaidWithin,
    RemovesTime,
    Replace,
    Row,
    Run,
    While,
)

Place: TypeAlias = tuple[int, int]
"""A line of the text and a column, both from 1."""


@dataclass(slots=True)
class Written:
    """A line as it grows: its words or cells, its comment.

    `source` is the line of the text that its first word began, 0 if it began none.
    """

    source: int
    depth: int
    words: list[str] = field(default_factory=list)
    cells: list[str] | None = None
    comment: str = ""
    comment_column: int = 0

    @property
    def is_row(self) -> bool:
        """Whether the line is a row of a table."""
        return self.cells is not None

    @property
    def is_comment(self) -> bool:
        """Whether the line is a comment alone."""
        return not self.words and self.cells is None

    @property
    def text(self) -> str:
        """The line; a comment behind words stays in its column where they leave it free."""
        indent = "  " * self.depth
        body = f"| {' | '.join(self.cells)} |" if self.cells is not None else phrase(self.words)
        if not self.comment:
            return indent + body
        if not body:
            return indent + self.comment
        line = indent + body
        gap = self.comment_column - len(line) - 1
        return line + " " * (gap if gap > 0 else 2) + self.comment


def laid_out(chunk: Chunk, end: int) -> Iterator[Written]:
    """Yield the canonical lines of a statement that parses; `end` is its last line in the text."""
    lines = chunk.lines[: end - chunk.first + 1]
    rule = chunk.rule or ""
    steps = parser().parse_interactive("\n".join(lines), start=rule)
    words = [token for token in steps.iter_parse() if token.type != "$END"]
    root: Tree[Token] = steps.feed_eof(words[-1])  # type: ignore[no-untyped-call]
    statement = Builder(chunk.file, chunk.first).build(root)
    starts = dict(line_starts(statement, 0))
    written = list(lines_of(chunk, words, starts, list(comments_of(chunk, lines))))
    align(written)
    yield from written


def lines_of(
    chunk: Chunk,
    words: Sequence[Token],
    starts: Mapping[Place, int],
    comments: list[Comment],
) -> Iterator[Written]:
    """Yield the lines that words make, each comment where it was among them."""
    line: Written | None = None
    for token in words:
        at = (chunk.first - 1 + (token.line or 1), token.column or 1)
        while comments and (comments[0].line, comments[0].column) < at:
            comment = comments.pop(0)
            if line is not None and not comment.alone:
                line.comment, line.comment_column = comment.text, comment.column
                yield line
                line = Written(at[0], line.depth)
            else:
                if line is not None and (line.words or line.cells):
                    yield line
                depth = starts.get(at, line.depth if line else 0)
                yield Written(comment.line, depth, comment=comment.text)
                line = Written(at[0], depth)
        line = line or Written(at[0], 0)
        if at in starts:
            if line.words or line.cells:
                yield line
            line = Written(at[0] if leads(chunk, at) else 0, starts[at])
        put(line, token)
    if line is not None:
        yield from ending(line, comments)


def leads(chunk: Chunk, at: Place) -> bool:
    """Return whether a word is the first of its line in the text."""
    return not chunk.lines[at[0] - chunk.first][: at[1] - 1].strip()


@dataclass(frozen=True, slots=True)
class Comment:
    """A comment, and whether it is alone on its line."""

    line: int
    column: int
    text: str
    alone: bool


def ending(line: Written, comments: Sequence[Comment]) -> Iterator[Written]:
    """Yield the last line of a statement and the comments behind it."""
    rest = list(comments)
    if rest and not rest[0].alone:
        first = rest.pop(0)
        line.comment, line.comment_column = first.text, first.column
    yield line
    for comment in rest:
        yield Written(comment.line, max(1, line.depth), comment=comment.text)


def put(line: Written, token: Token) -> None:
    """Add a word to a line; bars begin and end the cells of a row."""
    text = " ".join(token.splitlines()).replace("\t", " ")
    if token.type == "ROW_END":
        return
    if token.type == "BAR":
        line.cells = [*(line.cells or []), ""]
    elif line.cells is not None:
        line.cells[-1] = phrase([line.cells[-1], text]) if line.cells[-1] else text
    else:
        line.words.append(text)


def phrase(words: Sequence[str]) -> str:
    """Return words with one blank between them, none before a comma or inside parentheses."""
    text = ""
    for word in words:
        tight = not text or word in {",", ")"} or text.endswith("(")
        text += word if tight else f" {word}"
    return text


def align(lines: Sequence[Written]) -> None:
    """Make the cells of each column of each table equally wide."""
    table: list[list[str]] = []
    for line in [*lines, Written(0, 0, words=["end"])]:
        if line.cells is not None:
            if table and len(table[0]) != len(line.cells):
                widen(table)
                table = []
            table.append(line.cells)
        elif table and not line.is_comment:
            widen(table)
            table = []


def widen(table: Sequence[list[str]]) -> None:
    """Fill the cells of a table with blanks up to the width of their column."""
    widths = [max(len(cell) for cell in column) for column in zip(*table, strict=True)]
    for row in table:
        row[:] = [cell.ljust(width) for cell, width in zip(row, widths, strict=True)]


def comments_of(chunk: Chunk, lines: Sequence[str]) -> Iterator[Comment]:
    """Yield the comments of a statement."""
    for index, line in enumerate(lines):
        if "#" not in line:
            continue
        for piece in PIECE.finditer(line):
            if piece[0][0] == "#":
                alone = not line[: piece.start()].strip()
                column = piece.start() + 1
                yield Comment(chunk.first + index, column, piece[0].rstrip(), alone)


# --- where lines begin ---------------------------------------------------------------------------


def line_starts(node: object, depth: int) -> Iterator[tuple[Place, int]]:
    """Yield the places at which a line begins, with how deep it is indented."""
    if isinstance(node, tuple):
        for index, part in enumerate(node):
            if not continues(part, node[index - 1] if index else None):
                yield from line_starts(part, depth)
    elif isinstance(node, Line):
        yield (node.span.line, node.span.column), depth
        yield from inner_starts(node, depth + 1)
    elif isinstance(node, (HeaderRow, Row)):
        yield (node.span.line, node.span.column), depth - 1
    elif isinstance(node, Node):
        yield from inner_starts(node, depth)


def inner_starts(node: Node, depth: int) -> Iterator[tuple[Place, int]]:
    """Yield the places inside a node at which a line begins."""
    match node:
        case Replace(statement=inner) | Add(statement=inner):
            yield from inner_starts(inner, depth)
        case GivenThing(details=[_]) | GivenPeriod(details=[_]) | PaidWithin() | Due():
            return
        case GivenMany(details=[_]) | GivenPrevious(details=[_]):
            return
        case Run(phrases=phrases):
            yield from line_starts(phrases, depth)
        case _:
            for part in fields(node):
                if part.name != "span":
                    yield from line_starts(getattr(node, part.name), depth)


def continues(part: object, before: object) -> bool:
    """Return whether a phrase stands on the line of the one before: `removes time during ...`."""
    alone = isinstance(before, RemovesTime) and before.measures is None
    return alone and isinstance(part, (During, While))
