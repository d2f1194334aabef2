"""Tests on the history of periods: missed in each of the previous 2, met in the next 3."""

from __future__ import annotations

from collections.abc import Mapping
from typing import assert_never

from slarules.core import english
from slarules.core.conditions import Truth
from slarules.core.periods import THIS_PERIOD, AnyDays, Periods, SoFarIn, Window
from slarules.core.quantities import (
    EveryHistory,
    FactsAre,
    History,
    Latch,
    NotHistory,
    Over,
    PeriodCondition,
    Quantity,
    QuantityIs,
    SomeHistory,
    TargetIs,
)
from slarules.engine.reference.asking import Asking
from slarules.engine.reference.levels import exceeds
from slarules.engine.reference.place import Place
from slarules.engine.reference.quantity_words import Wording
from slarules.engine.reference.ranges import Range
from slarules.engine.reference.windows import periods_in
from slarules.facts.truth import all_of, any_of, negated, stands


def holds_over(test: History, place: Place, asking: Asking) -> Truth:
    """Return whether a history holds, seen from a place; `None` while that is not known."""
    match test:
        case TargetIs():
            return _over_periods(test, place, asking)
        case QuantityIs():
            return _compared(test, asking.quantity(test.quantity, place))
        case FactsAre(where):
            return asking.facts(where, place)
        case EveryHistory(parts):
            return all_of(holds_over(part, place, asking) for part in parts)
        case SomeHistory(parts):
            return any_of(holds_over(part, place, asking) for part in parts)
        case NotHistory(part):
            return negated(holds_over(part, place, asking))
        case _:
            assert_never(test)


def _over_periods(test: TargetIs, place: Place, asking: Asking) -> Truth:
    """Return whether a target stands so in the periods of a window, which are those it has itself.

    One that is asked less often than the contract is assessed stands in the period in which its
    own ends, and in no other.
    """
    found = asking.ground.target(test.target, place.period)
    own = found[1] if found else place.period
    longer = own.start < place.period.start or place.period.end < own.end
    seen_from = own if longer and test.window.side != "next" else place.period
    if longer and test.window.side == "last" and own.end != place.period.end:
        return False
    truths = [
        _has(test, place.within(period), asking) for period in periods_in(test.window, seen_from)
    ]
    return all_of(truths) if test.at_least is None else at_least(test.at_least, truths)


def at_least(count: int, truths: list[Truth]) -> Truth:
    """Return whether so many of the truths are true, whichever way the unknown ones turn out."""
    surely, perhaps = truths.count(True), truths.count(None)
    if surely >= count:
        return True
    return None if surely + perhaps >= count else False


def _has(test: TargetIs, place: Place, asking: Asking) -> Truth:
    match test.outcome:
        case "missed" | "yes":
            return asking.missed(test.target, place)
        case "met" | "no":
            return negated(asking.missed(test.target, place))
        case "exceeded":
            return _exceeded(test.target, place, asking)
        case _:
            assert_never(test.outcome)


def _exceeded(name: str, place: Place, asking: Asking) -> Truth:
    """Return whether a target is strictly better than its level; a period not told of is not."""
    found, stands_at = asking.ground.target_at(name, place), asking.target(name, place)
    if found is None:
        return None if stands_at.missed is None else False
    result = asking.ground.result(*found)
    if result is None:
        return None if stands_at.missed is None else False
    if stands_at.quantity is None:
        return False if stands_at.missed else None
    value = stands_at.quantity
    return exceeds(result.relation, result.level, value.least, value.most)


def _compared(test: QuantityIs, value: Range | None) -> Truth:
    if value is None:
        return None
    if test.relation == "exactly":
        inside = value.least <= test.limit <= value.most
        return inside and (True if value.is_point else None)
    ends = {stands(end, test.relation, test.limit) for end in (value.least, value.most)}
    return ends.pop() if len(ends) == 1 else None


def look_ahead(test: History, conditions: Mapping[str, PeriodCondition]) -> int:
    """Return how many periods must close after one before its test is settled.

    Args:
        test: The test.
        conditions: The conditions that it may name, which may look ahead themselves.
    """
    match test:
        case TargetIs(target=name, window=window):
            return _ahead(window) + _of_condition(conditions.get(name), conditions)
        case QuantityIs(quantity=quantity):
            return _ahead_of(quantity)
        case FactsAre():
            return 0
        case EveryHistory(parts) | SomeHistory(parts):
            return max((look_ahead(part, conditions) for part in parts), default=0)
        case NotHistory(part):
            return look_ahead(part, conditions)
        case _:
            assert_never(test)


def _of_condition(
    condition: PeriodCondition | None, conditions: Mapping[str, PeriodCondition]
) -> int:
    if condition is None:
        return 0
    if isinstance(condition.holds, Latch):
        both = (condition.holds.starts, condition.holds.ends)
        return max(look_ahead(each, conditions) for each in both)
    return look_ahead(condition.holds, conditions)


def _ahead_of(quantity: Quantity) -> int:
    if isinstance(quantity, Over):
        return _ahead(quantity.window) + _ahead_of(quantity.quantity)
    return 0


def _ahead(window: Window) -> int:
    match window:
        case Periods("next", count):
            return count
        case Periods() | SoFarIn() | AnyDays():
            return 0
        case _:
            assert_never(window)


def history_words(test: History, wording: Wording) -> str:
    """Return a test in words, such as `uptime missed in each of the previous 2 periods`."""
    match test:
        case TargetIs():
            return _outcome_words(test)
        case QuantityIs(quantity, relation, limit):
            figure = wording.figure(quantity)(limit)
            return f"{wording.name(quantity)} {relation} {figure}"
        case FactsAre(where):
            return english.condition(where)
        case EveryHistory(parts):
            return " and ".join(_inner(part, wording) for part in parts)
        case SomeHistory(parts):
            return " or ".join(_inner(part, wording) for part in parts)
        case NotHistory(part):
            return f"not ({history_words(part, wording)})"
        case _:
            assert_never(test)


def _outcome_words(test: TargetIs) -> str:
    said, seen, count = f"{test.target} {test.outcome}", test.window, test.window.count
    if seen == THIS_PERIOD:
        return said
    if test.at_least is not None:
        return f"{said} in at least {test.at_least} of the {seen.side} {count} periods"
    each = "in the" if count == 1 else "in each of the"
    return f"{said} {each} {seen.side} " + ("period" if count == 1 else f"{count} periods")


def _inner(test: History, wording: Wording) -> str:
    words = history_words(test, wording)
    return f"({words})" if isinstance(test, EveryHistory | SomeHistory) else words
