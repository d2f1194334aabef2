"""Tests on facts, and occurrences, from the tree to the core."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from fractions import Fraction
from typing import TypeAlias, assert_never

from slarules.contract.moments import moments, timing
from slarules.contract.problems.kinds import WrongKind
from slarules.contract.problems.names import UnknownName, UnknownValue
from slarules.contract.scope import Scope
from slarules.core.conditions import (
    ALWAYS,
    Becomes,
    Changes,
    Compares,
    Condition,
    Every,
    Happens,
    Is,
    Known,
    Not,
    Occurrence,
    Some,
    StopsBeing,
    Value,
)
from slarules.core.contract import Fact, Kind
from slarules.syntax import tree

FACT_KINDS = {
    "one of": "one of its values",
    "yes or no": "yes or no",
    "number": "a number",
    "text": "a text",
}


def fact_of(kind: Kind, name: tree.Name, scope: Scope) -> Fact | None:
    """Return a fact or state of a kind whose values are declared; when there is none, tell so."""
    if fact := kind.facts.get(name.text):
        return fact if scope.fact_is_declared(kind.name, name.text, name.span) else None
    noun = f"fact of a {kind.name}"
    scope.tell(UnknownName.among(name.span, noun, name.text, kind.facts))
    return None


def value_of(fact: Fact, written: tree.Value, scope: Scope) -> Value | None:
    """Return a written value as the fact's own; when it cannot have it, tell so."""
    match fact.kind, written:
        case "one of", tree.Name(text=name):
            return _declared(fact, name, written, scope)
        case "yes or no", tree.YesNo(value=yes):
            return "yes" if yes else "no"
        case "text", tree.Text(value=text) | tree.Name(text=text):
            return text
        case "number", tree.Number(value=number):
            return Fraction(number)
        case _:
            needed = FACT_KINDS[fact.kind]
            scope.tell(
                WrongKind(
                    span=written.span, what=fact.name, needed=needed, given=said_kind(written)
                )
            )
            return None


def _declared(fact: Fact, name: str, written: tree.Value, scope: Scope) -> Value | None:
    if name in fact.values:
        return name
    values = tuple(str(value) for value in fact.values)
    scope.tell(UnknownValue(span=written.span, fact=fact.name, value=name, values=values))
    return None


SAID_KINDS: Mapping[type[tree.Node], str] = {
    tree.Text: "a text",
    tree.YesNo: "yes or no",
    tree.Percent: "a percentage",
    tree.Money: "a sum of money",
    tree.Number: "a number",
    tree.Duration: "a length of time",
    tree.Band: "a range",
    tree.Limit: "a range",
    tree.AnyValue: "any value",
    tree.AnyOther: "any value",
    tree.NoneCell: "none",
    tree.LocalInstant: "a date and time",
    tree.Date: "a date",
    tree.Month: "a month",
    tree.Quarter: "a quarter",
    tree.Year: "a year",
    tree.PercentOf: "an amount",
    tree.OneTwelfth: "an amount",
    tree.GreaterOf: "an amount",
    tree.LesserOf: "an amount",
    tree.TimesAmount: "an amount",
    tree.OfPayment: "an amount",
    tree.TotalOver: "an amount",
    tree.AmountSum: "an amount",
    tree.ForEach: "a sum for each step of a quantity",
    tree.ForEachPoint: "a sum for each point",
    tree.ForEachOf: "a sum for each of several",
    tree.ForEachDay: "a sum for each calendar day",
    tree.ProRata: "a sum pro rata",
    tree.PaidPoints: "a number of points",
    tree.ServiceDays: "days of service",
    tree.PercentagePoints: "percentage points",
    tree.CalendarDays: "calendar days",
    tree.OfOtherPeriod: "an amount",
    tree.Unknown: "unknown",
}


def said_kind(node: tree.Node) -> str:
    """Return what kind of value a node is, in words."""
    if isinstance(node, tree.Name):
        return f"the name '{node.text}'"
    return SAID_KINDS.get(type(node), "something else")


def values_of(fact: Fact, written: Iterable[tree.Value], scope: Scope) -> tuple[Value, ...]:
    """Return the written values that the fact can have."""
    return tuple(value for each in written if (value := value_of(fact, each, scope)) is not None)


