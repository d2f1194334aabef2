"""Exact numbers known between two ends: what unknown facts leave open."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from slarules.core.conditions import Truth


@dataclass(frozen=True, slots=True)
class Range:
    """Every number from `least` to `most`; one number when they are equal."""

    least: Fraction
    most: Fraction

    @classmethod
    def point(cls, value: Fraction | int) -> Range:
        """Return the range of one number."""
        one = value if isinstance(value, Fraction) else Fraction(value)
        return cls(one, one)

    @property
    def is_point(self) -> bool:
        """Whether nothing is open."""
        return self.least is self.most or self.least == self.most

    def __add__(self, other: Range) -> Range:
        if self.is_point and other.is_point:
            return Range.point(self.least + other.least)
        return Range(self.least + other.least, self.most + other.most)

    def __sub__(self, other: Range) -> Range:
        if self.is_point and other.is_point:
            return Range.point(self.least - other.least)
        return Range(self.least - other.most, self.most - other.least)

    def times(self, factor: Fraction) -> Range:
        """Return every number times a factor of either sign."""
        if self.is_point:
            return Range.point(self.least * factor)
        ends = (self.least * factor, self.most * factor)
        return Range(min(ends), max(ends))

    def scaled(self, factors: Range) -> Range:
        """Return every number, none of them negative, times every factor, none negative either."""
        return Range(self.least * factors.least, self.most * factors.most)

    def at_most(self, limit: Range) -> Range:
        """Return the lesser of a number and a limit."""
        return Range(min(self.least, limit.least), min(self.most, limit.most))

    def not_negative(self) -> Range:
        """Return the greater of a number and zero."""
        if self.least >= 0:
            return self
        return Range(Fraction(0), max(self.most, Fraction(0)))

    def within(self, other: Range) -> Range:
        """Return the part that lies in another range too; both are known to hold the number."""
        return Range(max(self.least, other.least), min(self.most, other.most))

    def when(self, truth: Truth) -> Range:
        """Return the number if something is true, zero if it is false."""
        if truth is None:
            return hull((NOTHING, self))
        return self if truth else NOTHING


NOTHING = Range(Fraction(0), Fraction(0))


def hull(ranges: Iterable[Range]) -> Range:
    """Return the least range that holds all of them, of which there is at least one."""
    found = list(ranges)
    if len(found) == 1:
        return found[0]
    return Range(min(r.least for r in found), max(r.most for r in found))


def added(ranges: Iterable[Range]) -> Range:
    """Return the sum."""
    found = list(ranges)
    return sum(found[1:], found[0]) if found else NOTHING
