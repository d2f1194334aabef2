"""What the terms of a credit come to at a place: exact, or from least to most."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TypeAlias, assert_never

from slarules.core.measures import TotalBad
from slarules.core.money import (
    AllowanceOf,
    Band,
    Limit,
    Part,
    Pay,
    Per,
    PerLength,
    PointsOf,
    ServiceDays,
    Sort,
)
from slarules.core.quantities import DaysFrom, Loss, Over, Quantity, Shortfall, ValueOf
from slarules.engine.reference.periods import version_of_period
from slarules.engine.reference.place import Place
from slarules.engine.reference.ranges import NOTHING, Range, added
from slarules.engine.reference.rounding_measures import SHARES
from slarules.engine.reference.units import counted_between, inside, product
from slarules.engine.reference.worlds import World

ALL = Fraction(1)


@dataclass(frozen=True, slots=True)
class Term:
    """A term as it was worked out: what a line's basis tells of it.

    Attributes:
        quantity, beyond: What was counted, and what is taken off it first.
        units: How many units that is; `None` where nothing is counted.
        whole: For `pro rata`, the length of the period.
    """

    part: Part
    amount: Range
    quantity: Range | None = None
    beyond: Fraction | None = None
    units: Range | None = None
    whole: Fraction | None = None


Own: TypeAlias = tuple[Quantity, Range | None]
"""The quantity of the credit's table, as far as the row reached allows it."""


class Paying:
    """What terms come to in one world."""

    def __init__(self, world: World) -> None:
        self.world = world

    def pay(self, pay: Pay | None, place: Place, own: Own | None = None) -> tuple[Term, ...]:
        """Return the terms with what each comes to."""
        return tuple(self._term(part, place, own) for part in pay or ())

    def sort(self, sort: Sort, place: Place) -> Range:
        """Return a sum, or a number of points or days; what billing does not say is nothing."""
        if isinstance(sort, PointsOf | ServiceDays):
            return Range.point(sort.value)
        return self.world.amounts.between(sort, place) or NOTHING

    def _term(self, part: Part, place: Place, own: Own | None) -> Term:
        sum_ = self.sort(part.sum, place)
        if part.less:
            sum_ = sum_.times(Fraction(-1))
        match part.per:
            case None:
                return Term(part, sum_)
            case Per() as per:
                quantity = self.quantity(per.quantity, place, own)
                beyond = self.beyond(per.beyond, place)
                units = counted_between(
                    (quantity - Range.point(beyond or 0)).not_negative(), per.unit, per.how
                )
                return Term(part, product(sum_, units), quantity, beyond, units)
            case PerLength() as length:
                quantity = self.quantity(length.quantity, place, own)
                whole = self._whole(part, length, place)
                units = quantity.times(Fraction(1, whole))
                return Term(part, product(sum_, units), quantity, None, units, whole)
            case _:
                assert_never(part.per)

    def _whole(self, part: Part, length: PerLength, place: Place) -> Fraction:
        if length.out_of:
            return length.out_of
        unit = "calendar days" if isinstance(length.quantity, DaysFrom) else "time"
        amounts, period = self.world.amounts, place.period
        if isinstance(part.sum, PointsOf | ServiceDays):
            return amounts.whole(period, unit)
        return amounts.length(part.sum, period, unit)

    def quantity(self, wanted: Quantity, place: Place, own: Own | None) -> Range:
        """Return what is counted; without data, all that it may be where that has ends."""
        if own is not None and own[0] == wanted:
            known = own[1]
        else:
            known = self.world.quantity(wanted, place)
        return self.anything(wanted, place) if known is None else known

    def anything(self, wanted: Quantity, place: Place) -> Range:
        """Return the values that a quantity without data may have: shares and lengths have ends."""
        whole = self.world.amounts.whole(place.period, "time")
        match wanted:
            case Loss() | Shortfall():
                return Range(Fraction(0), ALL)
            case ValueOf(measure):
                terms = version_of_period(self.world.ground.contract, place.period).terms
                value = terms.measures[measure].value if measure in terms.measures else None
                if isinstance(value, SHARES):
                    return Range(Fraction(0), ALL)
                return Range(Fraction(0), whole) if isinstance(value, TotalBad) else NOTHING
            case Over(inner):
                return self.anything(inner, place)
            case _:
                return NOTHING

    def beyond(self, beyond: Fraction | AllowanceOf | None, place: Place) -> Fraction | None:
        """Return what is taken off a quantity first; an allowance is of all time counted."""
        if not isinstance(beyond, AllowanceOf):
            return beyond
        ground = self.world.ground
        found = ground.target(beyond.target, place.period)
        if found is None:
            return Fraction(0)
        target, own = found[0], place.within(found[1])
        result = ground.result(target, own)
        level = result.level if result else target.level
        achieved = result.achieved if result else None
        whole = achieved.whole if achieved and achieved.whole else None
        return (ALL - level) * (whole or self.world.amounts.whole(own.period, "time"))

    # --- band by band -----------------------------------------------------------------------------

    def marginal(
        self, bands: tuple[Band, ...], by: Quantity, place: Place, quantity: Range
    ) -> tuple[Term, ...]:
        """Return a term for each row that pays for its part of a quantity, from below to above."""
        ordered = sorted(bands, key=lambda band: band.lower.value if band.lower else Fraction(-1))
        return tuple(
            term
            for band in ordered
            for part in band.pays or ()
            if isinstance(part.per, Per) and part.per.quantity == by
            for term in [self._inside(part, part.per, band, place, quantity)]
            if term.units != NOTHING
        )

    def _inside(self, part: Part, per: Per, band: Band, place: Place, quantity: Range) -> Term:
        lower = max(_value(band.lower), self.beyond(per.beyond, place) or Fraction(0))
        upper = band.upper.value if band.upper else None
        mine = inside(quantity, lower, upper)
        whole = replace(part, per=replace(per, beyond=None))
        return self._term(whole, place, (per.quantity, mine))


def _value(limit: Limit | None) -> Fraction:
    return limit.value if limit else Fraction(0)


def flat(pay: Pay | None, by: Quantity) -> Pay:
    """Return the terms of a row that do not count the quantity of the table."""
    return tuple(p for p in pay or () if not (isinstance(p.per, Per) and p.per.quantity == by))


def total(terms: tuple[Term, ...]) -> Range:
    """Return the terms added up."""
    return added(term.amount for term in terms)
