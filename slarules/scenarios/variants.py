"""A contract with one phrase of a measure, a table or a stop dropped or said otherwise.

Where no case tells a variant from the contract, no scenario tests the phrase.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from typing import TypeAlias, TypeVar, get_args

from slarules.core.conditions import ALWAYS
from slarules.core.contract import Contract, Terms
from slarules.core.english import condition, occurrence, occurrences
from slarules.core.promises import (
    Bounds,
    Cancel,
    Measure,
    Origin,
    Pause,
    Promise,
    Reading,
    Reopening,
    Resuming,
    TimeExclusion,
)
from slarules.scenarios.parts import Removal, changed

Measured: TypeAlias = Callable[[Measure], Measure]


@dataclass(frozen=True, slots=True)
class Variant:
    """A contract in which one phrase is dropped or says something else.

    Attributes:
        kind: The words of the phrase.
        name: The statement that has it, and what the phrase says there.
        says: What is said instead; empty where it is dropped.
        measures: The measures that it bears on; `None` for all.
    """

    kind: str
    name: str
    says: str
    origin: Origin
    measures: frozenset[str] | None
    contract: Contract

    def __str__(self) -> str:
        return f"{self.kind} {self.name}: {self.says or 'dropped'}"


@dataclass(frozen=True, slots=True)
class _Change:
    kind: str
    name: str
    says: str
    origin: Origin
    measures: frozenset[str] | None
    change: Removal


def variants(contract: Contract) -> Iterator[Variant]:
    """Yield every variant of the phrases on time; one in several texts is changed in all."""
    seen: set[tuple[str, str, str]] = set()
    for version in contract.versions:
        for each in _changes(version.terms):
            key = (each.kind, each.name, each.says)
            if key not in seen:
                seen.add(key)
                other = changed(contract, each.change)
                yield Variant(*key, each.origin, each.measures, other)


def _changes(terms: Terms) -> Iterator[_Change]:
    measures = {promise.measure.name: promise.measure for promise in terms.promises.values()}
    for measure in measures.values():
        for kind, said, says, change in _of_measure(measure):
            yield _Change(
                kind,
                f"{measure.name} {said}".rstrip(),
                says,
                measure.origin,
                frozenset({measure.name}),
                partial(_measured, name=measure.name, change=change),
            )
    for table, promises in _tables(terms).items():
        yield from _of_readings(table, promises)
    for pause in terms.pauses:
        yield from _of_pause(pause)
    for exclusion in terms.exclusions:
        yield from _of_exclusion(exclusion)
    for cancel in terms.cancels:
        yield from _of_cancel(cancel)


def _measured(terms: Terms, *, name: str, change: Measured) -> Terms:
    promises = {
        key: replace(promise, measure=change(promise.measure))
        if promise.measure.name == name
        else promise
        for key, promise in terms.promises.items()
    }
    return replace(terms, promises=promises)


# --- measures -------------------------------------------------------------------------------------


Phrase: TypeAlias = tuple[str, str, str, Measured]


def _of_measure(measure: Measure) -> Iterator[Phrase]:
    yield from _of_bounds(measure.bounds)
    if measure.repeats:
        yield "each time", "", "once", _set(repeats=False)
    if measure.each is not None:
        yield "separately", f"for each {measure.each}", "", _set(each=None)
    if measure.counts_while != ALWAYS:
        said = condition(measure.counts_while)
        yield "counts while", said, "", _set(counts_while=ALWAYS)
    if measure.unit is not None:
        yield "counted in", "whole units", "", _set(unit=None)
    for reopening in measure.reopenings:
        yield from _of_reopening(reopening, measure)


def _of_bounds(bounds: Bounds) -> Iterator[Phrase]:
    for start in bounds.starts if len(bounds.starts) > 1 else ():
        fewer = replace(bounds, starts=tuple(each for each in bounds.starts if each != start))
        yield "from", occurrence(start), "", _set(bounds=fewer)
    for end in bounds.ends if len(bounds.ends) > 1 else ():
        ends = tuple(each for each in bounds.ends if each != end)
        fewer = replace(bounds, ends=ends, next_ends=bounds.next_ends - {end})
        yield "until", occurrence(end), "", _set(bounds=fewer)
    for end in sorted(bounds.next_ends, key=occurrence):
        fewer = replace(bounds, next_ends=bounds.next_ends - {end})
        yield "until next", occurrence(end), "", _set(bounds=fewer)
    if bounds.where != ALWAYS:
        said = f"{occurrences(bounds.starts)} where {condition(bounds.where)}"
        yield "from", said, "", _set(bounds=replace(bounds, where=ALWAYS))
    if bounds.until != ALWAYS:
        said = f"{occurrences(bounds.ends)} where {condition(bounds.until)}"
        yield "until", said, "", _set(bounds=replace(bounds, until=ALWAYS))


def _of_reopening(reopening: Reopening, measure: Measure) -> Iterator[Phrase]:
    said = f"when {occurrences(reopening.when)}"
    others = tuple(each for each in measure.reopenings if each != reopening)
    yield "reopens", said, "", _set(reopenings=others)
    for resuming in get_args(Resuming):
        if resuming != reopening.resuming:
            other = replace(reopening, resuming=resuming)
            yield "reopens", said, resuming, _set(reopenings=(*others, other))
    if reopening.where != ALWAYS:
        other = replace(reopening, where=ALWAYS)
        where = f"{said} where {condition(reopening.where)}"
        yield "reopens", where, "", _set(reopenings=(*others, other))


def _set(**fields: object) -> Measured:
    def change(measure: Measure) -> Measure:
        return replace(measure, **fields)  # type: ignore[arg-type]

    return change


# --- tables ---------------------------------------------------------------------------------------


def _tables(terms: Terms) -> dict[str, list[Promise]]:
    """Return the promises of each `targets` statement; a target on a goal of its own has none."""
    found: dict[str, list[Promise]] = {}
    for promise in terms.promises.values():
        if promise.table not in terms.targets:
            found.setdefault(promise.table, []).append(promise)
    return found


def _of_readings(table: str, promises: list[Promise]) -> Iterator[_Change]:
    measures = frozenset(promise.measure.name for promise in promises)
    # A run for each value of a fact is of that value, however the fact is read.
    readings = {
        fact: reading
        for promise in promises
        for fact, reading in promise.readings
        if fact != promise.measure.each
    }
    for fact, reading in readings.items():
        for other in get_args(Reading):
            if other != reading:
                change = partial(_read, table=table, fact=fact, reading=other)
                name, origin = f"{fact} {reading} in {table}", promises[0].origin
                yield _Change("judged by", name, other, origin, measures, change)


def _read(terms: Terms, *, table: str, fact: str, reading: Reading) -> Terms:
    promises = {
        name: replace(
            promise,
            readings=tuple((f, reading if f == fact else r) for f, r in promise.readings),
        )
        if promise.table == table
        else promise
        for name, promise in terms.promises.items()
    }
    return replace(terms, promises=promises)


# --- stops ----------------------------------------------------------------------------------------


S = TypeVar("S", Pause, TimeExclusion, Cancel)


def _of_pause(pause: Pause) -> Iterator[_Change]:
    if pause.provided != ALWAYS:
        yield _stop("provided", "pauses", pause, replace(pause, provided=ALWAYS))
    if pause.allowance is not None:
        yield _stop("up to", "pauses", pause, replace(pause, allowance=None))
    if pause.between is not None and pause.while_ != ALWAYS:
        yield _stop("from until", "pauses", pause, replace(pause, between=None))
        yield _stop("while", "pauses", pause, replace(pause, while_=ALWAYS))
    if pause.effect == "extends":
        yield _stop("extends", "pauses", pause, replace(pause, effect="suspends"), "suspends")
    if pause.effect == "suspends":
        yield _stop("suspends", "pauses", pause, replace(pause, effect="extends"), "extends")


def _of_exclusion(exclusion: TimeExclusion) -> Iterator[_Change]:
    if exclusion.provided != ALWAYS:
        yield _stop("provided", "exclusions", exclusion, replace(exclusion, provided=ALWAYS))
    if exclusion.where != ALWAYS:
        yield _stop("where", "exclusions", exclusion, replace(exclusion, where=ALWAYS))
    if exclusion.allowance is not None:
        yield _stop("up to", "exclusions", exclusion, replace(exclusion, allowance=None))
    if exclusion.of_its_service:
        wider = replace(exclusion, of_its_service=False)
        yield _stop("of its service", "exclusions", exclusion, wider)


def _of_cancel(cancel: Cancel) -> Iterator[_Change]:
    for when in cancel.when if len(cancel.when) > 1 else ():
        fewer = replace(cancel, when=tuple(each for each in cancel.when if each != when))
        yield _stop(f"when {occurrence(when)}", "cancels", cancel, fewer)
    if cancel.where != ALWAYS:
        yield _stop("where", "cancels", cancel, replace(cancel, where=ALWAYS))
    other = replace(cancel, even_if_missed=not cancel.even_if_missed)
    says = "" if cancel.even_if_missed else "added"
    yield _stop("even if missed", "cancels", cancel, other, says)


def _stop(kind: str, family: str, was: S, now: S, says: str = "") -> _Change:
    change = partial(_replaced, family=family, name=was.name, now=now)
    return _Change(kind, f"of {was.name}", says, was.origin, was.measures, change)


def _replaced(
    terms: Terms, *, family: str, name: str, now: Pause | TimeExclusion | Cancel
) -> Terms:
    nodes = tuple(now if each.name == name else each for each in getattr(terms, family))
    return replace(terms, **{family: nodes})  # type: ignore[arg-type]
