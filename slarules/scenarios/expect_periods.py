"""What an engine says where a scenario expects something of a period."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Protocol, TypeVar

from slarules.core.scenarios import ExpectDuty, ExpectMeasure, ExpectRight, ExpectTarget
from slarules.engine.following import RightResult
from slarules.engine.outcome import Achieved, ConditionResult, MeasureResult, TargetResult
from slarules.scenarios.expect_money import last_day
from slarules.scenarios.told import Nothing, Told


class OfThing(Protocol):
    """A result that may be about one thing."""

    @property
    def period(self) -> str:
        """The label of its period."""

    @property
    def of(self) -> str | None:
        """The thing or item."""


R = TypeVar("R", bound=OfThing)


def one_of(
    results: Sequence[R], of: str | None, period: str | None, told: Told
) -> R | Nothing | None:
    """Return the result that is meant; `None` where there is none.

    What is about an item has the item's own period.
    """
    if of is not None and period is None and told.is_item(of):
        found = [result for result in results if result.of == of]
        return found[-1] if found else None
    label = told.period(period, of)
    found = [result for result in results if result.period == label]
    if of is not None or any(result.of is None for result in found):
        found = [result for result in found if result.of == of]
    if len(found) > 1:
        names = ", ".join(str(result.of) for result in found)
        return Nothing(f"there is one of each of {names}; write `of` and which is meant")
    return found[0] if found else None


def target_of(expected: ExpectTarget | ExpectMeasure, told: Told) -> TargetResult | Nothing:
    """Return the result of the target that an expectation names, in its period."""
    name = expected.target if isinstance(expected, ExpectTarget) else expected.measure
    results = [result for result in told.outcome.targets if result.target == name]
    found = one_of(results, expected.of, expected.period, told)
    return found or Nothing(f"{name} was not judged in {told.period(expected.period, expected.of)}")


def condition_of(expected: ExpectTarget, told: Told) -> ConditionResult | Nothing | None:
    """Return the result of a condition; `None` where the name is not that of one."""
    results = [r for r in told.outcome.conditions if r.condition == expected.target]
    return one_of(results, expected.of, expected.period, told)


HOLDS = {True: "yes", False: "no", None: "undetermined"}


def outcome(expected: ExpectTarget, told: Told) -> ExpectTarget | Nothing:
    """Return how a target or a condition came out."""
    condition = condition_of(expected, told)
    if isinstance(condition, ConditionResult):
        return replace(expected, outcome=HOLDS[condition.holds])
    found = condition or target_of(expected, told)
    if isinstance(found, Nothing):
        return found
    exceeded = expected.outcome == "exceeded" and is_exceeded(found)
    return replace(expected, outcome="exceeded" if exceeded else found.outcome)


def is_exceeded(result: TargetResult) -> bool:
    """Tell whether a target is surely met by more than its level needs."""
    if result.outcome != "met" or result.achieved is None:
        return False
    if result.relation in {"at least", "above"}:
        return result.achieved.least > result.level
    return result.achieved.most < result.level


def measure(expected: ExpectMeasure, told: Told) -> ExpectMeasure | Nothing:
    """Return the value that a measure, a scorecard or a target came to."""
    achieved = achieved_of(expected, told)
    if isinstance(achieved, Nothing):
        return achieved
    if achieved.least != achieved.most:
        return Nothing(f"{expected.measure} is not settled: what is unknown moves it")
    if expected.whole is None or achieved.good is None or not achieved.whole:
        return replace(expected, good=achieved.least, whole=None)
    unit = expected.unit or achieved.whole / expected.whole
    return replace(expected, good=achieved.good / unit, whole=achieved.whole / unit)


def achieved_of(expected: ExpectMeasure, told: Told) -> Achieved | Nothing:
    """Return the value that an expectation on a measure or a target's share is about."""
    period = told.period(expected.period, expected.of)
    results = [result for result in told.outcome.measures if result.measure == expected.measure]
    found = one_of(results, expected.of, expected.period, told)
    if isinstance(found, MeasureResult):
        told_of = told.scenario.as_of is not None or told.scenario.periods
        if not told_of and not told.is_item(expected.of):
            return Nothing(f"{period} is not over at the last time given; give period {period}")
        return found.achieved or Nothing(f"{expected.measure} has no data in {found.period}")
    target = found or target_of(expected, told)
    if isinstance(target, Nothing):
        return target
    return target.achieved or Nothing(f"{expected.measure} has no value in {period}: {target.rule}")


def right(expected: ExpectRight, told: Told) -> ExpectRight | Nothing:
    """Return how a right stands at the end of a period."""
    results = [result for result in told.outcome.rights if result.right == expected.right]
    found = one_of(results, expected.of, expected.period, told)
    if isinstance(found, Nothing):
        return found
    match found:
        case RightResult(state=("open" | "undetermined") as state, until=until):
            last = last_day(until, told.contract) if until and expected.until else None
            return replace(expected, state=state, until=last)
        case _:
            return replace(expected, state="closed", until=None)


def duty(expected: ExpectDuty, told: Told) -> ExpectDuty | Nothing:
    """Return until when a duty is owed."""
    results = [result for result in told.outcome.duties if result.duty == expected.duty]
    found = one_of(results, expected.of, expected.period, told)
    if isinstance(found, Nothing):
        return found
    until = last_day(found.until, told.contract) if found else None
    return replace(expected, until=until)
