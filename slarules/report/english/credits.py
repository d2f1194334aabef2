"""Credits, points and bonuses in plain English."""

from __future__ import annotations

from fractions import Fraction
from typing import assert_never

from slarules.core.conditions import ALWAYS
from slarules.core.english import condition
from slarules.core.money import (
    AllowanceOf,
    AmountTerm,
    Band,
    Credit,
    Limit,
    Part,
    Pay,
    Per,
    PerLength,
    PointsOf,
    ServiceDays,
    Sort,
    Subject,
)
from slarules.core.quantities import DaysFrom, Quantity
from slarules.report.english.amounts import amount
from slarules.report.english.facets import Facets
from slarules.report.english.measures import rounding
from slarules.report.english.names import Measured, Names, several
from slarules.report.english.quantities import days, history, quantity
from slarules.report.english.targets import facts_said
from slarules.report.numbers import counted, duration


def pay(of: Pay | None, names: Names) -> str:
    """Return what is paid: `EUR 50.00 plus 2% of fee for each full 30 min of length`."""
    if of is None:
        return "nothing"
    told = ""
    for part in of:
        joint = "less " if part.less else "plus " if told else ""
        told = f"{told} {joint}{_part(part, names)}".strip()
    return told


def _part(of: Part, names: Names) -> str:
    told = _sort(of.sum, names)
    match of.per:
        case None:
            return told
        case Per():
            return f"{told} {_per(of.per, names)}"
        case PerLength():
            return f"{told} {_per_length(of.per, names)}"
        case _:
            assert_never(of.per)


def _sort(of: Sort, names: Names) -> str:
    match of:
        case PointsOf(number):
            return several(number, "point")
        case ServiceDays(number):
            return f"{several(number, 'day')} of service"
        case term:
            return amount(_term(term), names)


def _term(of: AmountTerm) -> AmountTerm:
    return of


def _per(of: Per, names: Names) -> str:
    unit = names.unit(of.quantity)
    if isinstance(of.quantity, DaysFrom) and of.unit == 1:
        told = days(of.quantity).removeprefix("calendar days ")
        return f"for each calendar day {told}{_beyond(of.beyond, unit, names)}"
    size = names.value(of.unit, unit)
    each = f"for each {of.how} {size}"
    return f"{each} of {quantity(of.quantity, names)}{_beyond(of.beyond, unit, names)}"


def _beyond(of: Fraction | AllowanceOf | None, unit: Measured, names: Names) -> str:
    match of:
        case None:
            return ""
        case AllowanceOf(target):
            return f" beyond what {target} allows"
        case limit:
            return f" beyond {names.value(limit, unit)}"


def _per_length(of: PerLength, names: Names) -> str:
    match of.quantity:
        case DaysFrom():
            told, unit = days(of.quantity), "days"
        case found:
            told, unit = quantity(found, names), "time"
    if of.out_of is None:
        return f"pro rata for {told}"
    length = several(of.out_of, "calendar day") if unit == "days" else duration(int(of.out_of))
    return f"pro rata for {told} out of {length}"


# --- rows -----------------------------------------------------------------------------------------


def band(lower: Limit | None, upper: Limit | None, unit: Measured, names: Names) -> str:
    """Return what lies between two limits: `at least 85% and below 90%`."""

    def shown(limit: Limit) -> str:
        return names.value(limit.value, unit)

    if lower and upper and lower == upper:
        return f"exactly {shown(lower)}"
    above = f"{'at least' if lower.included else 'above'} {shown(lower)}" if lower else ""
    below = f"{'at most' if upper.included else 'below'} {shown(upper)}" if upper else ""
    return " and ".join(filter(None, (above, below)))


def row(of: Band, by: Quantity | None, names: Names) -> str:
    """Return the case that a row is for; `in any other case` for one without limits."""
    known = "" if by is None else band(of.lower, of.upper, names.unit(by), names)
    case = "unknown" if of.of_unknown else known
    return ", ".join(filter(None, (facts_said(of.facts), case))) or "in every case"


# --- statements -----------------------------------------------------------------------------------


def subject(of: Subject, names: Names) -> str:
    """Return what a credit is paid for: `each ticket where level is P1 that misses resolve`."""
    whose = f" of {of.of}" if of.of else ""
    where = f" where {condition(of.where)}" if of.where != ALWAYS else ""
    if of.target is None:
        return f"each {of.kind}{whose}{where}"
    word = "with" if of.target in names.terms.conditions else f"that {of.outcome}"
    return f"each {of.kind}{whose}{where} {word} {of.target}"


_OWED = {"credit": "credit", "points": "line of points", "bonus": "bonus for the provider"}


def of_credit(of: Credit, names: Names) -> Facets:
    """Return what a credit pays, for what, and within which limits."""
    facets = Facets()
    told = subject(of.subject, names)
    facets.add("paid for", f"There is one {_OWED[of.kind]} for {told}", told)
    if of.when is not None:
        told = history(of.when, names)
        facets.add("when", f"Only when {told}", told)
    if of.pays is not None:
        told = pay(of.pays, names)
        facets.add("pays", f"It pays {told}", told)
    if of.by is not None:
        told = quantity(of.by, names)
        facets.add("table by", f"What it pays goes by {told}", told)
    for each in of.bands:
        text = "undetermined" if each.undetermined else pay(each.pays, names)
        facets.row(row(each, of.by, names), text)
    _limits(of, names, facets)
    _further(of, names, facets)
    return facets


def _limits(of: Credit, names: Names, facets: Facets) -> None:
    if of.banded:
        facets.add("bands", "Each row pays for the part of the quantity inside it", "band by band")
    if of.at_most is not None:
        told = pay(of.at_most, names)
        facets.add("ceiling", f"One line is at most {told}", f"at most {told}")
    if of.limited_by is not None:
        facets.add("limited by", f"It is limited by {of.limited_by}", of.limited_by)
    if of.is_open:
        facets.add("without limit", "It has no limit")
    if of.scaled_by is not None:
        facets.add("scale", f"Each line is multiplied by {of.scaled_by}", of.scaled_by)
    if of.rounded is not None:
        told = rounding(of.rounded)
        facets.add("rounding", f"It is rounded {told}", told)


def _further(of: Credit, names: Names, facets: Facets) -> None:
    if of.worth is not None:
        told = amount(of.worth, names)
        facets.add("worth of a day", f"A day of service is worth {told}", told)
    if of.extends is not None:
        where = "" if of.extends == ALWAYS else f" where {condition(of.extends)}"
        facets.add("extension", f"Days of service extend the term{where}")
    if of.uses_once is not None:
        told = f"What is paid for of {of.uses_once} is used up, oldest first"
        facets.add("uses once", told, of.uses_once)
    if of.expires is not None:
        told = counted(of.expires, "period")
        facets.add("expiry", f"They expire after {told}", f"after {told}")
