"""Batches of items walked by all cores, each of which keeps its room from batch to batch.

Memory that is touched for the first time costs more than what is written into it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from slarules.engine.bulk.judging.clock_tables import ClockTables
from slarules.engine.bulk.judging.compiled import NONE
from slarules.engine.bulk.judging.cores import cores
from slarules.engine.bulk.judging.judge import COUNTED, Out
from slarules.engine.bulk.judging.recipe_tables import LEVEL, PIECE, STAND, RecipeTables
from slarules.engine.bulk.reading.elements import Elements, Flags
from slarules.engine.bulk.walking.compiled_runs import MOST_ROWS
from slarules.engine.bulk.walking.compiled_steps import Ways
from slarules.engine.bulk.walking.compiled_walk import Desk, desk_of, walk
from slarules.engine.bulk.walking.programs import Program
from slarules.engine.bulk.walking.walk_tables import WalkTables

FEW = 1 << 12
"""Fewer items than twice as many are walked by one thread."""

MOST_PARTS = 8
"""A batch is cut into no more parts, so that who is done sooner takes another."""

KINDS: dict[str, Any] = dict.fromkeys(("item", "recipe", "row", "level"), np.int32)
KINDS |= {"word": np.int8, "provisional": np.bool_}

UNASKED = {"row": 0, "level": -1, "elapsed": 0, "paused": 0, "excluded": 0}
"""What stands in columns that nobody asked for; `NONE` in the others."""


class Docket(NamedTuple):
    """A batch that is to be judged, and what it is judged by."""

    clocks: ClockTables
    tables: WalkTables
    recipes: RecipeTables
    elements: Elements
    ways: Ways
    until: int


@dataclass(slots=True)
class WaysKept:
    """Room for the ways of the items of a batch."""

    _held: Ways = field(default_factory=lambda: _ways(0))

    def of(self, rows: int) -> Ways:
        """Return room for the ways of so many rows."""
        if len(self._held.state) < rows:
            self._held = _ways(rows + rows // 4)
        return self._held


@dataclass(slots=True)
class _Part:
    """The room of one part of each batch."""

    program: Program
    out: Out = field(default_factory=lambda: columns(0, whole=True))
    is_whole: bool = True
    _recipes: RecipeTables | None = None
    _own: RecipeTables | None = None
    _desk: Desk | None = None
    _clocks: int = 0

    def walked(self, docket: Docket, left: Flags, low: int, high: int, *, whole: bool) -> Out:
        """Return the verdicts on some items, in columns that the next batch will take."""
        own, desk = self._recipes_of(docket), self._desk_of(docket)
        first = docket.elements.first
        room = room_of(self.program, high - low, int(first[high] - first[low]))
        if len(self.out.item) < room or (whole and not self.is_whole):
            self.out, self.is_whole = columns(room + room // 4, whole=whole), whole
        clocks, tables, _, elements, ways, until = docket
        desk.known.item.fill(-1)
        count = walk(
            clocks, tables, own, elements, ways, until, low, high, left, desk, self.out, whole
        )
        return Out(**{name: column[:count] for name, column in self.out._asdict().items()})

    def _recipes_of(self, docket: Docket) -> RecipeTables:
        """Return recipes into which a thread may write."""
        if self._own is None or self._recipes is not docket.recipes:
            stands = 1 + len(self.program.stands)
            self._recipes, self._desk = docket.recipes, None
            self._own = docket.recipes._replace(
                recipes=docket.recipes.recipes.copy(),
                stands=np.zeros(stands, STAND),
                pieces=np.zeros(MOST_ROWS * stands, PIECE),
                levels=np.zeros(MOST_ROWS, LEVEL),
            )
        return self._own

    def _desk_of(self, docket: Docket) -> Desk:
        recipes, clocks = docket.recipes, len(docket.clocks.clocks)
        if self._desk is None or self._clocks != clocks:
            spans = int(recipes.recipes["pieces"].max(initial=0))
            stands = 1 + len(self.program.stands)
            size = MOST_ROWS * stands + spans + len(recipes.steps) + 8
            self._desk, self._clocks = desk_of(size, clocks), clocks
        return self._desk


class Sharing:
    """Who walks the items of batches."""

    def __init__(self, program: Program) -> None:
        self._cores = cores()
        self._parts = [_Part(program) for _ in range(min(MOST_PARTS, 2 * self._cores))]
        self._helpers: ThreadPoolExecutor | None = None

    def verdicts(self, docket: Docket, left: Flags, *, whole: bool) -> list[Out]:
        """Return the verdicts on the items of a batch."""
        items = len(left)
        number = max(1, min(len(self._parts), items // FEW))
        found: list[Out | None] = [None] * number
        numbers = iter(range(number))

        def work() -> None:
            for n in numbers:
                low, high = items * n // number, items * (n + 1) // number
                found[n] = self._parts[n].walked(docket, left, low, high, whole=whole)

        self._shared(work, number)
        return [together([each for each in found if each is not None], whole=whole)]

    def _shared(self, work: Callable[[], None], number: int) -> None:
        helpers = min(number, self._cores) - 1
        if helpers and self._helpers is None:
            # Its threads end with it.
            self._helpers = ThreadPoolExecutor(self._cores - 1, "walking")
        asked = [self._helpers.submit(work) for _ in range(helpers)] if self._helpers else []
        work()
        for each in asked:
            # Who has not begun has nothing left to do.
            if not each.cancel():
                each.result()


def room_of(program: Program, items: int, rows: int) -> int:
    """Return how many verdicts there may be at most on so many items."""
    return len(program.promises) * (rows + items)


def columns(room: int, *, whole: bool) -> Out:
    """Return empty columns for so many verdicts; of those that nobody asked for, for none."""
    sizes = {name: room if whole or name in COUNTED else 0 for name in Out._fields}
    return Out(**{name: np.empty(n, KINDS.get(name, np.int64)) for name, n in sizes.items()})


def together(parts: Sequence[Out], *, whole: bool) -> Out:
    """Return the verdicts of parts in memory of their own."""
    count = sum(len(part.item) for part in parts)

    def column(name: str) -> NDArray[Any]:
        held = [getattr(part, name) for part in parts]
        if whole or name in COUNTED:
            return np.concatenate(held)
        return np.broadcast_to(held[0].dtype.type(UNASKED.get(name, NONE)), count)

    return Out(**{name: column(name) for name in Out._fields})


def _ways(rows: int) -> Ways:
    return Ways(np.empty(rows, np.int32), np.empty(rows, np.int64))
