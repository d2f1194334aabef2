"""What counting in bulk is made of: numbers for pairs, members by key, cells, counted times."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from slarules.core.measures import Statistic
from slarules.core.periods import CalendarKind
from slarules.engine.bulk.counting.cells import Cells
from slarules.engine.bulk.counting.joining import Pairs, together
from slarules.engine.bulk.counting.times import CountedTimes, in_order
from slarules.engine.bulk.judging.compiled import NONE
from slarules.engine.reference.value_statistics import Value, statistic
from slarules.hours.periods import period_of
from slarules.instants import DAY, Instant

KEYS = st.one_of(st.integers(0, 50), st.integers(0, 2**40))
KINDS: tuple[CalendarKind, ...] = ("calendar week", "calendar month", "calendar quarter")
LENGTHS = st.integers(0, 2**60)


@given(st.lists(st.lists(st.tuples(KEYS, st.integers(0, 2**20)), min_size=1), max_size=3))
def test_pairs_have_one_number_in_all_batches(batches: list[list[tuple[int, int]]]) -> None:
    pairs, known = Pairs(), dict[tuple[int, int], int]()
    for batch in batches:
        left, right = (np.array(side, np.int64) for side in zip(*batch, strict=True))
        for pair, number in zip(batch, pairs.of(left, right).tolist(), strict=True):
            assert known.setdefault(pair, number) == number
    assert len(set(known.values())) == len(known)


@given(st.lists(st.tuples(st.one_of(st.just(-1), KEYS), st.integers(), st.booleans())))
def test_members_are_found_by_key(members: list[tuple[int, int, bool]]) -> None:
    values = np.arange(len(members), dtype=np.int64)
    keys = np.array([key for key, _, _ in members], np.int64)
    chosen = np.array([is_chosen for _, _, is_chosen in members], np.bool_)
    found = together(keys)
    counted = Counter(key for key, _, _ in members if key >= 0)
    listed = keys.tolist()
    assert [*found] == [(key, listed.index(key), counted[key]) for key in sorted(counted)]
    for key, own in found.gathered(values, chosen):
        expected = [n for n, (k, _, is_chosen) in enumerate(members) if k == key and is_chosen]
        assert own.tolist() == expected


@given(st.lists(st.lists(st.integers(0, 20_000 * DAY), min_size=1), min_size=1, max_size=3))
def test_instants_of_one_cell_share_every_period(batches: list[list[int]]) -> None:
    cells = Cells(KINDS, "Europe/Berlin")
    labels: dict[int, tuple[str, ...]] = {}
    for batch in batches:
        numbers = cells.of(np.array([*batch, NONE], np.int64)).tolist()
        assert numbers[-1] == -1
        for at, number in zip(batch, numbers, strict=False):
            own = tuple(period_of(Instant(at), kind, "Europe/Berlin").label for kind in KINDS)
            assert labels.setdefault(number, own) == own


@pytest.mark.parametrize("how", ["mean", "percentile", "highest", "lowest", "total"])
@given(
    st.lists(st.lists(LENGTHS, min_size=1), min_size=1, max_size=3),
    st.lists(st.tuples(LENGTHS, LENGTHS, st.booleans()), max_size=4),
)
def test_times_of_many_runs_count_as_each_by_itself(
    how: str, many: list[list[int]], others: list[tuple[int, int, bool]]
) -> None:
    asked = Statistic(how, "resolve", "ticket", rank=Fraction(9, 10))  # type: ignore[arg-type]
    values = [Value(Fraction(min(a, b)), Fraction(max(a, b)), sure) for a, b, sure in others]
    alike = [in_order([np.array(times, np.int64)]) for times in many]
    single = [Value(Fraction(time), Fraction(time)) for times in many for time in times]
    assert statistic(asked, values, alike) == statistic(asked, [*values, *single])


def test_a_sum_of_times_may_be_more_than_64_bits_hold() -> None:
    times = CountedTimes(np.full(64, 2**62, np.int64))
    assert times.total() == 2**68
