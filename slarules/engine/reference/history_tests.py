"""Tests on the history of targets: missed in each of the previous 2 periods, met in the next 3."""

from __future__ import annotations

from typing import assert_never

from slarules.core.conditions import Truth
from slarules.core.periods import Periods
from slarules.core.quantities import EveryHistory, History, NotHistory, SomeHistory, TargetIs
from slarules.engine.reference.periods import shifted
from slarules.engine.reference.worlds import World
from slarules.facts.truth import all_of, any_of, negated
from slarules.hours.periods import Period


def holds_over(test: History, period: Period, world: World) -> Truth:
    """Return whether a history holds, seen from a period; `None` while that is not known."""
    match test:
        case TargetIs():
            return all_of(
                _has(test, shifted(period, shift), world)
                for shift in _window(test.window.side, test.window.count)
            )
        case EveryHistory(parts):
            return all_of(holds_over(part, period, world) for part in parts)
        case SomeHistory(parts):
            return any_of(holds_over(part, period, world) for part in parts)
        case NotHistory(part):
            return negated(holds_over(part, period, world))
        case _:
            assert_never(test)


def _window(window: str, count: int) -> range:
    match window:
        case "last":
            return range(-count + 1, 1)
        case "previous":
            return range(-count, 0)
        case _:
            return range(1, count + 1)


def _has(test: TargetIs, period: Period, world: World) -> Truth:
    missed = world.target(test.target, period).missed
    return missed if test.outcome == "missed" else negated(missed)


def look_ahead(test: History) -> int:
    """Return how many periods must close after one before its test is settled."""
    match test:
        case TargetIs(window=Periods("next", count)):
            return count
        case TargetIs():
            return 0
        case EveryHistory(parts) | SomeHistory(parts):
            return max((look_ahead(part) for part in parts), default=0)
        case NotHistory(part):
            return look_ahead(part)
        case _:
            assert_never(test)


def history_words(test: History) -> str:
    """Return a test in words, such as `uptime missed in each of the previous 2 periods`."""
    match test:
        case TargetIs(target, outcome, Periods("last", 1)):
            return f"{target} {outcome}"
        case TargetIs(target, outcome, Periods(window, 1)):
            return f"{target} {outcome} in the {window} period"
        case TargetIs(target, outcome, Periods(window, count)):
            return f"{target} {outcome} in each of the {window} {count} periods"
        case EveryHistory(parts):
            return " and ".join(_inner(part) for part in parts)
        case SomeHistory(parts):
            return " or ".join(_inner(part) for part in parts)
        case NotHistory(part):
            return f"not ({history_words(part)})"
        case _:
            assert_never(test)


def _inner(test: History) -> str:
    words = history_words(test)
    return f"({words})" if isinstance(test, EveryHistory | SomeHistory) else words
