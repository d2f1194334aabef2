"""All scenarios of a contract, run on every engine that is installed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from slarules.core.contract import Contract
from slarules.core.scenarios import Contradiction, Expectation, Scenario
from slarules.scenarios.checked import Checked, Failure, Passed, Refuted, ScenarioResult
from slarules.scenarios.engines import ENGINES, Engine
from slarules.scenarios.expect import observed, same
from slarules.scenarios.parting import parting
from slarules.scenarios.phrases import Words
from slarules.scenarios.told import Nothing, Told


def run(contract: Contract, engines: Sequence[Engine] = ENGINES) -> tuple[ScenarioResult, ...]:
    """Return the result of every scenario on every engine, in the order of the text."""
    return tuple(_results(contract, engines))


def _results(contract: Contract, engines: Sequence[Engine]) -> Iterator[ScenarioResult]:
    for scenario in contract.scenarios:
        for engine in engines:
            told = engine.tell(contract, scenario)
            checks = tuple(_checked(e, told, engine) for e in scenario.expectations)
            if scenario.contradicts is not None:
                checks = _contradicting(scenario, scenario.contradicts, checks)
            yield ScenarioResult(scenario, engine.name, checks)


def _contradicting(
    scenario: Scenario, contradicts: Contradiction, checks: tuple[Checked, ...]
) -> tuple[Checked, ...]:
    """Return the checks of an example that is expected not to hold, at least in part."""
    found = tuple(Refuted(check) if isinstance(check, Failure) else check for check in checks)
    if any(isinstance(check, Refuted) for check in found) or not checks:
        return found
    failure = Failure(
        expectation=scenario.expectations[0],
        seen=None,
        expected=f"something that clause {contradicts.clause} refutes",
        actual="all that it expects: it does not contradict",
        parting="the line `contradicts` says that at least one expectation does not hold",
        clause=contradicts.clause,
        span=scenario.origin.span,
    )
    return (*found, failure)


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
