"""Amounts: fees and rates, fixed before a period is judged."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from typing import assert_never

from slarules.core.contract import Contract
from slarules.core.money import (
    Amount,
    AmountTerm,
    Billed,
    Greater,
    Lesser,
    Money,
    Named,
    Sum,
    Times,
)
from slarules.engine.reference.periods import own_period, shifted, version_of_period
from slarules.engine.reference.wording import money, percent
from slarules.facts.history import History
from slarules.hours.periods import Period


class Amounts:
    """What the amounts of a contract come to.

    Attributes:
        missing: What was asked for and billing does not say.
    """

    def __init__(self, contract: Contract, history: History) -> None:
        self._contract = contract
        self._history = history
        self.missing: dict[str, None] = {}

    def of(self, term: AmountTerm, period: Period, own: Amount | None = None) -> Fraction | None:
        """Return what a term comes to in a period; `None` when billing does not say.

        Args:
            term: The term.
            period: The period assessed.
            own: The amount whose term it is, for what billing says of it.
        """
        match term:
            case Money(value):
                return value
            case Billed():
                return self._billed(own, period)
            case Named(name, shift):
                return self._named(name, shifted(period, shift))
            case Times(factor, amount):
                value_ = self.of(amount, period, own)
                return None if value_ is None else factor * value_
            case Sum(parts) | Greater(parts) | Lesser(parts):
                return _joined(term, [self.of(part, period, own) for part in parts])
            case _:
                assert_never(term)

    def _named(self, name: str, period: Period) -> Fraction | None:
        amount = version_of_period(self._contract, period).terms.amounts[name]
        return self.of(amount.value, period, amount)

    def _billed(self, amount: Amount | None, period: Period) -> Fraction | None:
        if amount is None:
            return None
        label = own_period(period, amount.every).label
        given = self._history.given.get(label)
        told = dict(given.amounts) if given else {}
        found = told.get(amount.name, self._history.fees.get((amount.name, label)))
        if found is None:
            self.missing[f"{amount.name} of {label}"] = None
        return found


def _joined(term: Sum | Greater | Lesser, parts: Iterable[Fraction | None]) -> Fraction | None:
    known = []
    for part in parts:
        if part is None:
            return None
        known.append(part)
    match term:
        case Sum():
            return sum(known, Fraction(0))
        case Greater():
            return max(known)
        case Lesser():
            return min(known)
        case _:
            assert_never(term)


def term_words(term: AmountTerm, currency: str) -> str:
    """Return a term as the contract would write it: `15% of monthly_fee`."""
    match term:
        case Money(value):
            return money(value, currency)
        case Billed():
            return "the sum billed"
        case Named(name, shift):
            return f"{name}{_when(shift)}"
        case Times(factor, amount):
            return f"{percent(factor)} of {term_words(amount, currency)}"
        case Sum(parts):
            return " plus ".join(term_words(part, currency) for part in parts)
        case Greater(parts):
            return f"the greater of {_listed(parts, currency)}"
        case Lesser(parts):
            return f"the lesser of {_listed(parts, currency)}"
        case _:
            assert_never(term)


def _listed(parts: Iterable[AmountTerm], currency: str) -> str:
    return " and ".join(term_words(part, currency) for part in parts)


def _when(shift: int) -> str:
    match shift:
        case 0:
            return ""
        case -1:
            return " of the previous period"
        case 1:
            return " of the next period"
        case _:
            side = "later" if shift > 0 else "earlier"
            return f" of {abs(shift)} periods {side}"
