"""Time that a statement would have taken out of a run, had its evidence been there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from itertools import pairwise

from slarules.core.conditions import ALWAYS
from slarules.core.promises import Measure, Origin, Pause
from slarules.engine.reference.pausing import Between, instants_inside
from slarules.engine.reference.setting import Text
from slarules.facts.history import Timeline
from slarules.facts.truth import holds
from slarules.instants import Instant, Interval, clip, difference, union


@dataclass(frozen=True, slots=True)
class Refused:
    """Time that a statement would have taken out, had its evidence been there."""

    during: Interval
    by: str
    why: str
    origin: Origin


def refused(between: Between, text: Text, measure: Measure, within: Interval) -> Iterator[Refused]:
    """Yield what did not stop the clock in a run, although it looks as if it should have."""
    timeline = between.timeline
    pieces = _pieces(timeline, within)
    for pause, asking in text.stopping(measure).pauses:
        yield from _unlicensed(pause, timeline, pieces)
        if asking is not None and pause.while_ != ALWAYS:
            _, possible, _ = between.inside(asking, within)
            yield from _answered(pause, timeline, pieces, possible)
    yield from _unannounced(timeline, text, measure, within)


def _pieces(timeline: Timeline, within: Interval) -> list[Interval]:
    """Cut a run wherever the item changes."""
    inside = {at for steps in timeline.facts.values() for at in instants_inside(steps, within)}
    inside.update(at for h in timeline.happened.values() for at in instants_inside(h, within))
    return [Interval(a, b) for a, b in pairwise(sorted({within.start, within.end, *inside}))]


def _unlicensed(pause: Pause, timeline: Timeline, pieces: list[Interval]) -> Iterator[Refused]:
    """Yield the time in which a pause's condition held and its evidence did not."""
    said = [(piece, partial(timeline.said, at=piece.start)) for piece in pieces]
    lacking = [
        piece
        for piece, value in said
        if holds(pause.while_, value) and holds(pause.provided, value) is False
    ]
    for during in union(lacking):
        yield Refused(during, pause.name, "its evidence was not there", pause.origin)


def _answered(
    pause: Pause, timeline: Timeline, pieces: list[Interval], between: list[Interval]
) -> Iterator[Refused]:
    """Yield the time in which a pause's condition held after what ends it, or before it began."""
    held = (p for p in pieces if holds(pause.while_, partial(timeline.said, at=p.start)))
    for during in difference(union(held), between):
        why = "it was not between what begins it and what ends it"
        yield Refused(during, pause.name, why, pause.origin)


def _unannounced(
    timeline: Timeline, text: Text, measure: Measure, within: Interval
) -> Iterator[Refused]:
    """Yield the spans of the world that an exclusion names but whose evidence fails."""
    service = timeline.value("service", within.end)
    for exclusion in text.stopping(measure).exclusions:
        for part in text.excluded(exclusion, service).spans:
            end = within.end if part.span.end is None else part.span.end
            span = f"{part.span.kind} {part.span.name}"
            for during in _inside(Interval(part.span.start, Instant(end)), within):
                if part.holds is False:
                    why = f"{span} does not fulfil its conditions"
                    yield Refused(during, exclusion.name, why, exclusion.origin)
            for during in clip(part.beyond, within.start, within.end):
                why = f"{span} is beyond the allowance"
                yield Refused(during, exclusion.name, why, exclusion.origin)


def _inside(span: Interval, within: Interval) -> list[Interval]:
    return clip([span], within.start, within.end)
