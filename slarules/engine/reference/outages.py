"""Spans as bad time: from when until when, as far as that is known, and whose word is believed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Literal

from slarules.core.conditions import UNKNOWN, Missing, Truth
from slarules.core.measures import Spans
from slarules.engine.reference.exclusions import span_value
from slarules.facts.history import UnknownMoment, WorldSpan
from slarules.facts.truth import all_of, holds, unknown_facts
from slarules.instants import Instant, Interval, Micros, difference, union

WATCH = "watch"
"""The kind of span in which a source watched, so that its silence is good."""

SOURCE = "source"
"""The fact of a span that names its source."""


@dataclass(frozen=True, slots=True)
class Outage:
    """A span that is bad time.

    Attributes:
        holds: Whether it counts at all, so far as its facts are known.
        sure: Where it is bad whatever is unknown.
        perhaps: Where it may be bad; holds all of `sure`.
        length: How long it was, where that is given and no times.
        needs: What would settle whether, from when and until when it counts.
    """

    span: WorldSpan
    holds: Truth
    sure: tuple[Interval, ...]
    perhaps: tuple[Interval, ...]
    length: Micros | None = None
    needs: tuple[str, ...] = ()

    @property
    def starts(self) -> Instant:
        """The first instant at which it may be bad."""
        return self.perhaps[0].start if self.perhaps else self.span.start

    @property
    def ends(self) -> Instant:
        """The first instant at which it is bad no more."""
        return self.perhaps[-1].end if self.perhaps else self.span.start


@dataclass(frozen=True, slots=True)
class Seen:
    """Until when anything is known, and until when spans are told of."""

    until: Instant
    spans_until: Instant


def outages(
    spans: Spans,
    found: Iterable[WorldSpan],
    of_thing: Callable[[WorldSpan], Truth],
    seen: Seen,
) -> list[Outage]:
    """Return the spans that are bad time, or may be, in order."""
    made = (_outage(spans, span, of_thing(span), seen) for span in found)
    kept = [each for each in made if each.holds is not False]
    return _ordered(kept)


def _ordered(found: Iterable[Outage]) -> list[Outage]:
    return sorted(found, key=lambda each: (each.starts, each.ends, each.span.name))


def _outage(spans: Spans, span: WorldSpan, of_thing: Truth, seen: Seen) -> Outage:
    value_of = partial(span_value, span)
    truth = all_of((holds(spans.where, value_of), of_thing, span.is_sure or None))
    named = f"of {span.kind} {span.name}"
    needs = tuple(f"{fact} {named}" for fact in unknown_facts(spans.where, value_of))
    if not span.is_sure:
        needs = (f"whether there was {span.kind} {span.name}",)
    if span.length is not None:
        return Outage(span, truth, (), (), span.length, needs)
    first, first_needs = _start(spans, span)
    last, last_needs = _end(spans, span, seen)
    late, early = first.end, last.start
    sure = (Interval(late, early),) if late < early else ()
    perhaps = (Interval(first.start, last.end),) if first.start < last.end else ()
    needs += tuple(f"{name} {named}" for name in (*first_needs, *last_needs))
    return Outage(span, truth, sure, perhaps, None, needs)


def _start(spans: Spans, span: WorldSpan) -> tuple[Interval, list[str]]:
    """Return between when it began to count; no moment lies before the span's own start."""
    found = {name: span_value(span, name) for name in spans.starts}
    known, missing = _told(found)
    if not missing:
        at = _chosen(known, spans.starts_at)
        return Interval(at, at), []
    last = span.end if span.end is not None else Instant(2**62)
    if not known:
        return Interval(span.start, last), missing
    if spans.starts_at == "later":
        return Interval(max(known), max(last, *known)), missing
    return Interval(min(span.start, *known), min(known)), missing


def _end(spans: Spans, span: WorldSpan, seen: Seen) -> tuple[Interval, list[str]]:
    """Return between when it ceased to count; what goes on does so as far as spans are told."""
    found = {name: span_value(span, name) for name in spans.ends}
    known, missing = _told(found)
    if not missing:
        at = _chosen(known, spans.ends_at)
        return Interval(at, at), []
    later = spans.ends_at == "later" or not known
    first = max([span.start, *known]) if later else span.start
    # A moment that happened, nobody knows when, is no sign that it still goes on.
    goes_on = span.end is None and all(v is not UNKNOWN or n == "end" for n, v in found.items())
    if goes_on and later:
        first = max(first, seen.spans_until)
    last = max(seen.until, first) if later else min(known)
    is_told = goes_on and first >= seen.until
    return Interval(min(first, last), last), [] if is_told else missing


def ended(spans: Spans, outage: Outage) -> Instant | UnknownMoment:
    """Return when an outage ended, by the moments that the measure goes by."""
    known, missing = _told({name: span_value(outage.span, name) for name in spans.ends})
    if not missing:
        return _chosen(known, spans.ends_at)
    since = outage.sure[-1].end if outage.sure else outage.starts
    before = min(known) if known and spans.ends_at == "earlier" else None
    return UnknownMoment(after=since, before=before)


def _told(found: Mapping[str, object]) -> tuple[list[Instant], list[str]]:
    known = [Instant(at) for at in found.values() if isinstance(at, int)]
    return known, [name for name, at in found.items() if not isinstance(at, int)]


def _chosen(known: Sequence[Instant], which: Literal["earlier", "later"]) -> Instant:
    return max(known) if which == "later" else min(known)


# --- whose word is believed -----------------------------------------------------------------------


def believed(
    sources: Sequence[str], found: Sequence[Outage], watches: Sequence[WorldSpan], seen: Seen
) -> list[Outage]:
    """Return outages without what a source says where one ahead of it has data, or watched.

    What names no source is the word of the last one. Where a source did not watch it has no data.
    """
    if not sources:
        return list(found)
    kept: list[Outage] = []
    ahead: list[Interval] = []
    for number, source in enumerate(sources):
        last = number == len(sources) - 1
        own = [each for each in found if _is_of(each.span, source, last=last)]
        kept += [_without(each, ahead) for each in own]
        watched = [w for w in watches if w.facts.get(SOURCE) == source]
        said = (each.perhaps for each in own if each.span.is_sure)
        ahead = union(ahead, *said, watched_time(watched, seen))
    return _ordered(each for each in kept if each.perhaps or each.length is not None)


def watched_time(watches: Iterable[WorldSpan], seen: Seen) -> list[Interval]:
    """Return when a source watched."""
    ends = ((w, seen.spans_until if w.end is None else w.end) for w in watches)
    return union(Interval(watch.start, end) for watch, end in ends if watch.start < end)


def _is_of(span: WorldSpan, source: str, *, last: bool) -> bool:
    named = span.facts.get(SOURCE)
    return named == source or (last and (named is None or isinstance(named, Missing)))


def _without(outage: Outage, ahead: Sequence[Interval]) -> Outage:
    sure, perhaps = difference(outage.sure, ahead), difference(outage.perhaps, ahead)
    return replace(outage, sure=tuple(sure), perhaps=tuple(perhaps))
