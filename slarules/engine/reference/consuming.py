"""Evidence that is used up: units that were paid for are gone, the oldest first.

With c(t) the count of all periods up to t and w the window, p(t) = max(p(t-1) + paid, c(t-w)) says
how far it is used up or too old, and c(t) - p(t) is what still counts.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import TypeAlias

from slarules.core.conditions import Truth
from slarules.core.money import Credit, Per
from slarules.core.periods import Periods, Window
from slarules.core.quantities import Over, Quantity, ValueOf
from slarules.engine.reference.asking import Asking
from slarules.engine.reference.place import Place
from slarules.engine.reference.ranges import NOTHING, Range
from slarules.engine.reference.units import counted_between
from slarules.engine.reference.windows import periods_in
from slarules.facts.truth import all_of, negated
from slarules.hours.periods import Period

Units: TypeAlias = Callable[[Range], Range]
"""How many units of the quantity are paid for when so much of it counts."""


@dataclass(frozen=True, slots=True)
class Consuming:
    """What is left of a quantity of which each unit is paid for once.

    Attributes:
        quantity: A count over the last so many periods.
        units: What is paid for of it, in the quantity's own unit.
        pays: Whether anything is paid at all at a place; `None` is perhaps.
    """

    quantity: Quantity
    units: Units
    pays: Callable[[Place], Truth]
    asking: Asking

    def left(self, place: Place) -> Range:
        """Return what still counts in a period, before anything is paid for it."""
        inner, window = self._parts()
        periods = [p for p in self.asking.ground.periods.values() if p.start <= place.period.start]
        total = used = left = NOTHING
        counts: dict[str, Range] = {}
        for period in periods:
            here = place.within(period)
            total = total + (self.asking.quantity(inner, here) or NOTHING)
            counts[period.label] = total
            used = _greater(used, _too_old(window, period, counts))
            left = (total - used).not_negative()
            paid = _at_most(self.units(left), left).when(self.pays(here))
            used = _within(used + paid, total)
        return left

    def _parts(self) -> tuple[Quantity, Window]:
        if isinstance(self.quantity, Over):
            return self.quantity.quantity, self.quantity.window
        return self.quantity, Periods("last", 1)


def _too_old(window: Window, period: Period, counts: Mapping[str, Range]) -> Range:
    """Return the count of all periods before the window."""
    before = periods_in(window, period)[0].previous()
    return counts.get(before.label, NOTHING)


def unused(credit: Credit, place: Place, asking: Asking) -> tuple[Quantity, Range] | None:
    """Return the quantity that a credit counts in units, less what was paid for before.

    `None` where a credit uses nothing up, or counts no units of what it uses up.
    """
    for part in credit.pays or ():
        per = part.per
        if credit.uses_once and isinstance(per, Per) and _is_of(per.quantity, credit.uses_once):
            consuming = Consuming(
                per.quantity, _units(per), lambda at: _pays(credit, at, asking), asking
            )
            return per.quantity, consuming.left(place)
    return None


def _units(per: Per) -> Units:
    beyond = per.beyond if isinstance(per.beyond, Fraction) else Fraction(0)

    def units(left: Range) -> Range:
        counted = (left - Range.point(beyond)).not_negative()
        return counted_between(counted, per.unit, per.how).times(per.unit)

    return units


def _pays(credit: Credit, place: Place, asking: Asking) -> Truth:
    target = credit.subject.target
    missed = True if target is None else asking.missed(target, place)
    hit = negated(missed) if credit.subject.outcome == "meets" else missed
    when = True if credit.when is None else asking.holds(credit.when, place)
    return all_of((hit, when))


def _is_of(quantity: Quantity, measure: str) -> bool:
    match quantity:
        case Over(inner):
            return _is_of(inner, measure)
        case ValueOf(name):
            return name == measure
        case _:
            return False


def _greater(one: Range, other: Range) -> Range:
    return Range(max(one.least, other.least), max(one.most, other.most))


def _at_most(paid: Range, left: Range) -> Range:
    """Return what is paid for; a started unit uses up no more than there is."""
    return Range(max(Fraction(0), min(paid.least, left.least)), min(paid.most, left.most))


def _within(used: Range, total: Range) -> Range:
    return Range(min(used.least, total.most), min(used.most, total.most))
