"""Amounts made ready: constants, what is billed in each period, and sums of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction

from slarules.core.contract import Terms
from slarules.core.measures import Rounded
from slarules.core.money import (
    Amount,
    AmountTerm,
    Billed,
    Greater,
    Lesser,
    Money,
    Named,
    OverPeriods,
    PointsOf,
    ProRata,
    ServiceDays,
    Sort,
    Sum,
    Times,
)
from slarules.engine.bulk.settling.beyond import Beyond
from slarules.engine.bulk.settling.case import Number
from slarules.engine.bulk.settling.frame import Frame
from slarules.engine.reference.amounts import Amounts
from slarules.engine.reference.rounding import rounded_to
from slarules.facts.history import History


class ReadyAmounts:
    """Makes the amounts of one text ready.

    Args:
        frame: The contract and its periods.
        terms: The text.
    """

    def __init__(self, frame: Frame, terms: Terms) -> None:
        self.frame = frame
        self.terms = terms

    def sort(self, sort: Sort) -> Number:
        """Return what is paid; only money is made ready."""
        if isinstance(sort, PointsOf | ServiceDays):
            raise Beyond("points and days of service")
        return self.of(sort)

    def of(  # noqa: C901, PLR0912 - one case for each form
        self, term: AmountTerm, own: Amount | None = None
    ) -> Number:
        """Return an amount.

        Args:
            term: Its term.
            own: The amount whose term it is, for what billing says of it.
        """
        match term:
            case Money(value):
                return lambda _, __: value
            case Billed():
                return self._billed(own)
            case Named(name, 0, False):
                return self.named(name)
            case Times(factor, amount):
                return times(factor, self.of(amount, own))
            case Sum(parts):
                return added([self.of(part, own) for part in parts])
            case Greater(parts):
                return _chosen(max, [self.of(part, own) for part in parts])
            case Lesser(parts):
                return _chosen(min, [self.of(part, own) for part in parts])
            case OverPeriods():
                return self._over(term)
            case ProRata(amount, share, unit, out_of):
                lengths = self._whole(amount, unit, out_of)
                return _by_period(self.of(amount, own), [Fraction(share, each) for each in lengths])
            case _:
                raise Beyond("an amount of another period or date")

    def _whole(self, term: AmountTerm, unit: str, stated: Fraction | None) -> list[Fraction]:
        if stated is not None:
            return [stated] * len(self.frame.periods)
        return self.lengths(term, unit)

    def lengths(self, term: AmountTerm, unit: str) -> list[Fraction]:
        """Return how long the period of an amount is, for each assessed period."""
        ends = self.frame.periods[-1].end
        known = Amounts(self.frame.contract, History((), ends, ends), {})
        return [known.length(term, period, unit) for period in self.frame.periods]

    def named(self, name: str) -> Number:
        """Return a declared amount."""
        amount = self.terms.amounts[name]
        value = self.of(amount.value, amount)
        return value if amount.rounded is None else rounding(value, amount.rounded)

    def _billed(self, own: Amount | None) -> Number:
        if own is None or own.each is not None or own.every != self.frame.contract.every:
            raise Beyond("what billing says of a thing, or of longer periods")
        name = own.name
        return lambda case, at: case.fee(name, at)

    def _over(self, term: OverPeriods) -> Number:
        texts = [version.terms for version in self.frame.contract.versions]
        if any(terms.amounts != self.terms.amounts for terms in texts):
            raise Beyond("an amount over periods of several texts")
        each = self.named(term.amount)
        count = len(self.frame.periods)
        windows = [self.frame.window(term.window, at) for at in range(count)]
        # What lies before the start was never billed; what lies ahead is open.
        inside = [[i for i in window if i >= 0] for window in windows]
        return lambda case, at: sum((each(case, i) for i in inside[at]), Fraction(0))


def times(factor: Fraction, number: Number) -> Number:
    """Return a number times a constant."""
    return lambda case, at: number(case, at) * factor


def added(numbers: Sequence[Number]) -> Number:
    """Return the sum of numbers."""
    if len(numbers) == 1:
        return numbers[0]
    return lambda case, at: sum((number(case, at) for number in numbers), Fraction(0))


def rounding(number: Number, point: Rounded) -> Number:
    """Return a number rounded at a named rounding point."""
    return lambda case, at: rounded_to(number(case, at), point)


def _chosen(choose: Callable[[list[Fraction]], Fraction], numbers: Sequence[Number]) -> Number:
    return lambda case, at: choose([number(case, at) for number in numbers])


def _by_period(number: Number, factors: Sequence[Fraction]) -> Number:
    return lambda case, at: number(case, at) * factors[at]
