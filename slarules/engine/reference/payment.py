"""Payment: by when a settled total is paid, and what it comes to in another currency."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from fractions import Fraction

from slarules.core.contract import Contract
from slarules.core.money import Named
from slarules.core.settling import Conversion, Payment
from slarules.currencies import decimals
from slarules.engine.reference.dated import PERIOD_END, Dating
from slarules.engine.reference.entries import Entry
from slarules.engine.reference.ground import Ground
from slarules.engine.reference.periods import own_period
from slarules.engine.reference.place import Place
from slarules.engine.reference.ranges import Range, added
from slarules.engine.reference.rounding import rounded
from slarules.engine.reference.worlds import World
from slarules.hours.local import local_date, midnight
from slarules.hours.periods import Period, period_of
from slarules.instants import Instant


def pay_by(
    ground: Ground, period: Period, payment: Payment | None, entries: Sequence[Entry]
) -> Instant | None:
    """Return the first instant after the last day of payment.

    Days after a moment are counted from the latest one of the lines; while one is not known, and
    where the next invoice decides, nobody knows the day.
    """
    if payment is None or payment.how == "next invoice":
        return None
    if payment.every is not None:
        return own_period(period, payment.every).end
    dating = Dating(ground, period)
    places = [Place(period)]
    if payment.after != PERIOD_END:
        places = [entry.place or Place(period) for entry in entries if entry.is_owed]
    anchors = [dating.anchor(payment.after or PERIOD_END, place) for place in places]
    if not anchors or None in anchors:
        return None
    last = local_date(max(at for at in anchors if at is not None), period.zone)
    return midnight(last + timedelta(days=(payment.days or 0) + 1), period.zone)


@dataclass(frozen=True, slots=True)
class Converting:
    """The lines of a period at a rate of exchange, exact until the one rounding."""

    conversion: Conversion
    contract: Contract
    period: Period
    world: World

    def total(self, entries: Sequence[Entry], total: Range) -> Range | None:
        """Return a total in the currency paid in; `None` while a rate is not known.

        Args:
            entries: The lines that make the total.
            total: What they come to, which may be known more closely than each of them.
        """
        rates = [self._rate(entry) for entry in entries]
        known = [rate for rate in rates if rate is not None]
        if len(known) < len(rates):
            return None
        if len(set(known)) == 1:
            return total.times(known[0])
        return added(e.amount.times(rate) for e, rate in zip(entries, known, strict=True))

    def rounded(self, value: Fraction) -> Fraction:
        """Return a sum rounded to the decimals of the currency paid in."""
        places = decimals(self.conversion.currency)
        return rounded(value, replace(self.contract.rounding, decimals=places))

    def _rate(self, entry: Entry) -> Fraction | None:
        place = entry.place or Place(self.period)
        amount = Named(self.conversion.rate)
        as_on = self.conversion.as_on
        if as_on is None or self._is_of_a_thing():
            return self.world.amount(amount, place)
        at = Dating(self.world.ground, self.period).anchor(as_on, place)
        if at is None:
            return None
        # The rate of the day is that of the period in which the moment falls.
        return self.world.amount(
            amount, place.within(period_of(at, self.period.kind, self.period.zone))
        )

    def _is_of_a_thing(self) -> bool:
        texts = [
            version.terms.amounts.get(self.conversion.rate) for version in self.contract.versions
        ]
        return any(amount is not None and amount.each is not None for amount in texts)
