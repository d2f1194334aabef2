"""Small contracts about one thing each: every scenario in them holds."""

from __future__ import annotations

from pathlib import Path

import pytest

from slarules.contract import load
from slarules.scenarios.checked import ScenarioResult
from slarules.scenarios.engines import ENGINES
from slarules.scenarios.run import run

GOOD = sorted((Path(__file__).parent / "good").glob("*.sla"))


@pytest.mark.parametrize("path", GOOD, ids=lambda path: path.stem)
def test_every_scenario_holds(path: Path) -> None:
    loaded = load(path)
    assert loaded.contract is not None, [str(problem) for problem in loaded.problems]
    results: list[ScenarioResult] = list(run(loaded.contract, ENGINES))
    assert results
    assert [result.failures for result in results if result.failures] == []
