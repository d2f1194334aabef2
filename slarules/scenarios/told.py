"""What an engine made of a scenario."""

from __future__ import annotations

from dataclasses import dataclass

from slarules.core.contract import Contract
from slarules.core.scenarios import Scenario
from slarules.engine.outcome import Outcome, Statement
from slarules.scenarios.given import last_period


@dataclass(frozen=True, slots=True)
class Nothing:
    """There is nothing to compare with, and why."""

    reason: str


@dataclass(frozen=True, slots=True)
class Told:
    """What an engine made of a scenario of a contract."""

    contract: Contract
    scenario: Scenario
    outcome: Outcome

    def period(self, named: str | None, of: str | None = None) -> str:
        """Return the label of the period that an expectation is about.

        It is the one that it names, else the last one in which something is given of the thing
        that it is about, else the last one that is given.
        """
        if named is not None:
            return named
        given = [each.label for each in self.scenario.periods if each.of and each.of[1] == of]
        return given[-1] if given else last_period(self.scenario, self.contract).label

    def statement(self, period: str) -> Statement | Nothing:
        """Return the statement of a period."""
        for statement in self.outcome.statements:
            if statement.period == period:
                return statement
        return Nothing(f"there is no statement for {period}")

    def is_item(self, name: str | None) -> bool:
        """Tell whether a name is that of an item or span with times, which has one period."""
        return any(t.name == name and (t.moments or t.period is None) for t in self.scenario.things)
