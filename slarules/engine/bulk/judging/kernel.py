"""Items after items in compiled code: every recipe of each, into columns."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from slarules.engine.bulk.judging.clock_tables import ClockTables
from slarules.engine.bulk.judging.compiled import compiled
from slarules.engine.bulk.judging.compiled_clocks import Instants
from slarules.engine.bulk.judging.goals import Dues
from slarules.engine.bulk.judging.judge import ALL, FINE, NO_VERDICT, Out, Room, judged
from slarules.engine.bulk.judging.recipe_tables import RecipeTables
from slarules.engine.bulk.judging.stopping import Item, Stretches


class Docket(NamedTuple):
    """What is to be judged.

    Attributes:
        pick: By item, what it has in common with others; below zero it is judged alone.
        first: Where the instants of each item begin, and where those of the last end.
        at: All instants.
        out: Where the verdicts of each item begin.
        alone: By item, why it is judged alone; `FINE` where it is not.
        until: The evaluation instant.
    """

    pick: NDArray[np.int32]
    first: Instants
    at: Instants
    out: Instants
    alone: Instants
    until: int


@compiled
def judge(  # noqa: PLR0913, PLR0917
    t: ClockTables, r: RecipeTables, docket: Docket, out: Out, low: int, high: int, room: int
) -> None:
    """Judge the items from one number to another.

    Args:
        t: The clocks.
        r: The recipes.
        docket: The items.
        out: Where the verdicts go.
        low: The number of the first item.
        high: The number after the last one.
        room: How many stretches may stand still in a run, or goals stand in one, at most.
    """
    work = room_of(room)
    for i in range(low, high):
        pick = docket.pick[i]
        if pick < 0:
            continue
        item, o = Item(docket.at, docket.first[i], docket.until), docket.out[i]
        for k in range(r.picks[pick].at, r.picks[pick].end):
            out.item[o] = i
            found = judged(t, r, k, item, work, out, o, ALL)
            if found != FINE:
                docket.alone[i] = found
                break
            o += 1
        if docket.alone[i] != FINE:
            number = r.picks[pick].end - r.picks[pick].at
            out.word[docket.out[i] : docket.out[i] + number] = NO_VERDICT


@compiled
def room_of(n: int) -> Room:
    """Return room for so many stretches."""
    return Room(
        _stretches(n), _stretches(n), _stretches(n), _stretches(n), Dues(_ints(n), _ints(n))
    )


@compiled
def _stretches(n: int) -> Stretches:
    return Stretches(_ints(n), _ints(n))


@compiled
def _ints(n: int) -> Instants:
    return np.empty(n, np.int64)
