"""The history that records say; `records` undone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime
from fractions import Fraction
from typing import Literal

from slarules.core.conditions import ABSENT, UNKNOWN, Missing, Value
from slarules.core.scenarios import GivenFact, GivenMoment, GivenPeriod, Told
from slarules.facts.history import (
    BEGINNING,
    Happening,
    History,
    Reading,
    RowRef,
    Step,
    Timeline,
    UnknownMoment,
    WorldSpan,
    Written,
)
from slarules.facts.records import PERHAPS, Record
from slarules.instants import Instant, Interval, Micros, instant

EARLIEST = instant(datetime(1699, 1, 1, tzinfo=UTC))
LATEST = instant(datetime(9992, 1, 1, tzinfo=UTC))


def history_of(rows: Iterable[Record]) -> History:
    """Return the history that the records say."""
    by: defaultdict[str, list[Record]] = defaultdict(list)
    for row in rows:
        by[row.record].append(row)
    run = {row.name: _instant(row.at) for row in by["run"]}
    given = tuple(_given(by["given"]))
    return History(
        items=tuple(_timelines(by)),
        as_of=_instant(run.get("as_of")),
        complete_through=_instant(run.get("complete_through")),
        spans=tuple(_spans(by)),
        readings=tuple(_reading(row) for row in by["reading"]),
        bad=tuple((row.of, _interval(row)) for row in by["bad"]),
        fees={
            (row.name or "", row.period or ""): _number(row.value)
            for row in by["fee"]
            if row.of is None
        },
        claims={(row.name or "", row.period or ""): _instant(row.at) for row in by["claim"]},
        given={each.label: each for each in given if each.of is None},
        spans_complete_through=run.get("spans_complete_through"),
        fees_of={
            (row.name or "", row.period or "", row.of): _number(row.value)
            for row in by["fee"]
            if row.of is not None
        },
        given_of={(each.label, *each.of): each for each in given if each.of is not None},
        cycles=tuple(date.fromisoformat(row.value or "") for row in by["cycle"]),
    )


def _timelines(by: Mapping[str, list[Record]]) -> Iterator[Timeline]:
    facts = _grouped(by["fact"])
    happened = _grouped(by["happened"])
    unknown = _grouped(by["unknown"])
    unsettled, told = _grouped(by["unsettled"]), _grouped(by["told"])
    for row in by["item"]:
        yield Timeline(
            item=row.item or "",
            kind=row.kind or "",
            facts={name: tuple(map(_step, steps)) for name, steps in facts[row.subject].items()},
            happened={
                name: tuple(map(_happening, each)) for name, each in happened[row.subject].items()
            },
            unknown={name: _unknown(each[0]) for name, each in unknown[row.subject].items()},
            customer=row.customer,
            unsettled=frozenset(unsettled[row.subject]),
            told={name: _told(each[0]) for name, each in told[row.subject].items()},
            period=row.period,
        )


def _spans(by: Mapping[str, list[Record]]) -> Iterator[WorldSpan]:
    facts, moments = _grouped(by["span_fact"]), _grouped(by["span_moment"])
    for row in by["span"]:
        yield WorldSpan(
            kind=row.kind or "",
            name=row.item or "",
            start=_instant(row.at),
            end=_or_none(row.until),
            facts={name: _read(each[0]) for name, each in facts[row.subject].items()},
            moments={name: _moment(each[0]) for name, each in moments[row.subject].items()},
            service=row.of,
            row=_row(row),
            length=None if row.value is None else Micros(int(_number(row.value))),
            period=row.period,
            is_sure=row.name != PERHAPS,
        )


def _given(rows: Iterable[Record]) -> Iterator[GivenPeriod]:
    periods: dict[tuple[str | None, ...], defaultdict[str | None, list[Record]]] = {}
    for row in rows:
        whose = (row.period, row.of, row.item)
        periods.setdefault(whose, defaultdict(list))[row.kind].append(row)
    for (label, kind, thing), by in periods.items():
        of = None if kind is None or thing is None else (kind, thing)
        yield _given_period(label or "", of, by)


def _given_period(
    label: str, of: tuple[str, str] | None, by: Mapping[str | None, list[Record]]
) -> GivenPeriod:
    def numbers(kind: str) -> tuple[tuple[str, Fraction], ...]:
        return tuple((row.name or "", _number(row.value)) for row in by[kind])

    return GivenPeriod(
        label=label,
        outcomes=tuple((row.name or "", _outcome(row.value)) for row in by["outcome"]),
        achieved=numbers("share"),
        amounts=numbers("amount"),
        readings=numbers("reading"),
        of=of,
        facts=tuple(_given_fact(row) for row in by["fact"]),
        moments=(
            *(GivenMoment(row.name or "", _instant(row.at)) for row in by["moment"]),
            *(_given_unknown(row) for row in by["unknown moment"]),
        ),
        credits=numbers("credit"),
    )


def _given_fact(row: Record) -> GivenFact:
    return GivenFact(row.name or "", _read(row), _or_none(row.at), _or_none(row.until))


def _given_unknown(row: Record) -> GivenMoment:
    return GivenMoment(row.name or "", None, _or_none(row.at), _or_none(row.until))


def _outcome(word: str | None) -> Literal["met", "missed", "unknown", "yes", "no"]:
    match word:
        case "met" | "missed" | "yes" | "no":
            return word
        case _:
            return "unknown"


def _told(row: Record) -> Told:
    match row.value:
        case "met" | "missed" | "unknown":
            return row.value
        case length:
            return Micros(int(_number(length)))


def _grouped(rows: Iterable[Record]) -> defaultdict[int | None, dict[str, list[Record]]]:
    found: defaultdict[int | None, dict[str, list[Record]]] = defaultdict(dict)
    for row in rows:
        found[row.subject].setdefault(row.name or "", []).append(row)
    return found


def _unknown(row: Record) -> UnknownMoment:
    is_told = row.value_type != ABSENT.value
    return UnknownMoment(_or_none(row.at), _or_none(row.until), is_told)


def _step(row: Record) -> Step:
    at = BEGINNING if row.at is None else _instant(row.at)
    return Step(at, _read(row), row.position or 0, _row(row))


def _happening(row: Record) -> Happening:
    written = None if row.kind is None else Written(row.kind, int(_number(row.value)))
    return Happening(_instant(row.at), row.position or 0, _row(row), written)


def _reading(row: Record) -> Reading:
    return Reading(row.name or "", _interval(row), _read(row), row.of, _row(row), row.kind)


def _moment(row: Record) -> Instant | Missing:
    return Missing(row.value_type) if row.value_type else _instant(row.at)


def _read(row: Record) -> Value | Missing:
    match row.value_type:
        case "unknown":
            return UNKNOWN
        case "absent":
            return ABSENT
        case "number":
            return _number(row.value)
        case _:
            return row.value or ""


def _number(text: str | None) -> Fraction:
    # A power such as 1e999999999 is no form that a run writes, and takes a day to compute.
    if text and "e" in text.lower():
        raise ValueError(f"'{text[:40]}' is no number of a run")
    return Fraction(text or "0")


def _row(row: Record) -> RowRef | None:
    return None if row.file is None else RowRef(row.file, row.row or 0, _or_none(row.recorded))


def _interval(row: Record) -> Interval:
    return Interval(_instant(row.at), _instant(row.until))


def _instant(at: int | None) -> Instant:
    if at is None:
        raise ValueError("a record without its instant")
    # What a source says lies in the years 1700 to 9990; beyond, dates run out.
    if not EARLIEST <= at < LATEST:
        raise ValueError("a record of an instant that no source can say")
    return Instant(at)


def _or_none(at: int | None) -> Instant | None:
    return None if at is None else _instant(at)
