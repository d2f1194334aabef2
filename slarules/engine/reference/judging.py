"""One run judged in one world: how much was counted, when it was due, met or missed (R31)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from slarules.core.promises import Cancel, Goal
from slarules.engine.outcome import VerdictWord
from slarules.engine.reference.clocks import Run
from slarules.engine.reference.goals import Due, counting_clock, due
from slarules.engine.reference.occurring import happenings, order
from slarules.engine.reference.setting import Text
from slarules.engine.reference.stops import Stopped
from slarules.facts.history import Happening, Timeline, UnknownMoment
from slarules.hours import deadlines
from slarules.instants import Instant, Interval, Micros, difference


@dataclass(frozen=True, slots=True)
class Judged:
    """What came of a run in one world.

    Attributes:
        ended: Where counting ended: the run's end or its cancelling; `None` while it is open.
        waiting: Whether it is open and paused at the instant of evaluation.
        lateness: Counted time past due; `None` when it is not missed.
        could_be: What an undetermined one may turn out to be once it is known when it is due.
    """

    word: VerdictWord
    start: Instant
    ended: Instant | None
    waiting: bool
    due: Due | None
    elapsed: Micros
    paused: Micros
    excluded: Micros
    lateness: Micros | None
    could_be: tuple[VerdictWord, ...]


@dataclass(frozen=True, slots=True)
class Judge:
    """An item under one text, at one instant of evaluation."""

    timeline: Timeline
    text: Text
    until: Instant

    def judged(self, run: Run, goal: Goal, stopped: Stopped, measure: str) -> Judged:
        """Return what came of a run against a goal, given what stood still."""
        start = run.start.at
        ended, cancel = self._ended(run, measure)
        upto = self.until if ended is None else ended
        # What happens after a run has ended moves nothing (R19); while it is open, the time after
        # the evaluation instant is taken as running, less what is known to lie ahead.
        within = stopped if ended is None else stopped.within(Interval(start, ended))
        stops = within.stops
        unmoved = due(goal, start, stops, self.text.clock, self._agreed)
        falls_due = _extended(unmoved, within.delayed)
        clock = self.text.clock(counting_clock(goal))
        counted_from = min(upto, deadlines.counting_start(clock, start))
        so_far = within.within(Interval(counted_from, upto))
        outside_pauses = difference(so_far.excluded, so_far.paused)
        word = self._word(falls_due, ended, cancel)
        return Judged(
            word=word,
            start=start,
            ended=ended,
            waiting=ended is None and stopped.holds_at(self.until),
            due=falls_due,
            elapsed=clock.counted(counted_from, upto, stops),
            paused=Micros(sum(clock.elapsed(p.start, p.end) for p in so_far.paused)),
            excluded=Micros(sum(clock.elapsed(p.start, p.end) for p in outside_pauses)),
            lateness=(
                clock.counted(falls_due.due_at, max(falls_due.due_at, upto), stops)
                if falls_due and word == "missed"
                else None
            ),
            could_be=_could_be(ended, cancel) if word == "undetermined" else (word,),
        )

    def _agreed(self, moment: str) -> Instant | None:
        at = self.timeline.moment(moment)
        return None if isinstance(at, UnknownMoment) else at

    def _ended(self, run: Run, measure: str) -> tuple[Instant | None, Cancel | None]:
        """Return where the run stopped, and the cancelling that came before its end, if one did."""
        while_running = (
            (found, cancel)
            for found, cancel in cancellings(measure, self.timeline, self.text)
            if order(run.start) <= order(found) and found.at <= self.until
        )
        first = min(while_running, key=lambda pair: order(pair[0]), default=None)
        # An end at the same position beats a cancelling (R14).
        if first is None or (run.end is not None and order(run.end) <= order(first[0])):
            return (None if run.end is None else run.end.at), None
        return first[0].at, first[1]

    def _word(self, due: Due | None, ended: Instant | None, cancel: Cancel | None) -> VerdictWord:
        if cancel is not None and cancel.even_if_missed:
            return "cancelled"
        if due is None:
            return "undetermined"
        if cancel is not None and ended is not None:
            return "missed" if due.missed_at < ended else "cancelled"
        if ended is not None:
            return "met" if ended <= due.missed_at else "missed"
        return "open" if self.until <= due.missed_at else "missed"


def _could_be(ended: Instant | None, cancel: Cancel | None) -> tuple[VerdictWord, ...]:
    """Return what a run may come to that may be due at any time."""
    if cancel is not None:
        return "cancelled", "missed"
    return ("open", "missed") if ended is None else ("met", "missed")


def cancellings(measure: str, timeline: Timeline, text: Text) -> Iterator[tuple[Happening, Cancel]]:
    """Yield every occurrence on an item that cancels a measure, in the order of the text."""
    for cancel in text.terms.cancels:
        if cancel.measures is None or measure in cancel.measures:
            for occurrence in cancel.when:
                yield from ((found, cancel) for found in happenings(occurrence, timeline))


def _extended(due: Due | None, delays: list[Interval]) -> Due | None:
    """Return a due time as delays move it that began before it, as moved so far (R24)."""
    if due is None:
        return None
    moved = due.due_at
    for delay in delays:
        if delay.start < moved:
            moved = Instant(moved + delay.length)
    return due if moved == due.due_at else Due(moved, moved)