def condition(written: tree.Condition | None, kind: Kind, scope: Scope) -> Condition:
    """Return a test on an item or a span of a kind; a part that is wrong is told and left out."""
    match written:
        case None:
            return ALWAYS
        case tree.AllOf(parts=parts):
            return Every(tuple(condition(part, kind, scope) for part in parts))
        case tree.AnyOf(parts=parts):
            return Some(tuple(condition(part, kind, scope) for part in parts))
        case tree.Not(part=part):
            return Not(condition(part, kind, scope))
        case _:
            return _atom(written, kind, scope)


Atom: TypeAlias = tree.Is | tree.IsKnown | tree.IsWithin | tree.Timing


def _atom(written: Atom, kind: Kind, scope: Scope) -> Condition:
    match written:
        case tree.Is():
            return _is(written, kind, scope)
        case tree.IsKnown():
            return _known(written, kind, scope)
        case tree.IsWithin():
            return _within(written, kind, scope)
        case tree.IsOnDay() | tree.IsWithinHours() | tree.Notice():
            return timing(written, kind, scope)
        case _:
            assert_never(written)


def _is(written: tree.Is, kind: Kind, scope: Scope) -> Condition:
    fact = fact_of(kind, written.fact, scope)
    if fact is None:
        return ALWAYS
    test = Is(fact.name, values_of(fact, written.values, scope))
    return Not(test) if written.negated else test


def _known(written: tree.IsKnown, kind: Kind, scope: Scope) -> Condition:
    name = written.fact.text
    test: Condition
    if name in moments(kind, scope):
        test = Known(name)
    elif (fact := kind.facts.get(name)) and fact.values:
        # A fact is known when it has one of its values.
        test = Is(name, fact.values)
    else:
        names = (*moments(kind, scope), *kind.facts)
        scope.tell(UnknownName.among(written.fact.span, f"moment of a {kind.name}", name, names))
        return ALWAYS
    return test if written.known else Not(test)


def _within(written: tree.IsWithin, kind: Kind, scope: Scope) -> Condition:
    fact = fact_of(kind, written.fact, scope)
    if fact is None:
        return ALWAYS
    match fact.kind, written.limit.value:
        case "number", tree.Number(value=number):
            return Compares(fact.name, written.limit.bound, Fraction(number))
        case "number", tree.Percent(value=percent):
            return Compares(fact.name, written.limit.bound, Fraction(percent) / 100)
        case _, value:
            needed, given = FACT_KINDS[fact.kind], said_kind(value)
            if fact.kind != "number":
                given = "a comparison of numbers"
            span = written.limit.span
            scope.tell(WrongKind(span=span, what=fact.name, needed=needed, given=given))
            return ALWAYS


def facts_in(test: Condition) -> tuple[str, ...]:
    """Return the facts that a condition asks for, in its order."""
    match test:
        case Is(fact) | Compares(fact):
            return (fact,)
        case Every(parts) | Some(parts):
            return tuple(dict.fromkeys(fact for part in parts for fact in facts_in(part)))
        case Not(part):
            return facts_in(part)
        case _:
            return ()


def occurrences(
    written: Iterable[tree.Occurrence], kind: Kind, scope: Scope
) -> tuple[Occurrence, ...]:
    """Return what can start or end something on an item of a kind."""
    found = (_occurrence(each, kind, scope) for each in written)
    return tuple(each for each in found if each)


def _occurrence(written: tree.Occurrence, kind: Kind, scope: Scope) -> Occurrence | None:
    match written:
        case tree.Happens(name=name):
            if name.text in kind.moments or name.text in kind.events:
                return Happens(name.text)
            names = (*kind.moments, *kind.events)
            noun = f"moment of a {kind.name}"
            scope.tell(UnknownName.among(name.span, noun, name.text, names))
            return None
        case tree.Becomes(fact=name, values=values):
            fact = fact_of(kind, name, scope)
            return Becomes(fact.name, values_of(fact, values, scope)) if fact else None
        case tree.StopsBeing(fact=name, values=values):
            fact = fact_of(kind, name, scope)
            return StopsBeing(fact.name, values_of(fact, values, scope)) if fact else None
        case tree.Changes(fact=name):
            fact = fact_of(kind, name, scope)
            return Changes(fact.name) if fact else None
        case _:
            assert_never(written)


def fits(written: Iterable[tree.Occurrence]) -> Callable[[Kind], bool]:
    """Return whether a kind of item has every word of the occurrences."""
    names = [
        each.name.text if isinstance(each, tree.Happens) else each.fact.text for each in written
    ]

    def has(kind: Kind) -> bool:
        return all(n in kind.moments or n in kind.events or n in kind.facts for n in names)

    return has
