"""Amounts in the words of the contract: what the basis of a line says."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from functools import lru_cache
from typing import assert_never

from slarules.core.money import (
    AmountTerm,
    AsOn,
    Billed,
    Greater,
    Lesser,
    Money,
    Named,
    OverPeriods,
    ProRata,
    Sum,
    Times,
)
from slarules.core.periods import AnyDays, PeriodKind, Periods, SoFarIn, Window
from slarules.engine.reference.wording import decimal, duration, money, percent


@lru_cache(maxsize=1024)
def term_words(  # noqa: C901, PLR0912 - one case for each form
    term: AmountTerm, currency: str
) -> str:
    """Return a term as the contract would write it: `15% of monthly_fee`."""
    match term:
        case Money(value):
            return money(value, currency)
        case Billed():
            return "the sum billed"
        case Named(name, shift):
            return f"{name} of the period of payment" if term.of_payment else name + _when(shift)
        case Times(factor, amount):
            return f"{_times(factor)} {term_words(amount, currency)}"
        case Sum(parts):
            return _added(parts, currency)
        case Greater(parts):
            return f"the greater of {_listed(parts, currency)}"
        case Lesser(parts):
            return f"the lesser of {_listed(parts, currency)}"
        case OverPeriods(name, window):
            return f"total {name} {window_words(window)}"
        case ProRata(amount, share, unit, out_of):
            whole = f" out of {_length(out_of, unit)}" if out_of else ""
            return f"{term_words(amount, currency)} pro rata for {_length(share, unit)}{whole}"
        case AsOn(moment):
            return f"the rate as on {moment}"
        case _:
            assert_never(term)


def _times(factor: Fraction) -> str:
    whole = factor.denominator == 1 and factor > 1
    return f"{decimal(factor)} times" if whole else f"{percent(factor)} of"


def _added(parts: Iterable[AmountTerm], currency: str) -> str:
    said = ""
    for part in parts:
        match part:
            case Times(factor, inner) if factor == -1:
                said += f" less {term_words(inner, currency)}"
            case _:
                said += f" plus {term_words(part, currency)}"
    return said.removeprefix(" plus ").removeprefix(" ")


def _length(length: Fraction, unit: str) -> str:
    if unit == "calendar days":
        return f"{decimal(length)} calendar {'day' if length == 1 else 'days'}"
    return duration(length)


def window_words(window: Window) -> str:
    """Return a window as the contract would write it: `over the last 12 periods`."""
    match window:
        case Periods(side, count):
            return f"over the {side} {count} periods"
        case SoFarIn(every):
            return f"so far in the {kind_words(every)}"
        case AnyDays(days):
            return f"in any {days} consecutive calendar days"
        case _:
            assert_never(window)


def kind_words(kind: PeriodKind) -> str:
    """Return what a period is called."""
    return kind if isinstance(kind, str) else getattr(kind, "name", "billing cycle")


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
