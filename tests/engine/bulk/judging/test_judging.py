"""Verdicts by columns are those of the reference engine, value by value."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from slarules.core.contract import Contract
from slarules.facts.history import History
from tests.engine.bulk.judging.compared import alone, differences
from tests.engine.bulk.judging.drawn import cases
from tests.walk import saved
from tests.walk.strategies import Season, contracts, histories
from tests.walk.test_unknown import Hidden, holes, polls

pytestmark = pytest.mark.filterwarnings("ignore:Generating overly large repr")

EXAMPLES = int(os.environ.get("WALK_EXAMPLES", "100"))
FOUND = Path(__file__).parent / "found"

long_walk = settings(
    max_examples=EXAMPLES,
    deadline=None,
    suppress_health_check=[
        HealthCheck.too_slow,
        HealthCheck.data_too_large,
        HealthCheck.filter_too_much,
    ],
)


def agree(contract: Contract, told: History) -> None:
    parted = differences(contract, told)
    assert not parted, "\n".join([*parted, saved.text_of(contract.versions[0].terms, told)])


@long_walk
@given(contracts(), histories())
def test_columns_say_what_the_reference_says(
    contract: Contract, told: tuple[Season, History]
) -> None:
    _, history = told
    agree(contract, history)


@long_walk
@given(contracts(), holes() | polls())
def test_columns_say_what_the_reference_says_of_what_is_not_known(
    contract: Contract, case: tuple[Season, History, Hidden]
) -> None:
    _, history, hidden = case
    history = History(
        [hidden.known, *hidden.truths, *history.items],
        history.as_of,
        history.complete_through,
        history.spans,
    )
    agree(contract, history)


@pytest.mark.parametrize(
    "path",
    sorted([*FOUND.glob("*.json"), *saved.FOUND.glob("*.json")]),
    ids=lambda path: path.stem,
)
def test_what_once_parted_them_parts_them_no_more(path: Path) -> None:
    assert not differences(*saved.read(path))


@long_walk
@given(contracts(), histories())
def test_what_is_known_is_judged_by_columns(
    contract: Contract, told: tuple[Season, History]
) -> None:
    _, history = told
    allowed = {"something of its history is unknown"}
    assert alone(contract, history).keys() <= allowed


@long_walk
@given(cases())
def test_columns_say_what_the_reference_says_of_all_that_a_contract_may_hold(
    case: tuple[Contract, History],
) -> None:
    agree(*case)


@long_walk
@given(cases(is_sure=False))
def test_columns_say_what_the_reference_says_where_the_world_is_not_known(
    case: tuple[Contract, History],
) -> None:
    agree(*case)
