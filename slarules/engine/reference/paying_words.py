"""What was paid and why, as people would say it: the basis of a line."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from typing import Literal, TypeAlias, assert_never

from slarules.core.money import Part, Pay, Per, PerLength, PointsOf, ServiceDays, Sort
from slarules.core.quantities import DaysFrom, Quantity
from slarules.engine.reference.amount_words import term_words
from slarules.engine.reference.paying import Term
from slarules.engine.reference.quantity_words import Wording
from slarules.engine.reference.ranges import Range
from slarules.engine.reference.wording import decimal, sums

Unit: TypeAlias = Literal["money", "points", "days"]

HOW = {"full": "full", "started": "started", "nearest": "", "exact": ""}


class Saying:
    """The words of one line."""

    def __init__(self, wording: Wording, currency: str) -> None:
        self.wording = wording
        self.currency = currency

    def terms(self, terms: Iterable[Term], total: Range, unit: Unit) -> str:
        """Return the terms with what they come to: `10% of fee = EUR 8.00`."""
        said = ""
        for term in terms:
            said += f" {'less' if term.part.less else 'plus'} {self.term(term)}"
        words = said.removeprefix(" plus ").strip() or "nothing"
        figure = self.figure(total, unit)
        return figure if words == figure else f"{words} = {figure}"

    def term(self, term: Term) -> str:
        """Return one term."""
        sort = self.sort(term.part.sum)
        match term.part.per:
            case None:
                return sort
            case Per() as per:
                return f"{self._units(term, per)} x {sort}"
            case PerLength() as length:
                return f"{sort} x {self._length(term, length)}"
            case _:
                assert_never(term.part.per)

    def _units(self, term: Term, per: Per) -> str:
        if isinstance(per.quantity, DaysFrom):
            return f"{self._count(term.units)} calendar {_plural('day', term.units)}"
        figure = self.wording.figure(per.quantity)
        counted = self.wording.said(per.quantity, term.quantity)
        if term.beyond and term.quantity:
            left = (term.quantity - Range.point(term.beyond)).not_negative()
            beyond = self._range(per.quantity, left)
            counted += f", {figure(term.beyond)} not counted, {beyond} beyond"
        if per.unit == 1 and per.how == "exact":
            return counted
        word = HOW[per.how]
        units = f"{self._count(term.units)} {word + ' ' if word else ''}x {figure(per.unit)}"
        return f"{counted} = {units}"

    def _length(self, term: Term, length: PerLength) -> str:
        figure = self.wording.figure(length.quantity)
        counted = self.wording.said(length.quantity, term.quantity)
        whole = "" if term.whole is None else figure(term.whole)
        return f"{counted} / {whole}"

    def _range(self, quantity: Quantity, value: Range) -> str:
        figure = self.wording.figure(quantity)
        least = figure(value.least)
        return least if value.is_point else f"{least} to {figure(value.most)}"

    def _count(self, units: Range | None) -> str:
        if units is None:
            return "?"
        least = decimal(units.least)
        return least if units.is_point else f"{least} to {decimal(units.most)}"

    def sort(self, sort: Sort) -> str:
        """Return a sum as the contract would write it."""
        match sort:
            case PointsOf(value):
                return f"{decimal(value)} {_one('point', value)}"
            case ServiceDays(value):
                return f"{decimal(value)} {_one('day', value)} of service"
            case _:
                return term_words(sort, self.currency)

    def figure(self, amount: Range, unit: Unit) -> str:
        """Return a sum in its unit, or the least and the greatest."""
        if unit == "money":
            return sums(amount, self.currency)
        figure = self._count(amount)
        if unit == "points":
            return f"{figure} {_plural('point', amount)}"
        return f"{figure} {_plural('day', amount)} of service"


def _plural(noun: str, amount: Range | None) -> str:
    return noun if amount and amount.is_point and amount.least == 1 else f"{noun}s"


def _one(noun: str, value: Fraction) -> str:
    return noun if value == 1 else f"{noun}s"


def unit_of(pays: Iterable[Pay | None]) -> Unit:
    """Return in what a credit pays."""
    parts: list[Part] = [part for pay in pays for part in pay or ()]
    if any(isinstance(part.sum, PointsOf) for part in parts):
        return "points"
    return "days" if any(isinstance(part.sum, ServiceDays) for part in parts) else "money"
