"""The mean over intervals of a share, every interval alike, and what empty ones count as."""

from __future__ import annotations

from fractions import Fraction
from typing import Literal

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from slarules.core.conditions import UNKNOWN, Missing
from slarules.core.measures import MeanOfRatios
from slarules.engine.outcome import Achieved
from slarules.engine.reference.interval_means import mean_of_ratios
from slarules.facts.history import Reading
from slarules.instants import MINUTE, Instant, Interval, Micros

FIVE = Micros(5 * MINUTE)
Empty = Fraction | Literal["skipped", "unknown"]
Bucket = tuple[int, int | Missing | None]
"""Requests, and failed ones: not known, or without a reading."""


def asked(empty: Empty) -> MeanOfRatios:
    return MeanOfRatios(FIVE, "failed", "requests", empty)


def mean(
    buckets: list[Bucket], empty: Empty, number: int | None = None
) -> tuple[Achieved | None, tuple[str, ...]]:
    number = len(buckets) if number is None else number
    read: dict[str, list[Reading]] = {"failed": [], "requests": []}
    for place, (requests, failed) in enumerate(buckets):
        during = Interval(Instant(place * FIVE), Instant(place * FIVE + FIVE))
        if requests:
            read["requests"].append(Reading("requests", during, Fraction(requests)))
        if failed is not None:
            value = failed if isinstance(failed, Missing) else Fraction(failed)
            read["failed"].append(Reading("failed", during, value))
    window = Interval(Instant(0), Instant(number * FIVE))
    return mean_of_ratios(asked(empty), window, read, over=True)


def value(buckets: list[Bucket], empty: Empty, number: int | None = None) -> Fraction:
    achieved, _ = mean(buckets, empty, number)
    assert achieved is not None
    assert achieved.least == achieved.most
    return achieved.least


HOUR_OF_HALF_FAILURES: list[Bucket] = [(200, 100)] * 12
QUIET: list[Bucket] = [(200, 0)] * 88


def test_twelve_bad_buckets_in_a_month_of_thirty_days() -> None:
    """X4: 8,640 buckets, 12 of them at 50% errors: 99.9306%."""
    month = 8640
    found = value(HOUR_OF_HALF_FAILURES + QUIET, Fraction(0), month)
    assert found == Fraction(8634, 8640)
    assert round(found * 100, 4) == Fraction("99.9306")


def test_the_same_month_when_empty_buckets_are_skipped() -> None:
    """X5: only 100 buckets had traffic: 94%."""
    assert value(HOUR_OF_HALF_FAILURES + QUIET, "skipped", 8640) == Fraction(94, 100)


def test_empty_buckets_that_are_unknown_leave_a_range() -> None:
    achieved, needs = mean([(10, 5), (0, None)], "unknown")
    assert achieved is not None
    assert (achieved.least, achieved.most) == (Fraction(1, 4), Fraction(3, 4))
    assert needs == ("requests in 1 intervals",)


def test_the_mean_of_ratios_is_not_the_ratio_of_sums() -> None:
    buckets: list[Bucket] = [(1, 1), (999, 0)]
    assert value(buckets, "skipped") == Fraction(1, 2)
    assert 1 - Fraction(1, 1000) != Fraction(1, 2)


@pytest.mark.parametrize(
    ("failed", "share"), [(100, Fraction(1)), (10, Fraction(1, 10)), (1, Fraction(1, 100))]
)
def test_the_share_of_one_bucket(failed: int, share: Fraction) -> None:
    """W5: all failing, 10 of 100, 1 of 100."""
    assert value([(100, failed)], "skipped") == 1 - share


def test_a_bucket_without_a_reading_of_failures_tells_nothing_of_them() -> None:
    achieved, needs = mean([(10, None), (10, 0)], "skipped")
    assert achieved is not None
    assert (achieved.least, achieved.most) == (Fraction(1, 2), Fraction(1))
    assert needs == ("failed",)


def test_a_month_without_any_bucket_has_no_value_when_they_are_skipped() -> None:
    assert mean([], "skipped", 10) == (None, ())
    assert value([], Fraction(0), 10) == 1


BUCKETS = st.lists(
    st.integers(0, 6).flatmap(lambda n: st.tuples(st.just(n), st.integers(0, n))),
    min_size=1,
    max_size=8,
)


@given(BUCKETS, st.randoms(use_true_random=False), st.sampled_from([Fraction(0), "skipped"]))
def test_the_order_of_buckets_changes_nothing(
    buckets: list[Bucket], chance: object, empty: Empty
) -> None:
    mixed = list(buckets)
    chance.shuffle(mixed)  # type: ignore[attr-defined]
    assert mean(mixed, empty) == mean(buckets, empty)


@given(BUCKETS, st.sets(st.integers(0, 7)), st.sampled_from([Fraction(0), Fraction(1), "skipped"]))
def test_no_completion_lies_outside(buckets: list[Bucket], hidden: set[int], empty: Empty) -> None:
    seen = [(n, UNKNOWN if i in hidden and n else f) for i, (n, f) in enumerate(buckets)]
    whole, _ = mean(buckets, empty)
    part, _ = mean(seen, empty)
    assume(whole is not None)
    assert whole is not None
    assert part is not None
    assert part.least <= whole.least <= part.most
