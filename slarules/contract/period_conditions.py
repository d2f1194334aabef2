"""The statement `condition`: a truth of each period, or a state that starts and ends."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from slarules.contract.measures import said_title
from slarules.contract.period_tests import history
from slarules.contract.problems.structure import InCircle, PhrasesExclude
from slarules.contract.saying import Saying
from slarules.contract.scope import Known, Scope, clause_of, first, origin
from slarules.core.quantities import (
    AchievedShare,
    CreditTotal,
    EveryHistory,
    Excess,
    FactsAre,
    History,
    Latch,
    Lateness,
    Length,
    Loss,
    NotHistory,
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
from slarules.syntax import tree


def conditions(statements: Sequence[tree.Statement], scope: Scope) -> dict[str, PeriodCondition]:
    """Return every condition by its name; a circle among them is told."""
    found: dict[str, PeriodCondition] = {}
    written: dict[str, tree.Name] = {}
    for statement in statements:
        if isinstance(statement, tree.ConditionStatement):
            scope.telling.clause = clause_of(statement)
            written[statement.name.text] = statement.name
            if made := _condition(statement, scope):
                found[made.name] = made
    for name in [name for name in found if _circle(name, found)]:
        circle = " -> ".join(_circle(name, found))
        span = written[name].span
        scope.telling.clause = found[name].origin.clause
        scope.tell(InCircle(span=span, noun="condition", name=name, circle=circle))
        del found[name]
    return {name: replace(made, each=each_of(made, found, scope)) for name, made in found.items()}


def _condition(statement: tree.ConditionStatement, scope: Scope) -> PeriodCondition | None:
    phrases = statement.phrases
    say = Saying(f"condition {statement.name}", statement, statement.name, scope)
    when, starts = first(phrases, tree.When), first(phrases, tree.StartsWhen)
    of_latch = [p for p in phrases if not isinstance(p, tree.When)]
    if when and of_latch:
        span, one, other = of_latch[0].span, "when", "a state that starts and ends"
        scope.tell(PhrasesExclude(span=span, what=say.what, one=one, other=other))
        return None
    if when:
        holds: History | Latch | None = history(when.history, scope)
    elif of_latch:
        holds = _latch(statement, starts, say)
    else:
        say.lacks("when it holds", "when NAME is missed")
        return None
    if holds is None:
        return None
    title = said_title(statement.title, statement.name)
    at = origin(statement, statement.clause)
    return PeriodCondition(statement.name.text, title, holds, origin=at)


def _latch(
    statement: tree.ConditionStatement, starts: tree.StartsWhen | None, say: Saying
) -> Latch | None:
    ends = first(statement.phrases, tree.EndsWhen)
    effect = first(statement.phrases, tree.TakesEffect)
    if not starts:
        say.lacks("when it starts", "starts when NAME is missed in each of the last 2 periods")
    if not ends:
        say.lacks("when it ends", "ends when NAME is met")
    if not effect:
        lack = "whether a change shows in the period that brings it"
        say.lacks(lack, "takes effect in the next period, or in the same period")
    begins = history(starts.history, say.scope) if starts else None
    stops = history(ends.history, say.scope) if ends else None
    if not begins or not stops or not effect:
        return None
    once = first(statement.phrases, tree.AtMostOnce) is not None
    return Latch(begins, stops, once, effect.when)


# --- what a condition rests on --------------------------------------------------------------------


def _circle(name: str, found: Mapping[str, PeriodCondition]) -> tuple[str, ...]:
    """Return the way from a condition back to itself; empty where there is none."""
    ways: list[tuple[str, ...]] = [(name,)]
    seen: set[str] = set()
    while ways:
        way = ways.pop()
        for other in _conditions_in(found[way[-1]]):
            if other == name:
                return (*way, name)
            if other in found and other not in seen:
                seen.add(other)
                ways.append((*way, other))
    return ()


def _conditions_in(condition: PeriodCondition) -> Iterator[str]:
    for test in tests_of(condition):
        if isinstance(test, TargetIs):
            yield test.target


def tests_of(condition: PeriodCondition) -> Iterator[History]:
    """Yield the single tests that a condition rests on."""
    match condition.holds:
        case Latch(starts, ends):
            yield from (*single(starts), *single(ends))
        case _:
            yield from single(condition.holds)


def single(test: History) -> Iterator[History]:
    """Yield the tests that a condition on periods is joined of."""
    match test:
        case EveryHistory(parts) | SomeHistory(parts):
            for part in parts:
                yield from single(part)
        case NotHistory(part):
            yield from single(part)
        case _:
            yield test


def each_of(
    condition: PeriodCondition, found: Mapping[str, PeriodCondition], scope: Scope
) -> str | None:
    """Return the kind of thing that a condition has one truth for each of."""
    for test in tests_of(condition):
        match test:
            case TargetIs(target=name) if name in found:
                each = each_of(found[name], found, scope)
            case _:
                each = each_of_test(test, scope.known)
        if each:
            return each
    return None


def each_of_test(test: History, known: Known) -> str | None:
    """Return the kind of thing, or of item, that one test is separate for."""
    match test:
        case TargetIs(target=name) if name in known.targets:
            return known.targets[name].each
        case TargetIs(target=name) if name in known.promises:
            return known.promises[name].measure.item
        case QuantityIs(quantity=quantity):
            return each_of_quantity(quantity, known)
        case FactsAre() | _:
            return None


def each_of_quantity(quantity: Quantity, known: Known) -> str | None:
    """Return the kind of thing, or of item, that a quantity is of."""
    match quantity:
        case Over(quantity=inner):
            return each_of_quantity(inner, known)
        case Points() | CreditTotal():
            return None
        case ValueOf(name):
            measure = known.measures.get(name)
            return measure.each if measure else None
        case _:
            return _each_named(quantity, known)


def _each_named(quantity: Quantity, known: Known) -> str | None:
    match quantity:
        case AchievedShare(name) | Shortfall(name) | Excess(name) if name in known.targets:
            return known.targets[name].each
        case Loss(name) | Length(name) if name in known.measures:
            return known.measures[name].each
        case Lateness(name) if name in known.promises:
            return known.promises[name].measure.item
        case _:
            return None
