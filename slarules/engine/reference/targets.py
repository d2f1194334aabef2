"""Per-period targets: a share of items in time, or the value of a measure, against a level."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import assert_never

from slarules.core.conditions import Truth
from slarules.core.contract import Contract, Version
from slarules.core.periods import PeriodKind
from slarules.core.targets import MeasureValue, Outcome, ShareInTime, Target
from slarules.engine.outcome import (
    Achieved,
    MeasureResult,
    TargetResult,
    TargetWord,
    Verdict,
)
from slarules.engine.reference.periods import version_of_period
from slarules.engine.reference.placing import label_of, placed
from slarules.engine.reference.unknowns import Fates, could_be, fates
from slarules.facts.history import History
from slarules.facts.truth import stands
from slarules.hours.periods import Period, periods_between


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
    verdicts: Sequence[Verdict],
    measures: Sequence[MeasureResult],
    periods: Sequence[Period],
) -> tuple[TargetResult, ...]:
    """Return how every target stands in every period of its own that meets an assessed one."""
    judge = Judging(contract, history, verdicts, measures)
    return tuple(
        judge.result(target, period, version)
        for period in _own_periods(contract, periods)
        for version in (version_of_period(contract, period),)
        for target in version.terms.targets.values()
        if target.every == period.kind
    )


def _own_periods(contract: Contract, periods: Sequence[Period]) -> Iterator[Period]:
    if periods:
        start, end = periods[0].start, periods[-1].end
        for kind in kinds_of_targets(contract):
            yield from periods_between(start, end, kind, contract.zone)


def kinds_of_targets(contract: Contract) -> list[PeriodKind]:
    """Return the kinds of period that any target of any text has."""
    return list(dict.fromkeys(t.every for v in contract.versions for t in v.terms.targets.values()))


class Judging:
    """Verdicts and measures, sorted so that a target finds its own."""

    def __init__(
        self,
        contract: Contract,
        history: History,
        verdicts: Sequence[Verdict],
        measures: Sequence[MeasureResult],
    ) -> None:
        self.contract = contract
        self.history = history
        self._measures = {(m.measure, m.period): m for m in measures}
        self._verdicts: dict[tuple[str, str], list[Verdict]] = defaultdict(list)
        # An undetermined item of which not even the period is known may be one of any period, and
        # may leave it to another.
        self._anywhere: dict[str, list[Verdict]] = defaultdict(list)
        for verdict in verdicts:
            if verdict.verdict == "undetermined" and verdict.period is None:
                roaming = replace(verdict, could_be=tuple({*could_be(verdict), "excluded"}))
                self._anywhere[verdict.promise].append(roaming)
        for kind in kinds_of_targets(contract):
            for verdict in verdicts:
                for each in placed(verdict, kind, contract.zone):
                    if label := label_of(each, kind, contract.every, contract.zone):
                        self._verdicts[verdict.promise, label].append(each)

    def result(self, target: Target, period: Period, version: Version) -> TargetResult:
        """Return how one target stands in one period."""
        mine = self.judged_by(target, period)
        judged = self._judged(target, period, mine)
        unfinished = period.end > self.history.until
        return TargetResult(
            target=target.name,
            title=target.title,
            period=period.label,
            counts=Counter(verdict.verdict for verdict in mine if verdict.period is not None),
            achieved=judged.achieved,
            level=target.level,
            relation=target.relation,
            outcome=judged.outcome,
            rule=judged.rule,
            provisional=unfinished or any(_may_change(verdict) for verdict in mine),
            needs=judged.needs,
            version=version.name,
            internal=target.internal,
            origin=target.origin,
        )

    def judged_by(self, target: Target, period: Period) -> list[Verdict]:
        """Return the verdicts whose share a target takes in a period, surely or perhaps."""
        match target.value:
            case ShareInTime(promise=promise):
                placed = self._verdicts.get((promise, period.label), [])
                return [*placed, *self._anywhere.get(promise, [])]
            case MeasureValue():
                return []
            case _:
                assert_never(target.value)

    def _judged(self, target: Target, period: Period, mine: list[Verdict]) -> Judged:
        if given := self.given(target, period):
            return given
        told = self.told(target, period)
        match target.value:
            case ShareInTime():
                return share_in_time(told, mine)
            case MeasureValue(measure):
                found = self._measures.get((measure, period.label))
                return measured(told, found if self._told(period) else None)
            case _:
                assert_never(target.value)

    def told(self, target: Target, period: Period) -> Target:
        """Return the target with the rule that holds for it if the period is empty."""
        return replace(target, empty=self._empty(target, period))

    def _empty(self, target: Target, period: Period) -> Outcome | None:
        """Return what no items or data count as; in a scenario, what it does not tell of too."""
        if not self.history.given:
            return target.empty
        if period.label in self.history.given:
            return target.empty or self.contract.before_start
        return self.contract.before_start or target.empty

    def given(self, target: Target, period: Period) -> Judged | None:
        """Return what is given outright of a target, if anything is."""
        given = self.history.given.get(period.label)
        for name, outcome in given.outcomes if given else ():
            if name == target.name:
                needs = (f"{target.name} in {period.label}",) if outcome == "unknown" else ()
                word: TargetWord = "undetermined" if outcome == "unknown" else outcome
                return Judged(word, None, "given outright", needs)
        for name, share in given.achieved if given else ():
            if name == target.name:
                return Judged(
                    _word(at_level(target, share)), Achieved(share, share), "given outright"
                )
        return None

    def _told(self, period: Period) -> bool:
        """Tell whether a scenario says anything of the period; real data always does."""
        if not self.history.given or period.label in self.history.given:
            return True
        bad = [stretch for _, stretch in self.history.bad]
        read = [reading.during for reading in self.history.readings]
        return any(period.interval.overlap(stretch) for stretch in (*bad, *read))


def _may_change(verdict: Verdict) -> bool:
    return verdict.provisional or verdict.verdict == "open" or verdict.period is None


def share_in_time(target: Target, verdicts: Sequence[Verdict]) -> Judged:
    """Return how a share of items in time stands, over every end of the undetermined ones."""
    met = sum(verdict.verdict == "met" for verdict in verdicts)
    missed = sum(verdict.verdict == "missed" for verdict in verdicts)
    unsure = [verdict for verdict in verdicts if verdict.verdict == "undetermined"]
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
    ends = {at_level(target, result.achieved.least), at_level(target, result.achieved.most)}
    outcome = _word(ends.pop() if len(ends) == 1 else None)
    return Judged(outcome, result.achieved, None, result.needs)


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
