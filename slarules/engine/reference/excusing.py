"""What takes time out of a measure: exclusions with their allowances, clocks, and beginnings."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from itertools import product

from slarules.core.conditions import ABSENT, Value
from slarules.core.contract import Contract, Version
from slarules.core.measures import BadTime, PeriodMeasure
from slarules.core.promises import TimeExclusion, touches
from slarules.engine.reference.exclusions import Excluded, Scope, excluded_time, granted
from slarules.engine.reference.looking import Where, of_thing, time_of
from slarules.engine.reference.periods import Clocks, own_period
from slarules.engine.reference.span_index import SpanIndex
from slarules.facts.history import History, Timeline, WorldSpan
from slarules.facts.truth import Moment
from slarules.hours.periods import period_of
from slarules.instants import Instant, Interval, difference, union


class Excusing:
    """The exclusions of a contract on a history, ready to be asked of a measure and a window."""

    def __init__(self, contract: Contract, history: History, spans: SpanIndex) -> None:
        self.contract = contract
        self.history = history
        self.spans = spans
        self.things = {(item.kind, item.item): item for item in history.items}
        self._clocks: dict[str, Clocks] = {}

    def taking(self, measure: PeriodMeasure, where: Where, wide: Interval) -> list[Excluded]:
        """Return what each exclusion that touches a measure takes out of a stretch."""
        terms = where.version.terms
        time, scope = time_of(measure), self.scope(where.version)
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
        is_meant = partial(of_thing, measure.each, where.of if measure.each else None)
        return [
            span
            for span in self.spans.around(exclusion.span_kind, first, last)
            if span.service in (None, time.service)
            and (measure.each not in span.facts or is_meant(span) is not False)
        ]

    def scope(self, version: Version) -> Scope:
        """Return where the exclusions of a text are looked at."""
        clocks = self.clock(version)
        seen = self.history.spans_complete_through
        return Scope(self.contract.zone, clocks, self.history.until, seen)

    def clock(self, version: Version) -> Clocks:
        """Return the clocks of a text."""
        return self._clocks.setdefault(version.name, Clocks(version.terms, self.contract.zone))

    def moment(self, measure: PeriodMeasure, name: str, where: Where) -> Value | Moment:
        """Return a moment or fact of the thing, of the period, or of the one in which it ends."""
        found: Value | Moment = ABSENT
        things = [(measure.each or "", where.of or "")]
        if where.period:
            things.append(("period", where.period.label))
            things.append(("period", own_period(where.period, self.contract.every).label))
        for thing in things:
            timeline = self.things.get(thing)
            if timeline is not None and found is ABSENT:
                found = _said(timeline, name, Instant(where.window.end - 1))
        return found

    def before(
        self, measure: PeriodMeasure, where: Where, wide: Interval
    ) -> tuple[list[Interval], list[Interval]]:
        """Return the time before a moment, and that which may lie before it."""
        time = time_of(measure)
        at = self.moment(measure, time.before[0], where) if time.before else ABSENT
        if at is ABSENT:
            return [], []
        if isinstance(at, int):
            return ([Interval(wide.start, Instant(at))] if at > wide.start else []), []
        return [], [wide]

    def leaving(
        self,
        measure: PeriodMeasure,
        out: list[Interval],
        perhaps_out: list[Interval],
        wide: Interval,
        where: Where,
    ) -> tuple[list[Interval], list[Interval]]:
        """Return all that leaves a measure, and all that may, of what exclusions take out."""
        time = time_of(measure)
        if time.counts_on is not None:
            clock = self.clock(where.version)(time.counts_on)
            out = union(out, difference([wide], clock.pieces(wide.start, wide.end)))
        if time.before and time.before[1] == "excluded":
            before, perhaps = self.before(measure, where, wide)
            out, perhaps_out = union(out, before), union(perhaps_out, perhaps)
        return out, perhaps_out

    def good_before(
        self, measure: PeriodMeasure, where: Where, wide: Interval
    ) -> tuple[list[Interval], list[Interval]]:
        """Return the time before a moment that counts as good, and that which may."""
        time = time_of(measure)
        if time.before is None or time.before[1] == "excluded":
            return [], []
        return self.before(measure, where, wide)


def _said(timeline: Timeline, name: str, at: Instant) -> Value | Moment:
    if name in timeline.facts:
        return timeline.last(name, at)
    moment = timeline.moment(name)
    return ABSENT if moment is None else moment


def ways_of(excluded: Excluded, scope: Scope) -> Iterator[list[Interval]]:
    """Yield what an exclusion takes out, whichever of its unsure spans are excluded."""
    parts = [(part.holds, [*part.excluded, *part.beyond]) for part in excluded.spans]
    sure = [piece for holds, pieces in parts if holds for piece in pieces]
    unsure = [pieces for holds, pieces in parts if holds is None]
    for chosen in product((False, True), repeat=len(unsure)):
        taken = (
            piece for pieces, yes in zip(unsure, chosen, strict=True) if yes for piece in pieces
        )
        yield granted(excluded.exclusion.allowance, union(sure, taken), scope)
