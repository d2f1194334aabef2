"""What the scenarios of every contract tell of is judged by columns as by the reference engine."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from slarules.contract import load
from slarules.facts.history import History, Timeline
from slarules.scenarios.given import history
from tests.engine.bulk.judging.compared import alone, differences
from tests.shared import ROOT, SHARED

FILES = sorted(
    path
    for folder in (Path(ROOT, "rules"), SHARED / "examples")
    for path in folder.rglob("*.sla")
    if "shapes" not in path.parts
)
CONTRACTS = {
    str(path.relative_to(ROOT.parent)): contract
    for path in FILES
    if (contract := load(path).contract) and contract.scenarios
}


def _untold(item: Timeline) -> Timeline:
    """Return an item without what the scenario gives outright."""
    return replace(item, told={}, period=None)


@pytest.mark.parametrize("name", CONTRACTS)
def test_scenarios_are_judged_alike(name: str) -> None:
    contract = CONTRACTS[name]
    for scenario in contract.scenarios:
        told = history(scenario, contract)
        assert not differences(contract, told)
        known = replace(told, items=[_untold(item) for item in told.items if not item.unknown])
        assert not differences(contract, known)


def test_most_of_what_scenarios_know_is_judged_by_columns() -> None:
    items = left = 0
    for contract in CONTRACTS.values():
        told = [history(scenario, contract) for scenario in contract.scenarios]
        known: list[History] = [
            replace(one, items=[i for i in one.items if not (i.told or i.period or i.unknown)])
            for one in told
        ]
        items += sum(len(one.items) for one in known)
        left += sum(sum(alone(contract, one).values()) for one in known)
    assert items > 100
    assert left < items / 10
