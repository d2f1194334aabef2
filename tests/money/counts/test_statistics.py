"""Means and percentiles: the laws of nearest rank, and bounds that hold every completion."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from itertools import product
from math import ceil
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from slarules.core.measures import Statistic
from slarules.engine.reference.value_statistics import Value, nearest_rank, statistic

How = Literal["mean", "percentile", "highest", "lowest", "total"]

NUMBERS = st.lists(st.integers(-50, 50).map(Fraction), min_size=1, max_size=30).map(sorted)
RANKS = st.integers(1, 1000).map(lambda n: Fraction(n, 1000))


@given(NUMBERS, RANKS)
def test_nearest_rank_is_one_of_the_numbers(numbers: list[Fraction], rank: Fraction) -> None:
    assert nearest_rank(numbers, rank) in numbers


@given(NUMBERS, RANKS)
def test_so_many_are_at_most_the_percentile_and_no_fewer(
    numbers: list[Fraction], rank: Fraction
) -> None:
    found = nearest_rank(numbers, rank)
    at_most = sum(number <= found for number in numbers)
    below = sum(number < found for number in numbers)
    assert at_most >= ceil(rank * len(numbers)) > below


@given(NUMBERS, RANKS, RANKS)
def test_a_higher_rank_is_no_lower_a_value(
    numbers: list[Fraction], one: Fraction, other: Fraction
) -> None:
    low, high = sorted((one, other))
    assert nearest_rank(numbers, low) <= nearest_rank(numbers, high)


@pytest.mark.parametrize(
    ("numbers", "rank", "value"),
    [
        # The example of nearest rank that textbooks print: 15, 20, 35, 40, 50.
        ([15, 20, 35, 40, 50], Fraction(5, 100), 15),
        ([15, 20, 35, 40, 50], Fraction(30, 100), 20),
        ([15, 20, 35, 40, 50], Fraction(40, 100), 20),
        ([15, 20, 35, 40, 50], Fraction(50, 100), 35),
        ([15, 20, 35, 40, 50], Fraction(100, 100), 50),
        ([20] * 9 + [300], Fraction(90, 100), 20),
        ([20] * 8 + [300] * 2, Fraction(90, 100), 300),
    ],
)
def test_nearest_rank_of_known_numbers(numbers: list[int], rank: Fraction, value: int) -> None:
    assert nearest_rank([Fraction(number) for number in numbers], rank) == value


FUNCTIONS: dict[How, Callable[[list[Fraction], Fraction], Fraction]] = {
    "mean": lambda numbers, _: sum(numbers, Fraction(0)) / len(numbers),
    "percentile": lambda numbers, rank: sorted(numbers)[ceil(rank * len(numbers)) - 1],
    "highest": lambda numbers, _: max(numbers),
    "lowest": lambda numbers, _: min(numbers),
    "total": lambda numbers, _: sum(numbers, Fraction(0)),
}

VALUES = st.lists(
    st.tuples(st.integers(0, 9), st.integers(0, 4), st.booleans()).map(
        lambda drawn: Value(Fraction(drawn[0]), Fraction(drawn[0] + drawn[1]), surely=drawn[2])
    ),
    min_size=1,
    max_size=5,
)


@pytest.mark.parametrize("how", sorted(FUNCTIONS))
@given(values=VALUES, rank=RANKS)
def test_the_ends_are_those_of_all_completions(
    how: How, values: list[Value], rank: Fraction
) -> None:
    found = statistic(Statistic(how, "x", rank=rank), values)
    if not any(value.surely for value in values):
        assert found is None
        return
    ways = [{v.least, v.most} | (set() if v.surely else {None}) for v in values]
    chosen = ([n for n in world if n is not None] for world in product(*ways))
    every = [FUNCTIONS[how](numbers, rank) for numbers in chosen if numbers]
    assert found is not None
    assert (found.least, found.most) == (min(every), max(every))
