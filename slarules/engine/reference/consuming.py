"""Evidence that is used up: units that were paid for are gone, the oldest first.

With c(t) the count of all periods up to t and w the window, p(t) = max(p(t-1) + paid, c(t-w)) says
how far it is used up or too old, and c(t) - p(t) is what still counts.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import TypeAlias

from slarules.core.periods import Periods, Window
from slarules.core.quantities import Over, Quantity
from slarules.engine.reference.asking import Asking
from slarules.engine.reference.place import Place
from slarules.engine.reference.ranges import NOTHING, Range
from slarules.engine.reference.windows import periods_in
from slarules.hours.periods import Period

Units: TypeAlias = Callable[[Range], Range]
"""How many units of the quantity are paid for when so much of it counts."""


@dataclass(frozen=True, slots=True)
class Consuming:
    """What is left of a quantity of which each unit is paid for once.

    Attributes:
        quantity: A count over the last so many periods.
        units: What is paid for of it, in the quantity's own unit.
    """

    quantity: Quantity
    units: Units
    asking: Asking

    def left(self, place: Place) -> Range:
        """Return what still counts in a period, before anything is paid for it."""
        inner, window = self._parts()
        periods = [p for p in self.asking.ground.periods.values() if p.start <= place.period.start]
        total, counts, used = NOTHING, dict[str, Range](), NOTHING
        left = NOTHING
        for period in periods:
            total = total + (self.asking.quantity(inner, place.within(period)) or NOTHING)
            counts[period.label] = total
            used = _greater(used, self._too_old(window, period, counts))
            left = (total - used).not_negative()
            paid = _at_most(self.units(left), left)
            used = _within(used + paid, total)
        return left

    def _parts(self) -> tuple[Quantity, Window]:
        if isinstance(self.quantity, Over):
            return self.quantity.quantity, self.quantity.window
        return self.quantity, Periods("last", 1)

    def _too_old(self, window: Window, period: Period, counts: dict[str, Range]) -> Range:
        """Return the count of all periods before the window."""
        before = periods_in(window, period)[0].previous()
        return counts.get(before.label, NOTHING)


def _greater(one: Range, other: Range) -> Range:
    return Range(max(one.least, other.least), max(one.most, other.most))


def _at_most(paid: Range, left: Range) -> Range:
    """Return what is paid for; a started unit uses up no more than there is."""
    return Range(max(Fraction(0), min(paid.least, left.least)), min(paid.most, left.most))


def _within(used: Range, total: Range) -> Range:
    return Range(min(used.least, total.most), min(used.most, total.most))
