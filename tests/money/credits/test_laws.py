"""Laws of credits, for any quantity and any fee."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.money.credits.paper import settled
from tests.money.points.paper import total

FEW = settings(max_examples=12, deadline=None)
GRADE = """amount fee
  from billing every calendar month

measure grade
  is the value of points_recorded

"""
LIMITS = ((20, 1), (100, 2), (200, 3))


def month(grade: int, fee: int = 1000) -> str:
    """Return a month with a grade."""
    return f"  given period 2026-06\n    with fee GBP {fee}.00\n    with grade {grade}"


def owed(pays: str, grade: int, fee: int = 1000) -> Fraction:
    """Return what a credit pays for a grade."""
    text = f"{GRADE}credit c\n  each period\n  {pays}\n"
    return total(settled(text, month(grade, fee)))


def by_bands(how: str, order: tuple[int, ...] = (0, 1, 2, 3)) -> str:
    """Return a table of four rows, in an order."""
    rows = (
        "| at most 20                | none |",
        "| above 20 and at most 100  | GBP 1.00 for each full 1 of grade |",
        "| above 100 and at most 200 | GBP 2.00 for each full 1 of grade |",
        "| above 200                 | GBP 3.00 for each full 1 of grade |",
    )
    table = "\n  ".join(rows[i] for i in order)
    return f"by grade\n  table\n  | grade | amount |\n  {table}\n  paid {how}\n  without limit"


@FEW
@given(grade=st.integers(0, 400), fee=st.integers(1, 5000))
def test_money_is_linear_in_the_fee(grade: int, fee: int) -> None:
    pays = "pays 2% of fee for each started 7 of grade\n  without limit"
    assert owed(pays, grade, fee) * 2 == owed(pays, grade, 2 * fee)


@FEW
@given(grade=st.integers(0, 400))
def test_band_by_band_is_the_sum_of_its_parts(grade: int) -> None:
    marginal = sum(max(0, grade - limit) for limit, _ in LIMITS)
    assert owed(by_bands("band by band"), grade) == marginal


@FEW
@given(grade=st.integers(0, 400))
def test_for_the_whole_the_row_reached_pays_for_all(grade: int) -> None:
    rate = sum(grade > limit for limit, _ in LIMITS)
    assert owed(by_bands("for the whole"), grade) == rate * grade


@FEW
@given(grade=st.integers(0, 400), unit=st.integers(1, 50))
def test_full_is_at_most_exact_and_exact_at_most_started(grade: int, unit: int) -> None:
    full, exact, started = (
        owed(f"pays GBP 1.00 for each {how} {unit} of grade\n  without limit", grade)
        for how in ("full", "exact", "started")
    )
    assert full <= exact <= started
    assert exact == Fraction(grade, unit)


@FEW
@given(grade=st.integers(0, 400), ceiling=st.integers(1, 100))
def test_a_ceiling_is_never_exceeded(grade: int, ceiling: int) -> None:
    pays = f"pays GBP 1.00 for each full 3 of grade\n  at most {ceiling}% of fee"
    assert owed(pays, grade) == min(grade // 3, 10 * ceiling)


@FEW
@given(grade=st.integers(0, 400), order=st.permutations([0, 1, 2, 3]))
def test_the_order_of_rows_does_not_matter(grade: int, order: list[int]) -> None:
    for how in ("band by band", "for the whole"):
        assert owed(by_bands(how), grade) == owed(by_bands(how, tuple(order)), grade)
