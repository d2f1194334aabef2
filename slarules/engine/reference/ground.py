"""The ground of all worlds: results that are the same whichever way the unknown turns out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from slarules.core.conditions import ABSENT, Value
from slarules.core.contract import Contract
from slarules.core.periods import PeriodKind, Trailing
from slarules.core.quantities import PeriodCondition
from slarules.core.targets import Target
from slarules.engine.outcome import MeasureResult, TargetResult, Verdict
from slarules.engine.reference.counted import Counts
from slarules.engine.reference.entries import Entry
from slarules.engine.reference.events import Events
from slarules.engine.reference.limits import Limits
from slarules.engine.reference.measures import Monitored
from slarules.engine.reference.periods import own_period, version_of_period
from slarules.engine.reference.place import About, Place
from slarules.engine.reference.placing import placed
from slarules.engine.reference.runs import Alike, Runs, Verdicts, runs_of
from slarules.engine.reference.setting import Setting
from slarules.engine.reference.settled import Settled
from slarules.engine.reference.targets import Judging
from slarules.engine.reference.unknowns import Unknown, item_unknown
from slarules.facts.history import History, Timeline, UnknownMoment, WorldSpan
from slarules.facts.truth import Moment
from slarules.hours.periods import Period, before
from slarules.instants import Instant


@dataclass(frozen=True, slots=True)
class Tally:
    """How the items of a target stand: counts of the settled ones, and the others."""

    met: int
    missed: int
    unsure: tuple[Verdict, ...]


class Ground:
    """What all worlds of one evaluation share: the results, found by name and period.

    Attributes:
        kept: Entries of items of which nothing is unknown, by credit, period and verdict: they
            are the same in every world.
        settled: Periods of which nothing is unknown, after every step: likewise.
        without_period: Undetermined verdicts of which not even the period is known.
    """

    def __init__(
        self,
        contract: Contract,
        history: History,
        verdicts: Verdicts,
        measures: Sequence[MeasureResult],
        targets: Sequence[TargetResult],
        periods: Sequence[Period],
    ) -> None:
        self.contract = contract
        self.history = history
        self.periods = {period.label: period for period in periods}
        self.runs = runs_of(verdicts)
        self.judging = Judging(contract, history, self.runs, measures)
        self.limits = Limits(contract)
        self.kept: dict[tuple[str, str, int], tuple[Entry, ...]] = {}
        self.settled: dict[str, Settled] = {}
        self._measures = {(m.measure, m.period, m.of): m for m in measures}
        self._targets = {(t.target, t.period, t.of): t for t in targets}
        self._verdicts: dict[str, list[Alike]] = defaultdict(list)
        self._misses: dict[tuple[str, str | None], list[Verdict]] = defaultdict(list)
        self._unknown: dict[int, Unknown] = {}
        self._tallies: dict[tuple[str, str], Tally] = {}
        self.without_period: list[Verdict] = []
        every = (
            alike.moved(each)
            for alike in self.runs.alike
            for each in placed(alike.verdict, contract.every, contract.zone)
        )
        for alike in every:
            verdict = alike.verdict
            if not verdict.internal and verdict.period is not None:
                self._verdicts[verdict.period].append(alike)
            elif not verdict.internal and verdict.verdict == "undetermined":
                self.without_period.append(verdict)
            if verdict.verdict in {"missed", "undetermined"}:
                self._misses[verdict.promise, verdict.period].append(verdict)

    def misses(self, promise: str, period: Period) -> Sequence[Verdict]:
        """Return the verdicts of a promise that are missed, or may be, and belong to a period."""
        return self._misses.get((promise, period.label), ())

    def tally(self, target: Target, own: Period) -> Tally:
        """Return how the items of a target stand in a period of its own."""
        key = (target.name, own.label)
        if key not in self._tallies:
            items = self.judging.judged_by(target, own)
            self._tallies[key] = Tally(items.number("met"), items.number("missed"), items.unsure)
        return self._tallies[key]

    def verdicts_in(self, period: Period) -> Runs:
        """Return every verdict that belongs to a period and may move money."""
        return Runs(self._verdicts.get(period.label, ()))

    def target(self, name: str, period: Period) -> tuple[Target, Period] | None:
        """Return a target as the text in force has it, and the period of its own.

        A target with a longer period is that of the period that holds the last instant.
        """
        for kind in self._kinds.get(name, ()):
            own = own_period(period, kind)
            target = version_of_period(self.contract, own).terms.targets.get(name)
            if target and target.every == kind:
                return target, own
        return None

    def target_at(self, name: str, place: Place) -> tuple[Target, Place] | None:
        """Return a target and where it stands; one that trails a moment, by the moment."""
        found = self.target(name, place.period)
        if found is None or not isinstance(found[0].every, Trailing):
            return None if found is None else (found[0], place.within(found[1]))
        target, kind = found[0], found[0].every
        item = place.thing(target.each or "")
        timeline = self.timelines.get((target.each or "", item or ""))
        at = timeline.moment(kind.moment) if timeline else None
        if at is None or isinstance(at, UnknownMoment):
            return None
        return target, place.within(before(at, kind, self.contract.zone))

    def condition(self, name: str, period: Period) -> PeriodCondition | None:
        """Return a condition as the text in force has it; `None` where none has the name."""
        return version_of_period(self.contract, period).terms.conditions.get(name)

    @cached_property
    def _kinds(self) -> Mapping[str, list[PeriodKind]]:
        kinds: dict[str, list[PeriodKind]] = defaultdict(list)
        for version in self.contract.versions:
            for name, target in version.terms.targets.items():
                if target.every not in kinds[name]:
                    kinds[name].append(target.every)
        return kinds

    def result(self, target: Target, place: Place) -> TargetResult | None:
        """Return how a target stands in a period of its own that is assessed."""
        of = place.thing(target.each) if target.each else None
        return self._targets.get((target.name, place.period.label, of))

    def measured(self, measure: str, place: Place) -> MeasureResult | None:
        """Return a measure's value in a period that is assessed."""
        terms = version_of_period(self.contract, place.period).terms
        each = terms.measures[measure].each if measure in terms.measures else None
        of = place.thing(each) if each else self._trailed(place)
        return self._measures.get((measure, place.period.label, of))

    def is_before_start(self, period: Period) -> bool:
        """Tell whether a period lies before the first assessed one; one that trails does not."""
        first = next(iter(self.periods.values()), None)
        trails = isinstance(period.kind, Trailing)
        return first is not None and period.end <= first.start and not trails

    def _trailed(self, place: Place) -> str | None:
        """Return the item whose moment a period trails."""
        trails = isinstance(place.period.kind, Trailing)
        return place.things[-1][1] if trails and place.things else None

    def earlier(self, period: Period, kind: PeriodKind) -> list[Period]:
        """Return the assessed periods before one that share its longer period of a kind."""
        label = own_period(period, kind).label
        return [
            other
            for other in self.periods.values()
            if other.start < period.start and own_period(other, kind).label == label
        ]

    def says(self, verdict: Verdict, name: str) -> Value | Moment:
        """Return the settled value of a fact or moment of the item of a verdict."""
        return self._of_timeline((verdict.kind, verdict.item), name, self.history.until)

    def says_of(self, place: Place, name: str) -> Value | Moment:
        """Return a fact or moment of what a line is about, else of its thing, or its period."""
        at = min(self.history.until, Instant(place.period.end - 1))
        found = self._of_about(place.about, name, at)
        for thing in (*place.things, ("period", place.period.label)):
            if found is ABSENT:
                found = self._of_timeline(thing, name, at)
        return found

    def _of_about(self, about: About | None, name: str, at: Instant) -> Value | Moment:
        match about:
            case None:
                return ABSENT
            case WorldSpan(facts=facts, moments=moments):
                own = {"start": about.start, "end": ABSENT if about.end is None else about.end}
                return facts.get(name, {**own, **moments}.get(name, ABSENT))
            case Timeline():
                # To a thing nothing happens: it is what it was in the period.
                return _said(about, name, self.history.until if about.happened else at)
            case Verdict():
                return self.says(about, name)

    def _of_timeline(self, thing: tuple[str, str], name: str, at: Instant) -> Value | Moment:
        timeline = self.timelines.get(thing)
        return ABSENT if timeline is None else _said(timeline, name, at)

    def judged(self, about: About | None, promise: str) -> Verdict | None:
        """Return how a promise was judged on the item that a line is about: on its first run."""
        match about:
            case Verdict() if about.promise == promise:
                return about
            case Verdict() | Timeline():
                return self._by_item.get((about.kind, about.item, promise))
            case _:
                return None

    @cached_property
    def _by_item(self) -> Mapping[tuple[str, str, str], Verdict]:
        return {(v.kind, v.item, v.promise): v for v in reversed(list(self.runs))}

    @cached_property
    def counts(self) -> Counts:
        """What counts items and spans over any stretch."""
        return Counts(self.contract, self.history, self.runs)

    @cached_property
    def timed(self) -> Monitored:
        """What measures time over any stretch."""
        return Monitored(self.contract, self.history, self.runs)

    @cached_property
    def setting(self) -> Setting:
        """What items are judged in."""
        return Setting(self.contract, self.history)

    def unknown(self, verdict: Verdict) -> Unknown:
        """Return what may become of an item."""
        # A verdict lives as long as the ground that holds it.
        if id(verdict) not in self._unknown:
            self._unknown[id(verdict)] = item_unknown(verdict, self.limits)
        return self._unknown[id(verdict)]

    @cached_property
    def events(self) -> Events:
        """Which spans are one event."""
        return Events(self.contract, self.history)

    @cached_property
    def timelines(self) -> Mapping[tuple[str, str], Timeline]:
        """Every item and thing by its kind and name."""
        return {(item.kind, item.item): item for item in self.history.items}

    @cached_property
    def spans(self) -> Mapping[tuple[str, str], WorldSpan]:
        """Every span by its kind and name."""
        return {(span.kind, span.name): span for span in self.history.spans}


def _said(timeline: Timeline, name: str, at: Instant) -> Value | Moment:
    if name in timeline.facts:
        return timeline.last(name, at)
    moment = timeline.moment(name)
    return ABSENT if moment is None else moment
