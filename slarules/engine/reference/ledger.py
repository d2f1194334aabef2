"""The ledger of an item: every microsecond of a run is closed, paused, excluded or counted (R18).

It is data: the text of `explain`, scenarios and reports read from it and compute nothing.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Container, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise, takewhile
from typing import Literal, TypeAlias, TypeVar

from slarules.core.contract import Contract
from slarules.core.english import value
from slarules.core.promises import Goal, Origin, Removal
from slarules.engine.outcome import Verdict
from slarules.engine.reference.counting import Run
from slarules.engine.reference.goals import Due
from slarules.engine.reference.hearing import Hearing, Unheard
from slarules.engine.reference.judging import Judge, Part
from slarules.engine.reference.pausing import Between
from slarules.engine.reference.refusals import Refused, refused
from slarules.engine.reference.setting import Setting, Text
from slarules.engine.reference.stops import Stop
from slarules.engine.reference.verdicts import Bench, bench_of
from slarules.facts.history import BEGINNING, Happening, History, RowRef, Step, Timeline
from slarules.facts.known import REGISTER
from slarules.instants import Instant, Interval, Micros, clip

ENDED_HERE = "ended, until it is reopened"
STARTED_HERE = "started, until it starts again"

Told = TypeVar("Told", Step, Happening)

Activity: TypeAlias = Literal["closed", "paused", "excluded", "counted"]

Wanted: TypeAlias = Callable[[Verdict], bool]


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of a run in which one thing held.

    Attributes:
        by: The statement that stopped the clock, for paused and excluded time.
        counted: What had been counted at the end of the stretch.
        piece: The number of the piece of the ledger that it lies in, from 0.
        perhaps: The statement that may have stopped the clock while it is taken as counting.
    """

    during: Interval
    activity: Activity
    by: str | None
    origin: Origin | None
    counted: Micros
    piece: int = 0
    perhaps: str | None = None


@dataclass(frozen=True, slots=True)
class Mark:
    """Something that happened to the item during the run, and the row that says so.

    Attributes:
        until: When it had happened at the latest, where nobody knows when.
    """

    at: Instant
    what: str
    row: RowRef | None
    until: Instant | None = None


@dataclass(frozen=True, slots=True)
class AllAlong:
    """What the parties say of a fact of the item at all times, and the entry that says so."""

    what: str
    entry: RowRef


@dataclass(frozen=True, slots=True)
class Delay:
    """Time by whose length a statement moved the due time; the clock ran all the same."""

    during: Interval
    by: str
    origin: Origin


@dataclass(frozen=True, slots=True)
class Held:
    """From where to where one row of the table held in a run; a run has one unless facts change.

    Attributes:
        goal_text: The goal as the contract writes it; `none` where the row promises nothing.
        clock: The clock that counted then; `None` where the row promises nothing.
        used: What had been counted before.
        decides: Whether the verdict rests on this row.
        due_at: When it would fall due by this row alone; `None` where nothing says.
        sides: The same of each goal, where the earlier or the later of several counts.
    """

    during: Interval
    goal_text: str
    clock: str | None
    used: Micros
    origin: Origin
    decides: bool
    due_at: Instant | None = None
    sides: tuple[tuple[Goal, Instant | None], ...] = ()


