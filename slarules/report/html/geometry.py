"""Where things stand in a drawing: fractions of it, written with two decimals."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

FLOORS = tuple(
    Fraction(share) for share in ("0.9999", "0.999", "0.99", "0.98", "0.95", "0.9", "0.75", "0.5")
)
"""Where the scale of shares may begin, from narrow to wide, before it begins at nothing."""


def coordinate(value: Fraction) -> str:
    """Return a position with at most two decimals."""
    hundredths = round(value * 100)
    sign, (whole, rest) = "-" if hundredths < 0 else "", divmod(abs(hundredths), 100)
    return f"{sign}{whole}.{rest:02}".rstrip("0").rstrip(".")


def across(part: Fraction) -> str:
    """Return a part of the width: `12.5%`."""
    return f"{coordinate(part * 100)}%"


@dataclass(frozen=True, slots=True)
class Scale:
    """A range of values drawn from `bottom` up to `top`, both in pixels from above."""

    least: Fraction
    most: Fraction
    bottom: int
    top: int

    def y(self, value: Fraction) -> Fraction:
        """Return how far from above a value stands; values outside stand at the edge."""
        inside = min(max(value, self.least), self.most)
        whole = self.most - self.least
        share = (inside - self.least) / whole if whole else Fraction(0)
        return self.bottom - share * (self.bottom - self.top)

    def up(self, value: Fraction) -> str:
        """Return `y` as it is written."""
        return coordinate(self.y(value))


def reach(values: Iterable[Fraction], *, shares: bool) -> tuple[Fraction, Fraction]:
    """Return from where to where a scale goes that shows values, and differences between them."""
    shown = list(values) or [Fraction(0)]
    if not shares:
        return min(Fraction(0), *shown), max(Fraction(1, 10**9), *shown) * Fraction(11, 10)
    most = max(Fraction(1), *shown)
    lost = most - min(shown)
    fits = (floor for floor in FLOORS if 1 - floor >= lost * Fraction(5, 4))
    return next(fits, Fraction(0)), most


def apart(wanted: Sequence[Fraction], gap: int) -> list[bool]:
    """Return which labels are shown so that none stands in another; the first come first."""
    kept: list[Fraction] = []
    shown: list[bool] = []
    for place in wanted:
        free = all(abs(place - other) >= gap for other in kept)
        shown.append(free)
        if free:
            kept.append(place)
    return shown


def ticks(labels: Sequence[str], most: int) -> list[tuple[str, str]]:
    """Return for each label what is written below a chart: the label cut short, and its head.

    Of `2025-01` and `2025-02`, `01` below `2025` and `02` are written; of very many labels only
    some are.
    """
    step = -(-len(labels) // most) if labels else 1
    written: list[tuple[str, str]] = []
    before = ""
    for number, label in enumerate(labels):
        head, _, tail = label.rpartition("-")
        shown = number % step == 0
        written.append((tail if shown else "", head if shown and head != before else ""))
        before = head if shown else before
    return written
