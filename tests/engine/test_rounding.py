"""One rounding of a total; shown parts that add up to it."""

from __future__ import annotations

from decimal import ROUND_DOWN, ROUND_HALF_EVEN, ROUND_HALF_UP, ROUND_UP, Decimal
from fractions import Fraction

import pytest
from hypothesis import given as examples
from hypothesis import strategies as st

from slarules.core.settling import Rounding, RoundingMode
from slarules.engine.reference.rounding import rounded, shown

MODES: dict[RoundingMode, str] = {
    "half up": ROUND_HALF_UP,
    "half even": ROUND_HALF_EVEN,
    "down": ROUND_DOWN,
    "up": ROUND_UP,
}
modes = st.sampled_from(sorted(MODES))
thousandths = st.integers(-(10**9), 10**9)


@pytest.mark.parametrize(
    ("mode", "value", "cents"),
    [
        ("half up", "128.437", "128.44"),
        ("half up", "0.125", "0.13"),
        ("half even", "0.125", "0.12"),
        ("half even", "0.135", "0.14"),
        ("down", "0.129", "0.12"),
        ("up", "0.121", "0.13"),
        ("up", "0.12", "0.12"),
        ("half up", "-0.125", "-0.13"),
    ],
)
def test_a_sum_is_rounded_as_the_contract_says(mode: RoundingMode, value: str, cents: str) -> None:
    assert rounded(Fraction(value), Rounding(mode, 2)) == Fraction(cents)


def test_a_currency_without_decimals_is_rounded_to_whole_units() -> None:
    assert rounded(Fraction("1234.5"), Rounding("half up", 0)) == 1235


@examples(thousandths, modes, st.integers(0, 3))
def test_agrees_with_decimal_arithmetic(value: int, mode: RoundingMode, decimals: int) -> None:
    exact = Decimal(value).scaleb(-4)
    wanted = exact.quantize(Decimal(1).scaleb(-decimals), rounding=MODES[mode])
    assert rounded(Fraction(value, 10**4), Rounding(mode, decimals)) == Fraction(wanted)


@examples(st.lists(thousandths, max_size=8), modes)
def test_shown_parts_add_up_and_stay_within_a_cent(values: list[int], mode: RoundingMode) -> None:
    parts, rounding = [Fraction(value, 1000) for value in values], Rounding(mode, 2)
    found = shown(parts, rounding)
    assert sum(found) == rounded(sum(parts, Fraction(0)), rounding)
    assert all(abs(a - b) <= Fraction(1, 100) for a, b in zip(parts, found, strict=True))


def test_the_largest_remainder_takes_the_cent_that_is_left() -> None:
    thirds = [Fraction("0.334"), Fraction("0.337"), Fraction("0.329")]
    assert shown(thirds, Rounding("half up", 2)) == [
        Fraction("0.33"),
        Fraction("0.34"),
        Fraction("0.33"),
    ]
