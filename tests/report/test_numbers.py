from __future__ import annotations

from decimal import ROUND_FLOOR, Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from slarules.instants import HOUR, MINUTE, SECOND
from slarules.report.numbers import decimal, duration, percent, places_of, seconds, spread


@given(st.fractions(), st.integers(0, 8))
def test_a_shown_number_is_the_exact_one_rounded_down(value: Fraction, places: int) -> None:
    shown = Fraction(decimal(value, places).replace(",", ""))
    assert shown <= value < shown + Fraction(1, 10**places)


@given(st.decimals(-(10**9), 10**9, places=4))
def test_rounding_down_agrees_with_decimal_arithmetic(value: Decimal) -> None:
    expected = value.quantize(Decimal("0.01"), ROUND_FLOOR)
    assert Decimal(decimal(Fraction(value), 2).replace(",", "")) == expected


@given(st.integers(-(10**15), 10**15))
def test_seconds_are_exact(length: int) -> None:
    assert Fraction(seconds(length)) == Fraction(length, SECOND)


def test_a_share_just_below_a_limit_is_not_shown_as_the_limit() -> None:
    assert percent(Fraction(99_949_999, 100_000_000)) == "99.94%"
    assert percent(Fraction(2, 3)) == "66.66%"


@pytest.mark.parametrize(
    ("value", "least", "places"),
    [("90", 0, 0), ("99.95", 0, 2), ("99.9", 2, 2), ("1/3", 0, 6)],
)
def test_a_limit_is_shown_in_full(value: str, least: int, places: int) -> None:
    assert places_of(Fraction(value), least) == places


@pytest.mark.parametrize(
    ("length", "shown"),
    [
        (0, "0 min"),
        (90 * MINUTE, "1 h 30 min"),
        (8 * HOUR, "8 h"),
        (1250 * HOUR, "1,250 h"),
        (45 * SECOND + 250_000, "45.25 s"),
        (-5 * MINUTE, "-5 min"),
    ],
)
def test_lengths_read_as_people_say_them(length: int, shown: str) -> None:
    assert duration(length) == shown


def test_a_range_is_one_value_where_its_ends_are_the_same() -> None:
    def show(value: Fraction) -> str:
        return decimal(value, 0)

    assert spread(Fraction(1), Fraction(1), show) == "1"
    assert spread(Fraction(1), Fraction(2), show) == "1 to 2"
