"""When the clock of an item waited: the stretches in which a pause holds."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from slarules.conduct.finding import Seen
from slarules.core.conditions import ALWAYS, Is
from slarules.core.english import value
from slarules.core.promises import Pause, touches
from slarules.facts.history import Step, Timeline
from slarules.facts.truth import holds, words
from slarules.instants import Instant

DONE = frozenset({"solved", "resolved", "closed", "done"})
"""States in which a ticket waits for nobody."""


@dataclass(frozen=True, slots=True)
class Wait:
    """A stretch in which the condition of a pause held.

    Attributes:
        until: What ended it; `None` while it goes on.
    """

    pause: str
    since: Seen
    until: Seen | None

    def lasted_beyond(self, at: Instant) -> bool:
        """Tell whether it was lifted after an instant, or is not lifted yet."""
        return self.until is None or self.until.at > at


def waits(timeline: Timeline, pauses: Sequence[Pause], measure: str) -> Iterator[Wait]:
    """Yield each stretch in which a pause of a measure holds, other than for what is done."""
    for pause in pauses:
        if touches(pause, measure) and pause.while_ != ALWAYS and not _is_of_done(pause):
            yield from _stretches(timeline, pause)


def _is_of_done(pause: Pause) -> bool:
    return isinstance(pause.while_, Is) and DONE.issuperset(map(str, pause.while_.values))


def _stretches(timeline: Timeline, pause: Pause) -> Iterator[Wait]:
    since: Seen | None = None
    for step, name in _steps(timeline, pause):
        waiting = holds(pause.while_, partial(timeline.said, at=step.at)) is True
        turn = Seen(step.at, f"{name} became {value(step.value)}", step.row)
        if waiting and since is None:
            since = turn
        elif not waiting and since is not None:
            yield Wait(pause.name, since, turn)
            since = None
    if since is not None:
        yield Wait(pause.name, since, None)


def _steps(timeline: Timeline, pause: Pause) -> list[tuple[Step, str]]:
    """Return the steps of all facts that the pause looks at, the last one of each instant."""
    names = [name for name in words(pause.while_) if name in timeline.facts]
    found = [(step, name) for name in names for step in timeline.facts[name]]
    found.sort(key=lambda each: (each[0].at, each[0].position))
    following = [*(step.at for step, _ in found[1:]), None]
    return [each for each, after in zip(found, following, strict=True) if each[0].at != after]
