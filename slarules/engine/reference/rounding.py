"""The one rounding of a total, and the parts that lines show of it."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import floor
from typing import assert_never

from slarules.core.measures import Rounded
from slarules.core.settling import Rounding, RoundingMode


def rounded(value: Fraction, rounding: Rounding) -> Fraction:
    """Return a sum rounded to the decimals of a currency.

    The size is rounded and the sign kept, so that what is given back rounds as it was earned.
    """
    unit = 10**rounding.decimals
    units = _whole(abs(value) * unit, rounding.mode)
    return Fraction(units if value >= 0 else -units, unit)


def rounded_to(value: Fraction, point: Rounded) -> Fraction:
    """Return a value rounded to the decimals of a named rounding point."""
    return rounded(value, Rounding(point.mode, point.decimals))


def _whole(size: Fraction, mode: RoundingMode) -> int:
    whole = floor(size)
    rest = size - whole
    half = Fraction(1, 2)
    match mode:
        case "down":
            up = False
        case "up":
            up = rest > 0
        case "half up":
            up = rest >= half
        case "half down":
            up = rest > half
        case "half even":
            up = rest > half or (rest == half and whole % 2 == 1)
        case _:
            assert_never(mode)
    return whole + up


def shown(parts: Sequence[Fraction], rounding: Rounding) -> list[Fraction]:
    """Return the parts rounded so that they add up to their rounded total.

    Each is cut down to a whole unit; the units left go to the largest remainders, the first of
    equal ones before the others.
    """
    unit = 10**rounding.decimals
    scaled = [part * unit for part in parts]
    floors = [floor(part) for part in scaled]
    left = int(rounded(sum(parts, Fraction(0)), rounding) * unit) - sum(floors)
    by_remainder = sorted(range(len(parts)), key=lambda i: floors[i] - scaled[i])
    raised = set(by_remainder[:left])
    return [Fraction(units + (i in raised), unit) for i, units in enumerate(floors)]
