"""Every scenario of every shipped contract holds, and would not hold were it any other."""

from __future__ import annotations

from pathlib import Path

import pytest

from slarules.contract import load
from slarules.core.contract import Contract
from slarules.scenarios.always import tried
from slarules.scenarios.coverage import coverage
from slarules.scenarios.engines import REFERENCE
from slarules.scenarios.expect import holds
from slarules.scenarios.mutants import mutants
from slarules.scenarios.run import run
from slarules.source import SourceText
from slarules.syntax.layout import format_text
from tests.shared import ROOT

NAMES = (
    "contracts/harbour.sla",
    "contracts/cirrus.sla",
    "contracts/meridian.sla",
    "contracts/meridian-internal.sla",
    "library/equipment-maintenance.sla",
    "library/managed-database.sla",
    "library/shared-services.sla",
)
LIBRARY = sorted(Path(ROOT, "rules", "library").glob("*.sla"))


@pytest.fixture(scope="module", params=NAMES)
def shipped(request: pytest.FixtureRequest) -> Contract:
    loaded = load(Path(ROOT, "rules", request.param))
    assert loaded.contract is not None, loaded.problems
    return loaded.contract


def test_every_scenario_passes(shipped: Contract) -> None:
    results = run(shipped)
    assert results
    assert [failure for result in results for failure in result.failures] == []


def test_every_expectation_has_mutants_and_none_passes(shipped: Contract) -> None:
    for scenario in shipped.scenarios:
        told = REFERENCE.tell(shipped, scenario)
        for expected in scenario.expectations:
            wrong = list(mutants(expected, shipped))
            assert wrong
            assert [mutant for mutant in wrong if holds(mutant, told)] == []


def test_every_promise_about_a_contract_is_tested_and_holds(shipped: Contract) -> None:
    for result in tried(shipped):
        assert result.counterexample is None
        assert result.cases > len(shipped.scenarios)
        assert result.standing == "tested, not proved"


@pytest.mark.parametrize("path", LIBRARY, ids=lambda path: path.stem)
def test_a_contract_to_copy_from_is_clean_canonical_and_tried_in_full(path: Path) -> None:
    text = SourceText.read(path)
    assert format_text(text) == text.text
    loaded = load(path)
    assert loaded.contract is not None
    assert loaded.problems == ()
    assert [str(gap) for gap in coverage(loaded.contract).untried] == []
