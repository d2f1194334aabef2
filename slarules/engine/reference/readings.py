"""Which value of a fact picks the row of a table (section 6 of the clocks)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import product
from typing import TypeAlias

from slarules.core.conditions import ABSENT, UNKNOWN, Missing, Value
from slarules.core.promises import Reading
from slarules.engine.reference.counting import Run
from slarules.engine.reference.occurring import order
from slarules.facts.history import BEGINNING, Step, Timeline
from slarules.facts.truth import Moment
from slarules.instants import Instant

Place: TypeAlias = tuple[int, int]
"""An instant and a position at it."""

Story: TypeAlias = tuple[Step, ...]
"""What a fact may have been, from step to step; the first step holds from ever."""

AFTER_ALL = 2**62
"""After every position of an instant."""


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads the facts of an item for one run of it.

    Attributes:
        own: The fact that the run is about a value of, and the value (`separately for each`).
    """

    timeline: Timeline
    run: Run
    until: Instant
    own: tuple[str, Value] | None = None

    @property
    def first(self) -> Place:
        """Where the run begins."""
        return order(self.run.start)

    @property
    def last(self) -> Place:
        """The last place inside the run: just before its end or cancelling; while open, now."""
        end = self.run.finish
        if end is None:
            return self.until, AFTER_ALL
        return max(self.first, (end.at, end.position - 1))

    def read(self, fact: str, reading: Reading) -> Value | Moment:
        """Return the one value that a reading takes, where it takes one."""
        if self.own is not None and fact == self.own[0]:
            return self.own[1]
        match reading:
            case "at the start":
                return self._said(fact, self.first)
            case "as reported" | "as it changes starting again":
                return self._first_known(fact)
            case "as closed":
                return self._said(fact, (self.until, AFTER_ALL))
            case _:
                return self._said(fact, self.last)

    def stories(self, fact: str, reading: Reading, ranking: Sequence[Value]) -> list[Story]:
        """Return everything that a reading over time may have found (R28, R34).

        A hole in the history hides at most one turn: between two different values it lies at the
        first or at the last instant of the hole, or between the two.
        """
        if self.own is not None and fact == self.own[0]:
            return [(Step(BEGINNING, self.own[1]),)]
        found = list(dict.fromkeys(self._inside(s) for s in _told(self._steps(fact))))
        if reading != "at its highest":
            return found
        values = dict.fromkeys(v for story in found for v in _highest(story, ranking))
        return [(Step(BEGINNING, value),) for value in values]

    def _said(self, name: str, place: Place) -> Value | Moment:
        if name in self.timeline.facts:
            return self.timeline.value_at(name, Instant(place[0]), place[1])
        return self.timeline.said(name, Instant(place[0]))

    def _first_known(self, fact: str) -> Value | Moment:
        now = self._said(fact, self.first)
        if not isinstance(now, Missing):
            return now
        steps = self.timeline.facts.get(fact, ())
        later = (s.value for s in steps if (s.at, s.position) > self.first and s.at <= self.until)
        return next((value for value in later if not isinstance(value, Missing)), now)

    def _steps(self, fact: str) -> list[Step]:
        return [step for step in self.timeline.facts.get(fact, ()) if step.at <= self.until]

    def _inside(self, story: Story) -> Story:
        """Return a story from the start of the run to its last place."""
        within = [s for s in story if self.first < (s.at, s.position) <= self.last]
        before = [s for s in story if (s.at, s.position) <= self.first]
        return (replace(before[-1], at=BEGINNING), *within) if before else tuple(within)


def _told(steps: Sequence[Step]) -> Iterator[Story]:
    """Yield every history that the known steps of a fact leave possible.

    Before the first known value that value holds; to be without a value changes nothing.
    """
    known = [step for step in steps if not isinstance(step.value, Missing)]
    if not known:
        unknown = any(step.value is UNKNOWN for step in steps)
        yield (Step(BEGINNING, UNKNOWN if unknown else ABSENT),)
        return
    first = replace(known[0], at=BEGINNING, position=0)
    turns = [_turns(was, now, _hole(steps, was, now)) for was, now in _changes(known)]
    lost = _hole(steps, known[-1], None)
    for chosen in product(*turns):
        yield (first, *chosen)
        if lost is not None:
            yield (first, *chosen, lost)


def _changes(known: Sequence[Step]) -> Iterator[tuple[Step, Step]]:
    was = known[0]
    for now in known[1:]:
        if now.value != was.value:
            yield was, now
        was = now


def _hole(steps: Sequence[Step], was: Step, now: Step | None) -> Step | None:
    """Return where it begins to be unknown, after one known step and before the next."""
    inside = steps[steps.index(was) + 1 : None if now is None else steps.index(now)]
    return next((step for step in inside if step.value is UNKNOWN), None)


def _turns(was: Step, now: Step, hole: Step | None) -> list[Step]:
    """Return where a fact may have turned to its next value."""
    if hole is None or was.value == now.value:
        return [now]
    return [now, replace(now, at=hole.at, position=hole.position)]


def _highest(story: Story, ranking: Sequence[Value]) -> list[Value | Missing]:
    """Return the highest value of a story, and higher ones that what is unknown may have had."""
    known = [step.value for step in story if not isinstance(step.value, Missing)]
    if not known:
        return [story[0].value]

    def rank(value: Value) -> tuple[int, int]:
        return (ranking.index(value), 0) if value in ranking else (len(ranking), 0)

    highest = min(known, key=rank)
    if all(step.value is not UNKNOWN for step in story):
        return [highest]
    return [*ranking[: rank(highest)[0]], highest]
