"""A month of outages, measured: made by hand, asked of the engine alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from fractions import Fraction

from slarules.core.conditions import Missing, Value
from slarules.core.contract import Belongs, Contract
from slarules.core.measures import BadTime, GoodShare, PeriodMeasure, PeriodValue, Spans, TotalBad
from slarules.core.promises import TimeExclusion
from slarules.engine.outcome import Achieved, MeasureResult
from slarules.engine.reference.measures import Monitored
from slarules.facts.history import History, Reading, Timeline, WorldSpan
from slarules.hours.periods import Period, parse_label
from slarules.instants import MINUTE, Instant, Interval, Micros, instant
from tests.engine import desk

JUNE = "2026-06"
ALL_JUNE = 43_200
OUTAGES = Spans("outage")


def at(text: str) -> Instant:
    return instant(datetime.fromisoformat(text).replace(tzinfo=UTC))


def outage(
    name: str,
    start: str,
    end: str | None,
    facts: Mapping[str, Value | Missing] | None = None,
    kind: str = "outage",
    *,
    moments: Mapping[str, str | Missing] | None = None,
) -> WorldSpan:
    given = (moments or {}).items()
    told = {name: at(value) if isinstance(value, str) else value for name, value in given}
    return WorldSpan(kind, name, at(start), at(end) if end else None, facts or {}, told)


def minutes_of(start: Instant, first: int, length: int, name: str) -> WorldSpan:
    begin = Instant(start + first * MINUTE)
    return WorldSpan("outage", name, begin, Instant(begin + length * MINUTE), {}, {})


def paper(
    *values: PeriodMeasure,
    split: bool = True,
    belongs: str | None = None,
    exclusions: Sequence[TimeExclusion] = (),
) -> Contract:
    terms = replace(
        desk.terms(),
        measures={each.name: each for each in values},
        exclusions=tuple(exclusions),
        targets={},
        credits={},
    )
    rules = {"outage": Belongs("outage", belongs)} if belongs else {}
    kinds = frozenset(["outage"]) if split else frozenset[str]()
    return replace(desk.contract(terms), zone="UTC", belongs=rules, split=kinds)


def measure(value: PeriodValue, name: str = "uptime", each: str | None = None) -> PeriodMeasure:
    return PeriodMeasure(name, name, value, each)


def down(each: str | None = None, bad: Spans = OUTAGES, **steps: object) -> PeriodMeasure:
    return measure(TotalBad(replace(BadTime(bad), **steps)), "down", each)  # type: ignore[arg-type]


def up(excluded: str = "both sides", bad: Spans = OUTAGES, **steps: object) -> PeriodMeasure:
    time = replace(BadTime(bad), **steps)  # type: ignore[arg-type]
    return measure(GoodShare(time, excluded))  # type: ignore[arg-type]


def month(
    *spans: WorldSpan,
    label: str = JUNE,
    readings: Sequence[Reading] = (),
    items: Sequence[Timeline] = (),
    spans_through: str | None = None,
) -> History:
    end = period(label).end
    through = at(spans_through) if spans_through else None
    return History(
        tuple(items), end, end, spans, readings=tuple(readings), spans_complete_through=through
    )


def period(label: str = JUNE) -> Period:
    found = parse_label(label, "UTC")
    assert found is not None
    return found


def result(
    contract: Contract, history: History, label: str = JUNE, of: str | None = None, name: str = ""
) -> MeasureResult:
    measures = contract.versions[0].terms.measures
    asked = measures[name] if name else list(measures.values())[-1]
    return Monitored(contract, history).result(asked, period(label), of)


def value(
    contract: Contract, history: History, label: str = JUNE, of: str | None = None, name: str = ""
) -> Achieved:
    found = result(contract, history, label, of, name).achieved
    assert found is not None
    return found


def minutes(
    contract: Contract, history: History, label: str = JUNE, of: str | None = None, name: str = ""
) -> tuple[Fraction, Fraction]:
    """Return the least and most value of a measure in minutes."""
    found = value(contract, history, label, of, name)
    return found.least / MINUTE, found.most / MINUTE


def of_minutes(count: int) -> Micros:
    return Micros(count * MINUTE)


def stretch(start: str, end: str) -> Interval:
    return Interval(at(start), at(end))
