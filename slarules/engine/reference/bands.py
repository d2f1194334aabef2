"""Rows of a credit's table: which of them facts and a quantity reach."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from slarules.core.conditions import Truth, Value
from slarules.core.money import Band
from slarules.engine.reference.ranges import Range

Named = Callable[[str, tuple[Value, ...]], Truth]
"""Whether a fact of the subject, or a condition, has one of the values."""


@dataclass(frozen=True, slots=True)
class Reached:
    """A row that may hold, and the part of the quantity for which it does."""

    band: Band
    quantity: Range | None


def possible(bands: Sequence[Band], named: Named) -> list[Band]:
    """Return the rows whose facts hold, or may."""
    return [band for band in bands if all(named(*fact) is not False for fact in band.facts)]


def reached(bands: Sequence[Band], quantity: Range | None) -> list[Reached]:
    """Return the row of a quantity; several while it is not known."""
    if quantity is None:
        unknown = [band for band in bands if band.of_unknown]
        return [Reached(band, None) for band in unknown or bands]
    return [
        Reached(band, _within(band, quantity))
        for band in bands
        if not band.of_unknown and _holds(band, quantity)
    ]


def beside(band: Band, bands: Sequence[Band]) -> list[Band]:
    """Return the rows next to one where the contract is silent; of facts alone, the others."""
    others = [b for b in bands if b is not band and not b.undetermined and not b.of_unknown]
    if band.lower is None and band.upper is None:
        return others
    lower, upper = band.lower, band.upper
    return [
        other
        for other in others
        if (lower and other.upper and other.upper.value == lower.value)
        or (upper and other.lower and other.lower.value == upper.value)
    ] or others


def _within(band: Band, quantity: Range) -> Range:
    """Return the part of a quantity that lies in a row, its ends with it."""
    least, most = quantity.least, quantity.most
    if band.lower:
        least = max(least, band.lower.value)
    if band.upper:
        most = min(most, band.upper.value)
    return Range(least, most)


def _holds(band: Band, quantity: Range) -> bool:
    """Tell whether some number of the range lies in the band."""
    lower, upper = band.lower, band.upper
    above = lower is None or quantity.most > lower.value
    below = upper is None or quantity.least < upper.value
    at_lower = lower is not None and lower.included and quantity.most == lower.value
    at_upper = upper is not None and upper.included and quantity.least == upper.value
    return (above or at_lower) and (below or at_upper)
