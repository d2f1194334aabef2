"""The least and the most that a ratio of sums can be, where items may turn out several ways."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import TypeAlias

from slarules.engine.outcome import Achieved

Ways: TypeAlias = frozenset[tuple[Fraction, Fraction]]
"""What one item may add to the upper and the lower sum, each way it may turn out."""


def surely(upper: Fraction | int, lower: Fraction | int) -> Ways:
    """Return the ways of what can only be one."""
    return frozenset({(Fraction(upper), Fraction(lower))})


@dataclass(frozen=True, slots=True)
class Ratio:
    """A ratio between sums over items.

    Attributes:
        achieved: From the least to the most, each with its sums; `None` when the lower sum is 0.
        may_be_empty: Whether the lower sum may be 0, or not, as things turn out.
    """

    achieved: Achieved | None
    may_be_empty: bool = False


def ratio(items: Iterable[Ways]) -> Ratio:
    """Return what the sums of all items come to: every way of every item is possible."""
    counted = Counter(items)
    least_lower = sum(min(d for _, d in ways) * n for ways, n in counted.items())
    if least_lower <= 0:
        most_lower = sum(max(d for _, d in ways) * n for ways, n in counted.items())
        return Ratio(None, may_be_empty=most_lower > 0)
    worst, best = _extreme(counted, min), _extreme(counted, max)
    return Ratio(Achieved(Fraction(*worst), Fraction(*best), *worst))


Pick: TypeAlias = Callable[..., tuple[Fraction, Fraction]]


def _extreme(counted: Counter[Ways], pick: Pick) -> tuple[Fraction, Fraction]:
    """Return the sums of the least or the greatest ratio.

    A ratio is better than another, of value r, just when its upper sum less r times its lower sum
    is; and that is a sum over items, each of which can be chosen by itself (Dinkelbach).
    """
    sums = _sums(counted, min)
    while True:
        value = Fraction(*sums)
        better = _sums(counted, _beyond(value, pick))
        if Fraction(*better) == value:
            return sums
        sums = better


def _beyond(value: Fraction, pick: Pick) -> Callable[[Ways], tuple[Fraction, Fraction]]:
    return lambda ways: pick(ways, key=lambda way: way[0] - value * way[1])


def _sums(
    counted: Counter[Ways], chosen: Callable[[Ways], tuple[Fraction, Fraction]]
) -> tuple[Fraction, Fraction]:
    upper = lower = Fraction(0)
    for ways, number in counted.items():
        one = chosen(ways)
        upper += one[0] * number
        lower += one[1] * number
    return upper, lower
