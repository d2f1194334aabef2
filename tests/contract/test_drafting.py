"""Mistakes that a lawyer makes: each is told at its place, and alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from slarules.contract import load
from tests.contract.marks import DRAFTING, expected, fixtures, found

FIXTURES = fixtures(DRAFTING)


@pytest.mark.parametrize("path", FIXTURES, ids=lambda p: p.stem)
def test_a_drafting_mistake_is_told_where_it_is_made(path: Path) -> None:
    assert found(load(path).problems, set()) == expected(path)


def test_the_contract_is_clean_before_a_mistake_is_made() -> None:
    loaded = load(FIXTURES[0])
    assert loaded.contract is not None
    assert loaded.problems == ()


def test_there_are_twenty_mistakes_and_more() -> None:
    assert len(FIXTURES) > 20
