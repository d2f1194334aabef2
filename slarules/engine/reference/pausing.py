"""Time of an item that a statement pauses, takes out or adds to the due time (R23, R24)."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from functools import partial
from itertools import pairwise
from typing import TypeAlias

from slarules.core.conditions import Condition, Every, Truth
from slarules.core.promises import Effect, ItemAllowance, Pause
from slarules.engine.reference.counting import Counting, Cycle, Unsure
from slarules.engine.reference.cycles import cycles
from slarules.engine.reference.goals import ClockOf
from slarules.engine.reference.stops import Stop, StopKind
from slarules.engine.reference.whole_units import WholeUnits
from slarules.facts.history import BEGINNING, Happening, Step, Timeline
from slarules.facts.truth import holds, unknown_facts, words
from slarules.instants import Instant, Interval, Micros, clip, intersection, union

Sureness: TypeAlias = tuple[list[Interval], list[Interval], tuple[str, ...]]
"""When something is surely so, when at most, and the facts that would settle the difference."""

KINDS: dict[Effect, StopKind] = {
    "suspends": "paused",
    "excludes": "excluded",
    "extends": "extended",
}


class Between:
    """When an item was after one occurrence and before the next, as pauses ask for it.

    Where all of it is known it is worked out once, however many runs ask.
    """

    def __init__(self, timeline: Timeline, until: Instant) -> None:
        self.timeline = timeline
        self._until = until
        self._known: dict[str, list[Interval] | None] = {}

    def inside(self, asking: Counting, past: Interval) -> Sureness:
        """Return when it surely was so inside a run, when perhaps, and what would settle it."""
        name = asking.measure.name
        if name not in self._known:
            self._known[name] = _if_known(asking, self.timeline, self._until)
        known = self._known[name]
        if known is None:
            return after_and_before(asking, self.timeline, past)
        told = clip(known, past.start, past.end)
        return told, told, ()


def _if_known(asking: Counting, timeline: Timeline, until: Instant) -> list[Interval] | None:
    found = cycles(asking, timeline, until)
    if isinstance(found, Unsure) or any(len(c.runs) > 1 or c.may_not_be for c in found):
        return None
    return union(stretch for cycle in found for stretch in _stretches(cycle, until))


def paused(
    pause: Pause,
    asking: Counting | None,
    between: Between,
    past: Interval,
    clock_of: ClockOf,
    units: WholeUnits,
) -> Stop:
    """Return what a statement does to a run.

    Args:
        pause: The statement.
        asking: What it pauses from and until, if it names occurrences.
        between: When the item was between occurrences.
        past: The run, as far as it lies behind: a pause never lifted lasts to its end.
        clock_of: The clocks by name.
        units: To which the edges of a pause are cut down.
    """
    condition = Every((pause.while_, pause.provided))
    certain, possible, needs = while_true(condition, between.timeline, past)
    if asking is not None:
        surely, perhaps, lacking = between.inside(asking, past)
        certain = intersection(certain, surely)
        possible = intersection(possible, perhaps)
        needs = (*needs, *lacking)
    unsure = tuple(dict.fromkeys(needs)) if certain != possible else ()
    sure, most = (
        _allowed(units.pieces(pieces), pause.allowance, clock_of) for pieces in (certain, possible)
    )
    return Stop(pause.name, KINDS[pause.effect], pause.origin, sure, most, unsure)


def while_true(condition: Condition, timeline: Timeline, within: Interval) -> Sureness:
    """Return when a condition surely holds, when it may, and what would settle the difference."""
    pieces = list(_pieces(condition, timeline, within))
    certain = union(piece for piece, truth in pieces if truth)
    possible = union(piece for piece, truth in pieces if truth is not False)
    unsure = (piece.start for piece, truth in pieces if truth is None)
    needs = (n for at in unsure for n in unknown_facts(condition, partial(timeline.said, at=at)))
    return certain, possible, tuple(dict.fromkeys(needs))


def _pieces(
    condition: Condition, timeline: Timeline, within: Interval
) -> Iterator[tuple[Interval, Truth]]:
    """Cut a stretch where a word of the condition changes, and test each piece."""
    edges = sorted({within.start, within.end, *_changes(condition, timeline, within)})
    for start, end in pairwise(edges):
        yield Interval(start, end), holds(condition, partial(timeline.said, at=start))


def _changes(condition: Condition, timeline: Timeline, within: Interval) -> Iterator[Instant]:
    for word in words(condition):
        for told in (timeline.facts.get(word, ()), timeline.happened.get(word, ())):
            yield from instants_inside(told, within)
        unknown = timeline.unknown.get(word)
        for at in (unknown.after, unknown.before) if unknown else ():
            if at is not None and within.start < at < within.end:
                yield at


def instants_inside(told: Sequence[Step | Happening], within: Interval) -> Iterator[Instant]:
    """Yield the instants of rows, in order of time, that lie inside a stretch."""
    first = bisect_right(told, within.start, key=_at)
    yield from (each.at for each in told[first : bisect_left(told, within.end, key=_at)])


def _at(told: Step | Happening) -> Instant:
    return told.at


def after_and_before(asking: Counting, timeline: Timeline, past: Interval) -> Sureness:
    """Return when it surely was after one occurrence and before the next, and when perhaps."""
    found = cycles(asking, timeline, past.end)
    if isinstance(found, Unsure):
        return [], [past], found.needs
    inside = partial(clip, start=past.start, end=past.end)
    certain = union(*(_surely(cycle, past.end) for cycle in found))
    possible = union(*(_stretches(cycle, past.end) for cycle in found))
    needs = tuple(need for cycle in found for need in cycle.needs)
    return inside(certain), inside(possible), needs


def _stretches(cycle: Cycle, until: Instant) -> Iterator[Interval]:
    for run in cycle.runs:
        yield Interval(run.start.at, until if run.end is None else run.end.at)


def _surely(cycle: Cycle, until: Instant) -> list[Interval]:
    common = [] if cycle.may_not_be else [Interval(BEGINNING, until)]
    for stretch in _stretches(cycle, until):
        common = intersection(common, [stretch])
    return common


def _allowed(
    pieces: Sequence[Interval], allowance: ItemAllowance | None, clock_of: ClockOf
) -> list[Interval]:
    """Return the pieces up to an allowance, used in order of time."""
    if allowance is None:
        return list(pieces)
    clock = clock_of(allowance.clock)
    left = allowance.length
    kept: list[Interval] = []
    for piece in pieces:
        if not left:
            break
        last = clock.due(piece.start, left)
        end = piece.end if last is None else min(piece.end, last)
        kept.append(Interval(piece.start, end))
        left = Micros(left - clock.elapsed(piece.start, end))
    return kept
