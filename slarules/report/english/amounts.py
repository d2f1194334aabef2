"""Amounts in plain English."""

from __future__ import annotations

from fractions import Fraction
from typing import assert_never

from slarules.core.english import listed
from slarules.core.money import (
    Amount,
    AmountTerm,
    AsOn,
    Billed,
    Greater,
    Lesser,
    Money,
    Named,
    OverPeriods,
    ProRata,
    Rate,
    Sum,
    Times,
)
from slarules.report.english.facets import Facets
from slarules.report.english.measures import rounding
from slarules.report.english.names import Names, number, percent_in_full, several
from slarules.report.english.periods import behind, period
from slarules.report.numbers import counted, duration


def amount(of: AmountTerm, names: Names) -> str:
    """Return an amount: `the lesser of 5% of monthly_fee and EUR 500.00`."""
    match of:
        case Money(value, currency):
            return names.money(value, currency)
        case Billed():
            return "what billing says"
        case Named():
            return f"{of.amount}{_of_period(of)}"
        case Times(factor, part):
            return f"{_times(factor)} {_inside(part, names)}"
        case Sum(parts):
            return _sum(parts, names)
        case _:
            return _chosen(of, names)


def _chosen(of: Greater | Lesser | OverPeriods | ProRata | AsOn, names: Names) -> str:
    match of:
        case Greater(parts) | Lesser(parts):
            which = "greater" if isinstance(of, Greater) else "lesser"
            return f"the {which} of {listed((amount(p, names) for p in parts), 'and')}"
        case OverPeriods(name, window):
            return behind(f"total {name}", window)
        case ProRata():
            return _pro_rata(of, names)
        case AsOn(moment, rates):
            told = "; ".join(_rate(rate, names) for rate in rates)
            return f"by the date of {moment}: {told}"
        case _:
            assert_never(of)


def _of_period(of: Named) -> str:
    if of.of_payment:
        return " of the period of payment"
    match of.shift:
        case 0:
            return ""
        case 1 | -1:
            return f" of the {'next' if of.shift > 0 else 'previous'} period"
        case shift:
            return f" of {counted(abs(shift), 'period')} {'later' if shift > 0 else 'earlier'}"


def _times(factor: Fraction) -> str:
    if factor.denominator == 1 and factor != 1:
        return f"{factor} times"
    share = percent_in_full(factor)
    return f"{factor} of" if "/" in share else f"{share} of"


def _inside(of: AmountTerm, names: Names) -> str:
    text = amount(of, names)
    return f"({text})" if isinstance(of, Sum | AsOn) else text


def _sum(parts: tuple[AmountTerm, ...], names: Names) -> str:
    told = ""
    for part in parts:
        match part:
            case Times(factor, inner) if factor < 0:
                taken = inner if factor == -1 else Times(-factor, inner)
                told += f" less {_inside(taken, names)}"
            case _:
                told += f" plus {_inside(part, names)}" if told else _inside(part, names)
    return told.strip()


def _pro_rata(of: ProRata, names: Names) -> str:
    def shown(share: Fraction) -> str:
        return (
            several(share, "calendar day") if of.unit == "calendar days" else duration(int(share))
        )

    out_of = f" out of {shown(of.out_of)}" if of.out_of is not None else ""
    return f"{_inside(of.amount, names)} pro rata for {shown(of.share)}{out_of}"


def _rate(rate: Rate, names: Names) -> str:
    return f"{dates(rate)} {amount(rate.amount, names)}"


def dates(rate: Rate) -> str:
    """Return from when to when a rate holds."""
    match rate.first, rate.last:
        case None, None:
            return "always"
        case None, last:
            return f"through {last}"
        case first, None:
            return f"from {first} on"
        case first, last:
            return f"{first} through {last}"


def of_amount(of: Amount, names: Names) -> Facets:
    """Return what an amount is, and for what it has a value."""
    facets = Facets()
    if isinstance(of.value, AsOn):
        facets.add("chosen by", f"It goes by the date of {of.value.moment}", of.value.moment)
        for rate in of.value.rates:
            facets.row(dates(rate), amount(rate.amount, names))
    elif isinstance(of.value, Billed):
        facets.add("source", "Billing says it")
    else:
        told = amount(of.value, names)
        facets.add("value", f"It is {told}", told)
    if of.every is not None:
        facets.add("period", f"It is that of every {period(of.every)}", f"every {period(of.every)}")
    if of.each is not None:
        facets.add("separately", f"There is one for each {of.each}", f"for each {of.each}")
    if of.rounded is not None:
        told = rounding(of.rounded)
        facets.add("rounding", f"It is rounded {told}", told)
    if of.currency:
        facets.add("currency", f"It is in {of.currency} for one unit", of.currency)
    return facets


def factor(of: Fraction) -> str:
    """Return a factor: `1.5`."""
    return number(of)
