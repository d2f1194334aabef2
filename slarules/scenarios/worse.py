"""Scenarios one step worse for the provider than another, all else equal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import get_args

from slarules.core.conditions import Condition, Every, Is, Value
from slarules.core.contract import Contract, Terms
from slarules.core.measures import (
    GoodShare,
    OfTime,
    PeriodMeasure,
    ReadingValue,
    ShareOfFixed,
    Spans,
    TotalBad,
)
from slarules.core.quantities import AchievedShare, Excess, Loss, Quantity, Shortfall, ValueOf
from slarules.core.scenarios import GivenFact, GivenMoment, GivenPeriod, GivenThing, Scenario
from slarules.core.targets import MeasureValue, ShareInTime, Target
from slarules.core.units import Unit, unit_of
from slarules.engine.outcome import Verdict
from slarules.instants import DAY, HOUR, MINUTE, Instant, Interval
from slarules.scenarios.given import last_period
from slarules.scenarios.phrases import Words
from slarules.scenarios.told import Told

HAIR = Fraction(1, 10**6)
"""How far beside a limit a value is tried."""

STRETCHES = ((MINUTE, "one more minute"), (HOUR, "one more hour"), (DAY, "one more day"))
"""How much more bad time a measure is tried with."""

STEPS: Mapping[Unit, tuple[Fraction, ...]] = {
    "share": (Fraction(1, 100), Fraction(1, 10)),
    "duration": (Fraction(MINUTE), Fraction(HOUR)),
    "number": (Fraction(1), Fraction(10)),
    "count": (Fraction(1), Fraction(10)),
}
"""How much worse a value is tried beside the limits."""

Values = tuple[tuple[str, Fraction], ...]


@dataclass(frozen=True, slots=True)
class Worse:
    """A scenario that is worse than another, and how."""

    scenario: Scenario
    says: str


def worse(told: Told, subject: str) -> Iterator[Worse]:
    """Yield the scenarios that are one step worse in a target or a measure."""
    terms = told.contract.versions[-1].terms
    yield from _worse_time(told, subject)
    for target in _targets(terms, subject):
        yield from _worse_periods(told, target)
        match target.value:
            case ShareInTime(promise):
                yield from _worse_items(told, promise)
            case MeasureValue(measure) if measure != subject:
                yield from _worse_time(told, measure)
            case MeasureValue():
                pass


def _targets(terms: Terms, subject: str) -> Iterator[Target]:
    """Yield the target of a name, or the targets on the measure of that name."""
    for target in terms.targets.values():
        if subject == target.name or target.value == MeasureValue(subject):
            yield target


def _worse_periods(told: Told, target: Target) -> Iterator[Worse]:
    periods = told.scenario.periods
    for number, period in enumerate(periods):
        for changed, says in _worse_period(period, target, told.contract):
            others = (*periods[:number], changed, *periods[number + 1 :])
            yield Worse(replace(told.scenario, periods=others), f"{period.label} with {says}")


def _worse_period(
    period: GivenPeriod, target: Target, contract: Contract
) -> Iterator[tuple[GivenPeriod, str]]:
    if (target.name, "met") in period.outcomes:
        others = tuple(pair for pair in period.outcomes if pair[0] != target.name)
        changed = replace(period, outcomes=(*others, (target.name, "missed")))
        yield changed, f"{target.name} missed"
    for achieved, says in _worse_values(period.achieved, target.name, target, contract):
        yield replace(period, achieved=achieved), says
    for name in _read_from(target, contract.versions[-1].terms):
        for readings, says in _worse_values(period.readings, name, target, contract):
            yield replace(period, readings=readings), says


def _read_from(target: Target, terms: Terms) -> Iterator[str]:
    """Yield what a target is read from: its measure, and the measurement that is its value."""
    if not isinstance(target.value, MeasureValue):
        yield target.name
        return
    yield target.value.measure
    measure = terms.measures.get(target.value.measure)
    if measure and isinstance(measure.value, ReadingValue):
        yield measure.value.reading


def _worse_values(
    values: Values, name: str, target: Target, contract: Contract
) -> Iterator[tuple[Values, str]]:
    """Yield the values with the named one at each worse place that a limit marks, nearest first."""
    value = dict(values).get(name)
    if value is None:
        return
    limits = set(_limits(target, contract.versions[-1].terms))
    rungs = {limit + side for limit in limits for side in (-HAIR, Fraction(), HAIR)}
    down, unit = target.relation in {"at least", "above"}, unit_of(contract, target.name)
    # Where a sum grows with each unit, no limit marks the next one.
    rungs |= {value - step if down else value + step for step in STEPS[unit]}
    most = Fraction(1) if unit == "share" else None
    for rung in sorted(rungs, reverse=down):
        if 0 <= rung < value if down else value < rung and (most is None or rung <= most):
            said = Words(contract).quantity(target.name, rung)
            yield tuple({**dict(values), name: rung}.items()), f"{name} {said}"


def _limits(target: Target, terms: Terms) -> Iterator[Fraction]:
    yield target.level
    yield Fraction()
    for credit in terms.credits.values():
        for band in credit.bands:
            ends = (limit.value for limit in (band.lower, band.upper) if limit is not None)
            yield from (value for end in ends for value in _read(credit.by, end, target))


def _read(by: Quantity | None, end: Fraction, target: Target) -> Iterator[Fraction]:
    """Yield the value of a target at which a band ends that reads it in some way."""
    measure = target.value.measure if isinstance(target.value, MeasureValue) else None
    match by:
        case ValueOf(name) if name == measure:
            yield end
        case Loss(name) if name == measure:
            yield 1 - end
        case AchievedShare(name) if name == target.name:
            yield end
        case Shortfall(name) if name == target.name:
            yield target.level - end
        case Excess(name, relative) if name == target.name:
            yield target.level + end * (target.level if relative else 1)
        case _:
            pass


def _worse_items(told: Told, promise: str) -> Iterator[Worse]:
    """Yield the scenarios with one more item late, and with the last run of an item late."""
    runs: dict[str, list[Verdict]] = {}
    for verdict in told.outcome.verdicts:
        # The time that an item was with one group ends when it goes to another, not at its end.
        if verdict.promise == promise and verdict.cycle_of is None:
            runs.setdefault(verdict.item, []).append(verdict)
    for item, cycles in runs.items():
        thing = next(t for t in told.scenario.things if t.name == item and not t.is_span)
        first, last = cycles[0], cycles[-1]
        if first.verdict in ("met", "missed"):
            yield _one_more(told.scenario, thing if first is last else _until(thing, first), first)
        if last.verdict == "met":
            others = tuple(t for t in told.scenario.things if t is not thing)
            things = (*others, _late(thing, last))
            cycle = f" in cycle {last.cycle}" if first is not last else ""
            yield Worse(replace(told.scenario, things=things), f"{thing.name} late{cycle}")


def _one_more(scenario: Scenario, like: GivenThing, run: Verdict) -> Worse:
    again = replace(_late(like, run), name=f"{like.name}_again")
    things = (*scenario.things, again)
    return Worse(replace(scenario, things=things), f"one more item like {like.name}, late")


def _until(thing: GivenThing, first: Verdict) -> GivenThing:
    """Return an item of which nothing is told after its first cycle, so that it has no other."""
    end = first.ended_at
    if end is None:
        return thing
    moments = tuple(each for each in thing.moments if each.at is None or each.at <= end)
    facts = tuple(fact for fact in thing.facts if fact.start is None or fact.start <= end)
    return replace(thing, moments=moments, facts=facts)


def _late(thing: GivenThing, verdict: Verdict) -> GivenThing:
    """Return an item whose run ends a minute after it is missed; itself when it is late."""
    if verdict.verdict == "missed" or verdict.missed_at is None:
        return thing
    at = Instant(verdict.missed_at + MINUTE)
    return replace(
        thing,
        moments=tuple(_moved(moment, verdict.ended_at, at) for moment in thing.moments),
        facts=tuple(_from(fact, verdict.ended_at, at) for fact in thing.facts),
    )


def _moved(moment: GivenMoment, ended: Instant | None, at: Instant) -> GivenMoment:
    return replace(moment, at=at) if ended is not None and moment.at == ended else moment


def _from(fact: GivenFact, ended: Instant | None, at: Instant) -> GivenFact:
    """Return a state that begins, or lasts, until later when its change ended the run."""
    if ended is None:
        return fact
    start = at if fact.start == ended else fact.start
    return replace(fact, start=start, end=at if fact.end == ended else fact.end)


def _worse_time(told: Told, name: str) -> Iterator[Worse]:
    """Yield the scenarios with more bad time; of a measure of things, of each thing in turn."""
    measure = told.contract.versions[-1].terms.measures.get(name)
    if measure is None or not isinstance(measure.value, get_args(OfTime)):
        return
    period = last_period(told.scenario, told.contract)
    bad = [p for t in told.scenario.things if t.is_span for p in (*t.bad, *_stretch(t))]
    start = max((p.end for p in bad if p.end in period), default=period.start)
    for length, says in STRETCHES:
        piece = Interval(start, Instant(min(start + length, period.end)))
        for of in _things(told.scenario, measure.each):
            outage = _bad_time(piece, measure, of)
            things = (*told.scenario.things, outage)
            about = f" of {of}" if of else ""
            said = f"{says} of bad time{about} in {period}"
            yield Worse(replace(told.scenario, things=things), said)


def _stretch(span: GivenThing) -> Iterator[Interval]:
    ends = {moment.name: moment.at for moment in span.moments}
    start, end = ends.get("start"), ends.get("end")
    if start is not None and end is not None:
        yield Interval(start, end)


def _things(scenario: Scenario, kind: str | None) -> Iterator[str | None]:
    """Yield the things of a kind that a scenario gives; nothing in particular without a kind."""
    if kind is None:
        yield None
    for thing in scenario.things:
        if thing.kind == kind:
            yield thing.name


def _bad_time(piece: Interval, measure: PeriodMeasure, of: str | None) -> GivenThing:
    """Return an outage that makes a stretch bad for a measure, as far as its own facts can."""
    value = measure.value
    time = value.time if isinstance(value, TotalBad | GoodShare | ShareOfFixed) else None
    facts = [GivenFact(measure.each, of)] if measure.each and of else []
    if time is not None and isinstance(time.bad, Spans):
        facts += [GivenFact(name, value) for name, value in _needed(time.bad.where)]
        starts = (GivenMoment(name, piece.start) for name in time.bad.starts)
        ends = (GivenMoment(name, piece.end) for name in time.bad.ends)
        span = time.bad.kind
        return GivenThing(span, "worse", is_span=True, facts=tuple(facts), moments=(*starts, *ends))
    if time is not None and time.service:
        facts.append(GivenFact("service", time.service))
    moments, bad = (), (piece,)
    return GivenThing("outage", "worse", True, tuple(facts), moments, bad)  # noqa: FBT003


def _needed(where: Condition) -> Iterator[tuple[str, Value]]:
    """Yield facts with which a condition holds, so far as it names them one by one."""
    match where:
        case Is(fact, values):
            yield fact, values[0]
        case Every(parts):
            for part in parts:
                yield from _needed(part)
        case _:
            pass
