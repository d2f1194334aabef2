"""The ledger of an item: every microsecond of a run is closed, paused, excluded or counted (R18).

It is data: the text of `explain`, scenarios and reports read from it and compute nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from typing import Literal, TypeAlias

from slarules.core.contract import Contract
from slarules.core.promises import Origin, Promise, Removal
from slarules.engine.outcome import Verdict
from slarules.engine.reference.clocks import Unsure
from slarules.engine.reference.goals import counting_clock
from slarules.engine.reference.hearing import Docket, Hearing, hear, removed
from slarules.engine.reference.setting import Setting, Text
from slarules.engine.reference.stops import Stop
from slarules.engine.reference.verdicts import Bench
from slarules.facts.history import BEGINNING, History, RowRef, Timeline
from slarules.facts.known import REGISTER
from slarules.facts.truth import holds
from slarules.instants import Instant, Interval, Micros, clip, intersection, union

Activity: TypeAlias = Literal["closed", "paused", "excluded", "counted"]


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of a run in which one thing held.

    Attributes:
        by: The statement that stopped the clock, for paused and excluded time.
        counted: What had been counted at the end of the stretch.
    """

    during: Interval
    activity: Activity
    by: str | None
    origin: Origin | None
    counted: Micros


@dataclass(frozen=True, slots=True)
class Mark:
    """Something that happened to the item during the run, and the row that says so."""

    at: Instant
    what: str
    row: RowRef | None


@dataclass(frozen=True, slots=True)
class AllAlong:
    """What the parties say of a fact of the item at all times, and the entry that says so."""

    what: str
    entry: RowRef


@dataclass(frozen=True, slots=True)
class Refused:
    """Time that a statement would have taken out, had its evidence been there."""

    during: Interval
    by: str
    why: str
    origin: Origin


@dataclass(frozen=True, slots=True)
class Delay:
    """Time by whose length a statement moved the due time; the clock ran all the same."""

    during: Interval
    by: str
    origin: Origin


@dataclass(frozen=True, slots=True)
class Ledger:
    """How one verdict came about.

    Attributes:
        refused: What a statement would have taken out, had its evidence been there.
        late_by: For a missed run, how much earlier its end would have had to be, in elapsed time.
        removed_by: What takes the item out of everything, if anything does.
    """

    verdict: Verdict
    clock: str
    stretches: tuple[Stretch, ...]
    marks: tuple[Mark, ...]
    refused: tuple[Refused, ...]
    late_by: Micros | None
    delays: tuple[Delay, ...] = ()
    said: tuple[AllAlong, ...] = ()
    removed_by: Removal | None = None


def ledgers(contract: Contract, history: History, item: str) -> tuple[Ledger, ...]:
    """Return the ledger of each verdict of an item, in the order of the text."""
    setting = Setting(contract, history)
    chosen = [timeline for timeline in history.items if timeline.item == item]
    return tuple(entry for timeline in chosen for entry in _ledgers(timeline, setting))


def _ledgers(timeline: Timeline, setting: Setting) -> Iterator[Ledger]:
    text = setting.text_of(timeline)
    bench = Bench(timeline, text, setting, removed(timeline, text, setting.until))
    docket = Docket(timeline, text, setting)
    for choosing in text.choosing.get(timeline.kind, ()):
        found = hear(choosing, docket)
        if isinstance(found, Unsure):
            said = tuple(_all_along(timeline))
            unsure = bench.unsure(choosing.promise, found)
            by = bench.removed.by
            yield Ledger(unsure, "elapsed", (), (), (), None, said=said, removed_by=by)
        elif found is not None:
            yield _ledger(bench, found)


def _ledger(bench: Bench, hearing: Hearing) -> Ledger:
    verdict = bench.verdict(hearing)
    _, goal = list(hearing.goals)[-1]
    clock = counting_clock(goal)
    start = hearing.runs.worst.start.at
    end = bench.setting.until if verdict.ended_at is None else verdict.ended_at
    within = Interval(start, max(start, end))
    missed = verdict.verdict == "missed" and verdict.missed_at is not None
    return Ledger(
        verdict=verdict,
        clock=clock,
        stretches=tuple(_stretches(within, hearing.stops, clock, bench.text)),
        marks=tuple(_marks(bench.timeline, within)),
        refused=tuple(_refused(bench, hearing.promise, within)),
        late_by=Micros(end - verdict.missed_at) if missed and verdict.missed_at else None,
        delays=tuple(_delays(within, hearing.stops)),
        said=tuple(_all_along(bench.timeline)),
        removed_by=bench.removed.by,
    )


