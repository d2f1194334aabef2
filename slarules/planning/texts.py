"""What changed in the text: statements of two texts beside each other, line by line.

Layout and comments do not count; the lines are those of the canonical form.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

from slarules.planning.found import How, TextChange
from slarules.source import SourceText, Span
from slarules.syntax import tree
from slarules.syntax.cut import Chunk, cut
from slarules.syntax.layout import words_end
from slarules.syntax.lines import plain_lines
from slarules.syntax.parse import parse
from slarules.syntax.prose import document
from slarules.syntax.sheet import Written, laid_out, phrase


@dataclass(frozen=True, slots=True)
class Stated:
    """A statement of a text.

    Attributes:
        lines: In canonical form without comments, the cells of tables without idle blanks.
    """

    word: str
    name: str
    clause: str | None
    lines: tuple[str, ...]
    span: Span

    @property
    def key(self) -> tuple[str, str]:
        """By what it is known in both texts."""
        return self.word, self.name


@dataclass(frozen=True, slots=True)
class Paired:
    """A statement in both texts, or in one of them."""

    old: Stated | None
    new: Stated | None

    @property
    def how(self) -> How:
        """What became of it."""
        if self.old is None:
            return "added"
        return "removed" if self.new is None else "changed"

    @property
    def known(self) -> Stated:
        """The statement as it is now, or as it was where it is no more."""
        found = self.new or self.old
        if found is None:
            raise LookupError("a pair of no statement")
        return found


def changed(old: Sequence[SourceText], new: Sequence[SourceText]) -> tuple[Paired, ...]:
    """Return the statements that differ, in reading order."""
    same = {text.text for text in old} & {text.text for text in new}
    before, after = (
        [s for t in texts if t.text not in same for s in _stated(t)] for texts in (old, new)
    )
    pairs = list(_paired(before, after))
    return tuple(pair for pair in _in_order(pairs, before, after) if _differs(pair))


def _differs(pair: Paired) -> bool:
    return pair.old is None or pair.new is None or pair.old.lines != pair.new.lines


def text_change(pair: Paired, *, says_the_same: bool | None) -> TextChange:
    """Return a pair as a plan tells it."""
    known = pair.known
    old, new = (side.lines if side else () for side in (pair.old, pair.new))
    lines = tuple(_between(old, new))
    return TextChange(pair.how, known.clause, known.word, known.name, lines, says_the_same)


# --- statements -----------------------------------------------------------------------------------


def _stated(text: SourceText) -> Iterator[Stated]:
    if not text.name.endswith((".sla", ".sla.md")):
        last = max(1, len(text.lines))
        span = Span(text.name, 1, 1, last, 1)
        yield Stated("sheet", text.name.rpartition("/")[2], None, tuple(text.lines), span)
        return
    inside = document(plain_lines(text))
    chunks = cut(inside.lines, inside.blocks).chunks
    for chunk, statement in zip(chunks, parse(text).file.statements, strict=True):
        word, name = _called(chunk, statement)
        yield Stated(word, name, _clause(statement), tuple(_lines(chunk)), statement.span)


def _called(chunk: Chunk, statement: tree.Statement) -> tuple[str, str]:
    if isinstance(statement, tree.Use):
        return f"use {statement.kind}", statement.name.value
    named = getattr(statement, "name", None) or getattr(statement, "title", None)
    match named:
        case tree.Name(text=text):
            return _word(chunk), text
        case tree.Text(value=value):
            return _word(chunk), value
        case _:
            return _word(chunk), ""


def _word(chunk: Chunk) -> str:
    return " ".join(chunk.lines[0].split()[:2]) if chunk.word == "internal" else chunk.word


def _clause(statement: tree.Statement) -> str | None:
    clause = getattr(statement, "clause", None)
    return clause.value if isinstance(clause, tree.Text) else None


def _lines(chunk: Chunk) -> Iterator[str]:
    for line in laid_out(chunk, chunk.first - 1 + words_end(chunk)):
        if not line.is_comment:
            yield f"{'  ' * line.depth}{_body(line)}"


def _body(line: Written) -> str:
    if line.cells is None:
        return phrase(line.words)
    return f"| {' | '.join(cell.strip() for cell in line.cells)} |"


# --- side by side ---------------------------------------------------------------------------------


def _paired(before: Sequence[Stated], after: Sequence[Stated]) -> Iterator[Paired]:
    """Yield what stands for what: by name; of several without one, the most alike first."""
    left: dict[tuple[str, str], list[Stated]] = {}
    for each in before:
        left.setdefault(each.key, []).append(each)
    taken: dict[int, Stated] = {}
    for alike in (_equal, _same_clause, _any):
        for number, stated in enumerate(after):
            rest = left.get(stated.key, [])
            if number not in taken and (found := alike(stated, rest)):
                taken[number] = found
                rest.remove(found)
    yield from (Paired(taken.get(number), stated) for number, stated in enumerate(after))
    yield from (Paired(each, None) for rest in left.values() for each in rest)


def _equal(stated: Stated, rest: Iterable[Stated]) -> Stated | None:
    return next((each for each in rest if each.lines == stated.lines), None)


def _same_clause(stated: Stated, rest: Iterable[Stated]) -> Stated | None:
    return next((each for each in rest if each.clause == stated.clause), None)


def _any(stated: Stated, rest: Iterable[Stated]) -> Stated | None:
    del stated
    return next(iter(rest), None)


def _in_order(
    pairs: Sequence[Paired], before: Sequence[Stated], after: Sequence[Stated]
) -> list[Paired]:
    """Return pairs as the new text has them, and what is gone behind what stood before it."""
    place = {id(stated): (number, 0, 0) for number, stated in enumerate(after)}
    kept = {id(pair.old): place[id(pair.new)][0] for pair in pairs if pair.old and pair.new}
    ahead = -1
    for number, stated in enumerate(before):
        ahead = kept.get(id(stated), ahead)
        place[id(stated)] = (ahead, 1, number)
    return sorted(pairs, key=lambda pair: place[id(pair.new or pair.old)])


SIGNS: dict[str, tuple[Literal["-", "+"], ...]] = {
    "replace": ("-", "+"), "delete": ("-",), "insert": ("+",),
}  # fmt: skip


def _between(old: Sequence[str], new: Sequence[str]) -> Iterator[str]:
    for how, i, j, k, m in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        for sign in SIGNS.get(how, ()):
            lines = old[i:j] if sign == "-" else new[k:m]
            yield from (f"{sign} {line}" for line in lines)
