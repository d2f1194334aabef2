"""How likely a heap is by chance, against the binomial tail as textbooks write it."""

from __future__ import annotations

from fractions import Fraction
from math import comb
from typing import cast

from hypothesis import given
from hypothesis import strategies as st

from slarules.conduct.heaping_under_goal import Heap
from slarules.conduct.view import Run


@given(st.integers(0, 40), st.integers(0, 80))
def test_likelihood_is_the_exact_tail(under: int, beside: int) -> None:
    run = cast("Run", None)
    many = under + beside
    tail = sum(
        comb(many, k) * Fraction(1, 3) ** k * Fraction(2, 3) ** (many - k)
        for k in range(under, many + 1)
    )
    assert Heap((run,) * under, beside, max(1, many)).likelihood == tail
