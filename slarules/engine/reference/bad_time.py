"""The bad time of a measure in a window, step by step (docs/measures.md)."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import product

from slarules.core.conditions import ABSENT, UNKNOWN, Truth, Value
from slarules.core.contract import Contract, Version
from slarules.core.measures import (
    BadTime,
    Intervals,
    PeriodMeasure,
    Spans,
    ThatOf,
    of_time,
)
from slarules.core.promises import TimeExclusion, touches
from slarules.engine.reference.bad_pieces import (
    Piece,
    deducted,
    in_units,
    merged,
    of_readings,
    within,
    without,
)
from slarules.engine.reference.belonging import in_period
from slarules.engine.reference.exclusions import Excluded, Scope, excluded_time, granted
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
from slarules.engine.reference.periods import Clocks
from slarules.engine.reference.span_index import SpanIndex
from slarules.engine.reference.weighing import Weigher
from slarules.facts.history import History, Reading, Timeline, WorldSpan
from slarules.facts.truth import Moment
from slarules.hours.periods import Period, period_of
from slarules.instants import Instant, Interval, difference, iso, union

ENUMERATED = 8
"""Up to so many unsure spans are tried both ways; beyond, the bounds are outer ones."""


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


@dataclass(frozen=True, slots=True)
class World:
    """One way in which what is unsure of spans turns out.

    Attributes:
        pieces: The bad time after steps 3 to 11, but for what is of the whole period.
        out: What is excluded.
        perhaps_out: What may be excluded as well.
        skipped: What counts as no time at all, as there is no data.
    """

    pieces: tuple[Piece, ...]
    out: list[Interval]
    perhaps_out: list[Interval]
    skipped: list[Interval]


@dataclass(frozen=True, slots=True)
class Found:
    """The bad time of a measure in a window: its worlds, and what would settle it."""

    worlds: tuple[World, ...]
    needs: tuple[str, ...]


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


class BadTimes:
    """Readings and spans of a history, ready to be asked which time is bad."""

    def __init__(self, contract: Contract, history: History) -> None:
        self.contract = contract
        self.history = history
        self.readings = ReadingIndex(history.readings)
        self.spans = SpanIndex(history.spans)
        self.things = {(item.kind, item.item): item for item in history.items}
        through = history.spans_complete_through
        until = history.until
        self.seen = Seen(until, until if through is None else min(until, through))
        self._clocks: dict[str, Clocks] = {}
        self._outages: dict[tuple[int, str | None, str | None], _Kept] = {}

    def found(self, measure: PeriodMeasure, where: Where) -> Found:
        """Return the bad time of a measure in a window, in every world."""
        chain = self.chain(measure, where.version)
        ground = self._ground(chain[-1], where)
        taking = [self._taking(each, where, ground.wide) for each in chain]
        unsure_out = [
            (number, part.span)
            for number, found in enumerate(taking)
            for each in found
            for part in each.spans
            if part.holds is None
        ]
        unsure_bad = [each for each in ground.outages if each.holds is None]
        needs = [f"whether {span.kind} {span.name} is excluded" for _, span in unsure_out]
        needs += self._needs(ground, chain, where)
        if len(unsure_out) + len(unsure_bad) > ENUMERATED:
            worlds: Iterable[World] = [self._outer(chain, ground, taking, where)]
        else:
            worlds = self._each_world(chain, ground, taking, where)
        if any(taking) and (unwatched := self._unwatched(where.window)):
            kinds = dict.fromkeys(e.exclusion.span_kind for found in taking for e in found)
            needs += [f"{kind} from {iso(unwatched[0].start)} on" for kind in kinds]
        return Found(tuple(worlds), tuple(dict.fromkeys(needs)))

    # --- what is looked at ------------------------------------------------------------------------

    def chain(self, measure: PeriodMeasure, version: Version) -> list[PeriodMeasure]:
        """Return a measure, the one whose bad time is its own, and so on."""
        chain = [measure]
        while (time := of_time(chain[-1].value)) and isinstance(time.bad, ThatOf):
            chain.append(version.terms.measures[time.bad.measure])
        return chain

    def _ground(self, measure: PeriodMeasure, where: Where) -> Ground:
        time = _time(measure)
        of = where.of if measure.each else None
        match time.bad:
            case Spans() as spans:
                return self._of_spans(measure, time, spans, of, where)
            case Intervals() as intervals:
                return self._of_readings(measure, time, intervals, of, where)
            case ThatOf():
                raise TypeError(time.bad)

    def _of_spans(
        self, measure: PeriodMeasure, time: BadTime, spans: Spans, of: str | None, where: Where
    ) -> Ground:
        key = (id(time), measure.each, of)
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
        return Ground(wide, near, self._unwatched(where.window))

    def _all_outages(
        self, measure: PeriodMeasure, time: BadTime, spans: Spans, of: str | None
    ) -> list[Outage]:
        found = (
            span
            for span in self.spans.of_kind(spans.kind)
            if span.service is None or span.service == time.service
        )
        of_thing = partial(_of_thing, measure.each, of)
        made = outages(time, spans, found, of_thing, self.seen)
        return believed(time.sources, made, self.spans.of_kind(WATCH), self.seen)

    def _told_bad(self, time: BadTime, of: str | None) -> list[Interval]:
        named = (None, time.service, of)
        return union(stretch for whose, stretch in self.history.bad if whose in named)

    def _of_readings(
        self,
        measure: PeriodMeasure,
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

    def _unwatched(self, window: Interval) -> list[Interval]:
        """Return the time in which a span could be that the source does not yet tell of."""
        through = self.history.spans_complete_through
        if through is None or through >= window.end:
            return []
        return [Interval(Instant(max(through, window.start)), window.end)]

    def _needs(self, ground: Ground, chain: Sequence[PeriodMeasure], where: Where) -> Iterator[str]:
        for outage in ground.outages:
            yield from outage.needs
        if ground.read:
            yield from ground.read.needs
        elif ground.unwatched:
            bad = _time(chain[-1]).bad
            kind = bad.kind if isinstance(bad, Spans) else ""
            yield f"{kind} from {iso(ground.unwatched[0].start)} on"
        for measure in chain:
            if weigher := self._weigher(measure, where):
                yield from (n for o in ground.outages if (n := weigher.needs(o)))
            time = _time(measure)
            if time.before and self._before(measure, where, where.window)[1]:
                yield time.before[0]

    # --- what leaves ------------------------------------------------------------------------------

    def _taking(self, measure: PeriodMeasure, where: Where, wide: Interval) -> list[Excluded]:
        terms = where.version.terms
        time, scope = _time(measure), self._scope(where.version)
        return [
            excluded_time(e, self._near(e, measure, time, where, wide), scope)
            for e in terms.exclusions
            if touches(e, measure.name)
        ]

    def _near(
        self,
        exclusion: TimeExclusion,
        measure: PeriodMeasure,
        time: BadTime,
        where: Where,
        wide: Interval,
    ) -> list[WorldSpan]:
        """Return the spans that reach into a stretch, or use the allowance of one that does."""
        first, last = wide.start, wide.end
        if exclusion.allowance:
            every, zone = exclusion.allowance.every, self.contract.zone
            first = period_of(first, every, zone).start
            last = period_of(Instant(last - 1), every, zone).end
        of_thing = partial(_of_thing, measure.each, where.of if measure.each else None)
        return [
            span
            for span in self.spans.around(exclusion.span_kind, first, last)
            if span.service in (None, time.service)
            and (measure.each not in span.facts or of_thing(span) is not False)
        ]

    def _scope(self, version: Version) -> Scope:
        clocks = self._clock(version)
        seen = self.history.spans_complete_through
        return Scope(self.contract.zone, clocks, self.history.until, seen)

    def _clock(self, version: Version) -> Clocks:
        return self._clocks.setdefault(version.name, Clocks(version.terms, self.contract.zone))

    def _moment(self, measure: PeriodMeasure, name: str, where: Where) -> Value | Moment:
        """Return a moment or fact of the thing, else of the period."""
        found: Value | Moment = ABSENT
        things = [(measure.each or "", where.of or "")]
        if where.period:
            things.append(("period", where.period.label))
        for thing in things:
            timeline = self.things.get(thing)
            if timeline is not None and found is ABSENT:
                found = _said(timeline, name, Instant(where.window.end - 1))
        return found

    def _before(
        self, measure: PeriodMeasure, where: Where, wide: Interval
    ) -> tuple[list[Interval], list[Interval]]:
        """Return the time before a moment, and that which may lie before it."""
        time = _time(measure)
        at = self._moment(measure, time.before[0], where) if time.before else ABSENT
        if at is ABSENT:
            return [], []
        if isinstance(at, int):
            return ([Interval(wide.start, Instant(at))] if at > wide.start else []), []
        return [], [wide]

    # --- worlds -----------------------------------------------------------------------------------

    def _each_world(
        self,
        chain: Sequence[PeriodMeasure],
        ground: Ground,
        taking: Sequence[Sequence[Excluded]],
        where: Where,
    ) -> Iterator[World]:
        scope = self._scope(where.version)
        unsure = [each for each in ground.outages if each.holds is None]
        perhaps = self._unwatched(where.window) if any(taking) else []
        ways = [[list(_ways(each, scope)) for each in found] for found in taking]
        flat = [way for found in ways for way in found]
        for chosen in product((True, False), repeat=len(unsure)):
            dropped = {id(o) for o, yes in zip(unsure, chosen, strict=True) if not yes}
            counting = [each for each in ground.outages if id(each) not in dropped]
            for outs in product(*flat):
                found = iter(outs)
                by_level = [union(*(next(found) for _ in level)) for level in ways]
                yield self._world(chain, ground, counting, by_level, perhaps, where)

    def _outer(
        self,
        chain: Sequence[PeriodMeasure],
        ground: Ground,
        taking: Sequence[Sequence[Excluded]],
        where: Where,
    ) -> World:
        counting = [e if e.holds else replace(e, sure=()) for e in ground.outages]
        certain = [union(*(each.certain for each in found)) for found in taking]
        perhaps = [each.possible for found in taking for each in found]
        unwatched = self._unwatched(where.window) if any(taking) else []
        return self._world(chain, ground, counting, certain, union(unwatched, *perhaps), where)

    def _world(
        self,
        chain: Sequence[PeriodMeasure],
        ground: Ground,
        counting: Sequence[Outage],
        outs: Sequence[list[Interval]],
        perhaps_out: list[Interval],
        where: Where,
    ) -> World:
        pieces = self._pieces(ground, counting)
        skipped = ground.read.skipped if ground.read else []
        out_here: list[Interval] = []
        perhaps_here = perhaps_out
        for measure, out in zip(reversed(chain), reversed(outs), strict=True):
            out_here, perhaps_here = self._leaving(measure, out, perhaps_out, ground.wide, where)
            good, perhaps_good = self._good_before(measure, where, ground.wide)
            at_least = _time(measure).at_least
            gone, perhaps_gone = union(out_here, good), union(perhaps_here, perhaps_good)
            left = (without(piece, gone, perhaps_gone, at_least) for piece in pieces)
            cut = [piece for each in left for piece in self._placed(each, chain[-1], where)]
            pieces = self._counted(measure, cut, where)
        return World(tuple(pieces), out_here, perhaps_here, skipped)

    def _pieces(self, ground: Ground, counting: Sequence[Outage]) -> list[Piece]:
        if ground.read:
            return of_readings(ground.read.bad, ground.read.unknown)
        pieces = merged(counting)
        perhaps = difference(ground.unwatched, union(*(piece.perhaps for piece in pieces)))
        return pieces + [Piece((), (), (each,)) for each in perhaps]

    def _leaving(
        self,
        measure: PeriodMeasure,
        out: list[Interval],
        perhaps_out: list[Interval],
        wide: Interval,
        where: Where,
    ) -> tuple[list[Interval], list[Interval]]:
        time = _time(measure)
        if time.counts_on is not None:
            clock = self._clock(where.version)(time.counts_on)
            out = union(out, difference([wide], clock.pieces(wide.start, wide.end)))
        if time.before and time.before[1] == "excluded":
            before, perhaps = self._before(measure, where, wide)
            out, perhaps_out = union(out, before), union(perhaps_out, perhaps)
        return out, perhaps_out

    def _good_before(
        self, measure: PeriodMeasure, where: Where, wide: Interval
    ) -> tuple[list[Interval], list[Interval]]:
        time = _time(measure)
        if time.before is None or time.before[1] == "excluded":
            return [], []
        return self._before(measure, where, wide)

    # --- split or attribution ---------------------------------------------------------------------

    def _placed(self, piece: Piece, base: PeriodMeasure, where: Where) -> Iterator[Piece]:
        """Yield what of a piece counts in the window (step 8)."""
        bad = _time(base).bad
        kind = bad.kind if isinstance(bad, Spans) else ""
        attributed = kind in self.contract.belongs
        whole = attributed and (where.whole or kind not in self.contract.split)
        if piece.length is not None or (whole and where.period and piece.outages):
            truth = self.belongs(piece, where)
            if truth is not False:
                yield piece if truth else replace(piece, sure=())
        elif piece.perhaps:
            cut = within(piece, where.window)
            if cut.perhaps:
                yield cut

    def belongs(self, piece: Piece, where: Where) -> Truth:
        """Tell whether the outages of a piece belong to a period as one."""
        if where.period is None:
            return where.window.start <= piece.outages[0].span.start < where.window.end
        rule = self.contract.belongs.get(piece.outages[0].span.kind)
        last = rule is not None and rule.moment in ("end", "ended")
        by = max(piece.outages, key=lambda o: o.ends) if last else piece.outages[0]
        return in_period(by.span, where.period, self.contract)

    # --- how it counts ----------------------------------------------------------------------------

    def _counted(
        self, measure: PeriodMeasure, pieces: Iterable[Piece], where: Where
    ) -> list[Piece]:
        """Return pieces after the steps 9 to 11 that look at each alone."""
        time = _time(measure)
        counted = list(pieces)
        if time.counted_in and time.counted_in.of == "each":
            counted = [in_units(piece, time.counted_in) for piece in counted]
        for deductible in time.deductibles:
            if deductible.of == "each":
                counted = [deducted(piece, deductible.length) for piece in counted]
        if weigher := self._weigher(measure, where):
            counted = [weigher.weighed(piece) for piece in counted]
        return counted

    def _weigher(self, measure: PeriodMeasure, where: Where) -> Weigher | None:
        weighing = _time(measure).weighing
        if weighing is None:
            return None
        return Weigher(weighing, self._moment(measure, weighing.whole, where))


def _time(measure: PeriodMeasure) -> BadTime:
    time = of_time(measure.value)
    if time is None:
        raise TypeError(measure.value)
    return time


def _of_thing(each: str | None, of: str | None, span: WorldSpan) -> Truth:
    """Tell whether a span is about the thing that is meant."""
    if each is None:
        return True
    named = span.facts.get(each, ABSENT)
    return None if named is UNKNOWN else named == of


def _said(timeline: Timeline, name: str, at: Instant) -> Value | Moment:
    if name in timeline.facts:
        return timeline.last(name, at)
    moment = timeline.moment(name)
    return ABSENT if moment is None else moment


def _outside(readings: Iterable[Reading], ahead: Sequence[Interval]) -> Iterator[Reading]:
    for reading in readings:
        if not ahead or difference([_instant(reading.during)], ahead):
            yield reading


def _instant(during: Interval) -> Interval:
    return Interval(during.start, Instant(during.start + 1))


def _ways(excluded: Excluded, scope: Scope) -> Iterator[list[Interval]]:
    """Yield what an exclusion takes out, whichever of its unsure spans are excluded."""
    parts = [(part.holds, [*part.excluded, *part.beyond]) for part in excluded.spans]
    sure = [piece for holds, pieces in parts if holds for piece in pieces]
    unsure = [pieces for holds, pieces in parts if holds is None]
    for chosen in product((False, True), repeat=len(unsure)):
        taken = (
            piece for pieces, yes in zip(unsure, chosen, strict=True) if yes for piece in pieces
        )
        yield granted(excluded.exclusion.allowance, union(sure, taken), scope)


def _as_outages(kind: str, told: Iterable[Interval]) -> Iterator[Outage]:
    """Yield time that is given outright as bad, as outages without a name."""
    for stretch in told:
        span = WorldSpan(kind, "", stretch.start, stretch.end, {}, {})
        yield Outage(span, True, (stretch,), (stretch,))
