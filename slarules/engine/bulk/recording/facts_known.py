"""What is known of items at the ends of runs, by columns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from slarules.engine.bulk.judging.outlines import AT_BEGINNING, AT_NOW, place_of
from slarules.engine.bulk.reading.batches import ItemBatch
from slarules.engine.bulk.reading.views import ALONE, UNREMARKABLE
from slarules.engine.bulk.recording.cells import Codes, Flags, Ints, Texts, texts
from slarules.facts.history import Step, Timeline

NOBODY_KNOWS = ""
"""In place of what is no text, or not known."""

Alone = Mapping[int, Timeline | None]
"""What is known of the items of a batch that have no outline, by their number in it."""


def says(items: ItemBatch, alone: Alone, fact: str) -> bool:
    """Return whether the source says a fact of any item of a batch."""
    if any(timeline is not None and fact in timeline.facts for timeline in alone.values()):
        return True
    return any(_steps(items, outline, fact) for outline in _used(items))


def exist(items: ItemBatch, alone: Alone) -> int:
    """Return how many items of a batch there are so far."""
    if items.outlines is None:
        return len(items) - sum(each is None for each in alone.values())
    missing = [n for n, each in enumerate(items.templates) if each is None or each.timeline is None]
    known = (items.outlines >= 0) & ~np.isin(items.outlines, missing)
    known |= items.outlines == UNREMARKABLE
    return int(np.count_nonzero(known)) + sum(each is not None for each in alone.values())


def known(items: ItemBatch, alone: Alone, fact: str, item: Ints, at: Ints) -> Texts:
    """Return a fact of items, each at an instant; empty where it is not known, or no text.

    It is known where all was asked for that the source says, which a run that is written does.

    Args:
        item: The numbers of the items in the batch.
    """
    outlines = _outlines(items)
    steps = {outline: _steps(items, outline, fact) for outline in _used(items)}
    pool = {NOBODY_KNOWS: 0}
    codes = np.zeros(len(item), np.int32)
    for number in range(max(map(len, steps.values()), default=0)):
        has = [outline for outline, each in steps.items() if len(each) > number]
        place, code = _taken(steps, has, number, len(items.templates), pool)
        reached = _reached(items, item, at, place[outlines[item]])
        codes[reached] = code[outlines[item]][reached]
    for row in np.flatnonzero(np.isin(item, list(alone))):
        timeline = alone[int(item[row])]
        value = None if timeline is None else timeline.value(fact, at[row])
        codes[row] = _code(pool, value)
    return Texts(codes, texts(list(pool)).pool)


NO_STEP = -9
"""In place of a place: the outline has no such step."""


def _taken(
    steps: Mapping[int, Sequence[Step]],
    outlines: Sequence[int],
    number: int,
    every: int,
    pool: dict[str, int],
) -> tuple[Ints, Codes]:
    """Return by outline where its step of a number stands, and the code of its value."""
    place, code = np.full(every + 1, NO_STEP, np.int64), np.zeros(every + 1, np.int32)
    for outline in outlines:
        step = steps[outline][number]
        place[outline], code[outline] = place_of(step.at), _code(pool, step.value)
    return place, code


def _reached(items: ItemBatch, item: Ints, at: Ints, place: Ints) -> Flags:
    """Return which places of the items lie at an instant or before it."""
    stands = np.where(place == AT_NOW, int(items.until), np.iinfo(np.int64).max)
    stands[place == AT_BEGINNING] = np.iinfo(np.int64).min
    own = place >= 0
    stands[own] = items.at[items.first[item[own]] + place[own]]
    reached: Flags = (stands <= at) & (place != NO_STEP)
    return reached


def _code(pool: dict[str, int], value: object) -> int:
    return pool.setdefault(value, len(pool)) if isinstance(value, str) else pool[NOBODY_KNOWS]


def _steps(items: ItemBatch, outline: int, fact: str) -> Sequence[Step]:
    template = items.templates[outline]
    timeline = None if template is None else template.timeline
    return () if timeline is None else timeline.facts.get(fact, ())


def _used(items: ItemBatch) -> list[int]:
    outlines = _outlines(items)
    found: list[int] = np.unique(outlines[outlines >= 0]).tolist()
    return found


def _outlines(items: ItemBatch) -> Codes:
    """Return the outlines of items, `ALONE` where nothing more was asked than what is judged."""
    if items.outlines is None:
        return np.full(len(items), ALONE, np.int32)
    return np.maximum(items.outlines, ALONE)
