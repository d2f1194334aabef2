"""One item from position to position: where the runs of a measure begin and end (R14)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TypeAlias

from slarules.core.conditions import ALWAYS, Changes, Condition, Happens, Occurrence
from slarules.core.promises import Bounds, Cancel, Reopening, Restart
from slarules.engine.reference.counting import Counting, Cut, Run
from slarules.engine.reference.occurring import happenings, order
from slarules.facts.history import BEGINNING, Happening, Timeline
from slarules.facts.truth import holds, unknown_facts
from slarules.instants import Instant, Interval

EARLY = "ended before it started"
"""Why a run whose end lies before its start cannot be judged."""


@dataclass(slots=True)
class Here:
    """What stands at one position of an item."""

    starts: Happening | None = None
    ends: Happening | None = None
    ends_at_start: bool = False
    cancel: Cancel | None = None
    restart: Restart | None = None
    changed: str | None = None
    reopening: Reopening | None = None


Positions: TypeAlias = defaultdict[tuple[int, int], Here]


@dataclass(slots=True)
class Walk:
    """One item in one world, from position to position (R14).

    Attributes:
        taken: What conditions are taken for of which nobody knows whether they hold.
        asked_unknown: Whether there were any.
        needs: The facts that would settle them.
    """

    counting: Counting
    timeline: Timeline
    until: Instant
    taken: bool
    asked_unknown: bool = False
    needs: dict[str, None] = field(default_factory=dict)
    _done: list[Run] = field(default_factory=list)
    _going: Run | None = None

    def runs(self) -> tuple[Run, ...]:
        """Return the runs in order; the last may still be going."""
        for key, here in sorted(self._positions().items()):
            at = Happening(Instant(key[0]), key[1])
            self._end(here)
            self._cancel(at, here)
            self._restart(at, here)
            self._change(at, here)
            self._reopen(at, here)
            self._start(here)
        return (*self._done, *((self._going,) if self._going else ()))

    def ended_early(self) -> Iterator[tuple[Run, ...]]:
        """Yield the run as ended at once where its only end lies before its start (R16).

        That says nothing of the end: at best it came at once, at worst never. A source that means
        something else says so in its mapping.
        """
        measure, run = self.counting.measure, self._going
        if measure.repeats or run is None or self._done or not self._only_moments():
            return
        found = self._happenings(measure.ends)
        if found and all(order(end) < order(run.start) for end in found):
            names = [o.name for o in measure.ends if isinstance(o, Happens)]
            early = (name for name in names if name in self.timeline.happened)
            self.needs.update(dict.fromkeys(f"{name} ({EARLY})" for name in early))
            yield (replace(run, end=Happening(run.start.at, run.start.position)),)

    def _only_moments(self) -> bool:
        """Tell whether each end happens at most once: an event may well come before the start."""
        return all(
            isinstance(o, Happens) and len(self.timeline.happened.get(o.name, ())) <= 1
            for o in self.counting.measure.ends
        )

    # --- what stands where ------------------------------------------------------------------------

    def _positions(self) -> dict[tuple[int, int], Here]:
        found: Positions = defaultdict(Here)
        self._note_bounds(self.counting.measure.bounds, found)
        self._note_moves(found)
        # The first known value holds from the beginning, so only later ones change anything.
        for fact in self.counting.restarting:
            for happening in self._happenings((Changes(fact),))[1:]:
                found[order(happening)].changed = fact
        return found

    def _note_bounds(self, bounds: Bounds, found: Positions) -> None:
        for happening in self._happenings(bounds.starts, bounds.where):
            found[order(happening)].starts = happening
        for occurrence in bounds.ends:
            for happening in self._happenings((occurrence,), bounds.until):
                here = found[order(happening)]
                here.ends = happening
                here.ends_at_start |= occurrence not in bounds.next_ends

    def _note_moves(self, found: Positions) -> None:
        # Where two stand at one position, the first of the text is named; of cancels the one first
        # that takes a miss with it.
        strongest = sorted(self.counting.cancels, key=lambda c: not c.even_if_missed)
        for cancel in reversed(strongest):
            for happening in self._happenings(cancel.when, cancel.where):
                found[order(happening)].cancel = cancel
        for restart in reversed(self.counting.restarts):
            for happening in self._happenings(restart.when, restart.where):
                found[order(happening)].restart = restart
        for reopening in reversed(self.counting.measure.reopenings):
            for happening in self._happenings(reopening.when, reopening.where):
                found[order(happening)].reopening = reopening

    def _happenings(
        self, occurrences: Sequence[Occurrence], where: Condition = ALWAYS
    ) -> list[Happening]:
        found = (h for o in occurrences for h in happenings(o, self.timeline))
        return [h for h in found if h.at <= self.until and self._holds(where, h)]

    def _holds(self, where: Condition, happening: Happening) -> bool:
        """Tell whether a condition holds with the values from a position on (R4)."""
        if where is ALWAYS:
            return True
        value_of = partial(self.timeline.said_from, at=happening.at, position=happening.position)
        truth = holds(where, value_of)
        if truth is None:
            self.asked_unknown = True
            self.needs.update(dict.fromkeys(unknown_facts(where, value_of)))
        return self.taken if truth is None else truth

    # --- the steps at one position, in the order of R14 -------------------------------------------

    def _end(self, here: Here) -> None:
        run = self._going
        if run is not None and here.ends is not None:
            self._finish(replace(run, end=here.ends))

    def _cancel(self, at: Happening, here: Here) -> None:
        run = self._going
        if run is not None and here.cancel is not None:
            self._finish(replace(run, cut=Cut(at, here.cancel, here.cancel.name)))

    def _restart(self, at: Happening, here: Here) -> None:
        run = self._going
        if run is not None and here.restart is not None:
            self._going = _again(run, at)

    def _change(self, at: Happening, here: Here) -> None:
        run = self._going
        if run is not None and here.changed is not None:
            self._finish(replace(run, cut=Cut(at, None, f"{here.changed} changes")))
            self._going = Run(at, None)

    def _reopen(self, at: Happening, here: Here) -> None:
        last = self._done[-1] if self._done and self._going is None else None
        if last is None or last.end is None or here.reopening is None:
            return
        if order(last.end) >= order(at):
            return
        between = _between(last.end, at)
        match here.reopening.resuming:
            case "without the time between":
                self._done.pop()
                self._going = replace(last, end=None, gaps=(*last.gaps, between))
            case "with the time between":
                self._done.pop()
                self._going = replace(last, end=None)
            case "starting again":
                self._done.pop()
                self._going = _again(last, at)
            case "as a new cycle":
                self._going = Run(at, None)

    def _start(self, here: Here) -> None:
        start, repeats = here.starts, self.counting.measure.repeats
        if start is None or self._going is not None or here.cancel is not None:
            return
        if self._done and not repeats:
            return
        if here.ends is None or not here.ends_at_start:
            self._going = Run(start, None)
        elif not repeats:
            self._done.append(Run(start, here.ends))

    def _finish(self, run: Run) -> None:
        self._done.append(run)
        self._going = None


def _again(run: Run, at: Happening) -> Run:
    """Return a run that starts again; of one from before everything no time could be told."""
    lost = () if run.start.at == BEGINNING else (_between(run.start, at),)
    return Run(at, None, forgotten=(*run.forgotten, *lost))


def _between(first: Happening, second: Happening) -> Interval:
    return Interval(first.at, second.at)
