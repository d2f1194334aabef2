"""What a scenario expects of periods: targets, conditions, measures, rights, duties."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import TypeAlias, assert_never

from slarules.contract.expecting import Reading
from slarules.contract.stage import MEASURED
from slarules.contract.words import micros
from slarules.core.promises import Origin
from slarules.core.scenarios import (
    ExpectDuty,
    ExpectMeasure,
    ExpectRight,
    ExpectTarget,
)
from slarules.instants import HOUR, MINUTE
from slarules.syntax import tree

OfPeriod: TypeAlias = tree.ExpectTarget | tree.ExpectState | tree.ExpectValue | tree.ExpectDuty


def of_period(
    phrase: OfPeriod, reading: Reading
) -> Iterator[ExpectTarget | ExpectRight | ExpectMeasure | ExpectDuty]:
    """Yield what is expected of a period."""
    match phrase:
        case tree.ExpectTarget():
            yield from _outcome(phrase, reading)
        case tree.ExpectState():
            yield from _right(phrase, reading)
        case tree.ExpectValue():
            yield from _measured(phrase, reading)
        case tree.ExpectDuty():
            yield from _duty(phrase, reading)
        case _:
            assert_never(phrase)


def _outcome(phrase: tree.ExpectTarget, reading: Reading) -> Iterator[ExpectTarget | ExpectRight]:
    """Yield what is expected of a target, a condition, or a right that is undetermined."""
    name, stage = phrase.target.text, reading.stage
    of, period, at = _place(phrase, reading)
    if name in stage.names("rights") and phrase.outcome == "undetermined":
        yield ExpectRight(name, "undetermined", None, period, of, at)
    elif (
        (phrase.outcome in {"yes", "no"} and name in stage.names("conditions"))
        or (phrase.outcome == "undetermined" and name in stage.names("targets", "conditions"))
        or (phrase.outcome not in {"yes", "no"} and name in stage.names("targets"))
    ):
        yield ExpectTarget(name, phrase.outcome, period, at, of)
    elif phrase.outcome in {"yes", "no"}:
        reading.unknown(phrase.target, "condition", stage.names("conditions"))
    else:
        reading.unknown(phrase.target, "target", stage.names("targets"))


def _right(phrase: tree.ExpectState, reading: Reading) -> Iterator[ExpectRight]:
    """Yield what is expected of a right."""
    rights = reading.stage.names("rights")
    of, period, at = _place(phrase, reading)
    if phrase.right.text not in rights:
        reading.unknown(phrase.right, "right", rights)
        return
    until = phrase.until.value if phrase.until else None
    yield ExpectRight(phrase.right.text, phrase.state, until, period, of, at)


def _duty(phrase: tree.ExpectDuty, reading: Reading) -> Iterator[ExpectDuty]:
    """Yield what is expected of a duty."""
    duties = reading.stage.names("duties")
    of, period, at = _place(phrase, reading)
    if phrase.duty.text not in duties:
        reading.unknown(phrase.duty, "duty", duties)
        return
    match phrase.state:
        case tree.OwedUntil(date=date):
            yield ExpectDuty(phrase.duty.text, date.value, period, of, at)
        case tree.NotOwed():
            yield ExpectDuty(phrase.duty.text, None, period, of, at)
        case _:
            assert_never(phrase.state)


def _measured(phrase: tree.ExpectValue, reading: Reading) -> Iterator[ExpectMeasure]:
    """Yield what is expected of a measure, a scorecard, or of what a target achieved."""
    name, scope = phrase.measure.text, reading.scope
    known = reading.stage.names(*MEASURED, "targets")
    of, period, at = _place(phrase, reading)
    if name not in known:
        reading.unknown(phrase.measure, "measure or target", known)
        return
    match phrase.value:
        case tree.Ratio(part=part, whole=whole, unit=unit):
            good, all_ = Fraction(part.value), Fraction(whole.value)
            size = {"minutes": MINUTE, "hours": HOUR}[unit] if unit else None
            yield ExpectMeasure(name, good, all_, size, period, at, of)
        case tree.Percent(value=percent):
            yield ExpectMeasure(name, Fraction(percent) / 100, None, None, period, at, of)
        case tree.Number(value=number):
            yield ExpectMeasure(name, Fraction(number), None, None, period, at, of)
        case tree.Duration() as time:
            if clock := scope.clock(time.clock):
                length = Fraction(micros(time))
                yield ExpectMeasure(name, length, None, None, period, at, of, clock)
        case _:
            assert_never(phrase.value)


def _place(phrase: OfPeriod, reading: Reading) -> tuple[str | None, str | None, Origin]:
    return reading.about(phrase.of), reading.period(phrase.period), reading.at(phrase)
