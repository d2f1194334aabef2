"""What a scenario gives, as the history that an engine judges.

What is not given is absent; only `unknown` makes it unknown.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction

from slarules.core.conditions import ABSENT, UNKNOWN, Missing, Value
from slarules.core.contract import Contract
from slarules.core.scenarios import GivenFact, GivenMoment, GivenPeriod, GivenThing, Scenario
from slarules.facts.history import (
    BEGINNING,
    Happening,
    History,
    Reading,
    Step,
    Timeline,
    UnknownMoment,
    WorldSpan,
)
from slarules.hours.periods import Period, parse_label, period_of
from slarules.instants import Instant

JUST_AFTER = 1
"""A microsecond: what has just happened has happened, and nothing else has."""

SPAN_ENDS = ("start", "end")


def history(scenario: Scenario, contract: Contract) -> History:
    """Return the history that a scenario tells."""
    as_of = judged_at(scenario, contract)
    spans = [thing for thing in scenario.things if thing.is_span]
    # A history with given periods is a scenario's: periods it does not tell of are not computed.
    told = scenario.periods or (GivenPeriod(last_period(scenario, contract).label),)
    periods = _merged(told)
    return History(
        items=tuple(timeline(thing) for thing in scenario.things if not thing.is_span),
        as_of=as_of,
        complete_through=as_of if scenario.complete_through is None else scenario.complete_through,
        spans=tuple(_world_spans(spans)),
        readings=tuple(_readings(periods, contract)),
        bad=tuple((_service(thing), piece) for thing in spans for piece in thing.bad),
        fees=_fees(periods),
        given=periods,
        spans_complete_through=scenario.spans_complete_through,
    )


def judged_at(scenario: Scenario, contract: Contract) -> Instant:
    """Return the as-of instant.

    It is the one written, else the end of the last given period, else just after the last instant.
    """
    if scenario.as_of is not None:
        return scenario.as_of
    if ends := [period.end for period in _given_periods(scenario, contract)]:
        return max(ends)
    return Instant(max(instants(scenario), default=contract.starts) + JUST_AFTER)


def last_period(scenario: Scenario, contract: Contract) -> Period:
    """Return the period that an expectation means which names none.

    It is the last given one. Without any it is the period that ends with or holds the as-of
    instant: midnight that ends a month is the end of that month.
    """
    given = _given_periods(scenario, contract)
    if given:
        return max(given, key=lambda period: period.end)
    before = Instant(judged_at(scenario, contract) - JUST_AFTER)
    return period_of(before, contract.every, contract.zone)


def instants(scenario: Scenario) -> Iterator[Instant]:
    """Yield every instant that a scenario names of its things."""
    for thing in scenario.things:
        edges = [edge for fact in thing.facts for edge in (fact.start, fact.end)]
        edges += [edge for piece in thing.bad for edge in (piece.start, piece.end)]
        edges += [at for moment in thing.moments for at in (moment.at, moment.before)]
        yield from (edge for edge in edges if edge is not None)


def timeline(thing: GivenThing) -> Timeline:
    """Return the history of one item."""
    facts: dict[str, list[GivenFact]] = defaultdict(list)
    for fact in thing.facts:
        facts[fact.name].append(fact)
    happened: dict[str, list[Instant]] = defaultdict(list)
    for moment in thing.moments:
        if moment.at is not None:
            happened[moment.name].append(moment.at)
    return Timeline(
        item=thing.name,
        kind=thing.kind,
        facts={name: steps(stretches) for name, stretches in facts.items()},
        happened={name: tuple(map(Happening, sorted(at))) for name, at in happened.items()},
        unknown={m.name: UnknownMoment(m.after, m.before) for m in thing.moments if m.at is None},
    )


def steps(stretches: Iterable[GivenFact]) -> tuple[Step, ...]:
    """Return the steps of one fact; outside its stretches it is what is given without times.

    Where nothing is given without times, it is absent there. Where stretches overlap, the one
    that begins later holds.
    """
    timed = sorted(stretches, key=_start)
    changes = sorted({_start(f) for f in timed} | {f.end for f in timed if f.end is not None})
    found: list[Step] = []
    for at in changes:
        value = _value_at(timed, at)
        if (found[-1].value if found else ABSENT) != value:
            found.append(Step(at, value))
    return tuple(found)


def _start(fact: GivenFact) -> Instant:
    return BEGINNING if fact.start is None else fact.start


def _value_at(stretches: list[GivenFact], at: Instant) -> Value | Missing:
    for fact in reversed(stretches):
        if _start(fact) <= at and (fact.end is None or at < fact.end):
            return fact.value
    return ABSENT


def _world_spans(things: Iterable[GivenThing]) -> Iterator[WorldSpan]:
    for thing in things:
        moments = {moment.name: _instant(moment) for moment in thing.moments}
        start, end = (moments.pop(name, ABSENT) for name in SPAN_ENDS)
        if not isinstance(start, Missing):
            yield WorldSpan(
                kind=thing.kind,
                name=thing.name,
                start=start,
                end=None if isinstance(end, Missing) else end,
                facts={fact.name: fact.value for fact in thing.facts},
                moments=moments,
                service=_service(thing),
            )


def _instant(moment: GivenMoment) -> Instant | Missing:
    return UNKNOWN if moment.at is None else moment.at


def _service(thing: GivenThing) -> str | None:
    named = [fact.value for fact in thing.facts if fact.name == "service"]
    return named[0] if named and isinstance(named[0], str) else None


def _merged(periods: Iterable[GivenPeriod]) -> dict[str, GivenPeriod]:
    merged: dict[str, GivenPeriod] = {}
    for period in periods:
        known = merged.get(period.label, GivenPeriod(period.label, origin=period.origin))
        merged[period.label] = GivenPeriod(
            period.label,
            known.outcomes + period.outcomes,
            known.achieved + period.achieved,
            known.amounts + period.amounts,
            known.readings + period.readings,
            known.origin,
        )
    return merged


def _fees(periods: Mapping[str, GivenPeriod]) -> dict[tuple[str, str], Fraction]:
    return {(name, label): fee for label, p in periods.items() for name, fee in p.amounts}


def _readings(periods: Mapping[str, GivenPeriod], contract: Contract) -> Iterator[Reading]:
    for label, given in periods.items():
        period = parse_label(label, contract.zone)
        for name, value in given.readings:
            if period is not None and name in contract.vocabulary.measurements:
                yield Reading(name, period.interval, value)


def _given_periods(scenario: Scenario, contract: Contract) -> list[Period]:
    named = (parse_label(period.label, contract.zone) for period in scenario.periods)
    return [period for period in named if period is not None]
