"""One view of the rows of a table: what of them is looked at, and the outlines that they make."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa

from slarules.engine.bulk.reading.compiled_rows import Rows, with_times
from slarules.engine.bulk.reading.compiled_trees import MISSING, MOST_ELEMENTS, Tree, kept
from slarules.engine.bulk.reading.elements import (
    NONE,
    PASSED_OVER,
    PASSED_OVER_ALONE,
    UNREADABLE,
    Codes,
    Elements,
    Flags,
    Numbers,
    Signs,
)
from slarules.engine.bulk.reading.symbols import Said, Symbol, Symbols, TimeIn
from slarules.engine.bulk.reading.templates import Element, Making, Template
from slarules.engine.bulk.reading.wanted import Wanted
from slarules.facts.columns import FileColumns
from slarules.instants import Instant

ALONE, WALKED = -1, -2
"""In place of an outline: the item is looked at by itself, or was judged from row to row."""

UNREMARKABLE = -3
"""In place of an outline of all that rules look at: nothing is odd, and nothing more was asked."""

MOST_TEMPLATES = 200_000
"""With more outlines than that, items differ too much for another to be worth its room."""

THREADS = 2


@dataclass
class View:
    """What the rules of a contract, or all of a mapping, see of the rows of a table.

    Attributes:
        until: The evaluation instant.
        files: The files of the table, by the numbers that batches use.
        templates: By outline; None where its items are looked at alone.
    """

    wanted: Wanted
    making: Making
    until: Instant
    files: Sequence[FileColumns]
    templates: list[Template | None] = field(default_factory=list)
    _tree: Tree = field(default_factory=Tree)

    def __post_init__(self) -> None:
        self._symbols = self.wanted.symbols()
        self._marks = np.asarray(
            [self._symbols.time(name) for name, _ in self.wanted.times], np.int32
        )

    @property
    def looker(self) -> tuple[Wanted, Symbols]:
        """What is wanted, and the symbols that are known."""
        return self.wanted, self._symbols

    @property
    def known_symbols(self) -> Sequence[Symbol]:
        """What rows say, by number; it grows."""
        return self._symbols.known

    @property
    def fields_told(self) -> frozenset[str]:
        """The fields of which any row says something."""
        said = (symbol.entry.fields for symbol in self._symbols.known if isinstance(symbol, Said))
        return frozenset(name for names in said for name in names)

    def elements(
        self, parts: Sequence[pa.RecordBatch], rows: Rows, symbols: Codes, apart: Flags
    ) -> Elements:
        """Return the elements of items, and note those that stand apart.

        Args:
            parts: The rows.
            rows: The same.
            symbols: What each says.
            apart: Takes in the items.
        """
        if not len(self._marks):
            return Elements(rows.first, rows.at, symbols)
        times = np.stack([instants(parts, f"@{name}") for name, _ in self.wanted.times])
        several = np.diff(rows.first) > 1
        unread = np.logical_or.reduceat((times == UNREADABLE).any(axis=0), rows.first[:-1])
        # A row of another table than a wide one has an instant of its own beside those it tells.
        apart |= several | unread | (self.wanted.table.shape != "wide")
        room = len(symbols) * (1 + len(times))
        at, symbol = np.empty(room, np.int64), np.empty(room, np.int32)
        first = with_times(rows.first, symbols, times, self._marks, at, symbol)
        return Elements(first, at[: first[-1]], symbol[: first[-1]])

    # --- outlines --------------------------------------------------------------------------------

    def outlines(self, elements: Elements, apart: Flags) -> Codes:
        """Return the outline of each item; `ALONE` where it has none."""
        found = np.full(len(apart), MISSING, np.int32)
        if apart.all():
            return found
        signs = np.asarray([*self._symbols.signs, 0], np.int8)
        if self.making.tells:
            signs[signs == PASSED_OVER] = PASSED_OVER_ALONE
        in_parts(
            len(apart), lambda a, b: self._tree.known(elements, signs, self.until, a, b, found)
        )
        new = np.flatnonzero((found == MISSING) & ~apart)
        if len(new):
            found[new] = self._tree.added(elements, signs, self.until, new)
            self._make(elements, signs, new, found)
        is_made = np.asarray([*(each is not None for each in self.templates), False], np.bool_)
        return np.where(apart | ~is_made[found], ALONE, found).astype(np.int32)

    def _make(self, elements: Elements, signs: Signs, new: Numbers, found: Codes) -> None:
        for item in new.tolist():
            if found[item] == len(self.templates):
                is_room = len(self.templates) < MOST_TEMPLATES
                own = self._own(elements, signs, item) if is_room else ()
                self.templates.append(self.making.template(own) if own else None)

    def _own(self, elements: Elements, signs: Signs, item: int) -> list[Element]:
        """Return the elements of an item that count."""
        places, hows = np.empty(MOST_ELEMENTS, np.int32), np.empty(MOST_ELEMENTS, np.int32)
        count = kept(elements, signs, self.until, item, places, hows)
        own: list[Element] = []
        for place, how in zip(places[:count].tolist(), hows[:count].tolist(), strict=True):
            symbol = self._symbols.known[elements.symbol[elements.first[item] + place]]
            row = 0 if len(self._marks) else place
            name = symbol.field if isinstance(symbol, TimeIn) else ""
            own.append(Element(place, row, symbol if isinstance(symbol, Said) else None, name, how))
        return own


def instants(parts: Sequence[pa.RecordBatch], name: str) -> Numbers:
    """Return a column of instants; `NONE` stands where there is none."""
    found, begin = np.empty(sum(map(len, parts)), np.int64), 0
    for part in parts:
        column = part.column(name)
        filled = column.fill_null(NONE) if column.null_count else column
        found[begin : begin + len(part)] = filled
        begin += len(part)
    return found


def in_parts(count: int, work: Callable[[int, int], None]) -> None:
    """Do work on all items, by as many threads as there are cores."""
    if count < 10_000:
        work(0, count)
        return
    ends = np.linspace(0, count, 2 * THREADS + 1).astype(int).tolist()
    with ThreadPoolExecutor(THREADS) as pool:
        list(pool.map(work, ends[:-1], ends[1:]))
