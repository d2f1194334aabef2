"""Per-period targets: a share of items in time, or the value of a measure, against a level."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import assert_never

from slarules.core.conditions import Truth
from slarules.core.contract import Contract, Version
from slarules.core.periods import PeriodKind, Trailing
from slarules.core.targets import Averaged, MeasureValue, Outcome, ShareInTime, Target
from slarules.engine.outcome import (
    Achieved,
    MeasureResult,
    TargetResult,
    TargetWord,
)
from slarules.engine.reference.averaging import averaged
from slarules.engine.reference.levels import Levels, levels, timelines
from slarules.engine.reference.periods import own_periods, version_of_period
from slarules.engine.reference.place import Place
from slarules.engine.reference.placed_verdicts import PlacedVerdicts
from slarules.engine.reference.runs import Runs, Verdicts
from slarules.engine.reference.things import names
from slarules.engine.reference.unknowns import Fates, fates
from slarules.engine.reference.windows import periods_in
from slarules.facts.history import History
from slarules.facts.truth import stands
from slarules.hours.periods import Period


@dataclass(frozen=True, slots=True)
class Judged:
    """What a target comes to: its outcome, value, and why, where the level alone does not say."""

    outcome: TargetWord
    achieved: Achieved | None
    rule: str | None
    needs: tuple[str, ...] = ()


def targets(
    contract: Contract,
    history: History,
    verdicts: Verdicts,
    measures: Sequence[MeasureResult],
    periods: Sequence[Period],
) -> tuple[TargetResult, ...]:
    """Return how every target stands in every period of its own that meets an assessed one.

    A target on a measure that is kept separately stands once for each thing.
    """
    judge = Judging(contract, history, verdicts, measures)
    return tuple(
        judge.result(target, place, version)
        for kind in kinds_of_targets(contract)
        for period, item in own_periods(contract, history, kind, periods)
        for version in (version_of_period(contract, period),)
        for target in version.terms.targets.values()
        if target.every == kind
        for place in judge.places(target, period, item)
    )


def kinds_of_targets(contract: Contract) -> list[PeriodKind]:
    """Return the kinds of period that any target of any text has."""
    return list(dict.fromkeys(t.every for v in contract.versions for t in v.terms.targets.values()))


class Judging:
    """Verdicts and measures, sorted so that a target finds its own."""

    def __init__(
        self,
        contract: Contract,
        history: History,
        verdicts: Verdicts,
        measures: Sequence[MeasureResult],
    ) -> None:
        self.contract = contract
        self.history = history
        self._measures = {(m.measure, m.period, m.of): m for m in measures}
        self._of_measure: dict[str | None, list[MeasureResult]] = {}
        for result in measures:
            self._of_measure.setdefault(result.measure, []).append(result)
        self._placed = PlacedVerdicts(contract, verdicts)
        self._timelines = timelines(history)

    def places(self, target: Target, period: Period, item: str | None = None) -> Iterator[Place]:
        """Yield where a target stands in a period: once, for each thing, or for an item's own."""
        if target.each is None:
            yield Place(period)
            return
        if item is not None:
            yield Place(period).of(target.each, item)
            return
        measured = target.value.measure if isinstance(target.value, MeasureValue) else None
        read = (m.of for m in self._of_measure.get(measured, ()) if m.of is not None)
        for name in dict.fromkeys((*names(target.each, self.history), *read)):
            yield Place(period).of(target.each, name)

    def result(self, target: Target, place: Place, version: Version) -> TargetResult:
        """Return how one target stands at one place."""
        period, mine = place.period, self.judged_by(target, place.period)
        levelled, found = self.levelled(target, place)
        judged = self._judged(levelled, place, mine, found)
        unfinished = period.end > self.history.until
        return TargetResult(
            target=target.name,
            title=target.title,
            period=period.label,
            counts=mine.counts,
            achieved=judged.achieved,
            level=levelled.level,
            relation=target.relation,
            outcome=judged.outcome,
            rule=judged.rule,
            provisional=unfinished or mine.may_change,
            needs=judged.needs,
            version=version.name,
            internal=target.internal,
            origin=target.origin,
            of=place.thing(target.each) if target.each else None,
        )

    def levelled(self, target: Target, place: Place) -> tuple[Target, Levels]:
        """Return a target with the level that it has at a place, the strictest that it may have."""
        found = levels(target, place, self.history, self._timelines)
        known = [level for level in found.found if level is not None]
        if not known:
            return target, found
        hardest = max(known) if target.relation in ("at least", "above") else min(known)
        return _with_level(target, hardest), found

    def has_one_level(self, target: Target, place: Place) -> bool:
        """Tell whether it is known which level a target has at a place, and that it has one."""
        found = levels(target, place, self.history, self._timelines).found
        return len(found) == 1 and None not in found

    def judged_by(self, target: Target, period: Period) -> Runs:
        """Return the verdicts whose share a target takes in a period, surely or perhaps."""
        match target.value:
            case ShareInTime(promise=promise):
                return self._placed.of(promise, period)
            case MeasureValue():
                return Runs(())
            case _:
                assert_never(target.value)

    def _judged(self, target: Target, place: Place, mine: Runs, found: Levels) -> Judged:
        """Return how a target stands with each level that it may have, as one."""
        if given := self.given(target, place):
            return given
        if not found.found:
            alone = self._against(target, place, mine)
            if not self._told(place.period):
                # A scenario that says nothing of a period has no facts to choose a level by.
                return alone
            return Judged("undetermined", alone.achieved, "no row of its table holds", found.needs)
        ways = [
            self._against(_with_level(target, level), place, mine)
            if level is not None
            else Judged("met", self._against(target, place, mine).achieved, "nothing is promised")
            for level in found.found
        ]
        if len({way.outcome for way in ways}) == 1:
            return ways[0]
        needs = (*found.needs, *(need for way in ways for need in way.needs))
        return Judged("undetermined", ways[0].achieved, None, tuple(dict.fromkeys(needs)))

    def _against(self, target: Target, place: Place, mine: Runs) -> Judged:
        told = self.told(target, place.period)
        if target.averaged is not None:
            return self._averaged(told, target.averaged, place)
        match target.value:
            case ShareInTime():
                return share_in_time(told, mine)
            case MeasureValue():
                return measured(told, self._result(target, place))
            case _:
                assert_never(target.value)

    def _result(self, target: Target, place: Place) -> MeasureResult | None:
        """Return what the measure of a target came to; nothing where a scenario tells nothing."""
        if not isinstance(target.value, MeasureValue) or not self._told(place.period):
            return None
        of = place.thing(target.each) if target.each else None
        return self._measures.get((target.value.measure, place.period.label, of))

    def _averaged(self, target: Target, how: Averaged, place: Place) -> Judged:
        own = self._in_one(target, place)
        if own.achieved is None:
            return own
        periods = periods_in(how.window, place.period)
        each = [self._in_one(target, place.within(period)) for period in periods]
        values = [(period, one.achieved) for period, one in zip(periods, each, strict=True)]
        value, missing = averaged(how, values)
        if value is None:
            why = f"no value in {', '.join(period.label for period in missing)}"
            return Judged("undetermined", None, why, (why,))
        needs = tuple(dict.fromkeys(need for one in each if one.achieved for need in one.needs))
        alone = f"averaged without {', '.join(period.label for period in missing)}"
        return _at_range(target, value, alone if missing else None, needs)

    def _in_one(self, target: Target, place: Place) -> Judged:
        """Return how a target stands in one period alone, whatever it is averaged over."""
        alone = replace(target, averaged=None, small=None)
        given = self.given(alone, place)
        if given and given.achieved:
            return given
        return self._against(alone, place, self.judged_by(alone, place.period))

    def told(self, target: Target, period: Period) -> Target:
        """Return the target with the rule that holds for it if the period is empty."""
        empty = self._empty(target, period)
        return target if empty == target.empty else replace(target, empty=empty)

    def _empty(self, target: Target, period: Period) -> Outcome | None:
        """Return what no items or data count as; in a scenario, what it does not tell of too."""
        if not self.history.given:
            return target.empty
        if period.label in self.history.given:
            return target.empty or self.contract.before_start
        return self.contract.before_start or target.empty

    def given(self, target: Target, place: Place) -> Judged | None:
        """Return what is given outright of a target, if anything is."""
        label, things = place.period.label, place.things or (None,)
        told = [found for thing in things if (found := self.history.told(label, thing))]
        for name, outcome in (pair for given in told for pair in given.outcomes):
            match outcome if name == target.name else None:
                case "met" | "missed" as word:
                    return Judged(word, None, "given outright")
                case "unknown":
                    return Judged("undetermined", None, "given outright", (f"{name} in {label}",))
                case _:
                    continue
        for name, share in (pair for given in told for pair in given.achieved):
            if name == target.name:
                levelled = self.levelled(target, place)[0]
                return _at_range(levelled, Achieved(share, share), "given outright", ())
        return None

    def _told(self, period: Period) -> bool:
        """Tell whether a scenario says anything of the period; real data always does."""
        history, label = self.history, period.label
        if not history.given or label in history.given or isinstance(period.kind, Trailing):
            return True
        if any(of[0] == label for of in history.given_of):
            return True
        bad = [stretch for _, stretch in history.bad]
        read = [reading.during for reading in history.readings]
        if any(period.interval.overlap(stretch) for stretch in (*bad, *read)):
            return True
        return label in {each.period for each in history.items} | {s.period for s in history.spans}


