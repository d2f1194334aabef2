"""What an engine says where a scenario expects something, one function a kind of expectation.

Each returns the expectation that would have held: comparing is an equality, a message is two
phrases, and accepting is writing the second. Where nothing would have held, it is the reason why.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TypeAlias, assert_never

from slarules.core.clocks import ELAPSED, Clock
from slarules.core.contract import Contract
from slarules.core.scenarios import (
    Expectation,
    ExpectBelongs,
    ExpectClaim,
    ExpectCredit,
    ExpectDue,
    ExpectDueTime,
    ExpectDuty,
    ExpectLength,
    ExpectMeasure,
    ExpectOpen,
    ExpectRight,
    ExpectTarget,
    ExpectVerdict,
)
from slarules.engine.outcome import Verdict
from slarules.hours.deadlines import counting_start
from slarules.hours.opentime import OpenTime
from slarules.hours.opentime import open_time as compiled
from slarules.instants import Instant
from slarules.scenarios.expect_money import claim, money
from slarules.scenarios.expect_periods import duty, measure, outcome, right
from slarules.scenarios.phrases import OfPeriod
from slarules.scenarios.told import Nothing, Told

ItemExpectation: TypeAlias = ExpectVerdict | ExpectDue | ExpectLength | ExpectBelongs


def holds(expected: Expectation, told: Told) -> bool:
    """Tell whether an expectation holds."""
    return same(expected, observed(expected, told))


def same(expected: Expectation, seen: Expectation | Nothing) -> bool:
    """Tell whether what was seen is what was expected; ratios are compared, not their terms."""
    match expected, seen:
        case ExpectMeasure(), ExpectMeasure():
            return expected.good * (seen.whole or 1) == seen.good * (expected.whole or 1)
        case _:
            return expected == seen


def observed(expected: Expectation, told: Told) -> Expectation | Nothing:
    """Return the expectation, of the same kind and about the same thing, that would have held."""
    match expected:
        case ExpectVerdict() | ExpectDue() | ExpectLength() | ExpectBelongs():
            verdict = run_of(expected, told)
            return verdict if isinstance(verdict, Nothing) else _of_run(expected, verdict)
        case ExpectOpen():
            hours = open_time(expected.clock, expected.start, told.contract)
            return replace(expected, length=hours.elapsed(expected.start, expected.end))
        case ExpectDueTime():
            return _due_time(expected, told)
        case _:
            return _of_period(expected, told)


def _of_period(expected: OfPeriod, told: Told) -> Expectation | Nothing:
    match expected:
        case ExpectCredit():
            return money(expected, told)
        case ExpectTarget():
            return outcome(expected, told)
        case ExpectMeasure():
            return measure(expected, told)
        case ExpectRight():
            return right(expected, told)
        case ExpectDuty():
            return duty(expected, told)
        case ExpectClaim():
            return claim(expected, told)
        case _:
            assert_never(expected)


def run_of(expected: ItemExpectation, told: Told) -> Verdict | Nothing:
    """Return the verdict that an expectation is about.

    The name of a measure means the promise of that name, which a table makes; only where no
    table does, it means the target that judges the measure.
    """
    runs = [v for v in told.outcome.verdicts if v.item == expected.item]
    named = [v for v in runs if v.promise == expected.measure]
    found = named or [v for v in runs if v.measure == expected.measure]
    for verdict in found:
        if (verdict.cycle, verdict.cycle_of) == (expected.cycle, expected.cycle_of):
            return verdict
    if found:
        return Nothing(_no_such_run(expected))
    if expected.item not in {thing.name for thing in told.scenario.things}:
        return Nothing(f"no item {expected.item} is given")
    return Nothing(
        f"{expected.item} has no {expected.measure}: it did not start, or no row promises it"
    )


def _no_such_run(expected: ItemExpectation) -> str:
    """Return that a measure has runs, and not the one that is expected."""
    subject, cycle = f"{expected.item} {expected.measure}", f"cycle {expected.cycle}"
    if expected.cycle_of is None:
        return f"{subject} has no {cycle}: it did not start, or no row promises it"
    alone = "" if expected.cycle == 1 else f" in {cycle}"
    return f"{subject} has no time for {expected.cycle_of}{alone}"


def _of_run(expected: ItemExpectation, verdict: Verdict) -> Expectation | Nothing:
    match expected:
        case ExpectVerdict():
            timed = expected.missed_at is not None and verdict.verdict == "missed"
            at = verdict.missed_at if timed else None
            return replace(expected, verdict=verdict.verdict, missed_at=at)
        case ExpectDue():
            if verdict.due_at is None:
                return Nothing(
                    f"{expected.item} {expected.measure} has no due time: {verdict.verdict}"
                )
            latest = verdict.due_at if verdict.due_latest is None else verdict.due_latest
            return replace(expected, earliest=verdict.due_at, latest=latest)
        case ExpectLength():
            lengths = {
                "used": verdict.elapsed,
                "paused": verdict.paused,
                "excluded": verdict.excluded,
            }
            return replace(expected, length=lengths[expected.what])
        case ExpectBelongs():
            if verdict.period is None:
                return Nothing(f"{expected.item} {expected.measure} belongs to no period yet")
            return replace(expected, period=verdict.period)
        case _:
            assert_never(expected)


def _due_time(expected: ExpectDueTime, told: Told) -> Expectation | Nothing:
    """Return when so much time ends, by the conventions of the clock, as for a run."""
    hours = open_time(expected.clock, expected.start, told.contract)
    due = hours.shown_due(counting_start(hours, expected.start), expected.length)
    return Nothing(f"never due on {expected.clock}") if due is None else replace(expected, due=due)


def open_time(name: str, at: Instant, contract: Contract) -> OpenTime:
    """Return the open time of a clock by the text in force at an instant."""
    return compiled(_clock(name, at, contract))


def _clock(name: str, at: Instant, contract: Contract) -> Clock:
    if name == ELAPSED.name:
        return ELAPSED
    in_force = [v for v in contract.versions if v.effective <= at] or contract.versions[:1]
    return in_force[-1].terms.clocks[name]
