"""Ratios of sums over what is not known: no completion lies outside, and the ends are reached."""

from __future__ import annotations

from fractions import Fraction
from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from slarules.engine.reference.ratios import Ways, ratio, surely

WAY = st.tuples(
    st.integers(0, 3).map(Fraction),
    st.integers(0, 3).map(Fraction),
)
ITEMS = st.lists(st.frozensets(WAY, min_size=1, max_size=3), min_size=1, max_size=5)


def completions(items: list[Ways]) -> list[tuple[Fraction, Fraction]]:
    return [
        (sum((n for n, _ in world), Fraction(0)), sum((d for _, d in world), Fraction(0)))
        for world in product(*items)
    ]


@given(ITEMS)
def test_the_ends_are_those_of_all_completions(items: list[Ways]) -> None:
    sums = completions(items)
    found = ratio(items)
    if all(lower > 0 for _, lower in sums):
        values = [upper / lower for upper, lower in sums]
        assert found.achieved is not None
        assert (found.achieved.least, found.achieved.most) == (min(values), max(values))
        assert found.achieved.good is not None
        assert found.achieved.whole is not None
        assert found.achieved.good / found.achieved.whole == found.achieved.least
    else:
        assert found.achieved is None
        assert found.may_be_empty == any(lower > 0 for _, lower in sums)


@given(ITEMS, st.randoms(use_true_random=False))
def test_the_order_of_items_changes_nothing(items: list[Ways], chance: object) -> None:
    mixed = list(items)
    chance.shuffle(mixed)  # type: ignore[attr-defined]
    assert ratio(mixed) == ratio(items)


def test_what_is_known_is_a_plain_ratio() -> None:
    found = ratio([surely(1, 1)] * 362 + [surely(0, 1)] * 38).achieved
    assert found is not None
    assert (found.least, found.most) == (Fraction(362, 400), Fraction(362, 400))
    assert (found.good, found.whole) == (Fraction(362), Fraction(400))


def test_an_item_that_may_leave_leaves_both_sides() -> None:
    may_leave = frozenset({(Fraction(1), Fraction(1)), (Fraction(0), Fraction(0))})
    found = ratio([surely(0, 1), may_leave]).achieved
    assert found is not None
    assert (found.least, found.most) == (Fraction(0), Fraction(1, 2))
