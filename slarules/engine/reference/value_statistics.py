"""Means, percentiles, extremes and totals of values, some of which are not known.

Of every function the two results are the least and the most over all that is possible: every value
between its ends, every value that may not count counted or not.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil
from typing import Protocol, assert_never

from slarules.core.measures import Statistic
from slarules.engine.reference.ranges import Range
from slarules.engine.reference.runs import Times


@dataclass(frozen=True, slots=True)
class Value:
    """One value, from its least to its most, and whether it surely counts."""

    least: Fraction
    most: Fraction
    surely: bool = True


class Numbers(Protocol):
    """Numbers in order, from the least."""

    def __len__(self) -> int:
        """Return how many they are."""

    def __getitem__(self, index: int, /) -> Fraction:
        """Return the one at a place, from 0."""


class Ordered:
    """Numbers in order, some of them counted times of many runs that are kept by themselves."""

    def __init__(self, others: Sequence[Fraction], times: Times | None) -> None:
        self._others = sorted(others)
        self._times: Times | Sequence[int] = () if times is None else times
        self._ahead = 0 if times is None else times.total()
        found = (bisect_left(self._times, each) for each in self._others)
        self._places = [place + number for number, place in enumerate(found)]

    def __len__(self) -> int:
        return len(self._others) + len(self._times)

    def __getitem__(self, index: int) -> Fraction:
        before = bisect_left(self._places, index)
        if before < len(self._places) and self._places[before] == index:
            return self._others[before]
        return Fraction(self._times[index - before])

    def total(self) -> Fraction:
        """Return the sum."""
        return sum(self._others, Fraction(self._ahead))


def statistic(
    asked: Statistic, values: Sequence[Value], times: Sequence[Times] = ()
) -> Range | None:
    """Return a statistic of values; `None` when there may be none at all.

    Args:
        asked: Which.
        values: Values one by one.
        times: Counted times of many runs at once, which surely count.
    """
    if not times and not any(value.surely for value in values):
        return None
    match asked.how:
        case "mean":
            return _over_counts(values, times, _mean)
        case "percentile":
            rank = asked.rank or Fraction(1)
            return _over_counts(values, times, lambda numbers: nearest_rank(numbers, rank))
        case "highest":
            return _over_counts(values, times, lambda numbers: numbers[len(numbers) - 1])
        case "lowest":
            return _over_counts(values, times, lambda numbers: numbers[0])
        case "total":
            return _over_counts(values, times, Ordered.total)
        case _:
            assert_never(asked.how)


def nearest_rank(numbers: Numbers, rank: Fraction) -> Fraction:
    """Return the ⌈p·n⌉-th smallest of numbers that stand in order."""
    return numbers[ceil(rank * len(numbers)) - 1]


def _mean(numbers: Ordered) -> Fraction:
    return Fraction(numbers.total(), len(numbers))


def _over_counts(
    values: Sequence[Value], times: Sequence[Times], of: Callable[[Ordered], Fraction]
) -> Range:
    """Return the ends over every choice of the values that may count.

    All these statistics grow with each number. So of one number of values the smallest give the
    least, and the greatest the most.
    """
    alike = times[0].joined(times[1:]) if times else None
    sure = [value for value in values if value.surely]
    perhaps = [value for value in values if not value.surely]
    lows, highs = sorted(v.least for v in perhaps), sorted((v.most for v in perhaps), reverse=True)
    numbers = range(len(perhaps) + 1)
    least = (Ordered([*(v.least for v in sure), *lows[:n]], alike) for n in numbers)
    most = (Ordered([*(v.most for v in sure), *highs[:n]], alike) for n in numbers)
    return Range(min(map(of, least)), max(map(of, most)))
