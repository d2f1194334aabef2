"""One run judged in one world: how much was counted, when it was due, met or missed (R31)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from slarules.core.promises import Earliest, Goal, Latest, Row
from slarules.engine.outcome import VerdictWord
from slarules.engine.reference.goals import NOTHING, Counted, Due, counting_clock, due
from slarules.engine.reference.hearing import World
from slarules.engine.reference.setting import Text
from slarules.engine.reference.stops import Stopped
from slarules.facts.history import Timeline, UnknownMoment
from slarules.hours.opentime import OpenTime
from slarules.instants import Instant, Interval, Micros, difference

NO_ROW = Row((), None, "none")
"""What holds where a table has no row."""


@dataclass(frozen=True, slots=True)
class Part:
    """What a run came to while one row held: the whole run, if no fact changed it.

    Attributes:
        during: From where the row held to the next, or to where counting ended.
        begun: From where on time counted.
        clock: The clock that counted; none did under a row without a goal.
        due: When it would have fallen due; `None` when the moment it names is not known.
        sides: The same of each goal, where the earlier or the later of several counts.
        used: What had been counted before.
        is_last: Whether the row held to the end.
    """

    during: Interval
    row: Row
    is_last: bool
    begun: Instant
    clock: str | None = None
    due: Due | None = None
    sides: tuple[tuple[Goal, Due | None], ...] = ()
    used: Micros = NOTHING
    counted: Micros = NOTHING
    paused: Micros = NOTHING
    excluded: Micros = NOTHING

    @property
    def is_missed_inside(self) -> bool:
        """Whether it was missed while the row held: such a miss stays (R28)."""
        return self.due is not None and self.due.missed_at < self.during.end


@dataclass(frozen=True, slots=True)
class Judged:
    """What came of a run in one world.

    Attributes:
        ruling: What decided: the first row that was missed while it held, or else the last.
        ended: Where counting ended: the run's end or its cancelling; `None` while it is open.
        waiting: Whether it is open and paused at the instant of evaluation.
        lateness: Counted time past due; `None` when it is not missed.
        could_be: What an undetermined one may turn out to be once it is known when it is due.
    """

    word: VerdictWord
    ruling: Part
    start: Instant
    ended: Instant | None
    waiting: bool
    elapsed: Micros
    paused: Micros
    excluded: Micros
    lateness: Micros | None
    could_be: tuple[VerdictWord, ...]

    @property
    def due(self) -> Due | None:
        """When it fell due, by the row that decided."""
        return self.ruling.due


@dataclass(frozen=True, slots=True)
class Judge:
    """An item under one text."""

    timeline: Timeline
    text: Text

    def judged(self, world: World) -> Judged | None:
        """Return what came of a run; `None` where the row that decides promises nothing."""
        parts = list(self.parts(world))
        ruling = _ruling(parts)
        if ruling is None:
            return None
        ended = _ended(world)
        word = _word(world, ruling, unclear=any(part.clock and part.due is None for part in parts))
        return Judged(
            word=word,
            ruling=ruling,
            start=world.run.start.at,
            ended=ended,
            waiting=ended is None and world.stopped.holds_at(world.until),
            elapsed=Micros(sum(part.counted for part in parts)),
            paused=Micros(sum(part.paused for part in parts)),
            excluded=Micros(sum(part.excluded for part in parts)),
            lateness=self._lateness(ruling, world) if word == "missed" else None,
            could_be=_could_be(world) if word == "undetermined" else (word,),
        )

    def parts(self, world: World) -> Iterator[Part]:
        """Yield what the run came to under each row that held in it, in order."""
        upto, within = _upto(world), _within(world)
        stops, used = within.stops, NOTHING
        ends = [*(piece.since for piece in world.course[1:]), None]
        for piece, end in zip(world.course, ends, strict=True):
            since = None if piece is world.course[0] else piece.since
            counted = Counted(world.run.start.at, stops, since, used)
            during = Interval(piece.since, upto if end is None else end)
            part = self._part(piece.row or NO_ROW, during, counted, within, is_last=end is None)
            yield part
            used = Micros(used + part.counted)

    def _part(
        self, row: Row, during: Interval, counted: Counted, within: Stopped, *, is_last: bool
    ) -> Part:
        if row.goal is None:
            return Part(during, row, is_last, during.end, used=counted.used)
        falls_due = due(row.goal, counted, self.text.clock, self._agreed)
        name = counting_clock(row.goal)
        clock = self.text.clock(name)
        begun = min(during.end, counted.counted_from(clock))
        so_far = within.within(Interval(begun, during.end))
        outside_pauses = difference(so_far.excluded, so_far.paused)
        return Part(
            during=during,
            row=row,
            is_last=is_last,
            begun=begun,
            clock=name,
            due=_extended(falls_due, within.delayed),
            sides=tuple(self._sides(row.goal, counted, within)),
            used=counted.used,
            counted=clock.counted(begun, during.end, counted.stops),
            paused=_open(clock, so_far.paused),
            excluded=_open(clock, outside_pauses),
        )

    def _sides(
        self, goal: Goal, counted: Counted, within: Stopped
    ) -> Iterator[tuple[Goal, Due | None]]:
        for side in goal.goals if isinstance(goal, Earliest | Latest) else ():
            falls_due = due(side, counted, self.text.clock, self._agreed)
            yield side, _extended(falls_due, within.delayed)

    def _agreed(self, moment: str) -> Instant | None:
        at = self.timeline.moment(moment)
        return None if isinstance(at, UnknownMoment) else at

    def _lateness(self, ruling: Part, world: World) -> Micros | None:
        if ruling.due is None or ruling.clock is None:
            return None
        due_at = ruling.due.due_at
        clock = self.text.clock(ruling.clock)
        return clock.counted(due_at, max(due_at, _upto(world)), _within(world).stops)


def _ruling(parts: Sequence[Part]) -> Part | None:
    """Return the part that decides: the first missed while its row held, or the last of the run."""
    missed = next((part for part in parts if not part.is_last and part.is_missed_inside), None)
    if missed is not None:
        return missed
    return None if parts[-1].row.goal is None else parts[-1]


def _open(clock: OpenTime, pieces: Sequence[Interval]) -> Micros:
    return Micros(sum(clock.elapsed(piece.start, piece.end) for piece in pieces))


def _ended(world: World) -> Instant | None:
    return None if world.run.finish is None else world.run.finish.at


def _upto(world: World) -> Instant:
    ended = _ended(world)
    return world.until if ended is None else ended


def _within(world: World) -> Stopped:
    """Return what stands still before the end.

    What happens after a run has ended moves nothing (R19); while it is open, the time after the
    evaluation instant is taken as running, less what is known to lie ahead.
    """
    ended = _ended(world)
    if ended is None:
        return world.stopped
    return world.stopped.within(Interval(world.run.start.at, ended))


def _word(world: World, ruling: Part, *, unclear: bool) -> VerdictWord:
    cut, ended = world.run.cut, _ended(world)
    if cut is not None and cut.by is not None and cut.by.even_if_missed:
        return "cancelled"
    if ruling.due is None or unclear:
        return "undetermined"
    missed_at = ruling.due.missed_at
    if cut is not None and ended is not None:
        return "missed" if missed_at < ended else "cancelled"
    if ended is not None:
        return "met" if ended <= missed_at else "missed"
    return "open" if world.until <= missed_at else "missed"


def _could_be(world: World) -> tuple[VerdictWord, ...]:
    """Return what a run may come to that may be due at any time."""
    if world.run.cut is not None:
        return "cancelled", "missed"
    return ("open", "missed") if world.run.end is None else ("met", "missed")


def _extended(due: Due | None, delays: list[Interval]) -> Due | None:
    """Return a due time as delays move it that began before it, as moved so far (R24)."""
    if due is None:
        return None
    moved = due.due_at
    for delay in delays:
        if delay.start < moved:
            moved = Instant(moved + delay.length)
    return due if moved == due.due_at else Due(moved, moved)
