"""Worked numbers of a published agreement with a monthly and a rolling cap (facts, W10)."""

from __future__ import annotations

from fractions import Fraction

import pytest

from tests.money.settlement.ledgers import outcome

TIERS = """amount charge
  from billing every calendar month

measurement level_reading
  is a share

measure level
  is the value of level_reading

target promised
  needs level at least 99.8%
  every calendar month

credit tiers
  each period that misses promised
  by level
  table
  | level                        | amount        |
  | at least 98% and below 99.8% | 2% of charge  |
  | below 98%                    | 11% of charge |

cap monthly
  on total credit
  at most 10% of charge every calendar month
  excess is lost

cap rolling
  on total credit over the last 12 periods
  at most 10% of total charge over the last 12 periods
  excess is lost

settlement
  order base, monthly, rolling, rounding
"""

BEFORE = """  given the previous 10 periods
    with charge GBP 10.00
    with total credit GBP 1.00
  given the previous 1 periods
    with charge GBP 10.00
    with total credit GBP 1.01
"""


@pytest.mark.parametrize(
    ("before", "level", "paid"),
    [("", "100%", "0"), ("", "99.7%", "0.20"), ("", "97%", "1.00"), (BEFORE, "97%", "0.99")],
)
def test_the_caps_pay_as_printed(before: str, level: str, paid: str) -> None:
    given = f"{before}  given period 2026-08\n    with charge GBP 10.00\n    with level {level}"
    assert outcome(TIERS, given).statements[-1].shown_least == Fraction(paid)