def _all_along(timeline: Timeline) -> Iterator[AllAlong]:
    for name, steps in timeline.facts.items():
        for step in steps:
            if step.at == BEGINNING and step.row is not None and step.row.file == REGISTER:
                yield AllAlong(f"{name} is {_said(step.value)}", step.row)


def _delays(within: Interval, stops: Sequence[Stop]) -> Iterator[Delay]:
    for stop in stops:
        if stop.kind == "extended":
            for during in clip(stop.certain, within.start, within.end):
                yield Delay(during, stop.name, stop.origin)


def _stretches(
    within: Interval, stops: Sequence[Stop], clock: str, text: Text
) -> Iterator[Stretch]:
    """Cut a run where anything changes, and say of each piece what held: closed goes first."""
    open_time = text.clock(clock)
    opened = open_time.pieces(within.start, within.end)
    ordered = sorted(stops, key=lambda stop: stop.kind != "paused")
    taken = [
        (stop, clip(stop.certain, within.start, within.end))
        for stop in ordered
        if stop.kind != "extended"
    ]
    edges = {within.start, within.end}
    for piece in (*opened, *(piece for _, pieces in taken for piece in pieces)):
        edges |= {piece.start, piece.end}
    counted = Micros(0)
    for start, end in pairwise(sorted(edges)):
        piece = Interval(start, end)
        stop = next((s for s, pieces in taken if intersection([piece], pieces)), None)
        if not open_time.is_open(start):
            yield Stretch(piece, "closed", None, None, counted)
        elif stop is not None and stop.kind != "extended":
            yield Stretch(piece, stop.kind, stop.name, stop.origin, counted)
        else:
            counted = Micros(counted + piece.length)
            yield Stretch(piece, "counted", None, None, counted)


def _marks(timeline: Timeline, within: Interval) -> Iterator[Mark]:
    marks = [
        Mark(happening.at, name, happening.row)
        for name, happenings in timeline.happened.items()
        for happening in happenings
    ]
    marks += [
        Mark(step.at, f"{name} is {_said(step.value)}", step.row)
        for name, steps in timeline.facts.items()
        for step in steps
    ]
    yield from sorted(
        (mark for mark in marks if within.start <= mark.at <= within.end),
        key=lambda mark: (mark.at, mark.what),
    )


def _said(value: object) -> str:
    return str(getattr(value, "value", value))


def _refused(bench: Bench, promise: Promise, within: Interval) -> Iterator[Refused]:
    yield from _unlicensed(bench, promise.measure.name, within)
    yield from _unannounced(bench, promise.measure.name, within)


def _unlicensed(bench: Bench, measure: str, within: Interval) -> Iterator[Refused]:
    """Yield the time in which a pause's condition held and its evidence did not."""
    timeline = bench.timeline
    changes = (step.at for steps in timeline.facts.values() for step in steps)
    happened = (h.at for found in timeline.happened.values() for h in found)
    inside = {at for at in (*changes, *happened) if within.start < at < within.end}
    pieces = [Interval(a, b) for a, b in pairwise(sorted({within.start, within.end, *inside}))]
    for pause in bench.text.terms.pauses:
        if pause.measures is not None and measure not in pause.measures:
            continue
        said = [(piece, partial(timeline.said, at=piece.start)) for piece in pieces]
        lacking = [
            piece
            for piece, value in said
            if holds(pause.while_, value) and holds(pause.provided, value) is False
        ]
        for during in union(lacking):
            yield Refused(during, pause.name, "its evidence was not there", pause.origin)


def _unannounced(bench: Bench, measure: str, within: Interval) -> Iterator[Refused]:
    """Yield the spans of the world that an exclusion names but whose evidence fails."""
    service = bench.timeline.value("service", within.end)
    for exclusion in bench.text.terms.exclusions:
        if exclusion.measures is not None and measure not in exclusion.measures:
            continue
        for part in bench.text.excluded(exclusion, service).spans:
            end = within.end if part.span.end is None else part.span.end
            for during in clip([Interval(part.span.start, end)], within.start, within.end):
                if part.holds is False:
                    why = f"{part.span.kind} {part.span.name} does not fulfil its conditions"
                    yield Refused(during, exclusion.name, why, exclusion.origin)
            for during in clip(part.beyond, within.start, within.end):
                why = f"{part.span.kind} {part.span.name} is beyond the allowance"
                yield Refused(during, exclusion.name, why, exclusion.origin)
