"""Means, percentiles, extremes and totals of values, some of which are not known.

Of every function the two results are the least and the most over all that is possible: every value
between its ends, every value that may not count counted or not.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil
from typing import TypeAlias, assert_never

from slarules.core.measures import Statistic
from slarules.engine.reference.ranges import Range


@dataclass(frozen=True, slots=True)
class Value:
    """One value, from its least to its most, and whether it surely counts."""

    least: Fraction
    most: Fraction
    surely: bool = True


Numbers: TypeAlias = Sequence[Fraction]


def statistic(asked: Statistic, values: Sequence[Value]) -> Range | None:
    """Return a statistic of values; `None` when there may be none at all."""
    if not any(value.surely for value in values):
        return None
    match asked.how:
        case "mean":
            return _over_counts(values, _mean)
        case "percentile":
            rank = asked.rank or Fraction(1)
            return _over_counts(values, lambda numbers: nearest_rank(numbers, rank))
        case "highest":
            return _over_counts(values, lambda numbers: numbers[-1])
        case "lowest":
            return _over_counts(values, lambda numbers: numbers[0])
        case "total":
            return _over_counts(values, sum_of)
        case _:
            assert_never(asked.how)


def nearest_rank(numbers: Numbers, rank: Fraction) -> Fraction:
    """Return the ⌈p·n⌉-th smallest of numbers that stand in order."""
    return numbers[ceil(rank * len(numbers)) - 1]


def sum_of(numbers: Numbers) -> Fraction:
    """Return the sum."""
    return sum(numbers, Fraction(0))


def _mean(numbers: Numbers) -> Fraction:
    return Fraction(sum_of(numbers), len(numbers))


def _over_counts(values: Sequence[Value], of: Callable[[Numbers], Fraction]) -> Range:
    """Return the ends over every choice of the values that may count.

    All these statistics grow with each number. So of one number of values the smallest give the
    least, and the greatest the most.
    """
    sure = [value for value in values if value.surely]
    perhaps = [value for value in values if not value.surely]
    lows, highs = sorted(v.least for v in perhaps), sorted((v.most for v in perhaps), reverse=True)
    least = (sorted([*(v.least for v in sure), *lows[:n]]) for n in range(len(lows) + 1))
    most = (sorted([*(v.most for v in sure), *highs[:n]]) for n in range(len(highs) + 1))
    return Range(min(map(of, least)), max(map(of, most)))
