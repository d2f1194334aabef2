"""Time of the world that does not count: maintenance, force majeure, and what they are allowed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import TypeAlias

from slarules.core.conditions import ABSENT, UNKNOWN, Missing, Truth, Value
from slarules.core.promises import PeriodAllowance, TimeExclusion
from slarules.facts.history import WorldSpan
from slarules.facts.truth import Moment, all_of, holds
from slarules.hours.opentime import OpenTime
from slarules.hours.periods import periods_between
from slarules.instants import Instant, Interval, Micros, clip, difference, intersection, union

ClockOf: TypeAlias = Callable[[str], OpenTime]
"""The open time of a clock by its name."""


def span_value(span: WorldSpan, name: str) -> Value | Moment:
    """Return what a span says of a fact or moment; the end of one that goes on is not known."""
    match name:
        case "start":
            return span.start
        case "end":
            return UNKNOWN if span.end is None else span.end
        case _ if name in span.facts:
            return span.facts[name]
        case _:
            return span.moments.get(name, ABSENT)


@dataclass(frozen=True, slots=True)
class SpanPart:
    """What an exclusion makes of one span.

    Attributes:
        holds: Whether it is excluded, so far as its evidence is known.
        excluded: Its time that is taken out, perhaps.
        beyond: Its time that the allowance leaves in.
    """

    span: WorldSpan
    holds: Truth
    excluded: tuple[Interval, ...]
    beyond: tuple[Interval, ...]


@dataclass(frozen=True, slots=True)
class Excluded:
    """The time that an exclusion takes out: disjoint, in order.

    Attributes:
        certain: What is out whatever the unknown evidence turns out to be.
        possible: What is out if it turns out so; holds all that is certain.
        spans: Span by span in order of time; those that fail their conditions are there too.
        unseen: Time in which a span could be that the source does not yet tell of.
    """

    exclusion: TimeExclusion
    certain: tuple[Interval, ...]
    possible: tuple[Interval, ...]
    spans: tuple[SpanPart, ...]
    unseen: tuple[Interval, ...] = ()


@dataclass(frozen=True, slots=True)
class Scope:
    """Where exclusions are looked at.

    Attributes:
        zone: The contract's zone.
        until: The evaluation instant, at which a span that goes on is cut.
        seen_through: Where the source of spans ends, if that is earlier (R33).
    """

    zone: str
    clock_of: ClockOf
    until: Instant
    seen_through: Instant | None = None

    @property
    def seen_until(self) -> Instant:
        """The instant up to which it is known whether there was a span."""
        return self.until if self.seen_through is None else min(self.until, self.seen_through)

    @property
    def unseen(self) -> list[Interval]:
        """The time in which a span could be that the source does not yet tell of."""
        return [Interval(self.seen_until, self.until)] if self.seen_until < self.until else []


def excluded_time(exclusion: TimeExclusion, spans: Iterable[WorldSpan], scope: Scope) -> Excluded:
    """Return the time that an exclusion takes out.

    Args:
        exclusion: What takes time out.
        spans: Those that may count; spans of another kind are passed over.
        scope: The zone, the clocks and the evaluation instant.
    """
    judged = [(span, _truth(exclusion, span)) for span in _of_kind(exclusion, spans)]
    sure = union(_stretch(span, scope) for span, truth in judged if truth is True)
    unsure = [[_stretch(span, scope)] for span, truth in judged if truth is None]
    unseen = scope.unseen
    most = union(sure, *unsure, unseen)
    certain = intersection(sure, granted(exclusion.allowance, most, scope))
    # An unsure span is out the longest when every other unsure one is in.
    worlds = [granted(exclusion.allowance, union(sure, one), scope) for one in ([], *unsure)]
    told = union(*worlds)
    parts = tuple(_part(span, truth, told, scope) for span, truth in judged)
    # A span that is not told of may lie anywhere, so an allowance tells no instant from another.
    possible = union(told, unseen)
    return Excluded(exclusion, tuple(certain), tuple(possible), parts, tuple(unseen))


def of_service(found: Excluded, service: Value | Missing) -> Excluded:
    """Return what an exclusion takes out for items of a service.

    The allowance is the contract's, whatever the service that used it (R26). An item whose
    service is unknown may be of any: what any service excludes is possible.
    """
    if service is UNKNOWN:
        return replace(found, certain=())
    parts = tuple(part for part in found.spans if part.span.service == service)
    unseen = () if service is ABSENT else found.unseen
    own = union(*((*part.excluded, *part.beyond) for part in parts), unseen)
    sure = union(*((*part.excluded, *part.beyond) for part in parts if part.holds))
    certain, possible = intersection(found.certain, sure), intersection(found.possible, own)
    return Excluded(found.exclusion, tuple(certain), tuple(possible), parts, unseen)


def granted(
    allowance: PeriodAllowance | None, pieces: Sequence[Interval], scope: Scope
) -> list[Interval]:
    """Return the part of `pieces` (disjoint, in order) that the allowance covers, used in order."""
    if allowance is None or not pieces:
        return list(pieces)
    start, end = pieces[0].start, pieces[-1].end
    clock = scope.clock_of(allowance.clock)
    periods = periods_between(start, end, allowance.every, scope.zone)
    return union(
        kept
        for period in periods
        for kept in _used(clip(pieces, period.start, period.end), allowance.length, clock)
    )


def _used(pieces: Iterable[Interval], length: Micros, clock: OpenTime) -> Iterator[Interval]:
    left = length
    for piece in pieces:
        if not left:
            return
        last = clock.due(piece.start, left)
        end = piece.end if last is None else min(piece.end, last)
        yield Interval(piece.start, end)
        left = Micros(left - clock.elapsed(piece.start, end))


def _of_kind(exclusion: TimeExclusion, spans: Iterable[WorldSpan]) -> list[WorldSpan]:
    of_kind = (span for span in spans if span.kind == exclusion.span_kind)
    return sorted(of_kind, key=lambda span: (span.start, span.name))


def _truth(exclusion: TimeExclusion, span: WorldSpan) -> Truth:
    value_of = partial(span_value, span)
    tests = (exclusion.where, exclusion.provided)
    return all_of((*(holds(test, value_of) for test in tests), span.is_sure or None))


def _stretch(span: WorldSpan, scope: Scope) -> Interval:
    end = max(span.start, scope.seen_until) if span.end is None else span.end
    return Interval(span.start, end)


def _part(span: WorldSpan, truth: Truth, possible: list[Interval], scope: Scope) -> SpanPart:
    whole = [_stretch(span, scope)]
    out = intersection(whole, possible) if truth is not False else []
    beyond = difference(whole, out) if truth is not False else []
    return SpanPart(span, truth, tuple(out), tuple(beyond))
