"""Text in columns for a terminal or a file, and the tones in which a terminal shows it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from textwrap import wrap
from typing import Literal, TypeAlias

Tone: TypeAlias = Literal["plain", "title", "good", "bad", "unsure", "quiet"]
Paint: TypeAlias = Callable[[str, Tone], str]
"""Gives text a tone; where nothing is drawn, it returns the text."""

GAP = "  "
ENOUGH = 20
"""A column that gives way keeps this many characters as long as others can give way."""

NARROWEST = 8
"""It keeps this many even where that is not enough."""

NOTE = GAP * 3
"""The margin of a note below its row."""


TOGETHER = re.compile(r"(?<=\b[A-Z]{3}) (?=-?\d)|(?<=\d) (?=(?:h|min|s)\b)")
"""The blank in a sum of money and in a length of time, at which no line ends."""

CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")


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
        # A cell is one line: names come from outside, and may hold ends of lines and escapes.
        text = CONTROLS.sub(" ", cut(self.text, width))
        padding = " " * (width - len(text))
        shown = paint(text, self.tone) if text else text
        return padding + shown if self.right else shown + padding


def cut(text: str, width: int) -> str:
    """Return a text no longer than the width; one that is cut ends in an ellipsis."""
    return text if len(text) <= width else f"{text[: max(0, width - 1)]}…"


def grid(
    rows: Sequence[Sequence[Cell]],
    width: int,
    *,
    yields: Sequence[int],
    paint: Paint,
    gap: str = GAP,
) -> Iterator[str]:
    """Yield rows with their columns aligned.

    Where the width is short, the columns of `yields` give way in their order, then the last one.
    """
    widths = widths_of(rows)
    excess = sum(widths) + len(gap) * (len(widths) - 1) - width
    ways = [(column, ENOUGH) for column in yields]
    ways += [(column, NARROWEST) for column in (*yields, len(widths) - 1)]
    for column, least in ways:
        if excess > 0 and column < len(widths):
            spared = min(excess, max(0, widths[column] - least))
            widths[column] -= spared
            excess -= spared
    for row in rows:
        cells = (cell.fitted(w, paint) for cell, w in zip(row, widths, strict=False))
        yield gap.join(cells).rstrip()


def widths_of(rows: Sequence[Sequence[Cell]]) -> list[int]:
    """Return how wide each column must be for its widest cell."""
    columns = zip_longest(*rows, fillvalue=Cell(""))
    return [max(len(cell.text) for cell in column) for column in columns]


def noted(
    cells: Sequence[Cell], note: Cell, widths: Sequence[int], width: int, paint: Paint
) -> Iterator[str]:
    """Yield a row whose note continues under itself, or stands below where it has no room.

    The first cell gives way to the others; these push the note to the right.
    """
    first, *others = cells
    taken = [max(wide, len(cell.text)) for wide, cell in zip(widths[1:], others, strict=False)]
    left = max(NARROWEST, width - sum(taken) - len(GAP) * len(taken))
    fitted = [min(max(widths[0], len(first.text)), left), *taken]
    head = GAP.join(cell.fitted(wide, paint) for cell, wide in zip(cells, fitted, strict=True))
    start = sum(fitted) + len(GAP) * len(fitted)
    if width - start < min(ENOUGH, len(note.text)):
        yield head.rstrip()
        yield from paragraph(note.text, width, paint, note.tone, margin=NOTE)
        return
    lines = folded(note.text, width - start) or [""]
    for before, line in zip_longest([f"{head}{GAP}"], lines, fillvalue=" " * start):
        yield f"{before}{paint(line, note.tone) if line else line}".rstrip()


def noted_rows(rows: Sequence[Sequence[Cell]], width: int, paint: Paint) -> Iterator[str]:
    """Yield rows of which the last column is a note; others but the first and last are spared."""
    between = range(1, len(rows[0]) - 2)
    shown = spared(rows, width - NARROWEST, drops=between, yields=(len(rows[0]) - 1,))
    widths = widths_of(shown)[:-1]
    for row in shown:
        yield from noted(row[:-1], row[-1], widths, width, paint)


def paragraph(
    text: str, width: int, paint: Paint = unpainted, tone: Tone = "plain", margin: str = GAP
) -> Iterator[str]:
    """Yield a text in lines behind a margin; every line but the first is indented further."""
    for line in folded(text, width - len(margin), GAP):
        yield f"{margin}{paint(line, tone)}"


def folded(text: str, width: int, indent: str = "") -> list[str]:
    """Return a text in lines no longer than the width; sums and lengths of time stay whole."""
    whole = TOGETHER.sub("\u00a0", text)
    lines = wrap(whole, width, subsequent_indent=indent, break_on_hyphens=False)
    return [line.replace("\u00a0", " ") for line in lines]


def spared(
    rows: Sequence[Sequence[Cell]], width: int, *, drops: Sequence[int], yields: Sequence[int]
) -> Sequence[Sequence[Cell]]:
    """Return the rows without as many columns of `drops` as it takes to have room for the others.

    Args:
        drops: What can be spared, the last column first.
        yields: Columns that need not be shown in full.
    """
    for column in drops:
        wide = [min(w, ENOUGH) if n in yields else w for n, w in enumerate(widths_of(rows))]
        if sum(wide) + len(GAP) * (len(wide) - 1) <= width:
            break
        rows = [[*row[:column], *row[column + 1 :]] for row in rows]
    return rows


def indented(lines: Iterable[str], by: str = GAP) -> Iterator[str]:
    """Yield the lines with a margin."""
    return (f"{by}{line}" for line in lines)
