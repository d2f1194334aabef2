"""Rows of a credit's table: which a quantity reaches, and how a line tells it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import assert_never

from slarules.core.money import Band
from slarules.core.quantities import AchievedShare, Lateness, Quantity, ValueOf
from slarules.engine.reference.ranges import Range
from slarules.engine.reference.wording import decimal, duration, percent


def reached(bands: Sequence[Band], quantity: Range | None) -> list[Band]:
    """Return the row of a quantity; several while it is not known."""
    if quantity is not None:
        return [band for band in bands if not band.of_unknown and _holds(band, quantity)]
    unknown = [band for band in bands if band.of_unknown]
    return unknown or list(bands)


def _holds(band: Band, quantity: Range) -> bool:
    """Tell whether some number of the range lies in the band."""
    lower, upper = band.lower, band.upper
    above = lower is None or quantity.most > lower.value
    below = upper is None or quantity.least < upper.value
    at_lower = lower is not None and lower.included and quantity.most == lower.value
    at_upper = upper is not None and upper.included and quantity.least == upper.value
    return (above or at_lower) and (below or at_upper)


def in_words(by: Quantity, quantity: Range | None, *, is_share: bool) -> str:
    """Return a quantity such as `lateness 30 min`.

    Args:
        by: What it is.
        quantity: Its value; `None` while nothing is known of it.
        is_share: Whether the value of a measure is shown as a percentage.
    """
    name, figure = _figure(by, is_share=is_share)
    if quantity is None:
        return f"{name} not known"
    if quantity.is_point:
        return f"{name} {figure(quantity.least)}"
    return f"{name} from {figure(quantity.least)} to {figure(quantity.most)}"


def _figure(by: Quantity, *, is_share: bool) -> tuple[str, Callable[[Fraction], str]]:
    match by:
        case Lateness():
            return "lateness", duration
        case AchievedShare(target):
            return f"achieved share of {target}", percent
        case ValueOf(measure):
            return measure, percent if is_share else decimal
        case _:
            assert_never(by)
