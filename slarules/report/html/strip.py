"""Every target in every period on one drawing: a row of marks for each target."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from markupsafe import Markup

from slarules.report.html.geometry import across, ticks
from slarules.report.html.marks import mark
from slarules.report.html.markup import element, figure

ROW, HEAD, FOOT = 42, 4, 34
MOST = 36
MOST_LABELS = 12


@dataclass(frozen=True, slots=True)
class Strip:
    """A target, and its outcome by period."""

    title: str
    periods: Sequence[str]
    outcomes: Mapping[str, str]


def strips(rows: Sequence[Strip]) -> Markup:
    """Return the drawing, of the newest periods when there are very many; nothing for no target."""
    if not rows or not rows[0].periods:
        return Markup("")
    periods = rows[0].periods[-MOST:]
    told = "; ".join(_told(row, periods) for row in rows)
    parts = [part for number, row in enumerate(rows) for part in _row(number, row, periods)]
    foot = HEAD + ROW * len(rows)
    return figure(
        "Every target, period by period",
        f"{told}.",
        foot + FOOT,
        *parts,
        *_below(periods, foot),
        class_="strip",
    )


def _told(row: Strip, periods: Sequence[str]) -> str:
    by_word: dict[str, list[str]] = {}
    for period in periods:
        by_word.setdefault(row.outcomes.get(period, "nothing"), []).append(period)
    common = Counter(row.outcomes.get(period, "nothing") for period in periods).most_common(1)[0][0]
    others = [f"{word} in {', '.join(at)}" for word, at in by_word.items() if word != common]
    return f"{row.title}: {', '.join([*others, f'else {common}' if others else common])}"


def _row(number: int, row: Strip, periods: Sequence[str]) -> Iterator[Markup]:
    top = HEAD + ROW * number
    yield element("text", row.title, x=0, y=top + 12)
    for column, period in enumerate(periods):
        outcome = row.outcomes.get(period, "nothing")
        x = Fraction(2 * column + 1, 2 * len(periods))
        yield element(
            "g",
            element("title", f"{row.title}, {period}: {outcome}"),
            mark(outcome, across(x), Fraction(top + 27)),
        )
    yield element("line", x1=0, x2="100%", y1=top + 39, y2=top + 39, class_="grid")


def _below(periods: Sequence[str], foot: int) -> Iterator[Markup]:
    for column, (short, head) in enumerate(ticks(periods, MOST_LABELS)):
        x = across(Fraction(2 * column + 1, 2 * len(periods)))
        if short:
            yield element("text", short, x=x, y=foot + 12, class_="tick")
        if head:
            start = across(Fraction(column, len(periods)))
            yield element("text", head, x=start, y=foot + 28, class_="quiet")
