"""The line of a file that makes a measure do what it does, with the note beside it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from slarules.source import Span
from slarules.syntax.scan import PIECE

BLANKS = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Quote:
    """Words of a file, and the note beside them."""

    words: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Quoting:
    """Quotes the texts of a way of counting; their lines by the names that places have."""

    lines: Mapping[str, Sequence[str]]

    def statement(self, span: Span) -> Quote:
        """Return a statement on one line, with the notes of its lines."""
        cut = [_apart(line) for line in self._of(span)]
        words = " ".join(said for said, _ in cut if said)
        return Quote(BLANKS.sub(" ", words), " ".join(note for _, note in cut if note))

    def phrase(self, span: Span, *openings: str) -> Quote | None:
        """Return the phrase of a statement that opens with one of the words; None without one."""
        wanted = re.compile(rf"(?:^|\s)(?:{'|'.join(map(re.escape, openings))})\b")
        for line in self._of(span):
            said, note = _apart(line)
            if found := wanted.search(said):
                return Quote(BLANKS.sub(" ", said[found.start() :]).strip(), note)
        return None

    def run(self, span: Span) -> Quote:
        """Return from what until what a measure counts."""
        found = list(self._run(span))
        words = " ".join(said for said, _ in found)
        return Quote(words, " ".join(dict.fromkeys(note for _, note in found if note)))

    def _run(self, span: Span) -> Iterator[tuple[str, str]]:
        """Yield the lines from the one with `from` to the one with `until`."""
        inside = False
        for line in self._of(span):
            said, note = _apart(line)
            begins = re.search(r"(?:^|\s)((?:each time |separately for each \w+ )?from\s.*)", said)
            if begins and not inside:
                said, inside = begins[1], True
            if inside:
                yield BLANKS.sub(" ", said).strip(), note
                if re.search(r"\buntil\b", said):
                    return

    def _of(self, span: Span) -> Sequence[str]:
        return self.lines.get(span.file, ())[max(0, span.line - 1) : span.end_line]


def _apart(line: str) -> tuple[str, str]:
    """Return what a line says and its remark."""
    pieces = PIECE.findall(line)
    said = "".join(piece for piece in pieces if not piece.startswith("#"))
    note = "".join(piece for piece in pieces if piece.startswith("#"))
    return said.strip(), note.lstrip("# ").strip()
