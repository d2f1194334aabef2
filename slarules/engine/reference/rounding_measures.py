"""The last two steps of a measure: its named rounding, and its clamp (steps 13 and 14)."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from math import ceil, floor
from typing import assert_never

from slarules.core.measures import (
    GoodShare,
    MeanOfRatios,
    PeriodMeasure,
    Rounded,
    ShareOf,
    ShareOfFixed,
)
from slarules.engine.outcome import Achieved

SHARES = (GoodShare, ShareOfFixed, ShareOf, MeanOfRatios)
PERCENT = 100


def settled(
    measure: PeriodMeasure, achieved: Achieved, *, is_share: bool | None = None
) -> Achieved:
    """Return a value rounded and clamped as its measure says.

    Both steps keep the order of values, so the ends of a range stay its ends.

    Args:
        measure: The measure.
        achieved: Its value before both steps.
        is_share: Whether it is a share: its percentage is rounded. By its form if not said.
    """
    share = isinstance(measure.value, SHARES) if is_share is None else is_share
    least = _settled(measure, achieved.least, share=share)
    return replace(achieved, least=least, most=_settled(measure, achieved.most, share=share))


def _settled(measure: PeriodMeasure, value: Fraction, *, share: bool) -> Fraction:
    if measure.rounded is not None:
        scale = PERCENT if share else 1
        value = Fraction(rounded(value * scale, measure.rounded), scale)
    return value if measure.least is None else max(value, measure.least)


def rounded(value: Fraction, how: Rounded) -> Fraction:
    """Return a number rounded to so many decimals; the size is rounded and the sign kept."""
    unit = 10**how.decimals
    size = Fraction(_whole(abs(value) * unit, how), unit)
    return size if value >= 0 else -size


def _whole(size: Fraction, how: Rounded) -> int:
    down, up = floor(size), ceil(size)
    rest, half = size - down, Fraction(1, 2)
    match how.mode:
        case "down":
            return down
        case "up":
            return up
        case "half up":
            return up if rest >= half else down
        case "half down":
            return up if rest > half else down
        case "half even":
            even = down if down % 2 == 0 else up
            return even if rest == half else up if rest > half else down
        case _:
            assert_never(how.mode)
