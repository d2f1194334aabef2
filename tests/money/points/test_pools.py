"""Pools: each missed target earns its weight, together at most the whole."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.money.points.paper import codes, settled, total

TARGETS = "".join(
    f"target t{i}\n  needs grade at least {level}\n  every calendar month\n"
    "  with no data counts as missed\n\n"
    for i, level in enumerate((90, 80, 70))
)

MEASURED = (
    "measurement grade_reading\n  is a number\n\n"
    "measure grade\n  is the value of grade_reading\n\n"
    "amount invoice\n  from billing every calendar month\n\n"
    "amount at_risk\n  is 10% of invoice every calendar month\n\n"
)

END = "settlement\n  order base, rounding\n"


def pool(*weights: int, size: str = "50% of at_risk", more: str = "") -> str:
    rows = "".join(f"  | t{i} | {weight}% |\n" for i, weight in enumerate(weights))
    return (
        f"{MEASURED}{TARGETS}pool shared\n  size {size} every calendar month\n{more}"
        f"  table\n  | target | weight |\n{rows}\n{END}"
    )


def period(grade: int, invoice: str = "738,500.00") -> str:
    return f"  given period 2026-06\n    with invoice GBP {invoice}\n    with grade {grade}"


def test_a_share_of_a_share_of_the_invoice() -> None:
    # 738,500 x 10% at risk x 50% of it x 40% (the facts' first worked number).
    assert total(settled(pool(40, 35), period(85))) == 14_770


@pytest.mark.parametrize(("grade", "paid"), [(95, 0), (90, 0), (89, 10), (79, 30), (69, 60)])
def test_each_missed_target_earns_its_weight(grade: int, paid: int) -> None:
    text = pool(10, 20, 30, size="GBP 100.00")
    assert total(settled(text, period(grade))) == paid


@settings(max_examples=20, deadline=None)
@given(st.lists(st.integers(1, 120), min_size=1, max_size=3), st.integers(60, 100))
def test_a_pool_never_pays_more_than_its_size(weights: list[int], grade: int) -> None:
    statement = settled(pool(*weights, size="GBP 100.00"), period(grade))
    levels = (90, 80, 70)
    earned = sum(w for w, level in zip(weights, levels, strict=False) if grade < level)
    assert total(statement) == min(earned, 100)
    assert all(0 <= each.least <= 100 for each in statement.lines)


def test_what_is_cut_is_cut_in_proportion() -> None:
    statement = settled(pool(90, 60, size="GBP 100.00"), period(70))
    assert [each.least for each in statement.lines] == [60, 40]
    assert sum((each.least for each in statement.lines), Fraction(0)) == 100


def test_weights_are_what_the_text_says_that_they_total() -> None:
    assert codes(pool(60, 40, more="  weights total exactly 100%\n")) == set()
    assert codes(pool(60, 30, more="  weights total exactly 100%\n")) == {"E313"}
    assert codes(pool(60, 30, more="  weights total at most 100%\n")) == set()
    assert codes(pool(60, 50, more="  weights total at most 100%\n")) == {"E313"}
    assert codes(pool(25, 26, more="  weights each at most 25%\n")) == {"E313"}


def test_a_target_is_weighed_once() -> None:
    text = pool(10, 20).replace("  | t1 | 20% |", "  | t0 | 20% |")
    assert codes(text) == {"E202"}


def test_a_condition_that_is_yes_earns_its_weight() -> None:
    condition = "condition poor\n  when t0 is missed or t1 is missed\n\n"
    text = pool(40, 35).replace("  | t0 | 40% |", "  | poor | 40% |")
    text = text.replace("pool shared", f"{condition}pool shared")
    assert total(settled(text, period(85, "1,000.00"))) == 20
