"""All that stands still in one run: by its measure, by pauses and by exclusions."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from slarules.core.conditions import ALWAYS, Is, Not
from slarules.core.promises import UNWRITTEN, Measure, TimeExclusion
from slarules.engine.reference.counting import Run
from slarules.engine.reference.exclusions import Excluded
from slarules.engine.reference.goals import NEVER
from slarules.engine.reference.pausing import Between, paused, while_true
from slarules.engine.reference.setting import Text
from slarules.engine.reference.stops import Stop
from slarules.engine.reference.whole_units import WholeUnits
from slarules.facts.history import Timeline
from slarules.instants import Instant, Interval, clip, iso

REOPENED = "reopened"
"""The name of what stands still from an end that was withdrawn to the reopening."""

COUNTS_WHILE = "counts while"
"""The name of what stands still because a measure does not count then."""


@dataclass(frozen=True, slots=True)
class Standing:
    """One run of an item, and what may make its clock stand still.

    Attributes:
        of: The value that the run is about, for a measure that counts for each separately.
        until: The instant of evaluation.
    """

    measure: Measure
    run: Run
    of: str | None
    timeline: Timeline
    until: Instant
    text: Text
    between: Between

    def stops(self) -> tuple[Stop, ...]:
        """Return what stands still, surely or perhaps."""
        stopping = self.text.stopping(self.measure)
        if not stopping.is_needed and not self.run.gaps:
            return ()
        return tuple(stop for stop in self._stops() if stop.possible)

    @property
    def _units(self) -> WholeUnits:
        return WholeUnits(self.measure.unit, self.text.zone)

    @property
    def _within(self) -> Interval:
        """From where to where anything can stand still: for an open run, without end (R19)."""
        end = self.run.finish
        start = self.run.start.at
        return Interval(start, NEVER if end is None else max(start, end.at))

    @property
    def _past(self) -> Interval:
        """The run as far as it lies behind: a pause never lifted lasts to now."""
        within = self._within
        return Interval(within.start, min(within.end, max(within.start, self.until)))

    def _stops(self) -> Iterator[Stop]:
        stopping = self.text.stopping(self.measure)
        yield from self._by_the_measure()
        for pause, asking in stopping.pauses:
            yield paused(pause, asking, self.between, self._past, self.text.clock, self._units)
        for exclusion in stopping.exclusions:
            yield self._excluded(exclusion)

    def _by_the_measure(self) -> Iterator[Stop]:
        measure = self.measure
        if self.run.gaps:
            gaps = self._units.pieces(self.run.gaps)
            origin = measure.reopenings[0].origin if measure.reopenings else UNWRITTEN
            yield Stop(REOPENED, "paused", origin, gaps, gaps)
        if measure.counts_while != ALWAYS:
            yield self._unless(COUNTS_WHILE, Not(measure.counts_while))
        if measure.each is not None and self.of is not None:
            yield self._unless(
                f"{measure.each} is not {self.of}", Not(Is(measure.each, (self.of,)))
            )

    def _unless(self, name: str, condition: Not) -> Stop:
        certain, possible, needs = while_true(condition, self.timeline, self._past)
        sure, most = (self._units.pieces(each) for each in (certain, possible))
        return Stop(name, "paused", self.measure.origin, sure, most, needs)

    def _excluded(self, exclusion: TimeExclusion) -> Stop:
        end = self._within.end
        found = self.text.excluded(exclusion, self.timeline.value("service", end))
        run = self._units.run(self.run)
        within = Interval(run.start.at, end)
        return _inside(exclusion, found, within)


def _inside(exclusion: TimeExclusion, found: Excluded, within: Interval) -> Stop:
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
