"""Worlds of one question: every way in which what is unknown turns out, and what comes out."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from math import lcm, prod
from typing import Generic, TypeAlias, TypeVar

from slarules.engine.reference.ground import Ground
from slarules.engine.reference.ranges import Range
from slarules.engine.reference.settled import Settled
from slarules.engine.reference.settlement import Settlements
from slarules.engine.reference.unknowns import Case, Unknown
from slarules.engine.reference.worlds import World

WORLDS = 1024
"""So many worlds are settled for one statement; what goes beyond is bounded from outside."""

T = TypeVar("T")

Cases: TypeAlias = Mapping[Unknown, Case]


@dataclass(frozen=True, slots=True)
class Worlds(Generic[T]):
    """What came out with everything unknown left open, and in every world that was tried.

    Attributes:
        missing: What billing does not say, which counts as nothing.
        unknown: What was asked for and is not known.
    """

    rough: T
    tried: tuple[tuple[Cases, T], ...]
    missing: tuple[str, ...]
    unknown: tuple[Unknown, ...]

    @property
    def found(self) -> list[T]:
        """What came out in each world."""
        return [each for _, each in self.tried]


def worlds_of(ground: Ground, ask: Callable[[World], T]) -> Worlds[T]:
    """Return what a question comes to in the worlds of what it asks for."""
    world = World(ground, {})
    rough = ask(world)
    by_items = _count(world.consulted) <= WORLDS
    if not by_items:
        world = World(ground, {}, by_items=False)
        rough = ask(world)
    missing, unknown = tuple(world.amounts.missing), tuple(world.consulted)
    # Too many items to try: their lines stay ranges, which their number does not slow down.
    tried = [u for u in unknown if by_items or u.kind in ("target", "measure")]
    if not tried:
        return Worlds(rough, (({}, rough),), missing, unknown)
    found = ((one, ask(World(ground, one, by_items=by_items))) for one in _cases(tried))
    return Worlds(rough, tuple(found), missing, unknown)


def _count(unknowns: Mapping[Unknown, None]) -> int:
    return prod(len(unknown.cases) for unknown in unknowns)


def _cases(unknowns: Sequence[Unknown]) -> Iterator[Cases]:
    """Yield every way in which the first unknowns turn out that together have few enough."""
    chosen: list[Unknown] = []
    for unknown in unknowns:
        if len(unknown.cases) * prod(len(other.cases) for other in chosen) <= WORLDS:
            chosen.append(unknown)
    for cases in product(*(unknown.cases for unknown in chosen)):
        yield dict(zip(chosen, cases, strict=True))


def settled_worlds(ground: Ground, label: str) -> Worlds[Settled]:
    """Return how a period settles in the worlds of what it asks for."""
    period = ground.periods[label]
    return worlds_of(ground, lambda world: Settlements(world).of(period))


# --- which single fact narrows a range most -------------------------------------------------------


def narrows_most(worlds: Worlds[T], value: Callable[[T], Range]) -> str | None:
    """Return the one fact that narrows a range most, whichever way it turns out.

    It is the one with the smallest worst remaining width; `None` where nothing is open, or where
    no fact alone makes the range any smaller.
    """
    ends = _in_whole_numbers([value(one) for one in worlds.found])
    asked = dict.fromkeys(unknown for cases, _ in worlds.tried for unknown in cases)
    best, width = None, _width(ends)
    for unknown in asked if width else ():
        chosen = [cases.get(unknown) for cases, _ in worlds.tried]
        left = max(_width(_where(chosen, case, ends)) for case in unknown.cases)
        if left < width:
            best, width = unknown, left
    return None if best is None else " and ".join(best.needs) or f"{best.name} of {best.of}"


Ends: TypeAlias = tuple[int, int]


def _in_whole_numbers(ranges: Sequence[Range]) -> list[Ends]:
    """Return the ends of ranges, all times the same: a thousand worlds are compared often."""
    common = lcm(*(end.denominator for one in ranges for end in (one.least, one.most)))
    return [
        (
            one.least.numerator * (common // one.least.denominator),
            one.most.numerator * (common // one.most.denominator),
        )
        for one in ranges
    ]


def _where(chosen: Sequence[Case | None], case: Case, ends: Sequence[Ends]) -> list[Ends]:
    """Return the ends in the worlds in which something unknown turns out in one way."""
    return [
        each
        for each, one in zip(ends, chosen, strict=True)
        # Nearly always it is the very object, and to compare what it holds takes long.
        if one is case or one == case
    ]


def _width(ends: Sequence[Ends]) -> int:
    if not ends:
        return 0
    return max(most for _, most in ends) - min(least for least, _ in ends)
