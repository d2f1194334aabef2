"""Expectations that must fail: each expectation, changed by the least that matters.

A suite in which a mutant passes does not test what it says.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import assert_never

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
from slarules.hours.labels import period_named
from slarules.hours.local import ONE_DAY
from slarules.instants import MINUTE, Instant, Micros
from slarules.scenarios.expect import ItemExpectation

NUDGES = (Micros(1), MINUTE)
"""The least that an engine can tell apart, and the least that people write."""

OTHER_WORD = {"met": "missed", "missed": "met", "exceeded": "missed", "yes": "no", "no": "yes"}


def mutants(expected: Expectation, contract: Contract) -> Iterator[Expectation]:
    """Yield expectations close to one that holds, none of which can hold beside it."""
    match expected:
        case ExpectVerdict() | ExpectDue() | ExpectLength() | ExpectBelongs():
            yield from _of_run(expected, contract)
        case ExpectCredit() | ExpectTarget() | ExpectMeasure():
            yield from _of_period(expected, contract)
        case ExpectRight() | ExpectDuty() | ExpectClaim():
            yield from _of_dates(expected)
        case ExpectOpen():
            for nudge in NUDGES:
                yield replace(expected, length=Micros(expected.length + nudge))
        case ExpectDueTime():
            for nudge in NUDGES:
                yield replace(expected, due=Instant(expected.due + nudge))
        case _:
            assert_never(expected)


def _of_run(expected: ItemExpectation, contract: Contract) -> Iterator[Expectation]:
    match expected:
        case ExpectVerdict():
            yield from _verdicts(expected)
        case ExpectDue():
            yield from _dues(expected)
        case ExpectLength():
            for nudge in NUDGES:
                yield replace(expected, length=Micros(expected.length + nudge))
        case ExpectBelongs():
            yield from _periods(expected, contract)
        case _:
            assert_never(expected)


def _of_period(
    expected: ExpectCredit | ExpectTarget | ExpectMeasure, contract: Contract
) -> Iterator[Expectation]:
    match expected:
        case ExpectCredit():
            yield from _sums(expected, contract)
        case ExpectTarget():
            yield replace(expected, outcome=OTHER_WORD.get(expected.outcome, "met"))
        case ExpectMeasure():
            yield replace(expected, good=expected.good + _least_step(expected))
        case _:
            assert_never(expected)


def _of_dates(expected: ExpectRight | ExpectDuty | ExpectClaim) -> Iterator[Expectation]:
    """Yield the day before and the day after a last day, and the other state."""
    match expected:
        case ExpectClaim(closes=day):
            yield from (replace(expected, closes=beside) for beside in _beside(day))
        case ExpectDuty(until=last):
            yield from (replace(expected, until=beside) for beside in _beside(last))
            if last is not None:
                yield replace(expected, until=None)
        case ExpectRight(state=state, until=last):
            yield replace(expected, state="closed" if state == "open" else "open", until=None)
            yield from (replace(expected, until=beside) for beside in _beside(last))
        case _:
            assert_never(expected)


def _beside(day: date | None) -> tuple[date, ...]:
    return () if day is None else (day + ONE_DAY, day - ONE_DAY)


def _verdicts(expected: ExpectVerdict) -> Iterator[ExpectVerdict]:
    word = OTHER_WORD.get(expected.verdict, "met")
    yield replace(expected, verdict=word, missed_at=None)
    if expected.missed_at is not None:
        for nudge in NUDGES:
            yield replace(expected, missed_at=Instant(expected.missed_at + nudge))


def _dues(expected: ExpectDue) -> Iterator[ExpectDue]:
    for nudge in NUDGES:
        yield replace(expected, latest=Instant(expected.latest + nudge))
        yield replace(expected, earliest=Instant(expected.earliest - nudge))


def _periods(expected: ExpectBelongs, contract: Contract) -> Iterator[ExpectBelongs]:
    period = period_named(expected.period, contract)
    if period is not None:
        yield replace(expected, period=period.next().label)
        yield replace(expected, period=period.previous().label)


def _sums(expected: ExpectCredit, contract: Contract) -> Iterator[ExpectCredit]:
    cent = Fraction(1, 10**contract.rounding.decimals)
    yield replace(expected, most=expected.most + cent)
    yield replace(expected, least=expected.least - cent)


def _least_step(expected: ExpectMeasure) -> Fraction:
    """Return one more unit of a ratio, or a millionth where only a value is written."""
    return Fraction(1) if expected.whole is not None else Fraction(1, 10**6)
