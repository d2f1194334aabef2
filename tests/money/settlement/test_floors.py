"""Floors: small sums that are dropped, and the least that is paid once anything is owed."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.money.settlement.ledgers import months, pence, statements, totals

UP_TO = "floor small\n  on total credit\n  pays nothing up to GBP 1.00\n"
BELOW = UP_TO.replace("up to", "below")
AT_LEAST = "floor small\n  on total credit\n  pays at least GBP 1.00 once anything is owed\n"


@pytest.mark.parametrize(
    ("floor", "owed", "paid"),
    [
        (UP_TO, (99, 0), 0),
        (UP_TO, (100, 0), 0),
        (UP_TO, (60, 41), 101),
        (BELOW, (99, 0), 0),
        (BELOW, (100, 0), 100),
        (AT_LEAST, (0, 0), 0),
        (AT_LEAST, (1, 0), 100),
        (AT_LEAST, (30, 20), 100),
        (AT_LEAST, (100, 1), 101),
    ],
)
def test_a_floor_drops_or_lifts_what_is_small(floor: str, owed: tuple[int, int], paid: int) -> None:
    assert totals(statements(floor, months([owed]), order="small")) == pence(paid)


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 200), st.integers(0, 200))
def test_a_lifted_sum_keeps_the_proportion_of_its_lines(one: int, two: int) -> None:
    [found] = statements(AT_LEAST, months([(one, two)]), order="small")
    paid = {line.statement: line.least for line in found.lines}
    assert paid.get("first", Fraction(0)) * two == paid.get("second", Fraction(0)) * one
    assert sum(paid.values()) == (max(one + two, 100) if one + two else 0) * Fraction(1, 100)


@pytest.mark.parametrize(("owed", "steps"), [((99, 0), ["small"]), ((100, 0), []), ((0, 0), [])])
def test_a_sum_that_is_enough_is_not_lifted(owed: tuple[int, int], steps: list[str]) -> None:
    [found] = statements(AT_LEAST, months([owed]), order="small")
    assert [change.step for line in found.lines for change in line.changes] == steps
