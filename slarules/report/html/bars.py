"""A chart of a target: a bar for each period, the level that it needs, and the limits of bands."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from markupsafe import Markup

from slarules.report.html.geometry import Scale, across, apart, coordinate, reach, ticks
from slarules.report.html.marks import mark
from slarules.report.html.markup import element, figure

TOP, BOTTOM, HEIGHT = 22, 182, 218
PLOT = Fraction(86, 100)
"""The part of the width in which bars stand; labels of the scale have the rest."""

MOST_LABELS = 12
LINE_OF_TEXT = 13


@dataclass(frozen=True, slots=True)
class Bar:
    """What was achieved in a period.

    Attributes:
        least: From here to `most`, which is the same unless facts are unknown; None when there
            was nothing to judge.
        level: What the target needs in this period.
        told: The same in words.
    """

    period: str
    least: Fraction | None
    most: Fraction | None
    level: Fraction
    outcome: str
    told: str


@dataclass(frozen=True, slots=True)
class Line:
    """A value of the scale, and how it is written."""

    at: Fraction
    shown: str


@dataclass(frozen=True, slots=True)
class Chart:
    """What a chart of a target shows."""

    title: str
    told: str
    bars: Sequence[Bar]
    level: Line
    limits: Sequence[Line] = ()
    shares: bool = True

    @property
    def scale(self) -> Scale:
        """From where to where values stand."""
        values = [v for bar in self.bars for v in (bar.least, bar.most, bar.level) if v is not None]
        return Scale(*reach(values, shares=self.shares), BOTTOM, TOP)


def bars(chart: Chart) -> Markup:
    """Return a chart as SVG."""
    scale = chart.scale
    return figure(
        chart.title,
        chart.told,
        HEIGHT,
        *_grid(chart, scale),
        *(part for number, bar in enumerate(chart.bars) for part in _bar(chart, number, bar)),
        *_levels(chart, scale),
        *_periods(chart),
    )


def _left(chart: Chart, number: int) -> Fraction:
    return PLOT * number / max(1, len(chart.bars))


def _grid(chart: Chart, scale: Scale) -> Iterator[Markup]:
    """Yield the lines across, and what is written at their right ends."""
    ends = [Line(scale.least, _end(scale.least)), Line(scale.most, _end(scale.most))]
    lines = [chart.level, *chart.limits, *(ends if chart.shares else ends[:1])]
    inside = [line for line in lines if scale.least <= line.at <= scale.most]
    shown = apart([scale.y(line.at) for line in inside], LINE_OF_TEXT)
    for line, written in zip(inside, shown, strict=True):
        if line is not chart.level:
            yield _across(scale.up(line.at), "limit" if line in chart.limits else "grid")
        if written:
            yield element(
                "text",
                line.shown,
                x=across(PLOT + Fraction(1, 100)),
                y=coordinate(scale.y(line.at) + 4),
                class_="level" if line is chart.level else "quiet",
            )
    if scale.least > 0:
        yield _broken()


def _end(value: Fraction) -> str:
    return f"{coordinate(value * 100)}%" if value else "0"


def _across(y: str, class_: str) -> Markup:
    return element("line", x1="0", x2=across(PLOT), y1=y, y2=y, class_=class_)


def _broken() -> Markup:
    """Return the zigzag that says: the scale does not begin at nothing."""
    zigzag = element("path", d="M0 0l4 -3l4 6l4 -6l4 3", class_="broken")
    return element("svg", zigzag, x=across(PLOT), y=BOTTOM - 8, overflow="visible")


def _bar(chart: Chart, number: int, bar: Bar) -> Iterator[Markup]:
    scale, each = chart.scale, PLOT / max(1, len(chart.bars))
    left, wide = _left(chart, number) + each * Fraction(3, 20), each * Fraction(14, 20)
    middle = across(left + wide / 2)
    told = element("title", bar.told)
    if bar.least is None or bar.most is None:
        shown = "nothing" if bar.outcome == "met" else bar.outcome
        yield element("g", told, mark(shown, middle, Fraction(BOTTOM - 10)))
        return
    y = scale.y(bar.least)
    place = {"x": across(left), "width": across(wide)}
    parts = [
        element("rect", **place, y=coordinate(y), height=coordinate(BOTTOM - y), class_=bar.outcome)
    ]
    if bar.most != bar.least:
        parts.append(_unsure(middle, scale, bar.least, bar.most))
    above = scale.y(bar.most) - 10
    yield element("g", told, *parts, *_noted(bar, middle, above))


def _unsure(middle: str, scale: Scale, least: Fraction, most: Fraction) -> Markup:
    return element(
        "line", x1=middle, x2=middle, y1=scale.up(least), y2=scale.up(most), class_="unsure"
    )


def _noted(bar: Bar, middle: str, y: Fraction) -> Iterator[Markup]:
    if bar.outcome != "met":
        yield mark(bar.outcome, middle, y)


def _levels(chart: Chart, scale: Scale) -> Iterator[Markup]:
    """Yield what the target needs, a line for each run of periods with the same level."""
    begins = 0
    for number, bar in enumerate(chart.bars, start=1):
        ends = number == len(chart.bars) or chart.bars[number].level != bar.level
        if ends:
            y = scale.up(bar.level)
            x1, x2 = across(_left(chart, begins)), across(_left(chart, number))
            yield element("line", x1=x1, x2=x2, y1=y, y2=y, class_="level")
            begins = number


def _periods(chart: Chart) -> Iterator[Markup]:
    each = PLOT / max(1, len(chart.bars))
    for number, (short, head) in enumerate(ticks([b.period for b in chart.bars], MOST_LABELS)):
        middle = across(_left(chart, number) + each / 2)
        if short:
            yield element("text", short, x=middle, y=BOTTOM + 16, class_="tick")
        if head:
            yield element(
                "text", head, x=across(_left(chart, number)), y=BOTTOM + 31, class_="quiet"
            )
