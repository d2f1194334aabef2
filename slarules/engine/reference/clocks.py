"""Runs of a measure on one item: when it began and ended, and what stood still in between."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from slarules.core.conditions import Happens, Occurrence
from slarules.core.promises import Measure
from slarules.engine.reference.occurring import happenings, order
from slarules.facts.history import Happening, Timeline, UnknownMoment
from slarules.instants import Instant

EARLY = "ended before it started"


@dataclass(frozen=True, slots=True)
class Run:
    """From where to where a clock ran; `end` is `None` while it has not ended."""

    start: Happening
    end: Happening | None


@dataclass(frozen=True, slots=True)
class Runs:
    """A run in the provider's best and worst world; the same where nothing is unknown."""

    best: Run
    worst: Run
    needs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Unsure:
    """No run can be named, and why."""

    why: str
    needs: tuple[str, ...]


def runs(measure: Measure, timeline: Timeline, until: Instant) -> Runs | Unsure | None:
    """Return the run of a single measure; `None` when it has not started by `until` (R13 to R16).

    An end moment that lies before the start says nothing of the end: at best it came at once, at
    worst never, so that the run is undetermined. A source that means something else says so in
    its mapping.
    """
    starts = sorted(_happenings(measure.starts, timeline, until), key=order)
    ends = sorted(_happenings(measure.ends, timeline, until), key=order)
    unknown_start = _unknown(measure.starts, timeline)
    if unknown_start:
        return _bounded_start(unknown_start, starts, ends, measure, timeline)
    if not starts:
        return None
    following = [end for end in ends if order(end) >= order(starts[0])]
    if ends and not following and _only_moments(measure.ends, timeline):
        at_once = Run(starts[0], Happening(starts[0].at, starts[0].position))
        named = _names(measure.ends, timeline)
        return Runs(at_once, Run(starts[0], None), tuple(f"{name} ({EARLY})" for name in named))
    return _bounded_end(starts[0], following, measure, timeline)


def _bounded_start(
    unknown: dict[str, UnknownMoment],
    starts: list[Happening],
    ends: list[Happening],
    measure: Measure,
    timeline: Timeline,
) -> Runs | Unsure:
    """Start at the bounds of the one unknown moment: late is best for the provider (R34)."""
    ((name, bounds), *others) = unknown.items()
    if others or starts or bounds.after is None or bounds.before is None:
        return Unsure("the start is unknown", tuple(unknown))
    late = _bounded_end(Happening(bounds.before), ends, measure, timeline)
    early = _bounded_end(Happening(bounds.after), ends, measure, timeline)
    return Runs(late.best, early.worst, (name, *early.needs))


def _bounded_end(
    start: Happening, ends: Sequence[Happening], measure: Measure, timeline: Timeline
) -> Runs:
    """End at the first end known, or at the bounds of those unknown: early is best (R34)."""
    first = min((end for end in ends if end.at >= start.at), key=order, default=None)
    unknown = _unknown(measure.ends, timeline)
    best = worst = first
    for bounds in unknown.values():
        early = Happening(max(start.at, bounds.after or start.at))
        best = early if best is None else min(best, early, key=order)
        if bounds.before is not None:
            late = Happening(max(start.at, bounds.before))
            worst = late if worst is None else min(worst, late, key=order)
    return Runs(Run(start, best), Run(start, worst), tuple(unknown))


def _unknown(occurrences: tuple[Occurrence, ...], timeline: Timeline) -> dict[str, UnknownMoment]:
    names = [o.name for o in occurrences if isinstance(o, Happens)]
    return {name: timeline.unknown[name] for name in names if name in timeline.unknown}


def _names(occurrences: tuple[Occurrence, ...], timeline: Timeline) -> tuple[str, ...]:
    names = (o.name for o in occurrences if isinstance(o, Happens))
    return tuple(name for name in names if name in timeline.happened)


def _only_moments(occurrences: tuple[Occurrence, ...], timeline: Timeline) -> bool:
    """Tell whether each end happens at most once: an event may well come before the start."""
    return all(
        isinstance(o, Happens) and len(timeline.happened.get(o.name, ())) <= 1 for o in occurrences
    )


def _happenings(
    occurrences: tuple[Occurrence, ...], timeline: Timeline, until: Instant
) -> Iterator[Happening]:
    for occurrence in occurrences:
        yield from (h for h in happenings(occurrence, timeline) if h.at <= until)
