"""Time of an item that a statement pauses, takes out or adds to the due time (R23, R24)."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from functools import partial
from itertools import pairwise

from slarules.core.conditions import Condition, Every, Truth
from slarules.core.promises import Effect, ItemAllowance, Pause
from slarules.engine.reference.counting import Counting, Cycle, Unsure
from slarules.engine.reference.cycles import cycles
from slarules.engine.reference.goals import ClockOf
from slarules.engine.reference.stops import Stop, StopKind
from slarules.engine.reference.whole_units import Cutting, cut_pieces
from slarules.facts.history import BEGINNING, Happening, Step, Timeline
from slarules.facts.truth import holds, unknown_facts, words
from slarules.instants import Instant, Interval, Micros, clip, intersection, union

KINDS: dict[Effect, StopKind] = {
    "suspends": "paused",
    "excludes": "excluded",
    "extends": "extended",
}


def paused(
    pause: Pause,
    asking: Counting | None,
    timeline: Timeline,
    past: Interval,
    clock_of: ClockOf,
    cutting: Cutting,
) -> Stop:
    """Return what a statement does to a run.

    Args:
        pause: The statement.
        asking: What it pauses from and until, if it names occurrences.
        timeline: The item.
        past: The run, as far as it lies behind: a pause never lifted lasts to its end.
        clock_of: The clocks by name.
        cutting: How the edges of a pause are cut down to whole units.
    """
    condition = Every((pause.while_, pause.provided))
    certain, possible, needs = while_true(condition, timeline, past)
    if asking is not None:
        between = after_and_before(asking, timeline, past)
        certain = intersection(certain, between[0])
        possible = intersection(possible, between[1])
        needs = (*needs, *between[2])
    unsure = tuple(dict.fromkeys(needs)) if certain != possible else ()
    sure, most = (
        _allowed(cut_pieces(pieces, cutting), pause.allowance, clock_of)
        for pieces in (certain, possible)
    )
    return Stop(pause.name, KINDS[pause.effect], pause.origin, sure, most, unsure)


def while_true(
    condition: Condition, timeline: Timeline, within: Interval
) -> tuple[list[Interval], list[Interval], tuple[str, ...]]:
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
            first = bisect_right(told, within.start, key=_at)
            yield from (each.at for each in told[first : bisect_left(told, within.end, key=_at)])
        unknown = timeline.unknown.get(word)
        for at in (unknown.after, unknown.before) if unknown else ():
            if at is not None and within.start < at < within.end:
                yield at


def _at(told: Step | Happening) -> Instant:
    return told.at


def after_and_before(
    asking: Counting, timeline: Timeline, past: Interval
) -> tuple[list[Interval], list[Interval], tuple[str, ...]]:
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
        used = clock.elapsed(piece.start, piece.end)
        if used > left:
            end = clock.due(piece.start, left)
            return kept if end is None or not left else [*kept, Interval(piece.start, end)]
        kept.append(piece)
        left = Micros(left - used)
    return kept
