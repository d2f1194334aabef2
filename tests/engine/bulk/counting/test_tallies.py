"""Counting makes of verdicts in columns what the reference engine makes of them one by one."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from slarules.contract import load
from slarules.engine.reference import evaluate
from slarules.scenarios.given import history as given_history
from tests.engine.bulk.counting.desk_texts import PIECES, drafted, incidents, texts, written
from tests.engine.bulk.counting.laid_out import assert_counted_alike, tallied
from tests.laws.histories import history
from tests.laws.test_any_contract import loaded
from tests.laws.texts import CONTRACTS, redrafted
from tests.shared import ROOT

JUDGING = [
    p for p in sorted((ROOT / "rules").rglob("*.sla")) if "\ntargets " in p.read_text("utf-8")
]
"""The contracts that judge items."""


@pytest.mark.parametrize("path", JUDGING, ids=lambda path: path.stem)
def test_scenarios_count_alike(path: Path) -> None:
    contract = load(path).contract
    for scenario in contract.scenarios if contract else ():
        assert contract is not None
        if not scenario.periods:
            assert_counted_alike(contract, given_history(scenario, contract))


@pytest.mark.parametrize("path", JUDGING, ids=lambda path: path.stem)
def test_histories_drawn_from_the_words_of_a_contract_count_alike(path: Path) -> None:
    contract = load(path).contract
    if contract is not None and path.stem != "steps":
        for seed in range(2):
            assert_counted_alike(contract, history(contract, Random(seed)))  # noqa: S311 - chance


@settings(max_examples=20)
@given(st.data())
def test_drawn_contracts_count_alike(data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(sorted(CONTRACTS)))
    contract = loaded(data.draw(redrafted(CONTRACTS[name])), name)
    if contract is not None:
        seed = data.draw(st.integers(0, 10**6))
        assert_counted_alike(contract, history(contract, Random(seed)))  # noqa: S311 - chance


@settings(max_examples=60)
@given(texts(), st.integers(0, 10**6), st.sampled_from((0, 0, 2)))
def test_months_of_incidents_count_alike(text: str, seed: int, unknown: int) -> None:
    contract = drafted(text)
    assert_counted_alike(contract, incidents(contract, seed, 80, unknown), sizes=(30,))


@pytest.mark.parametrize("piece", range(len(PIECES)))
def test_one_way_of_looking_counts_alike(piece: int) -> None:
    contract = drafted(written([PIECES[piece]]))
    for seed, unknown in ((1, 0), (2, 1), (3, 4)):
        assert_counted_alike(contract, incidents(contract, seed, 120, unknown), sizes=(50,))


def test_of_shares_only_one_run_for_many_is_kept() -> None:
    contract = drafted(written([PIECES[0], PIECES[1]]))
    history = incidents(contract, 7, 600, 0)
    kept = list(tallied(contract, history, size=100).kept())
    assert all(each.timeline is None for each in kept)
    assert len(kept) < 120
    runs = sum(alike.number for each in kept for alike in each.runs)
    assert runs == len(evaluate(contract, history).verdicts)


def test_of_a_mean_the_times_are_kept_and_not_the_items() -> None:
    contract = drafted(written([PIECES[3]]))
    history = incidents(contract, 7, 600, 0)
    kept = list(tallied(contract, history, size=100).kept())
    assert len(kept) < 120
    assert any(alike.used is not None for each in kept for alike in each.runs)
