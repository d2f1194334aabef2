"""Outlines: histories without their times, and the places where the times of an item go.

In an outline each instant stands for a place in the row of the item's own instants, in order. So
the reference engine, which compares instants while it looks for runs, can be asked about it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TypeAlias

from slarules.facts.history import BEGINNING, Happening, RowRef, Step, Timeline, UnknownMoment
from slarules.instants import Instant

STEP = 1 << 10
"""So far are places of an outline apart: an instant just before one lies behind the one before."""

NOW = Instant(1 << 50)
"""The evaluation instant in an outline; places after it are known to lie ahead."""

AT_NOW, AT_BEGINNING = -2, -3
"""Stand for the place of the evaluation instant, and of one before everything."""

SOME_ROW = RowRef("", 0)
"""Where a row of the source says something: which, is the item's own."""

Key: TypeAlias = tuple[object, ...]


def outlined(place: int, at: Instant, until: Instant) -> Instant:
    """Return the instant that stands in an outline for the one at a place of an item."""
    if at == until:
        return NOW
    return Instant((place + 1) * STEP + (NOW if at > until else 0))


def place_of(at: Instant) -> int:
    """Return the place that an instant of an outline stands for."""
    if at == BEGINNING:
        return AT_BEGINNING
    return AT_NOW if at == NOW else at % NOW // STEP - 1


@dataclass(frozen=True, slots=True)
class Outlined:
    """One item apart: its outline, and its instants.

    Attributes:
        key: Equal for items of one outline.
    """

    key: Key
    timeline: Timeline
    instants: tuple[Instant, ...]


def outline_of(timeline: Timeline, until: Instant) -> Outlined:
    """Take the instants out of the history of an item."""
    instants = tuple(sorted(set(_instants(timeline)) - {BEGINNING}))
    stands = {at: outlined(place, at, until) for place, at in enumerate(instants)}
    stands[BEGINNING] = BEGINNING
    bare = _moved(timeline, stands)
    return Outlined(key_of(bare), bare, instants)


def key_of(outline: Timeline) -> Key:
    """Return what tells outlines apart."""
    return (
        outline.kind,
        tuple(sorted(outline.facts.items())),
        tuple(sorted(outline.happened.items())),
        tuple(sorted(outline.unknown.items())),
        outline.unsettled,
        tuple(sorted(outline.told.items())),
        outline.period,
    )


def _instants(timeline: Timeline) -> Iterator[Instant]:
    for steps in timeline.facts.values():
        yield from (step.at for step in steps)
    for happenings in timeline.happened.values():
        yield from (each.at for each in happenings)
    for unknown in timeline.unknown.values():
        yield from (at for at in (unknown.after, unknown.before) if at is not None)


def _moved(timeline: Timeline, stands: Mapping[Instant, Instant]) -> Timeline:
    return replace(
        timeline,
        item="",
        customer=None,
        facts={name: tuple(_steps(steps, stands)) for name, steps in timeline.facts.items()},
        happened={
            name: tuple(_happenings(found, stands)) for name, found in timeline.happened.items()
        },
        unknown={name: _unknown(moment, stands) for name, moment in timeline.unknown.items()},
    )


def _steps(steps: Iterable[Step], stands: Mapping[Instant, Instant]) -> Iterator[Step]:
    return (
        Step(stands[step.at], step.value, step.position, None if step.row is None else SOME_ROW)
        for step in steps
    )


def _happenings(
    found: Iterable[Happening], stands: Mapping[Instant, Instant]
) -> Iterator[Happening]:
    return (Happening(stands[each.at], each.position) for each in found)


def _unknown(moment: UnknownMoment, stands: Mapping[Instant, Instant]) -> UnknownMoment:
    after = None if moment.after is None else stands[moment.after]
    before = None if moment.before is None else stands[moment.before]
    return replace(moment, after=after, before=before)
