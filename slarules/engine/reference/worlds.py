"""Worlds: one way in which everything unknown may turn out, so that money is exact in each.

What depends on an unknown that a world says nothing of comes out as a range. So any world gives
sound bounds, and one that says all gives exact sums.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property

from slarules.core.conditions import ABSENT, Condition, Value
from slarules.core.contract import Contract
from slarules.core.periods import PeriodKind
from slarules.core.targets import MeasureValue, Target
from slarules.engine.outcome import MeasureResult, TargetResult, Verdict
from slarules.engine.reference.amounts import Amounts
from slarules.engine.reference.entries import Entry
from slarules.engine.reference.periods import own_period, version_of_period
from slarules.engine.reference.placing import placed
from slarules.engine.reference.ranges import Range
from slarules.engine.reference.targets import Judged, Judging, at_level, decided
from slarules.engine.reference.unknowns import (
    Case,
    Limits,
    Unknown,
    item_unknown,
    lateness,
    measure_unknown,
    missed,
    quantity,
    target_unknown,
)
from slarules.facts.history import History, Timeline
from slarules.facts.truth import Moment, holds, unknown_facts
from slarules.hours.periods import Period


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
        without_period: Undetermined verdicts of which not even the period is known.
    """

    def __init__(
        self,
        contract: Contract,
        history: History,
        verdicts: Sequence[Verdict],
        measures: Sequence[MeasureResult],
        targets: Sequence[TargetResult],
        periods: Sequence[Period],
    ) -> None:
        self.contract = contract
        self.history = history
        self.periods = {period.label: period for period in periods}
        self.judging = Judging(contract, history, verdicts, measures)
        self.limits = Limits(contract)
        self.kept: dict[tuple[str, str, int], tuple[Entry, ...]] = {}
        self._measures = {(m.measure, m.period): m for m in measures}
        self._targets = {(t.target, t.period): t for t in targets}
        self._verdicts: dict[str, list[Verdict]] = defaultdict(list)
        self._misses: dict[tuple[str, str | None], list[Verdict]] = defaultdict(list)
        self._unknown: dict[int, Unknown] = {}
        self._tallies: dict[tuple[str, str], Tally] = {}
        self.without_period: list[Verdict] = []
        every = (each for v in verdicts for each in placed(v, contract.every, contract.zone))
        for verdict in every:
            if not verdict.internal and verdict.period is not None:
                self._verdicts[verdict.period].append(verdict)
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
            met, missed_ = (sum(v.verdict == word for v in items) for word in ("met", "missed"))
            unsure = tuple(v for v in items if v.verdict == "undetermined")
            self._tallies[key] = Tally(met, missed_, unsure)
        return self._tallies[key]

    def verdicts_in(self, period: Period) -> Sequence[Verdict]:
        """Return every verdict that belongs to a period and may move money."""
        return self._verdicts.get(period.label, ())

    def target(self, name: str, period: Period) -> tuple[Target, Period] | None:
        """Return a target as the text in force has it, and the period of its own."""
        for kind in self._kinds[name]:
            own = own_period(period, kind)
            target = version_of_period(self.contract, own).terms.targets.get(name)
            if target and target.every == kind:
                return target, own
        return None

    @cached_property
    def _kinds(self) -> Mapping[str, list[PeriodKind]]:
        kinds: dict[str, list[PeriodKind]] = defaultdict(list)
        for version in self.contract.versions:
            for name, target in version.terms.targets.items():
                if target.every not in kinds[name]:
                    kinds[name].append(target.every)
        return kinds

    def result(self, target: str, period: Period) -> TargetResult | None:
        """Return how a target stands in a period of its own that is assessed."""
        return self._targets.get((target, period.label))

    def measured(self, measure: str, period: Period) -> MeasureResult | None:
        """Return a measure's value in a period that is assessed."""
        return self._measures.get((measure, period.label))

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
        timeline = self._timelines.get((verdict.kind, verdict.item))
        if timeline is None:
            return ABSENT
        if name in timeline.facts:
            return timeline.last(name, self.history.until)
        moment = timeline.moment(name)
        return ABSENT if moment is None else moment

    def unknown(self, verdict: Verdict) -> Unknown:
        """Return what may become of an item."""
        # A verdict lives as long as the ground that holds it.
        if id(verdict) not in self._unknown:
            self._unknown[id(verdict)] = item_unknown(verdict, self.limits)
        return self._unknown[id(verdict)]

    @cached_property
    def _timelines(self) -> Mapping[tuple[str, str], Timeline]:
        return {(item.kind, item.item): item for item in self.history.items}


