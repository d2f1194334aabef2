"""Measures that count in whole minutes, hours or seconds: every instant is cut down first (R17).

Cut is what the wall of the contract's zone shows, so that a whole hour begins where people see it
begin. Spans of the world keep their instants: they are not the item's.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import partial
from typing import TypeAlias

from slarules.engine.reference.counting import Cut, Run
from slarules.facts.history import Happening
from slarules.hours.local import wall_time
from slarules.instants import Instant, Interval, Micros, union

Cutting: TypeAlias = Callable[[Instant], Instant] | None
"""How an instant is cut down; `None` where nothing is."""


def cutting(unit: Micros | None, zone: str) -> Cutting:
    """Return how the instants of a measure are cut down to its unit."""
    return None if unit is None else partial(_cut, unit, zone)


def _cut(unit: Micros, zone: str, at: Instant) -> Instant:
    return Instant(at - wall_time(at, zone) % unit)


def cut_at(at: Instant, by: Cutting) -> Instant:
    """Return an instant as it is cut down."""
    return at if by is None else by(at)


def cut_pieces(pieces: Iterable[Interval], by: Cutting) -> list[Interval]:
    """Return stretches, disjoint and in order, with their edges cut down."""
    if by is None:
        return list(pieces)
    return union(Interval(by(piece.start), by(piece.end)) for piece in pieces)


def cut_run(run: Run, by: Cutting) -> Run:
    """Return a run with each of its instants cut down."""
    if by is None:
        return run
    return Run(
        _cut_happening(run.start, by),
        None if run.end is None else _cut_happening(run.end, by),
        None if run.cut is None else Cut(_cut_happening(run.cut.at, by), run.cut.by, run.cut.why),
        tuple(cut_pieces(run.gaps, by)),
        tuple(cut_pieces(run.forgotten, by)),
    )


def _cut_happening(happening: Happening, by: Callable[[Instant], Instant]) -> Happening:
    return replace(happening, at=by(happening.at))
