"""Units of a quantity: how many full, started, nearest or exact ones it has."""

from __future__ import annotations

from fractions import Fraction
from math import ceil, floor
from typing import assert_never

from slarules.core.measures import Rounds
from slarules.engine.reference.ranges import Range

HALF = Fraction(1, 2)


def counted(quantity: Fraction, unit: Fraction, how: Rounds) -> Fraction:
    """Return how many units a quantity has; a half of one goes up to the nearest."""
    units = Fraction(quantity, unit)
    match how:
        case "exact":
            return units
        case "full":
            return Fraction(floor(units))
        case "started":
            return Fraction(ceil(units))
        case "nearest":
            return Fraction(floor(units + HALF))
        case _:
            assert_never(how)


def counted_between(quantity: Range, unit: Fraction, how: Rounds) -> Range:
    """Return the same of all that a quantity may be: more of it never has fewer units."""
    return Range(counted(quantity.least, unit, how), counted(quantity.most, unit, how))


def product(one: Range, other: Range) -> Range:
    """Return every number of one times every number of the other, of either sign."""
    ends = [a * b for a in (one.least, one.most) for b in (other.least, other.most)]
    return Range(min(ends), max(ends))


def inside(quantity: Range, lower: Fraction, upper: Fraction | None) -> Range:
    """Return the part of a quantity that lies between two limits."""
    return Range(_inside(quantity.least, lower, upper), _inside(quantity.most, lower, upper))


def _inside(value: Fraction, lower: Fraction, upper: Fraction | None) -> Fraction:
    reached = value if upper is None else min(value, upper)
    return max(reached - lower, Fraction(0))
