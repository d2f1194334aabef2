"""All scenarios of a contract, run on every engine that is installed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from slarules.core.contract import Contract
from slarules.core.scenarios import Expectation, Scenario
from slarules.engine.outcome import Outcome
from slarules.engine.reference import evaluate
from slarules.facts.history import History
from slarules.scenarios.expect import Nothing, Told, observed, same
from slarules.scenarios.given import history
from slarules.scenarios.parting import parting
from slarules.scenarios.phrases import Words
from slarules.source import Span

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


@dataclass(frozen=True, slots=True)
class Passed:
    """An expectation that holds."""

    expectation: Expectation


@dataclass(frozen=True, slots=True)
class Failure:
    """An expectation that does not hold.

    Attributes:
        seen: The expectation that would have held, if any would.
        expected, actual: Both in the words of the language.
        parting: The first step at which what was expected and what came part.
        clause: The clause that made what came.
        span: The place of the expectation.
    """

    expectation: Expectation
    seen: Expectation | None
    expected: str
    actual: str
    parting: str
    clause: str | None
    span: Span


Checked: TypeAlias = Passed | Failure


@dataclass(frozen=True, slots=True)
class ScenarioResult:
    """What became of one scenario on one engine."""

    scenario: Scenario
    engine: str
    checks: tuple[Checked, ...]

    @property
    def failures(self) -> tuple[Failure, ...]:
        """The expectations that do not hold."""
        return tuple(check for check in self.checks if isinstance(check, Failure))


def run(contract: Contract, engines: Sequence[Engine] = ENGINES) -> tuple[ScenarioResult, ...]:
    """Return the result of every scenario on every engine, in the order of the text."""
    return tuple(_results(contract, engines))


def _results(contract: Contract, engines: Sequence[Engine]) -> Iterator[ScenarioResult]:
    for scenario in contract.scenarios:
        for engine in engines:
            told = engine.tell(contract, scenario)
            checks = tuple(_checked(e, told, engine) for e in scenario.expectations)
            yield ScenarioResult(scenario, engine.name, checks)


def _checked(expected: Expectation, told: Told, engine: Engine) -> Checked:
    seen = observed(expected, told)
    if same(expected, seen):
        return Passed(expected)
    words = Words(told.contract)
    found = parting(expected, told, engine.tell)
    return Failure(
        expectation=expected,
        seen=None if isinstance(seen, Nothing) else seen,
        expected=words.phrase(expected),
        actual=seen.reason if isinstance(seen, Nothing) else words.phrase(seen),
        parting=found.says,
        clause=found.clause,
        span=expected.origin.span,
    )
