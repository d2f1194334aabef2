"""Quantities of a place: what a period, an item or a span has produced."""

from __future__ import annotations

from fractions import Fraction
from typing import assert_never

from slarules.core.quantities import (
    AchievedShare,
    CreditTotal,
    DaysFrom,
    Excess,
    Lateness,
    Length,
    Loss,
    NumberOf,
    Over,
    Points,
    Quantity,
    Shortfall,
    ValueOf,
)
from slarules.core.scenarios import TOTAL
from slarules.engine.reference.asking import Asking
from slarules.engine.reference.dates_between import days_between
from slarules.engine.reference.over import number, over
from slarules.engine.reference.place import Place
from slarules.engine.reference.ranges import NOTHING, Range, added
from slarules.facts.history import WorldSpan

ALL = Range.point(1)


def quantity_of(  # noqa: C901, PLR0912 - one line for each quantity
    quantity: Quantity, place: Place, asking: Asking
) -> Range | None:
    """Return a quantity; `None` where there is no data, or nothing that it could be of."""
    match quantity:
        case ValueOf(measure):
            return asking.value(measure, place)
        case Loss(measure):
            value = asking.value(measure, place)
            return None if value is None else ALL - value
        case AchievedShare(target):
            return asking.target(target, place).quantity
        case Shortfall(target) | Excess(target):
            return _beyond_level(quantity, target, place, asking)
        case Lateness(promise):
            return _lateness(promise, place, asking)
        case Points(statement):
            return None if asking.books is None else asking.books.points(statement, place)
        case CreditTotal(credit):
            return _credited(credit, place, asking)
        case Length(measure):
            return _length(measure, place, asking)
        case NumberOf(items):
            return number(items, place, asking)
        case DaysFrom():
            return days_between(quantity, place, asking)
        case Over():
            return over(quantity, place, asking)
        case _:
            assert_never(quantity)


def _beyond_level(
    quantity: Shortfall | Excess, target: str, place: Place, asking: Asking
) -> Range | None:
    stands, found = asking.target(target, place), asking.ground.target_at(target, place)
    if stands.quantity is None or found is None:
        return NOTHING if stands.missed is False else None
    result = asking.ground.result(*found)
    level = Range.point(found[0].level if result is None else result.level)
    match quantity:
        case Shortfall():
            return (level - stands.quantity).not_negative()
        case Excess(relative=relative):
            beyond = (stands.quantity - level).not_negative()
            return beyond.times(Fraction(1, level.least)) if relative else beyond


def _lateness(promise: str, place: Place, asking: Asking) -> Range | None:
    mine = asking.ground.judged(place.about, promise)
    if mine is None:
        return None
    fate = asking.fate(mine)
    return NOTHING if fate.missed is False and fate.counts else fate.quantity


def _length(measure: str, place: Place, asking: Asking) -> Range | None:
    """Return what an outage is after the steps of its measure; what they take out is nothing."""
    if not isinstance(place.about, WorldSpan):
        return None
    result = asking.ground.measured(measure, place)
    if result is None or result.achieved is None:
        return None
    pieces = (piece for piece in result.pieces if piece.span == place.about.name)
    return added(Range(piece.least, piece.most) for piece in pieces)


def _credited(credit: str | None, place: Place, asking: Asking) -> Range | None:
    """Return what is credited in a period, as a scenario gives it or as its statement says."""
    told = asking.ground.history.told(place.period.label)
    given = dict(told.credits) if told else {}
    if (value := given.get(TOTAL if credit is None else credit)) is not None:
        return Range.point(value)
    return None if asking.books is None else asking.books.credited(credit, place)
