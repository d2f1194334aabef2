"""A contract that checks clean never fails in the engine, whatever history it meets."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from slarules.contract import load
from slarules.core.contract import Contract
from slarules.engine.outcome import Outcome, Statement
from slarules.engine.reference import evaluate
from slarules.engine.reference.ledger import ledgers
from slarules.facts.history import History
from tests.laws.histories import history
from tests.laws.texts import CONTRACTS, redrafted


def loaded(text: str, name: str) -> Contract | None:
    """Return the contract of a text, None where it has errors."""
    with TemporaryDirectory() as folder:
        Path(folder, "meridian.sla").write_text(CONTRACTS["meridian.sla"], "utf-8")
        path = Path(folder, name)
        path.write_text(text, "utf-8")
        return load(path).contract


def judged(contract: Contract, seed: int) -> tuple[History, Outcome]:
    told = history(contract, Random(seed))  # noqa: S311 - chance for a test
    return told, evaluate(contract, told)


def adds_up(statement: Statement) -> bool:
    """Tell whether what is shown is the rounded total, once nothing is open."""
    if any(line.least != line.most for line in statement.lines):
        return statement.total_least <= statement.total_most
    shown = sum((line.shown_least for line in statement.lines), Fraction(0))
    exact = sum((line.least for line in statement.lines), Fraction(0))
    return shown == statement.shown_least and exact == statement.total_least


@settings(max_examples=60)
@given(st.data())
def test_what_checks_clean_can_be_judged_settled_and_explained(data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(sorted(CONTRACTS)))
    contract = loaded(data.draw(redrafted(CONTRACTS[name])), name)
    if contract is None:
        return
    told, outcome = judged(contract, data.draw(st.integers(0, 10**6)))
    assert all(map(adds_up, outcome.statements))
    for item in told.items[:5]:
        for ledger in ledgers(contract, told, item.item):
            assert ledger.verdict in outcome.verdicts


@pytest.mark.parametrize("name", sorted(CONTRACTS))
def test_a_contract_and_a_history_have_one_outcome(name: str) -> None:
    contract = loaded(CONTRACTS[name], name)
    assert contract is not None
    for seed in range(5):
        assert judged(contract, seed) == judged(contract, seed)


@pytest.mark.parametrize("name", sorted(CONTRACTS))
def test_the_order_of_items_and_of_the_world_changes_no_money(name: str) -> None:
    contract = loaded(CONTRACTS[name], name)
    assert contract is not None
    for seed in range(5):
        told, outcome = judged(contract, seed)
        turned = History(
            told.items[::-1],
            told.as_of,
            told.complete_through,
            told.spans[::-1],
            told.readings[::-1],
            fees=told.fees,
        )
        other = evaluate(contract, turned)
        assert set(map(repr, other.verdicts)) == set(map(repr, outcome.verdicts))
        totals = [(s.total_least, s.total_most) for s in outcome.statements]
        assert [(s.total_least, s.total_most) for s in other.statements] == totals
