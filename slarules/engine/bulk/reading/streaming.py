"""The items of a table, batch by batch: their outlines and instants."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa

from slarules.engine.bulk.reading.batches import ALONE, ItemBatch
from slarules.engine.bulk.reading.coding import Coder, Pairs
from slarules.engine.bulk.reading.compiled_names import starts
from slarules.engine.bulk.reading.compiled_rows import (
    Rows,
    alone,
    customers,
    doubled,
    told_before,
    with_times,
)
from slarules.engine.bulk.reading.compiled_trees import MISSING, MOST_ELEMENTS, Tree, kept
from slarules.engine.bulk.reading.elements import (
    ALL_ALONG,
    NONE,
    UNREADABLE,
    Codes,
    Elements,
    Flags,
    Numbers,
    Signs,
)
from slarules.engine.bulk.reading.row_texts import RowTexts
from slarules.engine.bulk.reading.symbols import Said, TimeIn
from slarules.engine.bulk.reading.templates import Element, Making, Template
from slarules.engine.bulk.reading.wanted import Wanted
from slarules.facts.columns import AT, FILE, ITEM, ODD, RECORDED, ROW, FileColumns
from slarules.facts.raw import CUSTOMER
from slarules.instants import Instant

MOST_TEMPLATES = 200_000
"""With more outlines than that, items differ too much for another to be worth its room."""


@dataclass
class Reading:
    """The items of one table while they are read.

    Attributes:
        until: The evaluation instant.
        as_of: What was recorded later is not known yet.
        files: The files of the table, by the numbers that batches use.
        templates: By outline; None where its items are looked at alone.
        alone: The names of items that are looked at alone.
    """

    wanted: Wanted
    making: Making
    until: Instant
    as_of: Instant
    files: Sequence[FileColumns]
    templates: list[Template | None] = field(default_factory=list)
    alone: list[str] = field(default_factory=list)
    _tree: Tree = field(default_factory=Tree)
    _customers: Coder = field(default_factory=Coder)
    _numbers: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._symbols = self.wanted.symbols()
        self._texts = RowTexts(self.wanted, self._symbols, self.files)
        self._pairs = [Pairs() for _ in self.wanted.columns[1:]]
        self._marks = np.asarray(
            [self._symbols.time(name) for name, _ in self.wanted.times], np.int32
        )

    def items(self, batch: pa.RecordBatch) -> ItemBatch:
        """Return the items of a batch that holds each of its items whole."""
        names = batch.column(ITEM)
        begins = starts(names)
        first = np.append(begins, len(batch)).astype(np.int64)
        rows, apart = self._rows(batch, first), np.zeros(len(begins), np.bool_)
        alone(rows, self.until, self.as_of, self.wanted.table.shape == "events", apart)
        symbols = self._coded(batch, rows, apart)
        elements = self._elements(batch, rows, symbols, apart)
        outlines = self._outlines(elements, apart)
        whose = np.empty(len(begins), np.int32)
        customers(first, rows.customer, whose)
        named = names.take(pa.array(begins))
        if pa.types.is_dictionary(named.type):
            named = named.dictionary_decode()
        self.alone += named.filter(pa.array(outlines == ALONE)).to_pylist()
        return ItemBatch(
            kind=self.wanted.kind.name,
            names=named,
            customers=whose,
            customer_names=self._customers.texts,
            outlines=outlines,
            templates=self.templates,
            first=elements.first,
            at=elements.at,
            row_first=first,
            file=rows.file,
            row=rows.row,
            recorded=rows.recorded,
            files=[each.file for each in self.files],
            within=[each.within for each in self.files],
            until=self.until,
        )

    # --- rows ------------------------------------------------------------------------------------

    def _rows(self, batch: pa.RecordBatch, first: Numbers) -> Rows:
        is_wide = self.wanted.table.shape == "wide"
        at = np.full(len(batch), ALL_ALONG, np.int64) if is_wide else _instants(batch.column(AT))
        recorded = np.zeros(0, np.int64)
        if RECORDED in batch.schema.names:
            recorded = _instants(batch.column(RECORDED))
            recorded[recorded < at] = NONE
        return Rows(
            first=first,
            at=at,
            recorded=recorded,
            file=np.asarray(batch.column(FILE)).astype(np.int32),
            row=np.asarray(batch.column(ROW)).astype(np.int64, copy=False),
            odd=np.asarray(batch.column(ODD).cast(pa.uint8())).astype(np.bool_),
            customer=self._named(batch),
        )

    def _named(self, batch: pa.RecordBatch) -> Codes:
        column, nobody = batch.column(f":{CUSTOMER}"), self._customers.code("")
        if column.null_count == len(column):
            return np.full(len(column), -1, np.int32)
        codes = self._customers.codes(column, _if_named)
        return np.where(codes == nobody, -1, codes).astype(np.int32)

    # --- symbols ---------------------------------------------------------------------------------

    def _coded(self, batch: pa.RecordBatch, rows: Rows, apart: Flags) -> Codes:
        """Return the symbol of each row; what cannot be read makes its item stand apart."""
        about = np.zeros(len(batch), np.int32)
        if self.wanted.table.shape == "events":
            columns, sets, about = self._texts.of_events(batch)
            needed = np.zeros(len(batch), np.bool_)
            told_before(rows.first, sets, apart, needed)
            if needed.any():
                self._texts.of_befores(batch, columns, about, needed)
        else:
            columns = self._texts.of_rows(batch)
        symbols = self._joined(columns)
        doubled(rows.first, rows.at, symbols, about, apart)
        return symbols

    def _joined(self, columns: Sequence[Codes]) -> Codes:
        found = columns[0]
        for pairs, column in zip(self._pairs, columns[1:], strict=True):
            found = pairs.codes(found, column)
        last = self._pairs[-1].pairs if self._pairs else self._texts.coders[0].texts
        self._numbers += map(self._symbol, range(len(self._numbers), len(last)))
        return np.asarray(self._numbers, np.int32)[found]

    def _symbol(self, number: int) -> int:
        """Return the symbol of a combination of texts."""
        codes: list[int] = []
        for pairs in reversed(self._pairs):
            number, code = pairs.pairs[number]
            codes.append(code)
        cells = zip(self._texts.coders, (number, *reversed(codes)), strict=True)
        return self._symbols.row(tuple(coder.texts[code] for coder, code in cells))

    # --- outlines --------------------------------------------------------------------------------

    def _elements(
        self, batch: pa.RecordBatch, rows: Rows, symbols: Codes, apart: Flags
    ) -> Elements:
        if not len(self._marks):
            return Elements(rows.first, rows.at, symbols)
        times = np.stack([_instants(batch.column(f"@{name}")) for name, _ in self.wanted.times])
        several = np.diff(rows.first) > 1
        unread = np.logical_or.reduceat((times == UNREADABLE).any(axis=0), rows.first[:-1])
        apart |= several | unread
        room = len(symbols) * (1 + len(times))
        at, symbol = np.empty(room, np.int64), np.empty(room, np.int32)
        first = with_times(rows.first, symbols, times, self._marks, at, symbol)
        return Elements(first, at[: first[-1]], symbol[: first[-1]])

    def _outlines(self, elements: Elements, apart: Flags) -> Codes:
        signs = np.asarray([*self._symbols.signs, 0], np.int8)
        found = np.full(len(apart), MISSING, np.int32)
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


def whole(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """Yield the same rows so that no item goes on in the next batch."""
    tail: list[pa.RecordBatch] = []
    for batch in batches:
        if not len(batch):
            continue
        begins = starts(batch.column(ITEM))
        if tail and _name(batch, 0) != _name(tail[0], 0):
            yield _together(tail)
            tail = []
        if len(begins) == 1:
            tail.append(batch)
            continue
        if tail:
            yield _together([*tail, batch.slice(0, int(begins[1]))])
            batch, begins = batch.slice(int(begins[1])), begins[1:] - begins[1]  # noqa: PLW2901
        last = int(begins[-1])
        if last:
            yield batch.slice(0, last)
        tail = [batch.slice(last)]
    if tail:
        yield _together(tail)


def _name(batch: pa.RecordBatch, row: int) -> str:
    return str(batch.column(ITEM)[row])


def _together(parts: Sequence[pa.RecordBatch]) -> pa.RecordBatch:
    if len(parts) == 1:
        return parts[0]
    return pa.concat_batches([_plain(part) for part in parts])


def _plain(part: pa.RecordBatch) -> pa.RecordBatch:
    """Return a batch without dictionaries, each of which is a batch's own."""
    columns = [
        column.dictionary_decode() if pa.types.is_dictionary(column.type) else column
        for column in part.columns
    ]
    return pa.RecordBatch.from_arrays(columns, names=part.schema.names)


def _instants(column: pa.Array) -> Numbers:
    filled = column.fill_null(NONE) if column.null_count else column
    return np.array(filled, np.int64)


def _if_named(text: str | None) -> str:
    return text if text and text.strip() else ""


THREADS = 2


def in_parts(count: int, work: Callable[[int, int], None]) -> None:
    """Do work on all items, by as many threads as there are cores."""
    if count < 10_000:
        work(0, count)
        return
    ends = np.linspace(0, count, 2 * THREADS + 1).astype(int).tolist()
    with ThreadPoolExecutor(THREADS) as pool:
        list(pool.map(work, ends[:-1], ends[1:]))
