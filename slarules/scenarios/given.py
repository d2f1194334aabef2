"""What a scenario gives, as the history that an engine judges.

What is not given is absent; only `unknown` makes it unknown.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from fractions import Fraction
from typing import TypeAlias

from slarules.core.contract import Contract
from slarules.core.scenarios import (
    ExpectClaim,
    ExpectCredit,
    ExpectDuty,
    ExpectMeasure,
    ExpectRight,
    ExpectTarget,
    GivenPeriod,
    Scenario,
)
from slarules.facts.history import History, Reading
from slarules.hours.labels import period_named
from slarules.hours.periods import Period, period_of
from slarules.instants import Instant
from slarules.scenarios.timelines import of_period, service, timeline, world_spans

JUST_AFTER = 1
"""A microsecond: what has just happened has happened, and nothing else has."""

OfThing: TypeAlias = tuple[str, str] | None


def history(scenario: Scenario, contract: Contract) -> History:
    """Return the history that a scenario tells."""
    as_of = judged_at(scenario, contract)
    spans = [thing for thing in scenario.things if thing.is_span]
    # A history with given periods is a scenario's: periods it does not tell of are not computed.
    labels = () if scenario.periods else _spoken_of(scenario, contract)
    given = _merged((*scenario.periods, *(GivenPeriod(label) for label in labels)))
    periods = {label: period for (label, of), period in given.items() if of is None}
    # What is given of a thing alone tells of its period too.
    for label, _ in given:
        periods.setdefault(label, GivenPeriod(label))
    facts = (of_period(each) for each in periods.values() if each.facts or each.moments)
    return History(
        items=(*(timeline(thing) for thing in scenario.things if not thing.is_span), *facts),
        as_of=as_of,
        complete_through=as_of if scenario.complete_through is None else scenario.complete_through,
        spans=tuple(world_spans(spans, contract)),
        readings=tuple(_readings(scenario, given.values(), contract)),
        bad=tuple((service(thing), piece) for thing in spans for piece in thing.bad),
        fees=dict(_fees(periods.values(), contract)),
        given=periods,
        spans_complete_through=scenario.spans_complete_through,
        fees_of=dict(_fees_of(scenario, given.values())),
        given_of={(label, *of): each for (label, of), each in given.items() if of is not None},
    )


def judged_at(scenario: Scenario, contract: Contract) -> Instant:
    """Return the as-of instant.

    It is the one written, else the end of the last given period, else just after the last instant,
    or at the end of a period in which a right or a duty is expected.
    """
    if scenario.as_of is not None:
        return scenario.as_of
    if ends := [period.end for period in _given_periods(scenario, contract)]:
        return max(ends)
    last = Instant(max(instants(scenario), default=contract.starts) + JUST_AFTER)
    return max((last, *(period.end for period in _looked_back_on(scenario, contract))))


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
        edges += [reading.during.end for reading in thing.readings]
        yield from (edge for edge in edges if edge is not None)
    yield from (reading.during.end for reading in scenario.readings)


def _spoken_of(scenario: Scenario, contract: Contract) -> tuple[str, ...]:
    """Return the periods of a scenario that gives none: the last one and those that it names."""
    named = (_label(expected) for expected in scenario.expectations)
    last = last_period(scenario, contract).label
    return tuple(dict.fromkeys((*(label for label in named if label), last)))


def _label(expected: object) -> str | None:
    match expected:
        case ExpectCredit() | ExpectTarget() | ExpectMeasure():
            return expected.period
        case ExpectRight() | ExpectDuty() | ExpectClaim():
            return expected.period
        case _:
            return None


def _looked_back_on(scenario: Scenario, contract: Contract) -> Iterator[Period]:
    """Yield the periods at whose ends rights and duties are expected."""
    for expected in scenario.expectations:
        if isinstance(expected, ExpectRight | ExpectDuty) and expected.period:
            period = period_named(expected.period, contract)
            if period is not None:
                yield period


def _merged(periods: Iterable[GivenPeriod]) -> dict[tuple[str, OfThing], GivenPeriod]:
    """Return each period and thing in a period, with what is given of it in several places."""
    merged: dict[tuple[str, OfThing], GivenPeriod] = {}
    for period in periods:
        known = merged.get((period.label, period.of))
        merged[period.label, period.of] = _joined(known, period) if known else period
    return merged


def _joined(known: GivenPeriod, more: GivenPeriod) -> GivenPeriod:
    return replace(
        known,
        outcomes=known.outcomes + more.outcomes,
        achieved=known.achieved + more.achieved,
        amounts=known.amounts + more.amounts,
        readings=known.readings + more.readings,
        facts=known.facts + more.facts,
        moments=known.moments + more.moments,
        credits=known.credits + more.credits,
    )


def _fees(
    periods: Iterable[GivenPeriod], contract: Contract
) -> Iterator[tuple[tuple[str, str], Fraction]]:
    """Yield the amounts of periods; one of a longer period is of that which holds the end."""
    kinds = {a.name: a.every for v in contract.versions for a in v.terms.amounts.values()}
    for given in periods:
        period = period_named(given.label, contract)
        for name, fee in given.amounts:
            kind = kinds.get(name)
            if kind is not None and period is not None and kind != period.kind:
                own = period_of(Instant(period.end - 1), kind, contract.zone)
                yield (name, own.label), fee
            yield (name, given.label), fee


def _fees_of(
    scenario: Scenario, periods: Iterable[GivenPeriod]
) -> Iterator[tuple[tuple[str, str, str], Fraction]]:
    """Yield the amounts of things in periods, and those of items whenever they are."""
    for period in periods:
        of = period.of[1] if period.of else None
        for name, fee in period.amounts:
            if of is not None:
                yield (name, period.label, of), fee
    for thing in scenario.things:
        for name, fee in thing.amounts:
            yield (name, "", thing.name), fee


def _readings(
    scenario: Scenario, periods: Iterable[GivenPeriod], contract: Contract
) -> Iterator[Reading]:
    stretches = (*scenario.readings, *(r for thing in scenario.things for r in thing.readings))
    for each in stretches:
        yield Reading(each.name, each.during, each.value, each.of)
    for given in periods:
        period = period_named(given.label, contract)
        for name, value in given.readings:
            if period is not None and name in contract.vocabulary.measurements:
                of = given.of[1] if given.of else None
                yield Reading(name, period.interval, value, of)


def _given_periods(scenario: Scenario, contract: Contract) -> list[Period]:
    named = (period_named(period.label, contract) for period in scenario.periods)
    return [period for period in named if period is not None]
