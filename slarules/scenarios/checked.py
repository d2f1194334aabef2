"""What became of an expectation, and of a scenario."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from slarules.core.scenarios import Expectation, Scenario
from slarules.source import Span


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


@dataclass(frozen=True, slots=True)
class Refuted:
    """An expectation that does not hold, in a scenario that says so: its clause refutes it."""

    failure: Failure


Checked: TypeAlias = Passed | Failure | Refuted


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

    @property
    def refuted(self) -> tuple[Failure, ...]:
        """What the contract's own clause refutes, of a scenario that says that it does."""
        return tuple(check.failure for check in self.checks if isinstance(check, Refuted))
