"""What stands still inside a run, surely or perhaps (R23 to R26)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from slarules.core.promises import Origin
from slarules.instants import Instant, Interval, clip, union

StopKind: TypeAlias = Literal["paused", "excluded", "extended"]


@dataclass(frozen=True, slots=True)
class Stop:
    """Time that one statement takes out of a run: `certain` surely, `possible` at most.

    Attributes:
        unseen: The part of what is possible of which no source tells yet.
    """

    name: str
    kind: StopKind
    origin: Origin
    certain: list[Interval]
    possible: list[Interval]
    needs: tuple[str, ...] = ()
    unseen: tuple[Interval, ...] = ()


@dataclass(frozen=True, slots=True)
class Stopped:
    """What stands still in one world: disjoint, in order; a pause goes before an exclusion.

    `delayed` stops nothing: it moves the due time by its length.
    """

    paused: list[Interval]
    excluded: list[Interval]
    delayed: list[Interval] = field(default_factory=list)

    @property
    def stops(self) -> list[Interval]:
        """What is paused and what is excluded together."""
        return union(self.paused, self.excluded)

    def holds_at(self, end: Instant) -> bool:
        """Tell whether a pause or a delay lasts to an instant."""
        return any(piece.end == end for piece in (*self.paused, *self.delayed))

    def within(self, limits: Interval) -> Stopped:
        """Return the part inside a stretch."""
        if not (self.paused or self.excluded or self.delayed):
            return self
        parts = (self.paused, self.excluded, self.delayed)
        return Stopped(*(clip(part, limits.start, limits.end) for part in parts))


def stopped(found: Iterable[Stop], *, best: bool) -> Stopped:
    """Return what stands still in the provider's best world, or in the worst."""
    chosen = [(s.kind, s.possible if best else s.certain) for s in found]

    def of(wanted: str) -> list[Interval]:
        return union(*(pieces for kind, pieces in chosen if kind == wanted))

    return Stopped(of("paused"), of("excluded"), of("extended"))
