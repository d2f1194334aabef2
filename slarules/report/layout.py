"""Text in columns for a terminal or a file, and the tones in which a terminal shows it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Literal, TypeAlias

Tone: TypeAlias = Literal["plain", "title", "good", "bad", "unsure", "quiet"]
Paint: TypeAlias = Callable[[str, Tone], str]
"""Gives text a tone; where nothing is drawn, it returns the text."""

GAP = "  "
ENOUGH = 20
"""A column that gives way keeps this many characters as long as others can give way."""

NARROWEST = 8
"""It keeps this many even where that is not enough."""


def unpainted(text: str, tone: Tone) -> str:
    """Return the text as it is."""
    del tone
    return text


@dataclass(frozen=True, slots=True)
class Cell:
    """A text in a column."""

    text: str
    tone: Tone = "plain"
    right: bool = False

    def fitted(self, width: int, paint: Paint) -> str:
        """Return the text, painted, in exactly so many characters."""
        text = cut(self.text, width)
        padding = " " * (width - len(text))
        shown = paint(text, self.tone) if text else text
        return padding + shown if self.right else shown + padding


def cut(text: str, width: int) -> str:
    """Return a text no longer than the width; one that is cut ends in an ellipsis."""
    return text if len(text) <= width else f"{text[: max(0, width - 1)]}…"


def grid(
    rows: Sequence[Sequence[Cell]], width: int, *, yields: Sequence[int], paint: Paint
) -> Iterator[str]:
    """Yield rows with their columns aligned.

    Where the width is short, the columns of `yields` give way in their order, then the last one.
    """
    widths = [max(map(len, texts)) for texts in _columns(rows)]
    excess = sum(widths) + len(GAP) * (len(widths) - 1) - width
    ways = [(column, ENOUGH) for column in yields]
    ways += [(column, NARROWEST) for column in (*yields, len(widths) - 1)]
    for column, least in ways:
        if excess > 0 and column < len(widths):
            spared = min(excess, max(0, widths[column] - least))
            widths[column] -= spared
            excess -= spared
    for row in rows:
        cells = (cell.fitted(w, paint) for cell, w in zip(row, widths, strict=False))
        yield GAP.join(cells).rstrip()


def _columns(rows: Sequence[Sequence[Cell]]) -> Iterator[tuple[str, ...]]:
    empty = Cell("")
    for column in zip_longest(*rows, fillvalue=empty):
        yield tuple(cell.text for cell in column)


def indented(lines: Iterable[str], by: str = GAP) -> Iterator[str]:
    """Yield the lines with a margin."""
    return (f"{by}{line}" for line in lines)
