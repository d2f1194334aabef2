"""What stands still inside a run: pauses and excluded time, surely or perhaps (R23 to R26)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import pairwise
from typing import Literal

from slarules.core.conditions import Condition, Every, Truth
from slarules.core.promises import ItemAllowance, Origin, Pause, TimeExclusion
from slarules.engine.reference.exclusions import Excluded
from slarules.engine.reference.setting import Text
from slarules.facts.history import Timeline
from slarules.facts.truth import holds, unknown_facts, words
from slarules.instants import Instant, Interval, Micros, clip, iso, union


@dataclass(frozen=True, slots=True)
class Stop:
    """Time that one statement takes out of a run: `certain` surely, `possible` at most.

    Attributes:
        unseen: The part of what is possible of which no source tells yet.
    """

    name: str
    kind: Literal["paused", "excluded", "extended"]
    origin: Origin
    certain: list[Interval]
    possible: list[Interval]
    needs: tuple[str, ...] = ()
    unseen: tuple[Interval, ...] = ()


@dataclass(frozen=True, slots=True)
class Stopped:
    """What stands still in one world: disjoint, in order; a pause goes before an exclusion.

    `delayed` stops nothing: it moves the due time by its length.
    """

    paused: list[Interval]
    excluded: list[Interval]
    delayed: list[Interval] = field(default_factory=list)

    @property
    def stops(self) -> list[Interval]:
        """What is paused and what is excluded together."""
        return union(self.paused, self.excluded)

    def holds_at(self, end: Instant) -> bool:
        """Tell whether a pause or a delay lasts to an instant."""
        return any(piece.end == end for piece in (*self.paused, *self.delayed))

    def within(self, limits: Interval) -> Stopped:
        """Return the part inside a stretch."""
        parts = (self.paused, self.excluded, self.delayed)
        return Stopped(*(clip(part, limits.start, limits.end) for part in parts))


def stops(
    measure: str, timeline: Timeline, within: Interval, until: Instant, text: Text
) -> list[Stop]:
    """Return every stop that touches a measure inside a stretch of an item's history.

    A pause that is never lifted runs to `until`, the instant of evaluation; an exclusion may be
    known to lie ahead of it (R19).
    """
    terms = text.terms
    past = Interval(within.start, min(within.end, max(within.start, until)))
    pauses = (_paused(p, timeline, past, text) for p in terms.pauses if _touches(p, measure))
    service = timeline.value("service", within.end)
    excluded = (
        _excluded(x, within, text.excluded(x, service))
        for x in terms.exclusions
        if _touches(x, measure)
    )
    return [stop for stop in (*pauses, *excluded) if stop.possible]


def stopped(found: Iterable[Stop], *, best: bool) -> Stopped:
    """Return what stands still in the provider's best world, or in the worst."""
    chosen = [(s.kind, s.possible if best else s.certain) for s in found]

    def of(wanted: str) -> list[Interval]:
        return union(*(pieces for kind, pieces in chosen if kind == wanted))

    return Stopped(of("paused"), of("excluded"), of("extended"))


def _touches(statement: Pause | TimeExclusion, measure: str) -> bool:
    return statement.measures is None or measure in statement.measures


def _excluded(exclusion: TimeExclusion, within: Interval, found: Excluded) -> Stop:
    certain = clip(found.certain, within.start, within.end)
    possible = clip(found.possible, within.start, within.end)
    unsure = [part.span for part in found.spans if part.holds is None]
    unseen = clip(found.unseen, within.start, within.end)
    lacking = [f"evidence of {s.kind} {s.name}" for s in unsure]
    lacking += [f"{exclusion.span_kind} from {iso(piece.start)} on" for piece in unseen]
    needs = tuple(lacking or ["service"]) if certain != possible else ()
    return Stop(
        exclusion.name, "excluded", exclusion.origin, certain, possible, needs, tuple(unseen)
    )


def _paused(pause: Pause, timeline: Timeline, within: Interval, text: Text) -> Stop:
    condition = Every((pause.while_, pause.provided))
    pieces = list(_pieces(condition, timeline, within))
    certain = union(piece for piece, truth in pieces if truth)
    possible = union(piece for piece, truth in pieces if truth is not False)
    unsure = (piece.start for piece, truth in pieces if truth is None)
    needs = (n for at in unsure for n in unknown_facts(condition, partial(timeline.said, at=at)))
    allowed = (_allowed(certain, pause.allowance, text), _allowed(possible, pause.allowance, text))
    kind: Literal["paused", "extended"] = "extended" if pause.effect == "extends" else "paused"
    return Stop(pause.name, kind, pause.origin, *allowed, tuple(dict.fromkeys(needs)))


def _pieces(
    condition: Condition, timeline: Timeline, within: Interval
) -> Iterator[tuple[Interval, Truth]]:
    """Cut a stretch where a word of the condition changes, and test each piece."""
    edges = sorted({within.start, within.end, *_changes(condition, timeline, within)})
    for start, end in pairwise(edges):
        yield Interval(start, end), holds(condition, partial(timeline.said, at=start))


def _changes(condition: Condition, timeline: Timeline, within: Interval) -> Iterator[Instant]:
    for word in words(condition):
        steps = timeline.facts.get(word, ())
        for at in (*(s.at for s in steps), *(h.at for h in timeline.happened.get(word, ()))):
            if within.start < at < within.end:
                yield at


def _allowed(
    pieces: Sequence[Interval], allowance: ItemAllowance | None, text: Text
) -> list[Interval]:
    """Return the pieces up to an allowance, used in order of time."""
    if allowance is None:
        return list(pieces)
    clock = text.clock(allowance.clock)
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
