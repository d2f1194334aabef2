"""Figures in the words of a statement's lines: for people, cut to a readable length."""

from __future__ import annotations

from fractions import Fraction

from slarules.engine.reference.ranges import Range
from slarules.instants import HOUR, MINUTE, SECOND

PLACES = 4
"""Decimals shown of a figure that has more; what follows is cut off."""


def decimal(value: Fraction, least_places: int = 0) -> str:
    """Return a number with thousands marks; a figure that goes on is cut and marked."""
    # In whole numbers: these words are written in each of thousands of worlds.
    scaled, rest = divmod(abs(value.numerator) * 10**PLACES, value.denominator)
    whole, part = divmod(scaled, 10**PLACES)
    digits = f"{part:0{PLACES}}".rstrip("0").ljust(least_places, "0")
    sign = "-" if value.numerator < 0 else ""
    mark = "…" if rest else ""
    return f"{sign}{whole:,}{'.' if digits else ''}{digits}{mark}"


def money(value: Fraction, currency: str) -> str:
    """Return a sum such as `EUR 1,250.00`."""
    return f"{currency} {decimal(value, 2)}"


def sums(amount: Range, currency: str) -> str:
    """Return a sum, or the least and the greatest."""
    least, most = money(amount.least, currency), money(amount.most, currency)
    return least if amount.is_point else f"{least} to {most}"


def percent(share: Fraction) -> str:
    """Return a share such as `99.95%`."""
    return f"{decimal(share * 100)}%"


UNITS = ((HOUR, "h"), (MINUTE, "min"), (SECOND, "s"))


def duration(micros: Fraction) -> str:
    """Return a length of time such as `2 h 30 min`."""
    left, parts = int(micros), []
    for unit, name in UNITS:
        count, left = divmod(left, unit)
        if count:
            parts.append(f"{count} {name}")
    if left or not parts:
        parts.append(f"{left} µs" if left else "0 min")
    return " ".join(parts)