class World:
    """One way in which unknowns turn out.

    Args:
        ground: The results.
        cases: How unknowns turn out; it may say nothing of some.
        by_items: Whether undetermined items are told apart, or only the targets on them.

    Attributes:
        amounts: What fees come to; the same in every world.
        consulted: The unknowns that were asked for, in order.
    """

    def __init__(
        self, ground: Ground, cases: Mapping[Unknown, Case], *, by_items: bool = True
    ) -> None:
        self.ground = ground
        self.amounts = Amounts(ground.contract, ground.history)
        self.consulted: dict[Unknown, None] = {}
        self._cases = cases
        self._by_items = by_items

    @contextmanager
    def noting(self) -> Iterator[dict[Unknown, None]]:
        """Collect what is asked for inside the block."""
        outer, self.consulted = self.consulted, {}
        try:
            yield self.consulted
        finally:
            outer.update(self.consulted)
            self.consulted = outer

    def _ask(self, unknown: Unknown) -> Case:
        self.consulted[unknown] = None
        return self._cases.get(unknown, unknown.whole)

    def target(self, name: str, period: Period) -> Case:
        """Return how a target stands in the period of its own that holds another's last instant.

        Before the first assessed period, and before there was such a target, the head of the
        contract says; what is not over is unknown.
        """
        found = self.ground.target(name, period)
        first = next(iter(self.ground.periods.values()), None)
        if found is None or (first is not None and found[1].end <= first.start):
            before = self.ground.contract.before_start
            return Case(None if before is None else before == "missed")
        result = self.ground.result(name, found[1])
        if result is None:
            return Case(None)
        whole = Case(missed(result), quantity(result.achieved))
        settled = whole.missed is not None and (whole.quantity is None or whole.quantity.is_point)
        return whole if settled else self._open_target(*found, result)

    def _open_target(self, target: Target, own: Period, result: TargetResult) -> Case:
        if self.ground.judging.given(target, own) is None:
            if isinstance(target.value, MeasureValue):
                return self._by_value(target, self.value(target.value.measure, own), result)
            tally = self.ground.tally(target, own)
            if tally.unsure and self._by_items:
                return self._by_counts(self.ground.judging.told(target, own), tally, result)
        return self._ask(target_unknown(result))

    def _by_value(self, target: Target, value: Range | None, result: TargetResult) -> Case:
        if value is None:
            return self._ask(target_unknown(result))
        ends = {at_level(target, value.least), at_level(target, value.most)}
        return Case(not ends.pop() if len(ends) == 1 else None, value)

    def _by_counts(self, target: Target, tally: Tally, result: TargetResult) -> Case:
        fates = [self.fate(verdict) for verdict in tally.unsure]
        counted = [fate.missed for fate in fates if fate.counts]
        if None in counted:
            return Case(missed(result), quantity(result.achieved))
        met, missed_ = counted.count(False), counted.count(True)
        return self._case(decided(target, tally.met + met, tally.missed + missed_), result)

    def _case(self, judged: Judged, result: TargetResult) -> Case:
        if judged.outcome == "undetermined":
            return self._ask(target_unknown(result))
        return Case(judged.outcome == "missed", quantity(judged.achieved))

    def value(self, measure: str, period: Period) -> Range | None:
        """Return the value of a measure; `None` without data."""
        result = self.ground.measured(measure, period)
        value = quantity(result.achieved) if result else None
        if result is None or value is None or value.is_point:
            return value
        return self._ask(measure_unknown(result, self.ground.limits)).quantity

    def fate(self, verdict: Verdict) -> Case:
        """Return whether a judged item missed, and by how much."""
        late = lateness(verdict)
        if verdict.verdict == "undetermined" or (late is not None and not late.is_point):
            return self._ask(self.ground.unknown(verdict))
        return Case(verdict.verdict == "missed", late)

    def chosen(self, where: Condition, verdict: Verdict) -> Case:
        """Return whether a credit is about the item of a verdict, by the item's settled facts."""

        def says(name: str) -> Value | Moment:
            return self.ground.says(verdict, name)

        truth = holds(where, says)
        if truth is not None:
            return Case(truth)
        needs = tuple(f"{fact} of {verdict.item}" for fact in unknown_facts(where, says))
        cases = (Case(missed=False), Case(missed=True))
        of = f"{verdict.kind} {verdict.item}"
        return self._ask(Unknown("where", ", ".join(needs), of, Case(None), cases, needs))
