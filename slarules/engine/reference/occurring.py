"""When the occurrences of a contract came about on an item (R3), in the order of its rows (R1)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import assert_never

from slarules.core.conditions import (
    UNKNOWN,
    Becomes,
    Changes,
    Happens,
    Missing,
    Occurrence,
    StopsBeing,
    Value,
)
from slarules.facts.history import Happening, Step, Timeline


def order(happening: Happening) -> tuple[int, int]:
    """Return where a happening stands on its item: rows of one instant have an order too."""
    return happening.at, happening.position


def happenings(occurrence: Occurrence, timeline: Timeline) -> list[Happening]:
    """Return every time an occurrence came about on an item, in order (R3)."""
    match occurrence:
        case Happens(name):
            return list(timeline.happened.get(name, ()))
        case Becomes(state, values):
            return list(_becoming(timeline.facts.get(state, ()), values))
        case StopsBeing(state, values):
            return list(_stopping(timeline.facts.get(state, ()), values))
        case Changes(fact):
            return list(_changing(timeline.facts.get(fact, ())))
        case _:
            assert_never(occurrence)


def _becoming(steps: Sequence[Step], values: Sequence[Value]) -> Iterator[Happening]:
    yield from (_at(step) for was, step in _turns(steps, values) if not was)


def _stopping(steps: Sequence[Step], values: Sequence[Value]) -> Iterator[Happening]:
    yield from (_at(step) for was, step in _turns(steps, values) if was)


def _turns(steps: Sequence[Step], values: Sequence[Value]) -> Iterator[tuple[bool, Step]]:
    """Yield each step into or out of the values, and whether it was in them before.

    A hole in the history is passed over: what stands behind it is compared with what stood before.
    """
    was = False
    for step in steps:
        if step.value is not UNKNOWN:
            now = step.value in values
            if now != was:
                yield was, step
            was = now


def _changing(steps: Sequence[Step]) -> Iterator[Happening]:
    """Yield each step to another known value; what is unknown in between changes nothing."""
    was: Value | None = None
    for step in steps:
        if not isinstance(step.value, Missing):
            if step.value != was:
                yield _at(step)
            was = step.value


def _at(step: Step) -> Happening:
    return Happening(step.at, step.position, step.row)
