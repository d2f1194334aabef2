"""Measures that count in whole minutes, hours or seconds: every instant is cut down first (R17).

Cut is what the wall of the contract's zone shows, so that a whole hour begins where people see it
begin. Spans of the world keep their instants: they are not the item's.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from slarules.engine.reference.counting import Run
from slarules.facts.history import Happening
from slarules.hours.local import wall_time
from slarules.instants import Instant, Interval, Micros, union


@dataclass(frozen=True, slots=True)
class WholeUnits:
    """The whole units in which a measure counts, as the wall of a zone shows them.

    Attributes:
        unit: The length of one; `None` where every instant stays as it is.
    """

    unit: Micros | None
    zone: str

    def at(self, at: Instant) -> Instant:
        """Return an instant cut down to the unit."""
        return at if self.unit is None else Instant(at - wall_time(at, self.zone) % self.unit)

    def pieces(self, pieces: Iterable[Interval]) -> list[Interval]:
        """Return stretches, disjoint and in order, with their edges cut down."""
        if self.unit is None:
            return list(pieces)
        return union(Interval(self.at(piece.start), self.at(piece.end)) for piece in pieces)

    def run(self, run: Run) -> Run:
        """Return a run with each of its instants cut down."""
        if self.unit is None:
            return run
        return Run(
            self._happening(run.start),
            None if run.end is None else self._happening(run.end),
            None if run.cut is None else replace(run.cut, at=self._happening(run.cut.at)),
            tuple(self.pieces(run.gaps)),
            tuple(self.pieces(run.forgotten)),
        )

    def _happening(self, happening: Happening) -> Happening:
        return replace(happening, at=self.at(happening.at))
