"""One view of the rows of a table: what of them is looked at, and the outlines that they make."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa

from slarules.engine.bulk.reading.coding import Coded, Combinations, Pairs
from slarules.engine.bulk.reading.compiled_rows import (
    Rows,
    doubled,
    told_before,
    unreadable,
    with_times,
)
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
from slarules.engine.bulk.reading.row_texts import RowTexts
from slarules.engine.bulk.reading.symbols import Said, Symbol, TimeIn
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
    _numbers: list[int] = field(default_factory=list)
    _symbol_of: dict[tuple[int, ...], int] = field(default_factory=dict)
    _combinations: Combinations = field(default_factory=Combinations)

    def __post_init__(self) -> None:
        self._symbols = self.wanted.symbols()
        self._texts = RowTexts(self.wanted, self._symbols, self.files)
        self._pairs = [Pairs() for _ in self.wanted.columns[1:]]
        self._marks = np.asarray(
            [self._symbols.time(name) for name, _ in self.wanted.times], np.int32
        )

    @property
    def known_symbols(self) -> Sequence[Symbol]:
        """What rows say, by number; it grows."""
        return self._symbols.known

    @property
    def fields_told(self) -> frozenset[str]:
        """The fields of which any row says something."""
        said = (symbol.entry.fields for symbol in self._symbols.known if isinstance(symbol, Said))
        return frozenset(name for names in said for name in names)

    def elements(self, batch: pa.RecordBatch, rows: Rows, apart: Flags) -> Elements:
        """Return the elements of the items of a batch, and note those that stand apart."""
        if self.wanted.table.shape == "events":
            symbols = self._of_events(batch, rows, apart)
        else:
            symbols = self._of_rows(batch, rows, apart)
        return self._with_times(batch, rows, symbols, apart)

    # --- symbols ---------------------------------------------------------------------------------

    def _of_rows(self, batch: pa.RecordBatch, rows: Rows, apart: Flags) -> Codes:
        symbols = self._joined(len(batch), self._texts.of_rows(batch))
        unreadable(rows.first, symbols, apart)
        doubled(rows.first, rows.at, symbols, np.zeros(len(batch), np.int32), apart)
        return symbols

    def _of_events(self, batch: pa.RecordBatch, rows: Rows, apart: Flags) -> Codes:
        told = self._texts.of_events(batch)
        needed = np.zeros(len(batch), np.bool_)
        told_before(rows.first, told.sets, apart, needed)
        if needed.any():
            self._texts.of_befores(batch, told, needed)
        symbols = self._joined(len(batch), told.columns)
        unreadable(rows.first, symbols, apart)
        doubled(rows.first, rows.at, symbols, told.names, apart)
        return symbols

    def _joined(self, rows: int, columns: Sequence[Coded]) -> Codes:
        if not self._combinations.is_room([len(coder.texts) for coder in self._texts.coders]):
            return self._paired([column.plain(rows) for column in columns])
        return self._combinations.looked_up(rows, columns, self._symbol)

    def _paired(self, columns: Sequence[Codes]) -> Codes:
        found = columns[0]
        for pairs, column in zip(self._pairs, columns[1:], strict=True):
            found = pairs.codes(found, column)
        last = self._pairs[-1].pairs if self._pairs else self._texts.coders[0].texts
        self._numbers += map(self._of_pair, range(len(self._numbers), len(last)))
        return np.asarray(self._numbers, np.int32)[found]

    def _of_pair(self, number: int) -> int:
        """Return the symbol of a combination of texts."""
        codes: list[int] = []
        for pairs in reversed(self._pairs):
            number, code = pairs.pairs[number]
            codes.append(code)
        return self._symbol((number, *reversed(codes)))

    def _symbol(self, codes: tuple[int, ...]) -> int:
        """Return the symbol of texts by their numbers."""
        if codes not in self._symbol_of:
            cells = zip(self._texts.coders, codes, strict=True)
            self._symbol_of[codes] = self._symbols.row(tuple(c.texts[code] for c, code in cells))
        return self._symbol_of[codes]

    def _with_times(
        self, batch: pa.RecordBatch, rows: Rows, symbols: Codes, apart: Flags
    ) -> Elements:
        if not len(self._marks):
            return Elements(rows.first, rows.at, symbols)
        times = np.stack([instants(batch.column(f"@{name}")) for name, _ in self.wanted.times])
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


def instants(column: pa.Array) -> Numbers:
    """Return a column of instants; `NONE` stands where there is none."""
    filled = column.fill_null(NONE) if column.null_count else column
    return np.array(filled, np.int64)


def in_parts(count: int, work: Callable[[int, int], None]) -> None:
    """Do work on all items, by as many threads as there are cores."""
    if count < 10_000:
        work(0, count)
        return
    ends = np.linspace(0, count, 2 * THREADS + 1).astype(int).tolist()
    with ThreadPoolExecutor(THREADS) as pool:
        list(pool.map(work, ends[:-1], ends[1:]))