def _with_level(target: Target, level: Fraction) -> Target:
    return target if level == target.level else replace(target, level=level)


def share_in_time(target: Target, runs: Runs) -> Judged:
    """Return how a share of items in time stands, over every end of the undetermined ones."""
    met, missed, unsure = runs.number("met"), runs.number("missed"), runs.unsure
    judged = [decided(target, m, n) for m, n in _extremes(met, missed, map(fates, unsure))]
    words = {case.outcome for case in judged}
    outcome: TargetWord = words.pop() if len(words) == 1 else "undetermined"
    rules = list(dict.fromkeys(case.rule for case in judged))
    rule = rules[0] if len(rules) == 1 else None
    needs = [f"{need} of {v.item}" for v in unsure for need in v.needs]
    needs += [need for case in judged for need in case.needs]
    return Judged(outcome, _hull(judged), rule, tuple(dict.fromkeys(needs)))


def _extremes(met: int, missed: int, unsure: Iterable[Fates]) -> Iterator[tuple[int, int]]:
    """Yield the most and the least missed for every number of items that may be left.

    Of one number of items, an outcome only worsens with each that is missed. So the two ends show
    every outcome that is possible, and no other.
    """
    count = Counter(unsure)
    met += count[Fates(met=True)]
    missed += count[Fates(missed=True)]
    either = count[Fates(met=True, missed=True)]
    kept = count[Fates(met=True, left_out=True)]
    lost = count[Fates(missed=True, left_out=True)]
    free = count[Fates(met=True, missed=True, left_out=True)]
    for staying in range(kept + lost + free + 1):
        worst, best = min(staying, lost + free), max(0, staying - kept - free)
        yield met + staying - worst, missed + either + worst
        yield met + either + staying - best, missed + best


