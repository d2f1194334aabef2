"""The engines that scenarios are run on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from slarules.core.contract import Contract
from slarules.core.scenarios import Scenario
from slarules.engine.outcome import Outcome
from slarules.engine.reference import evaluate
from slarules.facts.history import History
from slarules.scenarios.given import history
from slarules.scenarios.told import Told

Evaluate: TypeAlias = Callable[[Contract, History], Outcome]


@dataclass(frozen=True, slots=True)
class Engine:
    """Something that judges histories by contracts, by its name."""

    name: str
    evaluate: Evaluate

    def tell(self, contract: Contract, scenario: Scenario) -> Told:
        """Return what the engine makes of a scenario."""
        return Told(contract, scenario, self.evaluate(contract, history(scenario, contract)))


REFERENCE = Engine("reference", evaluate)

ENGINES: tuple[Engine, ...] = (REFERENCE,)
"""Every engine that is installed; a contract is right only when all of them agree with it."""
