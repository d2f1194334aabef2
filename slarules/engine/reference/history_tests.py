"""Tests on the history of periods: missed in each of the previous 2, met in the next 3."""

from __future__ import annotations

from typing import assert_never

from slarules.core.conditions import Truth
from slarules.core.periods import AnyDays, Periods, SoFarIn, Window
from slarules.core.quantities import (
    EveryHistory,
    FactsAre,
    History,
    NotHistory,
    Over,
    Quantity,
    QuantityIs,
    SomeHistory,
    TargetIs,
)
from slarules.engine.reference.asking import Asking
from slarules.engine.reference.place import Place
from slarules.engine.reference.ranges import Range
from slarules.engine.reference.windows import periods_in
from slarules.facts.truth import all_of, any_of, negated, stands


def holds_over(test: History, place: Place, asking: Asking) -> Truth:
    """Return whether a history holds, seen from a place; `None` while that is not known."""
    match test:
        case TargetIs():
            found = [
                _has(test, place.within(period), asking)
                for period in periods_in(test.window, place.period)
            ]
            return all_of(found) if test.at_least is None else at_least(test.at_least, found)
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
    stands_at, found = asking.target(name, place), asking.ground.target(name, place.period)
    value = stands_at.quantity
    if found is None or value is None:
        return None if stands_at.missed is None else False
    result = asking.ground.result(found[0], place.within(found[1]))
    level = found[0].level if result is None else result.level
    better = "above" if found[0].relation in ("at least", "above") else "below"
    ends = {stands(end, better, level) for end in (value.least, value.most)}
    return ends.pop() if len(ends) == 1 else None


def _compared(test: QuantityIs, value: Range | None) -> Truth:
    if value is None:
        return None
    if test.relation == "exactly":
        inside = value.least <= test.limit <= value.most
        return inside and (True if value.is_point else None)
    ends = {stands(end, test.relation, test.limit) for end in (value.least, value.most)}
    return ends.pop() if len(ends) == 1 else None


def look_ahead(test: History) -> int:
    """Return how many periods must close after one before its test is settled."""
    match test:
        case TargetIs(window=window):
            return _ahead(window)
        case QuantityIs(quantity=quantity):
            return _ahead_of(quantity)
        case FactsAre():
            return 0
        case EveryHistory(parts) | SomeHistory(parts):
            return max((look_ahead(part) for part in parts), default=0)
        case NotHistory(part):
            return look_ahead(part)
        case _:
            assert_never(test)


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


def history_words(test: History) -> str:
    """Return a test in words, such as `uptime missed in each of the previous 2 periods`."""
    match test:
        case TargetIs(target, outcome, Periods("last", 1)):
            return f"{target} {outcome}"
        case TargetIs(target, outcome, Periods(side, 1)):
            return f"{target} {outcome} in the {side} period"
        case TargetIs(target, outcome, Periods(side, count), None):
            return f"{target} {outcome} in each of the {side} {count} periods"
        case TargetIs(target, outcome, Periods(side, count), least):
            return f"{target} {outcome} in at least {least} of the {side} {count} periods"
        case QuantityIs(quantity, relation, limit):
            return f"{quantity_words(quantity)} {relation} {limit}"
        case FactsAre():
            return "the facts are such"
        case EveryHistory(parts):
            return " and ".join(_inner(part) for part in parts)
        case SomeHistory(parts):
            return " or ".join(_inner(part) for part in parts)
        case NotHistory(part):
            return f"not ({history_words(part)})"
        case _:
            assert_never(test)


def quantity_words(quantity: Quantity) -> str:
    """Return a quantity in words."""
    return type(quantity).__name__.lower()


def _inner(test: History) -> str:
    words = history_words(test)
    return f"({words})" if isinstance(test, EveryHistory | SomeHistory) else words
