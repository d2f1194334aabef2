"""The numbers at which a contract tells a difference, and those that stand for all between them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from math import ceil, floor

from slarules.core.contract import Contract, Terms
from slarules.core.money import Credit, Pay, Per, PerLength
from slarules.core.quantities import (
    DaysFrom,
    Excess,
    Lateness,
    Length,
    Loss,
    Over,
    Quantity,
    Shortfall,
    ValueOf,
)
from slarules.core.targets import MeasureValue
from slarules.engine.reference.ranges import Range

MOST_STEPS = 64
"""So many steps of one range are looked at one by one; more are bounded together."""

ONE = Fraction(1)


@dataclass(frozen=True, slots=True)
class Straight:
    """How a quantity follows from the value of a measure: `offset + slope x value`."""

    name: str
    offset: Fraction = Fraction(0)
    slope: Fraction = ONE

    def value(self, quantity: Fraction) -> Fraction:
        """Return the value of the measure at which the quantity is so much."""
        return Fraction(quantity - self.offset, self.slope)

    def quantity(self, value: Fraction) -> Fraction:
        """Return the quantity at a value of the measure."""
        return self.offset + self.slope * value


@dataclass(frozen=True, slots=True)
class Steps:
    """Where a quantity that is paid for in units has one unit more."""

    of: Straight
    unit: Fraction
    beyond: Fraction
    half: bool

    def marks(self, values: Range) -> tuple[Fraction, ...] | None:
        """Return the values inside a range at which a unit more is reached; None if too many."""
        ends = sorted((self.of.quantity(values.least), self.of.quantity(values.most)))
        shift = self.beyond + (Fraction(self.unit, 2) if self.half else 0)
        first = floor(Fraction(ends[0] - shift, self.unit))
        last = ceil(Fraction(ends[1] - shift, self.unit))
        if last - first > MOST_STEPS:
            return None
        found = (self.of.value(shift + k * self.unit) for k in range(first, last + 1))
        return tuple(mark for mark in found if values.least < mark < values.most)


class Limits:
    """Every number at which a table, a target or a step tells a difference."""

    def __init__(self, contract: Contract) -> None:
        self._marks = sorted({mark for v in contract.versions for mark in _marks(v.terms)})
        self._steps: dict[str, list[Steps]] = defaultdict(list)
        self._smooth: set[str] = set()
        for version in contract.versions:
            for credit in version.terms.credits.values():
                self._add(credit, version.terms)

    def _add(self, credit: Credit, terms: Terms) -> None:
        pays: list[Pay | None] = [credit.pays, *(band.pays for band in credit.bands)]
        pers = [part.per for pay in pays for part in pay or () if part.per]
        if credit.scaled_by:
            self._smooth.add(credit.scaled_by)
        for per in pers:
            if isinstance(per.quantity, DaysFrom):
                continue
            for of in _straight(per.quantity, terms):
                # An allowance depends on the time counted; sums of periods have no common steps.
                uneven = isinstance(per.quantity, Over) or isinstance(per, PerLength)
                if uneven or not isinstance(per, Per) or per.how == "exact":
                    self._smooth.add(of.name)
                elif per.beyond is None or isinstance(per.beyond, Fraction):
                    beyond, half = per.beyond or Fraction(0), per.how == "nearest"
                    self._steps[of.name].append(Steps(of, per.unit, beyond, half))
                else:
                    self._smooth.add(of.name)

    def points(self, values: Range, name: str = "") -> tuple[Range, ...]:
        """Return numbers of a range that stand for all others: nothing tells them apart.

        Where every number pays another sum, what lies between two of them stands as a whole.

        Args:
            values: All that it may be.
            name: The measure whose value it is.
        """
        if values.is_point:
            return (values,)
        steps = [step.marks(values) for step in self._steps.get(name, ())]
        inside = {mark for mark in self._marks if values.least < mark < values.most}
        inside.update(mark for marks in steps for mark in marks or ())
        ends = sorted({values.least, *inside, values.most})
        is_smooth = name in self._smooth or None in steps
        between = [
            Range(first, second) if is_smooth else Range.point(Fraction(first + second, 2))
            for first, second in pairwise(ends)
        ]
        return (*(Range.point(end) for end in ends), *between)


def _straight(quantity: Quantity, terms: Terms) -> Iterator[Straight]:
    """Yield how a quantity follows from a measure, for each level that its target may have."""
    match quantity:
        case ValueOf(measure) | Length(measure):
            yield Straight(measure)
        case Lateness(promise):
            yield Straight(promise)
        case Loss(measure):
            yield Straight(measure, ONE, -ONE)
        case Shortfall(target) | Excess(target):
            yield from _from_level(quantity, target, terms)
        case Over(inner):
            yield from _straight(inner, terms)
        case _:
            return


def _from_level(quantity: Shortfall | Excess, name: str, terms: Terms) -> Iterator[Straight]:
    target = terms.targets.get(name)
    if target is None or not isinstance(target.value, MeasureValue):
        return
    levels = (target.level, *(row.level for row in target.levels if row.level is not None))
    for level in dict.fromkeys(levels):
        match quantity:
            case Shortfall():
                yield Straight(target.value.measure, level, -ONE)
            case Excess(relative=True) if level:
                yield Straight(target.value.measure, -ONE, Fraction(ONE, level))
            case Excess():
                yield Straight(target.value.measure, -level)


def _marks(terms: Terms) -> Iterator[Fraction]:
    for target in terms.targets.values():
        yield target.level
        yield from (row.level for row in target.levels if row.level is not None)
    for credit in terms.credits.values():
        ends = [limit.value for b in credit.bands for limit in (b.lower, b.upper) if limit]
        yield from ends
        if credit.by:
            yield from (of.value(end) for of in _straight(credit.by, terms) for end in ends)
    for multiplier in terms.multipliers.values():
        for row in multiplier.factors:
            yield from (limit.value for limit in (row.lower, row.upper) if limit)