@dataclass(frozen=True, slots=True)
class Ledger:
    """How one verdict came about.

    Attributes:
        refused: What a statement would have taken out, had its evidence been there.
        late_by: For a missed run, how much earlier its end would have had to be, in elapsed time.
        removed_by: What takes the item out of everything, if anything does.
        pieces: The rows that held one after another.
        forgotten: What lay before the run, and was counted until it started again.
        why_cancelled: What cancelled the run, in words.
        why_unsure: Why no run, or no row, can be named.
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
    pieces: tuple[Held, ...] = ()
    forgotten: tuple[Interval, ...] = ()
    why_cancelled: str | None = None
    why_unsure: str | None = None


def ledgers(contract: Contract, history: History, item: str) -> tuple[Ledger, ...]:
    """Return the ledger of each verdict of an item, in the order of the text."""
    return tuple(ledgers_of(contract, history, {item}))


def ledgers_of(
    contract: Contract, history: History, items: Container[str], wanted: Wanted | None = None
) -> Iterator[Ledger]:
    """Yield the ledgers of some items; what all of them share is worked out once.

    Args:
        contract: What is promised.
        history: What happened.
        items: The items by name.
        wanted: Of which verdicts of theirs; of all, where it is left out.
    """
    setting = Setting(contract, history)
    for timeline in history.items:
        if timeline.item in items:
            yield from _ledgers(timeline, setting, wanted)


def _ledgers(timeline: Timeline, setting: Setting, wanted: Wanted | None) -> Iterator[Ledger]:
    bench = bench_of(timeline, setting)
    between = Between(timeline, setting.until)
    for heard, verdict in bench.judged():
        if wanted is not None and not wanted(verdict):
            continue
        if isinstance(heard, Unheard):
            yield _unheard(bench, heard, verdict)
        else:
            yield _ledger(bench, heard, verdict, between)


def _unheard(bench: Bench, heard: Unheard, verdict: Verdict) -> Ledger:
    """Return what there is to say of a promise of which no run can be named: all that happened."""
    return Ledger(
        verdict=verdict,
        clock="elapsed",
        stretches=(),
        marks=(),
        refused=(),
        late_by=None,
        said=tuple(_all_along(bench.timeline)),
        removed_by=bench.removed.by,
        why_unsure=heard.unsure.why,
    )


def _ledger(bench: Bench, hearing: Hearing, verdict: Verdict, between: Between) -> Ledger:
    judge = Judge(bench.timeline, bench.text)
    world, judged = next(
        (world, judged)
        for world in reversed(hearing.worlds)
        if (judged := judge.judged(world)) is not None
    )
    run, parts = world.run, list(judge.parts(world))
    within = Interval(parts[0].during.start, max(run.start.at, parts[-1].during.end))
    first = min((within.start, *(gone.start for gone in run.forgotten)))
    # In whole units the row that ended it lies after the end that counts.
    unit = hearing.promise.measure.unit or 1
    told = Interval(first, Instant(within.end + unit - 1))
    missed = verdict.verdict == "missed" and verdict.missed_at is not None
    return Ledger(
        verdict=verdict,
        clock=judged.ruling.clock or "elapsed",
        stretches=tuple(_stretches(parts, hearing.stops, bench.text)),
        marks=tuple(_marks(bench.timeline, told, run)),
        refused=tuple(refused(between, bench.text, hearing.promise.measure, within)),
        late_by=Micros(within.end - verdict.missed_at) if missed and verdict.missed_at else None,
        delays=tuple(_delays(within, hearing.stops)),
        said=tuple(_all_along(bench.timeline)),
        removed_by=bench.removed.by,
        pieces=tuple(_held(part, judged.ruling) for part in parts),
        forgotten=run.forgotten,
        why_cancelled=None if run.cut is None else run.cut.why,
    )


def _held(part: Part, ruling: Part) -> Held:
    row = part.row
    return Held(
        during=part.during,
        goal_text=row.goal_text,
        clock=part.clock,
        used=part.used,
        origin=row.origin,
        decides=part == ruling,
        due_at=_when(part.due),
        sides=tuple((goal, _when(each)) for goal, each in part.sides),
    )


def _when(falls_due: Due | None) -> Instant | None:
    return None if falls_due is None else falls_due.due_at


def _all_along(timeline: Timeline) -> Iterator[AllAlong]:
    for name, steps in timeline.facts.items():
        for step in takewhile(lambda step: step.at == BEGINNING, steps):
            if step.row is not None and step.row.file == REGISTER:
                yield AllAlong(f"{name} is {value(step.value)}", step.row)


def _delays(within: Interval, stops: Sequence[Stop]) -> Iterator[Delay]:
    for stop in stops:
        if stop.kind == "extended":
            for during in clip(stop.certain, within.start, within.end):
                yield Delay(during, stop.name, stop.origin)


def _stretches(parts: Sequence[Part], stops: Sequence[Stop], text: Text) -> Iterator[Stretch]:
    """Cut a run where anything changes, and say of each piece what held: closed goes first."""
    ordered = sorted(stops, key=lambda stop: stop.kind != "paused")
    taking = [stop for stop in ordered if stop.kind != "extended"]
    for number, part in enumerate(parts):
        counted = part.used
        for during in _cut(part, taking, text):
            stretch = _stretch(part, during, taking, text)
            counted = Micros(counted + (during.length if stretch == "counted" else 0))
            if isinstance(stretch, Stop):
                kind: Activity = "paused" if stretch.kind == "paused" else "excluded"
                yield Stretch(during, kind, stretch.name, stretch.origin, counted, number)
            else:
                perhaps = _perhaps(during, taking) if stretch == "counted" else None
                yield Stretch(during, stretch, None, None, counted, number, perhaps)


def _perhaps(during: Interval, taking: Sequence[Stop]) -> str | None:
    """Return what may stop the clock in a piece, as far as is known."""
    unsure = (stop for stop in taking if clip(stop.possible, during.start, during.end))
    return next((stop.name for stop in unsure), None)


def _cut(part: Part, taking: Sequence[Stop], text: Text) -> Iterator[Interval]:
    """Cut what one row held for where its clock opens or shuts, or anything stops it."""
    within = part.during
    edges = {within.start, within.end, max(within.start, part.begun)}
    opened = text.clock(part.clock).pieces(within.start, within.end) if part.clock else []
    both = (pieces for stop in taking for pieces in (stop.certain, stop.possible))
    stopped = (p for pieces in both for p in clip(pieces, within.start, within.end))
    for piece in (*opened, *stopped):
        edges |= {piece.start, piece.end}
    yield from (Interval(start, end) for start, end in pairwise(sorted(edges)))


def _stretch(
    part: Part, during: Interval, taking: Sequence[Stop], text: Text
) -> Stop | Literal["closed", "counted"]:
    if part.clock is None or during.start < part.begun:
        return "closed"
    if not text.clock(part.clock).is_open(during.start):
        return "closed"
    return next((s for s in taking if clip(s.certain, during.start, during.end)), "counted")


def _marks(timeline: Timeline, within: Interval, run: Run) -> Iterator[Mark]:
    marks = [
        Mark(happening.at, name, happening.row)
        for name, happenings in timeline.happened.items()
        for happening in _during(happenings, within)
    ]
    marks += [
        Mark(step.at, f"{name} is {value(step.value)}", step.row)
        for name, steps in timeline.facts.items()
        for step in _during(steps, within)
    ]
    marks += [
        Mark(unknown.after, name, None, unknown.before)
        for name, unknown in timeline.unknown.items()
        if unknown.after is not None and unknown.before is not None
    ]
    marks += [Mark(gap.start, ENDED_HERE, None) for gap in run.gaps]
    marks += [Mark(gone.start, STARTED_HERE, None) for gone in run.forgotten]
    yield from sorted(
        (mark for mark in marks if within.start <= mark.at <= within.end),
        key=_in_order,
    )


def _during(told: Sequence[Told], within: Interval) -> Sequence[Told]:
    first = bisect_left(told, within.start, key=lambda each: each.at)
    return told[first : bisect_right(told, within.end, key=lambda each: each.at)]


def _in_order(mark: Mark) -> tuple[int, str, int, str]:
    """Order what happened at one instant as the rows of the source stand."""
    row = mark.row
    return mark.at, row.file if row else "", row.row if row else 0, mark.what
