"""The steps of a settlement in plain English."""

from __future__ import annotations

from typing import assert_never

from slarules.core.conditions import ALWAYS
from slarules.core.english import condition, listed
from slarules.core.settling import (
    Cap,
    Combine,
    Conversion,
    EarnBack,
    Floor,
    Multiplier,
    Payment,
    Pool,
    Scorecard,
    Settlement,
)
from slarules.report.english.amounts import amount
from slarules.report.english.credits import band
from slarules.report.english.facets import Facets
from slarules.report.english.names import Names, number, percent_in_full
from slarules.report.english.periods import period, window
from slarules.report.english.quantities import history, quantity
from slarules.report.english.targets import facts_said
from slarules.report.numbers import counted


def of_pool(of: Pool, names: Names) -> Facets:
    """Return what a pool holds, and what earns which part of it."""
    facets = Facets()
    told = amount(of.size, names)
    sentence = f"At risk in every {period(of.every)} is {told}, and together no more is paid"
    facets.add("size", sentence, told)
    facets.add_quietly("period", f"every {period(of.every)}")
    for weight in of.weights:
        facets.row(weight.target, percent_in_full(weight.share))
    return facets


def of_scorecard(of: Scorecard, names: Names) -> Facets:
    """Return how a scorecard adds its scores up."""
    del names
    facets = Facets()
    every = period(of.every)
    facets.add("period", f"In every {every} it is the weighted sum of scores", f"every {every}")
    for weight in of.weights:
        facets.row(weight.target, percent_in_full(weight.share))
    if of.gate is not None:
        told = f"counts as {number(of.gated)} when any score is below {number(of.gate)}"
        facets.add("gate", f"It {told}", told)
    return facets


def _on(credits_: tuple[str, ...] | None) -> str:
    return "the total credit" if credits_ is None else listed(credits_, "and")


def of_multiplier(of: Multiplier, names: Names) -> Facets:
    """Return what a multiplier multiplies, and when."""
    facets = Facets()
    on = _on(of.credits)
    facets.add_quietly("on", on)
    if of.factors:
        by = "" if of.by is None else quantity(of.by, names)
        facets.add("table by", f"Lines of {on} are multiplied{f' by {by}' if by else ''}", by)
        for each in of.factors:
            unit = "number" if of.by is None else names.unit(of.by)
            limits = "unknown" if each.of_unknown else band(each.lower, each.upper, unit, names)
            case = ", ".join(filter(None, (facts_said(each.facts), limits)))
            facets.row(case or "in every case", f"times {number(each.times)}")
    else:
        told = f"times {number(of.factor)}"
        facets.add("factor", f"Lines of {on} count {told}", told)
    if of.when is not None:
        told = history(of.when, names)
        facets.add("when", f"Only when {told}", told)
    return facets


_KEEPS = {
    "highest": "the highest is kept",
    "sum": "all are kept",
    "first": "the first in this order is kept",
    "elected": "what the customer elects is kept",
    "best together": "the greatest sum of those that may stand together is kept",
}


def of_combine(of: Combine, names: Names) -> Facets:
    """Return which of several lines are kept."""
    del names
    facets = Facets()
    on = _on(of.on)
    each = f"period and {of.each}" if of.each else "period"
    kept = _KEEPS[of.keeps]
    facets.add("keeps", f"Of {on} in one {each}, {kept}", kept)
    facets.add_quietly("on", on)
    facets.add_quietly("separately", f"for each {each}")
    for pair in of.pairs:
        stand = "may stand together" if pair.together else "may not stand together"
        facets.row(f"{pair.credit} and {pair.other}", stand)
    if of.otherwise_highest:
        told = "Where nobody chose in time, the highest is kept"
        facets.add("otherwise", told, "the highest")
    return facets


def of_cap(of: Cap, names: Names) -> Facets:
    """Return what a cap leaves of which lines, and what becomes of the rest."""
    facets = Facets()
    on, limit = _on(of.credits), amount(of.limit, names)
    over = window(of.window) if of.window is not None else f"every {period(of.every)}"
    when = over or "in each period"
    facets.add("limit", f"{when[0].upper()}{when[1:]}, {on} is at most {limit}", limit)
    facets.add_quietly("on", on)
    facets.add_quietly("period", over or "this period")
    if of.each is not None:
        facets.add("separately", f"Each {of.each} has a limit of its own", f"for each {of.each}")
    if of.credits is None or len(of.credits) > 1:
        facets.add("shared", f"What it takes off is shared {of.shared}", of.shared)
    told = _excess(of)
    facets.add("excess", f"What is above {told}", told)
    return facets


def _excess(of: Cap) -> str:
    match of.excess:
        case "lost":
            return "is lost"
        case "carried":
            end = (
                "without end"
                if of.carried_for is None
                else (f"for {counted(of.carried_for, 'period')}")
            )
            return f"is carried over {end}"
        case "paid":
            days = counted(of.paid_within or 0, "calendar day")
            return f"is paid beside the invoice within {days}"
        case _:
            assert_never(of.excess)


def of_floor(of: Floor, names: Names) -> Facets:
    """Return the least that is paid."""
    facets = Facets()
    on, limit = _on(of.credits), amount(of.limit, names)
    match of.kind:
        case "nothing up to":
            told = f"nothing is paid up to {limit}"
        case "nothing below":
            told = f"nothing is paid below {limit}"
        case "at least":
            told = f"at least {limit} is paid once anything is owed"
        case _:
            assert_never(of.kind)
    facets.add("floor", f"Of {on}, {told}", told)
    facets.add_quietly("on", on)
    return facets


def of_earnback(of: EarnBack, names: Names) -> Facets:
    """Return which part of a credit is given back, when and how."""
    facets = Facets()
    on, share, when = _on(of.credits), percent_in_full(of.share), history(of.when, names)
    facets.add("returns", f"{share} of what is left of {on} goes back when {when}", share)
    facets.add_quietly("on", on)
    facets.add_quietly("when", when)
    if of.offset is not None:
        within = "" if of.within is None else f" within {counted(of.within, 'period')}"
        told = f"against later {of.offset}{within}"
        facets.add("offset", f"It is not paid but set off {told}", told)
    if of.except_where not in (None, ALWAYS):
        told = condition(of.except_where)
        facets.add("except", f"Except where {told}", told)
    if of.lapses is not None:
        told = history(of.lapses, names)
        facets.add("lapses", f"What is left lapses when {told}", told)
    return facets


def of_settlement(of: Settlement, names: Names) -> Facets:
    """Return in which order the steps apply, and how and when the total is paid."""
    del names
    facets = Facets()
    order = ", ".join(of.order)
    facets.add("order", f"The steps apply in this order: {order}", order)
    if of.nets:
        facets.add("bonuses", "Bonuses are set off against credits", "set off")
    if of.payment is not None:
        told = _payment(of.payment)
        facets.add("payment", f"It is paid {told}", told)
    if of.conversion is not None:
        told = _conversion(of.conversion)
        facets.add("paid in", f"It is paid in {told}", told)
    return facets


def _payment(of: Payment) -> str:
    match of.how:
        case "next invoice":
            return "on the next invoice"
        case "every":
            return f"every {period(of.every)}" if of.every else "every period"
        case "within":
            return f"within {counted(of.days or 0, 'calendar day')} after {of.after}"
        case _:
            assert_never(of.how)


def _conversion(of: Conversion) -> str:
    as_on = "" if of.as_on is None else f" as on {of.as_on}"
    return f"{of.currency} at {of.rate}{as_on}"
