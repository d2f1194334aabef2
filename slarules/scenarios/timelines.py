"""The things that a scenario gives, as timelines of items and spans of the world."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from slarules.core.conditions import ABSENT, UNKNOWN, Missing, Value
from slarules.core.contract import Contract
from slarules.core.scenarios import GivenFact, GivenMoment, GivenPeriod, GivenThing
from slarules.facts.history import (
    BEGINNING,
    Happening,
    Step,
    Timeline,
    UnknownMoment,
    WorldSpan,
)
from slarules.hours.labels import period_named
from slarules.instants import Instant, Interval

SPAN_ENDS = ("start", "end")

PERIOD = "period"
"""The kind of the timelines that hold the facts of periods, each named by its label."""


def timeline(thing: GivenThing) -> Timeline:
    """Return the history of one item."""
    happened: dict[str, list[Instant]] = defaultdict(list)
    for moment in thing.moments:
        if moment.at is not None:
            happened[moment.name].append(moment.at)
    return Timeline(
        item=thing.name,
        kind=thing.kind,
        facts=_facts(thing.facts),
        happened={name: tuple(map(Happening, sorted(at))) for name, at in happened.items()},
        unknown={m.name: UnknownMoment(m.after, m.before) for m in thing.moments if m.at is None},
        told=dict(thing.told),
        period=thing.period,
    )


def of_period(period: GivenPeriod) -> Timeline:
    """Return the facts and moments of a period."""
    facts, moments = period.facts, period.moments
    return timeline(GivenThing(PERIOD, period.label, is_span=False, facts=facts, moments=moments))


def _facts(given: Iterable[GivenFact]) -> dict[str, tuple[Step, ...]]:
    facts: dict[str, list[GivenFact]] = defaultdict(list)
    for fact in given:
        facts[fact.name].append(fact)
    return {name: steps(stretches) for name, stretches in facts.items()}


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


def world_spans(things: Iterable[GivenThing], contract: Contract) -> Iterator[WorldSpan]:
    """Yield the spans that have times, or a length, or moments that bad time may run between."""
    for thing in things:
        moments = {moment.name: _instant(moment) for moment in thing.moments}
        ends = {name: moments.pop(name, ABSENT) for name in SPAN_ENDS}
        found = _ends(thing, ends, moments, contract)
        if found is not None:
            start, end = found
            yield WorldSpan(
                kind=thing.kind,
                name=thing.name,
                start=start,
                end=end,
                facts={fact.name: fact.value for fact in thing.facts},
                moments=moments,
                service=service(thing),
                length=thing.length,
                period=thing.period,
            )


def _ends(
    thing: GivenThing,
    ends: dict[str, Instant | Missing],
    moments: dict[str, Instant | Missing],
    contract: Contract,
) -> tuple[Instant, Instant | None] | None:
    start, end = ends["start"], ends["end"]
    if not isinstance(start, Missing):
        return start, None if isinstance(end, Missing) else end
    if thing.length is not None:
        stretch = _in_period(thing, contract)
        return (stretch.start, stretch.end) if stretch else None
    known = sorted(at for at in moments.values() if not isinstance(at, Missing))
    return (known[0], known[-1] if len(known) > 1 else None) if known else None


def _in_period(thing: GivenThing, contract: Contract) -> Interval | None:
    """Return when a span of which only the length is given lies: where its period begins."""
    period = period_named(thing.period or "", contract)
    if period is None or thing.length is None:
        return None
    return Interval(period.start, Instant(period.start + thing.length))


def _instant(moment: GivenMoment) -> Instant | Missing:
    return UNKNOWN if moment.at is None else moment.at


def service(thing: GivenThing) -> str | None:
    """Return the service that a span belongs to, if it names one."""
    named = [fact.value for fact in thing.facts if fact.name == "service"]
    return named[0] if named and isinstance(named[0], str) else None