def _hull(judged: Sequence[Judged]) -> Achieved | None:
    found = [case.achieved for case in judged if case.achieved]
    if not found:
        return None
    worst = min(found, key=lambda achieved: achieved.least)
    most = max(achieved.most for achieved in found)
    return Achieved(worst.least, most, worst.good, worst.whole)


def decided(target: Target, met: int, missed: int) -> Judged:
    """Return how a share of items in time stands when every item is judged."""
    whole = met + missed
    if not whole:
        return _by_rule(target.empty, "no items in the period")
    share = Fraction(met, whole)
    achieved = Achieved(share, share, Fraction(met), Fraction(whole))
    if target.small and whole < target.small.below:
        allowed = target.small.may_miss
        rule = f"with fewer than {target.small.below} items at most {allowed} may miss"
        return Judged(
            "met" if missed <= allowed else "missed", achieved, f"{rule}: {missed} of {whole} did"
        )
    return Judged(_word(at_level(target, share)), achieved, None)


def measured(target: Target, result: MeasureResult | None) -> Judged:
    """Return how the value of a measure stands against the level."""
    if result is None or (result.achieved is None and not result.needs):
        return _by_rule(target.empty, "no data in the period")
    if result.achieved is None:
        return Judged("undetermined", None, None, result.needs)
    return _at_range(target, result.achieved, None, result.needs)


def _at_range(
    target: Target, achieved: Achieved, rule: str | None, needs: tuple[str, ...]
) -> Judged:
    ends = {at_level(target, achieved.least), at_level(target, achieved.most)}
    outcome = _word(ends.pop() if len(ends) == 1 else None)
    return Judged(outcome, achieved, rule, needs)


def at_level(target: Target, value: Fraction) -> bool:
    """Tell whether a value is at or better than the level."""
    return stands(value, target.relation, target.level)


def _word(met: Truth) -> TargetWord:
    if met is None:
        return "undetermined"
    return "met" if met else "missed"


def _by_rule(outcome: Outcome | None, why: str) -> Judged:
    if outcome is None:
        return Judged("undetermined", None, why, (why,))
    return Judged(outcome, None, f"{why}: counts as {outcome}")
