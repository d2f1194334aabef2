"""A contract that was drawn says the same when it is written down and read."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, assume, given, settings

from slarules.contract.load import load
from slarules.core.contract import Contract
from slarules.engine.reference.verdicts import verdicts
from slarules.facts.history import History
from tests.walk.compared import ends_before_it_starts, parted
from tests.walk.printed import printed
from tests.walk.simulator import simulate
from tests.walk.strategies import Season, contracts, histories

pytestmark = pytest.mark.filterwarnings("ignore:Generating overly large repr")

COUNTS_NOTHING = {"E512", "E513"}
"""Problems of measures that are drawn and that nobody would sign."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("walked")


@settings(
    max_examples=int(os.environ.get("WALK_EXAMPLES", "15")),
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
@given(contracts(), histories())
def test_a_contract_that_was_written_down_is_judged_the_same(
    folder: Path, contract: Contract, told: tuple[Season, History]
) -> None:
    season, history = told
    terms = contract.versions[0].terms
    (promise,) = terms.promises.values()
    assume(not (promise.measure.each and promise.measure.repeats))
    assume(not ends_before_it_starts(contract, history))
    path = folder / "walked.sla"
    path.write_text(printed(terms), encoding="utf-8")
    loaded = load(path)
    assume(not any(problem.code in COUNTS_NOTHING for problem in loaded.problems))
    assert loaded.contract is not None, "\n".join(map(str, loaded.problems)) + path.read_text()
    judge = simulate(contract, history, promise, grid=season.grid)
    assert not parted(verdicts(loaded.contract, history), judge), path.read_text()
