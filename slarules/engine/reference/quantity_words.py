"""Quantities in the words of a line's basis: `lateness 30 min`, `uptime 98.2%`."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import assert_never

from slarules.core.contract import Contract, Terms
from slarules.core.measures import PeriodMeasure, ReadingValue, Statistic, TotalBad
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
from slarules.core.targets import ShareInTime
from slarules.engine.reference.amount_words import window_words
from slarules.engine.reference.ranges import Range
from slarules.engine.reference.rounding_measures import SHARES
from slarules.engine.reference.wording import decimal, duration, money, percent

Figure = Callable[[Fraction], str]


class Wording:
    """How quantities of one text are said."""

    def __init__(self, contract: Contract, terms: Terms) -> None:
        self._contract = contract
        self._terms = terms

    def said(self, quantity: Quantity, value: Range | None) -> str:
        """Return a quantity with its value; `None` while nothing is known of it."""
        name, figure = self.name(quantity), self.figure(quantity)
        if value is None:
            return f"{name} not known"
        if value.is_point:
            return f"{name} {figure(value.least)}"
        return f"{name} from {figure(value.least)} to {figure(value.most)}"

    def name(  # noqa: C901, PLR0912 - one case for each quantity
        self, quantity: Quantity
    ) -> str:
        """Return how a quantity is called."""
        match quantity:
            case Lateness():
                return "lateness"
            case AchievedShare(target):
                return f"achieved share of {target}"
            case Shortfall(target):
                return f"shortfall of {target}"
            case Excess(target, relative):
                return f"{'relative excess' if relative else 'excess'} of {target}"
            case Loss(measure):
                return f"loss of {measure}"
            case ValueOf(measure):
                return measure
            case Length():
                return "length"
            case Points(statement):
                return statement or "all points"
            case NumberOf():
                return f"number of {quantity.items.kind}s"
            case DaysFrom():
                return "calendar days"
            case CreditTotal(credit):
                return f"credit {credit}" if credit else "total credit"
            case Over(inner, window, how):
                many = "" if how == "total" else f"{how} of "
                return f"{many}{self.name(inner)} {window_words(window)}"
            case _:
                assert_never(quantity)

    def figure(self, quantity: Quantity) -> Figure:
        """Return how a value of a quantity is shown."""
        match quantity:
            case Lateness() | Length():
                return duration
            case AchievedShare() | Loss() | Excess(relative=True):
                return percent
            case Shortfall(target) | Excess(target):
                return (
                    points_of_share
                    if self._of_target(target) is percent
                    else self._of_target(target)
                )
            case ValueOf(measure):
                return self._of_measure(measure)
            case CreditTotal():
                return lambda value: money(value, self._contract.currency)
            case Over(inner):
                return self.figure(inner)
            case Points() | NumberOf() | DaysFrom():
                return decimal
            case _:
                assert_never(quantity)

    def _of_target(self, name: str) -> Figure:
        target = self._terms.targets.get(name)
        if target is None or isinstance(target.value, ShareInTime):
            return percent
        return self._of_measure(target.value.measure)

    def _of_measure(self, name: str) -> Figure:
        measure = self._terms.measures.get(name)
        return decimal if measure is None else self._of_value(measure)

    def _of_value(self, measure: PeriodMeasure) -> Figure:
        match measure.value:
            case TotalBad():
                return duration
            case value if isinstance(value, SHARES):
                return percent
            case ReadingValue(name) | Statistic(of=name):
                declared = self._contract.vocabulary.measurements.get(name)
                kind = declared.kind if declared else ""
                if kind == "" and name in self._terms.promises:
                    kind = "duration"
                return {"share": percent, "duration": duration}.get(kind, decimal)
            case _:
                return decimal


def points_of_share(value: Fraction) -> str:
    """Return a difference of shares such as `0.48 percentage points`."""
    return f"{decimal(value * 100)} percentage {'point' if value * 100 == 1 else 'points'}"
