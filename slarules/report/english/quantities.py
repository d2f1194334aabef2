"""Quantities, and conditions on the history of periods, in plain English."""

from __future__ import annotations

from typing import assert_never

from slarules.core.conditions import ALWAYS
from slarules.core.english import condition, listed
from slarules.core.measures import Items
from slarules.core.periods import THIS_PERIOD, Periods
from slarules.core.quantities import (
    AchievedShare,
    CreditTotal,
    DaysFrom,
    DueOf,
    EveryHistory,
    Excess,
    FactsAre,
    History,
    Latch,
    Lateness,
    Length,
    Loss,
    Moment,
    NotHistory,
    NumberOf,
    Over,
    PeriodCondition,
    Points,
    Quantity,
    QuantityIs,
    Shortfall,
    SomeHistory,
    TargetIs,
    ValueOf,
)
from slarules.report.english.facets import Facets
from slarules.report.english.names import Names
from slarules.report.english.periods import behind


def quantity(of: Quantity, names: Names) -> str:
    """Return a quantity: `lateness of resolve`, `mean of uptime over the last 3 periods`."""
    match of:
        case ValueOf(name):
            return name
        case Lateness(name):
            return f"lateness of {name}"
        case AchievedShare(name):
            return f"what {name} achieved"
        case Shortfall() | Excess() | Loss():
            return _missing(of)
        case Length():
            return "length"
        case Over():
            return _over(of, names)
        case _:
            return _counted(of, names)


def _missing(of: Shortfall | Excess | Loss) -> str:
    match of:
        case Shortfall(name):
            return f"shortfall of {name}"
        case Excess(name, relative):
            return f"{'relative excess' if relative else 'excess'} of {name}"
        case Loss(name):
            return f"loss of {name}"
        case _:
            assert_never(of)


def _counted(of: Points | NumberOf | DaysFrom | CreditTotal, names: Names) -> str:
    match of:
        case Points(name):
            return name or "all points"
        case NumberOf(counted):
            return f"number of {items(counted, names)}"
        case DaysFrom():
            return days(of)
        case CreditTotal(name):
            return f"what is credited{f' by {name}' if name else ''}"
        case _:
            assert_never(of)


def _over(of: Over, names: Names) -> str:
    weighed = ", longer periods weighing more," if of.by_time else ""
    return behind(f"{of.how} of {quantity(of.quantity, names)}{weighed}", of.window)


def days(of: DaysFrom) -> str:
    """Return a number of dates."""
    told = f"calendar days from {_moment(of.start)} until {_moment(of.end)}"
    return f"{told}, without those that a pause of {of.pauses} covers" if of.pauses else told


def _moment(of: Moment) -> str:
    return f"due of {of.promise}" if isinstance(of, DueOf) else of


def items(of: Items, names: Names) -> str:
    """Return which items or spans are counted: `incidents where level is P1 that miss resolve`."""
    kinds = names.contract.vocabulary
    kind = kinds.items.get(of.kind) or kinds.spans.get(of.kind)
    where = f" where {condition(of.where)}" if of.where != ALWAYS else ""
    told = listed(of.measures, of.joined)
    judged = f" that {of.word} {told}" if of.measures else ""
    if of.decided:
        judged = f" of which {told} is decided"
    return f"{kind.plural if kind else of.kind}{where}{judged}"


def history(of: History, names: Names) -> str:
    """Return a condition as the half of a sentence: `uptime is missed in each of ...`."""
    match of:
        case TargetIs():
            return _target_is(of)
        case QuantityIs(what, relation, limit):
            shown = names.value(limit, names.unit(what))
            return f"{quantity(what, names)} is {relation} {shown}"
        case FactsAre(where):
            return condition(where)
        case EveryHistory(parts):
            return " and ".join(_part(part, names) for part in parts)
        case SomeHistory(parts):
            return " or ".join(_part(part, names) for part in parts)
        case NotHistory(part):
            return f"not ({history(part, names)})"
        case _:
            assert_never(of)


def _part(of: History, names: Names) -> str:
    told = history(of, names)
    return f"({told})" if isinstance(of, EveryHistory | SomeHistory) else told


def _target_is(of: TargetIs) -> str:
    told = f"{of.target} is {of.outcome}"
    return told if of.window == THIS_PERIOD else f"{told} in {_in(of.window, of.at_least)}"


def _in(window: Periods, at_least: int | None) -> str:
    if window.count == 1:
        return f"the {window.side} period"
    which = "each" if at_least is None else f"at least {at_least}"
    return f"{which} of the {window.side} {window.count} periods"


def of_condition(of: PeriodCondition, names: Names) -> Facets:
    """Return when a condition is yes."""
    facets = Facets()
    match of.holds:
        case Latch(starts, ends, once, takes_effect):
            first, last = history(starts, names), history(ends, names)
            facets.add("starts", f"It becomes yes when {first}", first)
            facets.add("ends", f"It becomes no when {last}", last)
            if once:
                facets.add("at most once", "It may become yes once in the life of the contract")
            facets.add("takes effect", f"A change shows in the {takes_effect} period", takes_effect)
        case holds:
            told = history(holds, names)
            facets.add("when", f"It is yes when {told}", told)
    if of.where != ALWAYS:
        told = condition(of.where)
        facets.add("where", f"Only where {told}", told)
    if of.each is not None:
        facets.add("separately", f"It is so for each {of.each} by itself", f"for each {of.each}")
    return facets
