"""The clock of an item, drawn: when it ran, stood still and why, and what happened when."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Literal, TypeAlias

from markupsafe import Markup

from slarules.report.html.geometry import across
from slarules.report.html.marks import mark
from slarules.report.html.markup import element, figure

State: TypeAlias = Literal["open", "closed", "paused", "excluded"]

LANE_TOP, LANE = 8, 24
AXIS = LANE_TOP + LANE + 18
ROW = 19
MARGIN = Fraction(1, 50)


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of time in which a clock did one thing; instants in microseconds."""

    start: int
    end: int
    state: State
    told: str


@dataclass(frozen=True, slots=True)
class Moment:
    """Something that happened, or was due."""

    at: int
    kind: str
    told: str


@dataclass(frozen=True, slots=True)
class Tick:
    """An instant of the axis, and how it is written."""

    at: int
    shown: str


@dataclass(frozen=True)
class Clock:
    """What the drawing of a clock shows; moments in the order in which they are listed."""

    title: str
    told: str
    pieces: Sequence[Piece]
    moments: Sequence[Moment]
    ticks: Sequence[Tick] = ()

    @cached_property
    def reach(self) -> tuple[int, int]:
        """From when to when."""
        told = [at for piece in self.pieces for at in (piece.start, piece.end)]
        told += [moment.at for moment in self.moments]
        return (min(told), max(told)) if told else (0, 0)


def clock(shown: Clock) -> Markup:
    """Return the drawing of a clock as SVG."""
    return figure(
        shown.title,
        shown.told,
        AXIS + 10 + ROW * len(shown.moments),
        *_axis(shown),
        *(_piece(shown, piece) for piece in shown.pieces),
        *(part for row, each in enumerate(shown.moments) for part in _moment(shown, row, each)),
        class_="clock",
    )


def _x(shown: Clock, at: int) -> Fraction:
    first, last = shown.reach
    return MARGIN + (1 - 2 * MARGIN) * Fraction(at - first, max(1, last - first))


def _axis(shown: Clock) -> Iterator[Markup]:
    foot = LANE_TOP + LANE
    for tick in shown.ticks:
        x = across(_x(shown, tick.at))
        yield element("line", x1=x, x2=x, y1=LANE_TOP - 4, y2=foot + 5, class_="grid")
        yield element("text", tick.shown, x=x, y=foot + 16, class_=f"tick {_side(shown, tick.at)}")


def _side(shown: Clock, at: int) -> str:
    """Return to which side a text stands, so that it stays inside the drawing."""
    x = _x(shown, at)
    return "after" if x < Fraction(1, 8) else "before" if x > Fraction(7, 8) else "middle"


def _piece(shown: Clock, piece: Piece) -> Markup:
    left, right = _x(shown, piece.start), _x(shown, piece.end)
    middle = LANE_TOP + LANE // 2
    told = element("title", piece.told)
    if piece.state == "open":
        return element(
            "rect", told, x=across(left), width=across(right - left), y=LANE_TOP, height=LANE,
            class_="open",
        )  # fmt: skip
    return element(
        "line", told, x1=across(left), x2=across(right), y1=middle, y2=middle, class_=piece.state
    )


def _moment(shown: Clock, row: int, moment: Moment) -> Iterator[Markup]:
    """Yield the plumb line from the lane down to the row of a moment, its mark and its words."""
    x, y = across(_x(shown, moment.at)), AXIS + 8 + ROW * row
    yield element("line", x1=x, x2=x, y1=LANE_TOP - 4, y2=y - 6, class_="plumb")
    yield mark(moment.kind, x, Fraction(y))
    before = _x(shown, moment.at) > Fraction(1, 2)
    words = element(
        "text", moment.told, x=-10 if before else 10, y=4, class_="before" if before else "after"
    )
    yield element("svg", words, x=x, y=y, overflow="visible")


def key(state: State) -> Markup:
    """Return how a state is drawn, small, to stand before its word."""
    small = {"aria-hidden": "true", "width": "32", "height": "14", "class": "clock"}
    if state == "open":
        return element("svg", element("rect", x=0, width=32, y=0, height=14, class_=state), **small)
    return element("svg", element("line", x1=0, x2=32, y1=7, y2=7, class_=state), **small)
