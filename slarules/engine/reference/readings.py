"""Which value of a fact picks the row of a table (R28, R34)."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain, islice, product, takewhile
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

    def stories(self, fact: str, reading: Reading, ranking: Sequence[Value]) -> Iterator[Story]:
        """Yield everything that a reading over time may have found (R28, R34).

        A hole in the history hides at most one turn: between two different values it lies at the
        first or at the last instant of the hole, or between the two.
        """
        if self.own is not None and fact == self.own[0]:
            yield (Step(BEGINNING, self.own[1]),)
        elif reading != "at its highest":
            yield from self._told(fact, self._seen)
        else:
            values = (_highest(story, ranking) for story in self._told(fact, self._seen_at_all))
            for value in dict.fromkeys(chain.from_iterable(values)):
                yield (Step(BEGINNING, value),)

    def _said(self, name: str, place: Place) -> Value | Moment:
        if name in self.timeline.facts:
            return self.timeline.value_at(name, Instant(place[0]), place[1])
        return self.timeline.said(name, Instant(place[0]))

    def _first_known(self, fact: str) -> Value | Moment:
        now = self._said(fact, self.first)
        if not isinstance(now, Missing):
            return now
        steps = self.timeline.facts.get(fact, ())
        later = islice(steps, bisect_right(steps, self.first, key=_place), None)
        seen = takewhile(lambda step: step.at <= self.until, later)
        return next((step.value for step in seen if not isinstance(step.value, Missing)), now)

    def _told(self, fact: str, seen: Callable[[Step], Place | None]) -> Iterator[Story]:
        """Yield every history inside the run that the known steps of a fact leave possible.

        Before the first known value that value holds; to be without a value changes nothing.

        Args:
            fact: The fact.
            seen: Where a turn shows in the run; turns that show alike are one.
        """
        steps = self._steps(fact)
        known = next((step for step in steps if not isinstance(step.value, Missing)), None)
        if known is None:
            unknown = any(step.value is UNKNOWN for step in steps)
            yield (Step(BEGINNING, UNKNOWN if unknown else ABSENT),)
            return
        first = replace(known, at=BEGINNING, position=0)
        turns = [list({seen(turn): turn for turn in each}.values()) for each in _turns(steps)]
        lost = steps[-1] if steps[-1].value is UNKNOWN and _place(steps[-1]) <= self.last else None
        for chosen in product(*turns):
            yield self._inside((first, *chosen))
            if lost is not None:
                yield self._inside((first, *chosen, lost))

    def _steps(self, fact: str) -> list[Step]:
        """Return the steps that bear on the run, from the known one before to the one after it."""
        steps = self.timeline.facts.get(fact, ())
        start = max(0, bisect_right(steps, self.first, key=_place) - 1)
        while start and isinstance(steps[start].value, Missing):
            start -= 1
        told = bisect_right(steps, self.until, key=lambda step: step.at)
        end = min(told, bisect_right(steps, self.last, key=_place))
        while end < told and isinstance(steps[end].value, Missing):
            end += 1
        return _merged(steps[start : min(told, end + 1)])

    def _seen(self, turn: Step) -> Place | None:
        """Return where a turn shows: one from before the run shows at its start."""
        return None if _place(turn) > self.last else max(self.first, _place(turn))

    def _seen_at_all(self, turn: Step) -> Place | None:
        """Return where a turn shows where it does not matter when it was."""
        seen = self._seen(turn)
        return None if seen is None else min(seen, (self.first[0], self.first[1] + 1))

    def _inside(self, story: Story) -> Story:
        """Return a story from the start of the run to its last place."""
        within = [s for s in story if self.first < (s.at, s.position) <= self.last]
        before = [s for s in story if (s.at, s.position) <= self.first]
        return (replace(before[-1], at=BEGINNING), *within) if before else tuple(within)


def _place(step: Step) -> Place:
    return step.at, step.position


def _merged(steps: Sequence[Step]) -> list[Step]:
    """Return steps with holes that follow each other as one, and without what has no value."""
    merged: list[Step] = []
    for step in steps:
        follows_hole = bool(merged) and merged[-1].value is UNKNOWN
        if step.value is not ABSENT and not (follows_hole and step.value is UNKNOWN):
            merged.append(step)
    return merged


def _turns(steps: Sequence[Step]) -> Iterator[list[Step]]:
    """Yield of each turn to another known value where it may have been."""
    was: Step | None = None
    hole: Step | None = None
    for step in steps:
        if step.value is UNKNOWN:
            hole = step
            continue
        if was is not None and was.value != step.value:
            early = None if hole is None else replace(step, at=hole.at, position=hole.position)
            yield [step] if early is None else [step, early]
        was, hole = step, None


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
