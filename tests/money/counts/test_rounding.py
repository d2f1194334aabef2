"""The named rounding point of a measure, and its clamp."""

from __future__ import annotations

from decimal import ROUND_DOWN, ROUND_HALF_DOWN, ROUND_HALF_EVEN, ROUND_HALF_UP, ROUND_UP, Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from slarules.core.measures import Count, Items, PeriodMeasure, Rounded, ShareOf
from slarules.engine.outcome import Achieved
from slarules.engine.reference.rounding_measures import rounded, settled

PYTHON = {
    "half up": ROUND_HALF_UP,
    "half even": ROUND_HALF_EVEN,
    "half down": ROUND_HALF_DOWN,
    "up": ROUND_UP,
    "down": ROUND_DOWN,
}

SHARE = ShareOf((Items("ticket"),), (Items("ticket"),))


@pytest.mark.parametrize("mode", sorted(PYTHON))
@given(number=st.decimals(-1000, 1000, places=5), decimals=st.integers(0, 4))
def test_rounding_is_that_of_decimal_arithmetic(mode: str, number: Decimal, decimals: int) -> None:
    how = Rounded(mode, decimals)  # type: ignore[arg-type]
    expected = number.quantize(Decimal(1).scaleb(-decimals), rounding=PYTHON[mode])
    assert rounded(Fraction(number), how) == Fraction(expected)


def test_of_a_share_the_decimals_are_those_of_its_percentage() -> None:
    measure = PeriodMeasure("m", "m", SHARE, rounded=Rounded("half up", 1))
    share = Fraction(99850, 100000)
    found = settled(measure, Achieved(share, share))
    assert found.least == Fraction("0.999")


def test_of_a_number_they_are_its_own() -> None:
    measure = PeriodMeasure("m", "m", Count(Items("ticket")), rounded=Rounded("half up", 0))
    found = settled(measure, Achieved(Fraction(5, 2), Fraction(7, 2)))
    assert (found.least, found.most) == (Fraction(3), Fraction(4))


def test_nothing_is_below_the_clamp() -> None:
    measure = PeriodMeasure("m", "m", SHARE, least=Fraction(0))
    found = settled(measure, Achieved(Fraction(-1, 2), Fraction(1, 2)))
    assert (found.least, found.most) == (Fraction(0), Fraction(1, 2))
