"""A level that was made less urgent after the deadline of the old one had passed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import partial

from slarules.conduct.finding import ConductFinding, Seen
from slarules.conduct.levels import LevelChange, level_changes, reading_of_level
from slarules.conduct.view import View
from slarules.conduct.wording import length
from slarules.core.conditions import Happens, Occurrence
from slarules.core.conduct import Conduct
from slarules.core.promises import Budget, Earliest, Goal, Latest, Promise
from slarules.engine.reference.rows import Choosing
from slarules.facts.history import Timeline
from slarules.instants import Instant, Interval, clip


@dataclass(frozen=True, slots=True)
class Started:
    """A run of a promise, or what would have been one had the new level a goal.

    Attributes:
        stops: When its clock stood still, except outside its hours.
    """

    timeline: Timeline
    promise: Promise
    start: Instant
    end: Instant | None
    stops: tuple[Interval, ...]
    cycle: int | None


def look(view: View, _: Conduct) -> Iterator[ConductFinding]:
    """Yield each lowering of a run that was late by the old level."""
    for run in _started(view):
        for change in level_changes(view, run.timeline):
            if change.lowered and run.start < change.seen.at:
                due = _old_deadline(view, run, change.seen.at)
                if due is not None and due < change.seen.at and _was_late(run, due):
                    yield _finding(run, change, due)


def _was_late(run: Started, due: Instant) -> bool:
    return run.end is None or run.end > due


def _started(view: View) -> Iterator[Started]:
    """Yield what may have been late by its old level; the others need no ledger."""
    for run in view.runs:
        if any(change.lowered for change in level_changes(view, run.timeline)):
            stops, cycle = tuple(view.stops(run)), run.verdict.cycle
            yield Started(run.timeline, run.promise, run.start, run.end, stops, cycle)
    for timeline in view.timelines.values():
        if any(
            each.lowered and view.reports(each.seen.at) for each in level_changes(view, timeline)
        ):
            yield from _unjudged(view, timeline)


def _unjudged(view: View, timeline: Timeline) -> Iterator[Started]:
    """Yield what the promises that have no goal for the last level would have judged."""
    last = partial(timeline.value, at=view.history.until)
    for promise in view.text(timeline).terms.promises.values():
        if promise.measure.item != timeline.kind or not view.watches(promise):
            continue
        rows = Choosing(promise).candidates(last).rows
        start = _first(timeline, promise.measure.starts)
        if len(rows) == 1 and rows[0] and rows[0].goal is None and start is not None:
            end = _first(timeline, promise.measure.ends)
            yield Started(timeline, promise, start, end, (), None)


def _first(timeline: Timeline, occurrences: Iterable[Occurrence]) -> Instant | None:
    words = [each.name for each in occurrences if isinstance(each, Happens)]
    return min((h.at for word in words for h in timeline.happened.get(word, ())), default=None)


def _old_deadline(view: View, run: Started, changed: Instant) -> Instant | None:
    """Return when the run was due by the level that it had just before the change."""
    before = partial(run.timeline.value, at=Instant(changed - 1))
    rows = Choosing(run.promise).candidates(before).rows
    goal = rows[0].goal if len(rows) == 1 and rows[0] is not None else None
    return None if goal is None else _due(view, run, goal, changed)


def _due(view: View, run: Started, goal: Goal, changed: Instant) -> Instant | None:
    match goal:
        case Budget(allowed, clock):
            stops = clip(run.stops, run.start, changed)
            return view.text(run.timeline).clock(clock).due(run.start, allowed, stops)
        case Earliest(goals) | Latest(goals):
            dues = [_due(view, run, part, changed) for part in goals]
            known = [due for due in dues if due is not None]
            if len(known) < len(dues):
                return None
            return min(known) if isinstance(goal, Earliest) else max(known)
        case _:
            return None


def _finding(run: Started, change: LevelChange, due: Instant) -> ConductFinding:
    seen, measure = change.seen, run.promise.measure.name
    reading = reading_of_level(run.promise)
    against = ["at first sight a level is often guessed, and put right once more is known"]
    if reading in ("as reported", "at the start", "at its highest"):
        against.insert(0, f"the table is judged by level {reading}, so this changes no verdict")
    if run.cycle is None:
        against.append("whether its clock stood still before is not known: no run was judged")
    return ConductFinding(
        gains="provider",
        items=(run.timeline.item,),
        kind=run.timeline.kind,
        measure=measure,
        what=f"{seen.what} {length(seen.at - due)} after the deadline of the old level",
        seen=(Seen(due, f"{measure} was due by the old level"), seen),
        against=tuple(against),
        cycle=run.cycle,
    )
