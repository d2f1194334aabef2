"""Conditions on the history of periods."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from typing import assert_never

from slarules.contract.conditions import said_kind, value_of
from slarules.contract.measured import Measured
from slarules.contract.problems.kinds import OtherClock, ShareOutOfRange, WrongKind
from slarules.contract.problems.names import UnknownName
from slarules.contract.quantities import quantity
from slarules.contract.scope import Scope
from slarules.contract.words import micros
from slarules.core.conditions import Compares, Is, Not, Value
from slarules.core.contract import Fact, Kind
from slarules.core.periods import THIS_PERIOD, Periods
from slarules.core.quantities import (
    EveryHistory,
    FactsAre,
    History,
    NotHistory,
    QuantityIs,
    SomeHistory,
    TargetIs,
)
from slarules.syntax import tree


def history(written: tree.History, scope: Scope) -> History | None:
    """Return a condition on the history of periods; None when a part is wrong, which is told."""
    match written:
        case tree.Outcome():
            return _outcome(written, scope)
        case tree.QuantityIs():
            return _quantity_is(written, scope)
        case tree.FactIs() | tree.FactIsNot():
            return _fact_is(written, scope)
        case tree.AllOutcomes(parts=parts):
            found = _parts(parts, scope)
            return EveryHistory(found) if found else None
        case tree.AnyOutcome(parts=parts):
            found = _parts(parts, scope)
            return SomeHistory(found) if found else None
        case tree.NotOutcome(part=part):
            inner = history(part, scope)
            return NotHistory(inner) if inner else None
        case _:
            assert_never(written)


def _parts(parts: Iterable[tree.History], scope: Scope) -> tuple[History, ...] | None:
    built = [history(part, scope) for part in parts]
    found = tuple(part for part in built if part)
    return found if len(found) == len(built) else None


# --- outcomes -------------------------------------------------------------------------------------


def _outcome(written: tree.Outcome, scope: Scope) -> History | None:
    seen, least = _periods(written.window)
    if written.result in ("yes", "no"):
        return _yes_or_no(written, seen, least, scope)
    name = _judged(written.target, scope)
    return TargetIs(name, written.result, seen, least) if name else None


def _periods(written: tree.Window | None) -> tuple[Periods, int | None]:
    match written:
        case None:
            return THIS_PERIOD, None
        case tree.InThePeriod(side=side):
            return Periods(side), None
        case tree.InEachOf(side=side, periods=count):
            return Periods(side, count), None
        case tree.InSomeOf(least=least, side=side, periods=count):
            return Periods(side, count), least
        case _:
            assert_never(written)


def _judged(name: tree.Name, scope: Scope) -> str | None:
    """Return a target, or a measure of items with a goal, that may be met or missed."""
    if name.text in scope.known.promises and name.text not in scope.names("target"):
        return scope.find("measure", name)
    if name.text in scope.names("condition"):
        needed, given = "yes or no", "met or missed"
        what = f"the condition {name}"
        scope.tell(WrongKind(span=name.span, what=what, needed=needed, given=given))
        return None
    return scope.find("target", name)


def _yes_or_no(
    written: tree.Outcome, seen: Periods, least: int | None, scope: Scope
) -> History | None:
    name = written.target
    if name.text in scope.names("condition"):
        scope.find("condition", name)
        return TargetIs(name.text, "yes" if written.result == "yes" else "no", seen, least)
    fact = _fact(name, scope)
    if fact is None or fact.kind != "yes or no" or written.window is not None:
        if not scope.excused("condition", name.text):
            names = scope.names("condition")
            scope.tell(UnknownName.among(name.span, "condition", name.text, names))
        return None
    return FactsAre(Is(fact.name, (written.result,)))


# --- facts ----------------------------------------------------------------------------------------


def _fact(name: tree.Name, scope: Scope) -> Fact | None:
    """Return a fact of the period, or of any thing, item or span that a line may be about."""
    items, spans = scope.vocabulary.items, scope.vocabulary.spans
    period = items.get("period")
    first: tuple[Kind, ...] = (period,) if period else ()
    kinds = (*first, *items.values(), *spans.values())
    for kind in kinds:
        if fact := kind.facts.get(name.text):
            scope.used_facts.add(name.text)
            return fact
    return None


def _fact_is(written: tree.FactIs | tree.FactIsNot, scope: Scope) -> History | None:
    fact = _fact(written.fact, scope)
    if fact is None:
        kinds = (*scope.vocabulary.items.values(), *scope.vocabulary.spans.values())
        names = tuple(name for kind in kinds for name in kind.facts)
        name = written.fact
        scope.tell(UnknownName.among(name.span, "fact", name.text, names))
        return None
    said = written.value.values if isinstance(written.value, tree.OneOf) else (written.value,)
    values = [value_of(fact, each, scope) for each in said]
    found: tuple[Value, ...] = tuple(value for value in values if value is not None)
    if len(found) < len(values):
        return None
    test = Is(fact.name, found)
    return FactsAre(Not(test) if written.negated else test)


# --- quantities -----------------------------------------------------------------------------------


def _quantity_is(written: tree.QuantityIs, scope: Scope) -> History | None:
    name = written.quantity
    if isinstance(name, tree.Name) and (compared := _compares(name, written, scope)):
        return compared
    measured = quantity(written.quantity, scope)
    if measured is None:
        return None
    limit = limit_of(written.value, measured, scope)
    return None if limit is None else QuantityIs(measured.quantity, written.bound, limit)


def _compares(name: tree.Name, written: tree.QuantityIs, scope: Scope) -> History | None:
    """Return a comparison of a fact that is a number; None where the name is none."""
    if name.text in scope.names("measure") or not isinstance(written.value, tree.Number):
        return None
    fact = _fact(name, scope)
    if fact is None or fact.kind != "number":
        return None
    return FactsAre(Compares(fact.name, written.bound, Fraction(written.value.value)))


Written = tree.Measurable | tree.PercentagePoints | tree.CalendarDays


def limit_of(written: Written, measured: Measured, scope: Scope) -> Fraction | None:
    """Return a limit as a number in the unit of a quantity; another unit is told."""
    match measured.kind, written:
        case "share", tree.Percent(value=percent):
            return _share(written, Fraction(percent) / 100, measured, scope)
        case "points of share", tree.PercentagePoints(count=count):
            return Fraction(count.value) / 100
        case "number" | "count" | "points", tree.Number(value=value):
            return Fraction(value)
        case "money", tree.Money(value=value):
            return Fraction(value) if scope.in_currency(written) else None
        case "calendar days", tree.CalendarDays(count=days):
            return Fraction(days)
        case "duration", tree.Duration():
            return _length(written, measured, scope)
        case _:
            given = said_kind(written)
            needed = UNITS[measured.kind]
            what = f"a limit on this {measured.kind}"
            scope.tell(WrongKind(span=written.span, what=what, needed=needed, given=given))
            return None


UNITS = {
    "share": "a percentage, such as 95%",
    "points of share": "percentage points, such as 2 percentage points",
    "number": "a number",
    "count": "a whole number",
    "points": "a number of points",
    "money": "a sum of money",
    "calendar days": "days, such as 3 calendar days",
    "duration": "a length of time, such as 4 elapsed hours",
    "one of": "no comparison, for it is one of its values",
}
"""In what a limit on each kind of quantity is written."""


def _share(
    written: tree.Measurable, share: Fraction, measured: Measured, scope: Scope
) -> Fraction | None:
    # A part of a level may be more than all of it.
    if share <= 1 or measured.head == "relative excess":
        return share
    given = scope.written(written.span)
    scope.tell(ShareOutOfRange(span=written.span, what=measured.head, given=given))
    return None


def _length(written: tree.Duration, measured: Measured, scope: Scope) -> Fraction | None:
    clock = scope.clock(written.clock)
    if clock and measured.clock and clock != measured.clock:
        scope.tell(
            OtherClock(
                span=written.span,
                what=f"{measured.head} is counted",
                needed=measured.clock,
                given=clock,
            )
        )
        return None
    return Fraction(micros(written)) if clock else None
