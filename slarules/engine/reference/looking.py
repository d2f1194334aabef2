"""What a measure of time looks at: the outages and readings that are of it, and who is believed."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial

from slarules.core.conditions import ABSENT, UNKNOWN, Truth
from slarules.core.contract import Version
from slarules.core.measures import BadTime, Intervals, PeriodMeasure, Spans, ThatOf, of_time
from slarules.engine.reference.intervals import ReadingIndex, Stretches, stretches
from slarules.engine.reference.outages import (
    SOURCE,
    WATCH,
    Outage,
    Seen,
    believed,
    outages,
    watched_time,
)
from slarules.engine.reference.span_index import SpanIndex
from slarules.facts.history import History, Reading, WorldSpan
from slarules.hours.periods import Period
from slarules.instants import Instant, Interval, difference, union


@dataclass(frozen=True, slots=True)
class Where:
    """Where bad time is asked for.

    Attributes:
        window: The stretch whose bad time is meant.
        period: The period that it is, to which outages belong; `None` for any other stretch.
        of: The thing, where the measure is kept separately.
        whole: Whether outages that belong to the period count whole, though they are split where
            a measure totals them.
    """

    window: Interval
    version: Version
    period: Period | None = None
    of: str | None = None
    whole: bool = False


@dataclass(slots=True)
class Ground:
    """What a measure looks at in a window, before anything unsure is decided.

    Attributes:
        outages: Of spans, with the bounds of each.
        unwatched: Time in which an outage could be that the source does not yet tell of.
        read: Of readings.
        wide: The window and all that reaches into it.
    """

    wide: Interval
    outages: list[Outage] = field(default_factory=list)
    unwatched: list[Interval] = field(default_factory=list)
    read: Stretches | None = None


class _Kept:
    """Outages in order, found by the time that they and those they touch reach into."""

    def __init__(self, found: Sequence[Outage]) -> None:
        self._groups: list[list[Outage]] = []
        self._starts: list[Instant] = []
        self._ends: list[Instant] = []
        for outage in found:
            ends = Instant(outage.span.start + (outage.length or 0))
            ends = max(ends, outage.ends)
            if self._ends and outage.starts <= self._ends[-1]:
                self._groups[-1].append(outage)
                self._ends[-1] = max(self._ends[-1], ends)
            else:
                self._groups.append([outage])
                self._starts.append(outage.starts)
                self._ends.append(ends)

    def around(self, window: Interval) -> list[Outage]:
        """Return the outages that reach into a stretch, or touch it, with all that touch those."""
        first = bisect_left(self._ends, window.start)
        last = bisect_right(self._starts, window.end)
        return [outage for group in self._groups[first:last] for outage in group]


class Looking:
    """Readings and spans of a history, found by the measure and the window."""

    def __init__(self, history: History) -> None:
        self.history = history
        self.readings = ReadingIndex(history.readings)
        self.spans = SpanIndex(history.spans)
        until, through = history.until, history.spans_complete_through
        self.seen = Seen(until, until if through is None else min(until, through))
        self._outages: dict[tuple[BadTime, str | None, str | None], _Kept] = {}

    def ground(self, measure: PeriodMeasure, where: Where) -> Ground:
        """Return what a measure looks at in a window."""
        time = time_of(measure)
        of = where.of if measure.each else None
        match time.bad:
            case Spans() as spans:
                return self._of_spans(measure, time, spans, of, where)
            case Intervals() as intervals:
                return self._of_readings(time, intervals, of, where)
            case ThatOf():
                raise TypeError(time.bad)

    def _of_spans(
        self, measure: PeriodMeasure, time: BadTime, spans: Spans, of: str | None, where: Where
    ) -> Ground:
        key = (time, measure.each, of)
        if key not in self._outages:
            self._outages[key] = _Kept(self._all_outages(measure, time, spans, of))
        near = self._outages[key].around(where.window)
        told = self._told_bad(time, of)
        if told:
            near = sorted([*near, *_as_outages(spans.kind, told)], key=lambda o: (o.starts, o.ends))
        starts = [where.window.start, *(each.starts for each in near)]
        wide = Interval(
            Instant(min(starts)), Instant(max([where.window.end, *(each.ends for each in near)]))
        )
        return Ground(wide, near, self.unwatched(where.window))

    def _all_outages(
        self, measure: PeriodMeasure, time: BadTime, spans: Spans, of: str | None
    ) -> list[Outage]:
        found = (
            span
            for span in self.spans.of_kind(spans.kind)
            if span.service is None or span.service == time.service
        )
        is_meant = partial(of_thing, measure.each, of)
        made = outages(spans, found, is_meant, self.seen)
        return believed(time.sources, made, self.spans.of_kind(WATCH), self.seen)

    def _told_bad(self, time: BadTime, of: str | None) -> list[Interval]:
        named = (None, time.service, of)
        return union(stretch for whose, stretch in self.history.bad if whose in named)

    def _of_readings(
        self,
        time: BadTime,
        intervals: Intervals,
        of: str | None,
        where: Where,
    ) -> Ground:
        # A piece that a period's end cuts is as long as it is beyond it.
        margin = -(-time.at_least // intervals.unit) * intervals.unit
        end = min(where.window.end + margin, self.seen.until)
        first = Instant(where.window.start - margin)
        wide = Interval(first, Instant(max(first, end)))
        believed_ = partial(self._believed, time, of)
        read = stretches(intervals, wide, believed_, self._told_bad(time, of))
        return Ground(wide, read=read)

    def _believed(
        self, time: BadTime, of: str | None, name: str, window: Interval
    ) -> list[Reading]:
        """Return the readings that count: of the thing, and of the first source with data."""
        named = (None, time.service, of)
        found = [r for r in self.readings.around(name, window) if r.of in named]
        if not time.sources:
            return found
        kept: list[Reading] = []
        ahead: list[Interval] = []
        for number, source in enumerate(time.sources):
            last = number == len(time.sources) - 1
            own = [r for r in found if r.source == source or (last and r.source is None)]
            kept += _outside(own, ahead)
            watches = self.spans.around(WATCH, window.start, window.end)
            watched = watched_time((w for w in watches if w.facts.get(SOURCE) == source), self.seen)
            ahead = union(ahead, watched, (r.during for r in own))
        return sorted(kept, key=lambda r: (r.during, str(r.value)))

    def unwatched(self, window: Interval) -> list[Interval]:
        """Return the time in which a span could be that the source does not yet tell of."""
        through = self.history.spans_complete_through
        if through is None or through >= window.end:
            return []
        return [Interval(Instant(max(through, window.start)), window.end)]


def time_of(measure: PeriodMeasure) -> BadTime:
    """Return which time is bad, of a measure that is known to be one of time."""
    time = of_time(measure.value)
    if time is None:
        raise TypeError(measure.value)
    return time


def of_thing(each: str | None, of: str | None, span: WorldSpan) -> Truth:
    """Tell whether a span is about the thing that is meant."""
    if each is None:
        return True
    named = span.facts.get(each, ABSENT)
    return None if named is UNKNOWN else named == of


def _outside(readings: Iterable[Reading], ahead: Sequence[Interval]) -> Iterator[Reading]:
    for reading in readings:
        if not ahead or difference([_instant(reading.during)], ahead):
            yield reading


def _instant(during: Interval) -> Interval:
    return Interval(during.start, Instant(during.start + 1))


def _as_outages(kind: str, told: Iterable[Interval]) -> Iterator[Outage]:
    """Yield time that is given outright as bad, as outages without a name."""
    for stretch in told:
        span = WorldSpan(kind, "", stretch.start, stretch.end, {}, {})
        yield Outage(span, holds=True, sure=(stretch,), perhaps=(stretch,))
