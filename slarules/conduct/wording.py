"""Lengths of time in the sentences of findings."""

from __future__ import annotations

from fractions import Fraction

from slarules.engine.reference.wording import duration
from slarules.instants import DAY, MINUTE

LONG = 3 * DAY
"""From here on nobody asks for hours."""


def length(micros: int) -> str:
    """Return a length of elapsed time as a person says it: `12 min`, `2 h 30 min`, `9 days`."""
    if micros >= LONG:
        return f"{micros // DAY} days"
    whole = micros - micros % MINUTE if micros >= MINUTE else micros
    return duration(Fraction(whole))


def share(value: Fraction) -> str:
    """Return a share with one decimal, cut: `12.5%`."""
    tenths = int(value * 1000)
    return f"{tenths // 10}.{tenths % 10}%"
