"""Counting makes of verdicts in columns what the reference engine makes of them one by one."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from slarules.contract import load
from slarules.scenarios.given import history as given_history
from tests.engine.bulk.counting.laid_out import assert_counted_alike
from tests.laws.histories import history
from tests.laws.test_any_contract import loaded
from tests.laws.texts import CONTRACTS, redrafted
from tests.shared import ROOT, SHARED

FILES = sorted([*(ROOT / "rules").rglob("*.sla"), *(SHARED / "examples").rglob("*.sla")])
JUDGING = [path for path in FILES if "\ntargets " in path.read_text("utf-8")]
"""The contracts that judge items."""


@pytest.mark.parametrize("path", JUDGING, ids=lambda path: path.stem)
def test_scenarios_count_alike(path: Path) -> None:
    contract = load(path).contract
    for scenario in contract.scenarios if contract else ():
        assert contract is not None
        assert_counted_alike(contract, given_history(scenario, contract))


@pytest.mark.parametrize("path", JUDGING, ids=lambda path: path.stem)
def test_histories_drawn_from_the_words_of_a_contract_count_alike(path: Path) -> None:
    contract = load(path).contract
    if contract is None or not contract.versions:
        return
    for seed in range(3):
        assert_counted_alike(contract, history(contract, Random(seed)))  # noqa: S311 - for a test


@settings(max_examples=40)
@given(st.data())
def test_drawn_contracts_count_alike(data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(sorted(CONTRACTS)))
    contract = loaded(data.draw(redrafted(CONTRACTS[name])), name)
    if contract is not None:
        seed = data.draw(st.integers(0, 10**6))
        assert_counted_alike(contract, history(contract, Random(seed)))  # noqa: S311
