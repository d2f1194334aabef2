"""Canonical text: two spaces, one phrase a line, tables aligned, comments kept.

A statement is laid out from its words as they stand in the text; the tree only says where lines
begin. So no word can be lost, whatever the statement is.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from slarules.source import SourceText
from slarules.syntax.cut import Chunk, cut
from slarules.syntax.lines import PlainLines, plain_lines
from slarules.syntax.parse import parse
from slarules.syntax.prose import FENCE, document, is_literate
from slarules.syntax.sheet import Written, laid_out


def format_text(source: SourceText) -> str:
    """Return the canonical form of a text; one that has errors is returned as it is."""
    if any(problem.tier == "error" for problem in parse(source).problems):
        return source.text
    lines = plain_lines(source)
    canonical = literate(source, lines) if is_literate(source.name) else statements(lines.texts)
    return "".join(f"{line}\n" for line in canonical)


def literate(source: SourceText, lines: PlainLines) -> Iterator[str]:
    """Yield the lines of a document, those of its `sla` blocks in canonical form."""
    texts = document(lines).lines.texts
    block: list[str] | None = None
    for line, text in zip(source.lines, texts, strict=True):
        mark = FENCE.match(line)
        if block is not None and not mark:
            block.append(text)
            continue
        if block is not None:
            yield from statements(block)
        block = [] if block is None and mark and mark[2] == "sla" else None
        yield line


def statements(texts: list[str]) -> Iterator[str]:
    """Yield the canonical lines of statements and of the comments around them."""
    chunks = cut(PlainLines("", texts, [])).chunks
    groups = [list(group) for group in parts(texts, chunks)]
    before: Written | None = None
    for index, group in enumerate(groups):
        for number, line in enumerate(group):
            if before is not None and (
                gap_before(texts, line) or (not number and apart(groups[index - 1], group))
            ):
                yield ""
            yield line.text
            before = line


def parts(texts: list[str], chunks: Sequence[Chunk]) -> Iterator[Iterator[Written]]:
    """Yield each statement with the comments before it; last, the comments at the end."""
    start = 0
    for chunk in chunks:
        end = chunk.first - 1 + words_end(chunk)
        yield (
            line
            for piece in (comments(texts, start, chunk.first - 1), laid_out(chunk, end))
            for line in piece
        )
        start = end
    yield comments(texts, start, len(texts))


def words_end(chunk: Chunk) -> int:
    """Return how many lines of a chunk are its own; what follows belongs to the next."""
    end = len(chunk.lines)
    while end > 1 and (not chunk.lines[end - 1].strip() or chunk.lines[end - 1][0] == "#"):
        end -= 1
    return end


def comments(texts: list[str], start: int, end: int) -> Iterator[Written]:
    """Yield the comments between two statements."""
    for index in range(start, end):
        if texts[index].strip():
            yield Written(index + 1, 0, comment=texts[index].strip())


def gap_before(texts: list[str], line: Written) -> bool:
    """Return whether the text has an empty line before a line that may have one."""
    above = line.source - 2
    return not line.is_row and above >= 0 and not texts[above].strip()


def apart(before: Sequence[Written], after: Sequence[Written]) -> bool:
    """Return whether an empty line parts two statements that the text had none between.

    Statements of one line that stand together stay together.
    """
    sizes = [sum(not line.is_comment for line in group) for group in (before, after)]
    return bool(sizes[0]) and max(sizes) > 1
