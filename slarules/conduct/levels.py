"""How the level of an item changed, from more urgent to less and back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from slarules.conduct.finding import Seen
from slarules.conduct.view import View
from slarules.core.conditions import Missing
from slarules.core.promises import Promise, Reading
from slarules.facts.history import Timeline

LEVEL = "level"


@dataclass(frozen=True, slots=True)
class LevelChange:
    """A change from one known level to another.

    Attributes:
        lowered: Whether it became less urgent.
    """

    seen: Seen
    lowered: bool


def level_changes(view: View, timeline: Timeline) -> Iterator[LevelChange]:
    """Yield each change of an item's level; levels are declared from the highest."""
    kind = view.contract.vocabulary.items.get(timeline.kind)
    fact = kind.facts.get(LEVEL) if kind else None
    order = {value: place for place, value in enumerate(fact.values)} if fact else {}
    for before, step in pairwise(timeline.facts.get(LEVEL, ())):
        if isinstance(before.value, Missing) or isinstance(step.value, Missing):
            continue
        old, new = order.get(before.value), order.get(step.value)
        if old is not None and new is not None and old != new:
            what = f"{LEVEL} went from {before.value} to {step.value}"
            yield LevelChange(Seen(step.at, what, step.row), new > old)


def reading_of_level(promise: Promise) -> Reading | None:
    """Return which level counts for a promise, where its table looks at levels."""
    return next((reading for fact, reading in promise.readings if fact == LEVEL), None)
