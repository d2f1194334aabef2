"""The cycles of a measure on one item, in every way in which its history may have been."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial

from slarules.core.conditions import UNKNOWN, Missing
from slarules.engine.reference.counting import Counting, Cycle, Run, Unsure
from slarules.engine.reference.occurring import order
from slarules.engine.reference.walk import Walk
from slarules.engine.reference.ways import ways
from slarules.facts.history import BEGINNING, Step, Timeline
from slarules.instants import Instant


def cycles(counting: Counting, timeline: Timeline, until: Instant) -> tuple[Cycle, ...] | Unsure:
    """Return the runs of a measure on an item that began by an instant (R13 to R15)."""
    found = ways(counting.asked, timeline, until)
    if found.why_unsure is not None:
        return Unsure(found.why_unsure, found.needs)
    needs = dict.fromkeys(found.needs)
    worlds: list[tuple[Run, ...]] = []
    for settled in found.timelines:
        for taken in (True, False):
            walk = Walk(counting, settled, until, taken)
            worlds += [walk.runs(), *walk.ended_early()]
            needs.update(walk.needs)
            if not walk.asked_unknown:
                break
    if any(run.start.at == BEGINNING for runs in worlds for run in runs):
        # What holds since before everything came about at no time that could be counted from.
        return Unsure("the start is unknown", tuple(sorted(counting.asked.starting_facts)))
    aligned = _aligned(worlds, tuple(needs), until)
    return tuple(held for cycle in aligned for held in _held(cycle, counting, timeline, until))


def _aligned(
    worlds: Sequence[tuple[Run, ...]], needs: tuple[str, ...], until: Instant
) -> Iterator[Cycle]:
    """Yield the cycles of all worlds by their numbers."""
    for place in range(max(map(len, worlds))):
        if len(worlds) == 1:
            yield Cycle(place + 1, None, (worlds[0][place],))
            continue
        runs = {world[place]: None for world in worlds if len(world) > place}
        perhaps = any(len(world) <= place for world in worlds)
        certain = len(runs) == 1 and not perhaps
        ordered = tuple(sorted(runs, key=partial(_how_long, until)))
        yield Cycle(place + 1, None, ordered, () if certain else needs, perhaps)


def _held(cycle: Cycle, counting: Counting, timeline: Timeline, until: Instant) -> Iterator[Cycle]:
    """Yield a cycle once for each value of the fact that it counts separately for, if any."""
    if counting.measure.each is None:
        yield cycle
        return
    each = counting.measure.each
    stretches = [(order(run.start), _stop(run, until)) for run in cycle.runs]
    held = [_values(timeline, each, *stretch) for stretch in stretches]
    beside = [_values_perhaps(timeline, each, *stretch) for stretch in stretches]
    for value in dict.fromkeys(value for values in (*held, *beside) for value in values):
        if all(value in values for values in held):
            yield replace(cycle, of=value)
        else:
            yield replace(cycle, of=value, needs=(*cycle.needs, each), may_not_be=True)


def _stop(run: Run, until: Instant) -> tuple[int, int]:
    """Return the position before which a run was going; one that still is has no last position."""
    return (until + 1, 0) if run.finish is None else order(run.finish)


def _how_long(until: Instant, run: Run) -> tuple[bool, int, int]:
    """Order runs from the best for the provider to the worst: the longest counts most."""
    last = until if run.finish is None else run.finish.at
    return run.finish is None, last - run.start.at, -run.start.at


def _values(
    timeline: Timeline, fact: str, start: tuple[int, int], end: tuple[int, int]
) -> list[str]:
    """Return the values that a fact had from one position to another, in order."""
    values = dict.fromkeys(step.value for step in _steps(timeline, fact, start, end))
    return [str(value) for value in values if not isinstance(value, Missing)]


def _values_perhaps(
    timeline: Timeline, fact: str, start: tuple[int, int], end: tuple[int, int]
) -> list[str]:
    """Return the values beside holes at either end, which may have held inside too (R35)."""
    inside = _steps(timeline, fact, start, end)
    if not any(step.value is UNKNOWN for step in inside[:1] + inside[-1:]):
        return []
    known = [step for step in timeline.facts[fact] if not isinstance(step.value, Missing)]
    before = [step.value for step in known if (step.at, step.position) <= start][-1:]
    after = [step.value for step in known if (step.at, step.position) >= end][:1]
    beside = [
        *(before if inside[0].value is UNKNOWN else ()),
        *(after if inside[-1].value is UNKNOWN else ()),
    ]
    held = _values(timeline, fact, start, end)
    return [str(value) for value in dict.fromkeys(beside) if str(value) not in held]


def _steps(
    timeline: Timeline, fact: str, start: tuple[int, int], end: tuple[int, int]
) -> list[Step]:
    """Return the steps that held from one position to another."""
    steps = timeline.facts.get(fact, ())
    before = [step for step in steps if (step.at, step.position) <= start][-1:]
    return [*before, *(step for step in steps if start < (step.at, step.position) < end)]
