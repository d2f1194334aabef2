"""The periods of a contract and the text in force in each, by the index of the period."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from slarules.core.contract import Contract, Terms
from slarules.core.periods import PeriodKind, Periods, SoFarIn, Window
from slarules.core.targets import MeasureValue, Target
from slarules.engine.bulk.settling.beyond import Beyond
from slarules.engine.reference.periods import own_period, version_of_period
from slarules.engine.reference.windows import shifts
from slarules.hours.periods import Period


@dataclass(frozen=True)
class Frame:
    """What is the same for all customers: the contract and its assessed periods, in order."""

    contract: Contract
    periods: Sequence[Period]

    def terms(self, at: int) -> Terms:
        """Return the text in force in a period."""
        return self._terms[at]

    @cached_property
    def _terms(self) -> Sequence[Terms]:
        return [version_of_period(self.contract, period).terms for period in self.periods]

    @cached_property
    def _targets(self) -> Mapping[str, list[Target | None]]:
        names = {name: None for terms in self._terms for name in terms.targets}
        return {name: [terms.targets.get(name) for terms in self._terms] for name in names}

    @cached_property
    def before(self) -> bool | None:
        """Whether what lies before the start counts as missed; `None` where the head is silent."""
        counts = self.contract.before_start
        return None if counts is None else counts == "missed"

    def targets(self, name: str) -> list[Target | None]:
        """Return a target as it is in each period, none before there was such a target."""
        if any(name in terms.conditions for terms in self._terms) or name not in self._targets:
            raise Beyond(f"'{name}' is no target")
        found = self._targets[name]
        for target in found:
            if target is not None:
                measured_by(target, self.contract)
        return found

    def measure(self, name: str) -> str:
        """Return a measure that has one value in each period of every text."""
        for terms in self._terms:
            if name not in terms.measures or terms.measures[name].each is not None:
                raise Beyond(f"'{name}' is not one value in every period")
        return name

    def window(self, window: Window, at: int) -> list[int]:
        """Return the indices of the periods of a window; some may lie outside the assessed."""
        match window:
            case Periods(side, count):
                return [at + shift for shift in shifts(side, count)]
            case SoFarIn(every):
                first = own_period(self.periods[at], every).first
                return [i for i in range(at + 1) if self.periods[i].following > first]
            case _:
                raise Beyond("stretches of days")

    def sharing(self, kind: PeriodKind, at: int) -> list[int]:
        """Return the indices of the earlier periods that share the longer period of a kind."""
        label = own_period(self.periods[at], kind).label
        return [i for i in range(at) if own_period(self.periods[i], kind).label == label]


def measured_by(target: Target, contract: Contract) -> tuple[str, Fraction]:
    """Return the measure of a target, and its level."""
    if not isinstance(target.value, MeasureValue):
        raise Beyond(f"'{target.name}' counts items")
    if target.each or target.levels or target.averaged or target.every != contract.every:
        raise Beyond(f"'{target.name}' has a level or periods of its own")
    return target.value.measure, target.level
