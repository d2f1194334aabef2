"""The items of a table, batch by batch: their outlines and instants."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
import pyarrow as pa

from slarules.engine.bulk.reading.ahead import ahead
from slarules.engine.bulk.reading.batches import ItemBatch
from slarules.engine.bulk.reading.coding import Coder
from slarules.engine.bulk.reading.compiled_names import starts
from slarules.engine.bulk.reading.compiled_rows import Rows, alone, customers
from slarules.engine.bulk.reading.elements import (
    ALL_ALONG,
    NONE,
    Codes,
    Elements,
    Flags,
    Numbers,
)
from slarules.engine.bulk.reading.views import ALONE, UNREMARKABLE, WALKED, View, instants
from slarules.facts.columns import AT, FILE, ITEM, ODD, RECORDED, ROW
from slarules.facts.raw import CUSTOMER
from slarules.instants import Instant


class _LookedAt(NamedTuple):
    """The items of a batch before they are judged.

    Attributes:
        apart: Which are to be looked at alone.
        outlines: Of all that rules look at, where it is asked for.
        customers: The number of each item's customer; -1 for none.
    """

    names: pa.Array
    rows: Rows
    elements: Elements
    apart: Flags
    outlines: Codes | None
    customers: Codes


@dataclass
class Reading:
    """The items of one table while they are read.

    Attributes:
        judged: What judging looks at.
        whole: All that rules look at, where it is asked for.
        as_of: What was recorded later is not known yet.
        alone: The names of items that are looked at alone.
        unremarkable: Says of which items nothing is odd; then nothing more is told of them.
        walk: Judges the items that it can from row to row, and notes those that are left.
    """

    judged: View
    whole: View | None
    as_of: Instant
    alone: list[str] = field(default_factory=list)
    unremarkable: Callable[[Elements, Flags], Flags] | None = None
    walk: Callable[[Elements, Flags], Iterable[object]] | None = None
    _customers: Coder = field(default_factory=Coder)

    def items(self, batch: pa.RecordBatch) -> ItemBatch:
        """Return the items of a batch that holds each of its items whole."""
        return self._judged(self._looked_at(batch))

    def all_items(self, batches: Iterable[pa.RecordBatch]) -> Iterator[ItemBatch]:
        """Yield the items of batches of whole items, each looked at while others are worked at."""
        looked_at = ahead(self._looked_at(batch) for batch in ahead(whole(batches)))
        return (self._judged(found) for found in looked_at)

    def _looked_at(self, batch: pa.RecordBatch) -> _LookedAt:
        names, until = batch.column(ITEM), self.judged.until
        begins = starts(names)
        first = np.append(begins, len(batch)).astype(np.int64)
        rows, apart = self._rows(batch, first), np.zeros(len(begins), np.bool_)
        alone(rows, until, self.as_of, self.judged.wanted.table.shape == "events", apart)
        elements = self.judged.elements(batch, rows, apart)
        outlines = self._all(batch, rows, apart)
        whose = np.full(len(begins), -1, np.int32)
        if batch.column(f":{CUSTOMER}").null_count < len(batch):
            customers(first, rows.customer, whose)
        return _LookedAt(_names(names, begins), rows, elements, apart, outlines, whose)

    def _judged(self, found: _LookedAt) -> ItemBatch:
        elements, apart, rows = found.elements, found.apart, found.rows
        walked: tuple[object, ...] = ()
        left = apart
        if self.walk is not None:
            left = apart.copy()
            walked = tuple(self.walk(elements, left))
        judged = self.judged.outlines(elements, apart | ~left if walked else apart)
        if walked:
            judged[~left] = WALKED
        is_alone = judged == ALONE
        if is_alone.any():
            self.alone += found.names.filter(pa.array(is_alone)).to_pylist()
        return ItemBatch(
            kind=self.judged.wanted.kind.name,
            names=found.names,
            customers=found.customers,
            customer_names=self._customers.texts,
            judged=judged,
            judged_templates=self.judged.templates,
            outlines=found.outlines,
            templates=self.whole.templates if self.whole else (),
            first=elements.first,
            at=elements.at,
            row_first=rows.first,
            file=rows.file,
            row=rows.row,
            recorded=rows.recorded,
            files=[each.file for each in self.judged.files],
            within=[each.within for each in self.judged.files],
            until=self.judged.until,
            walked=walked,
        )

    def _all(self, batch: pa.RecordBatch, rows: Rows, apart: Flags) -> Codes | None:
        """Return the outlines of all that rules look at; who has none stands apart."""
        if self.whole is None:
            return None
        elements = self.whole.elements(batch, rows, apart)
        if self.unremarkable is None:
            outlines = self.whole.outlines(elements, apart)
            apart |= outlines == ALONE
            return outlines
        plain = self.unremarkable(elements, apart)
        outlines = self.whole.outlines(elements, apart | plain)
        outlines[plain] = UNREMARKABLE
        apart |= outlines == ALONE
        return outlines

    def _rows(self, batch: pa.RecordBatch, first: Numbers) -> Rows:
        is_wide = self.judged.wanted.table.shape == "wide"
        at = np.full(len(batch), ALL_ALONG, np.int64) if is_wide else instants(batch.column(AT))
        recorded = np.zeros(0, np.int64)
        if RECORDED in batch.schema.names:
            recorded = instants(batch.column(RECORDED))
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


def _names(names: pa.Array, begins: Numbers) -> pa.Array:
    """Return the name of each item by the rows at which they begin."""
    if not pa.types.is_dictionary(names.type):
        return names.take(pa.array(begins))
    codes = np.asarray(names.indices)[begins]
    if len(codes) and np.array_equal(codes, np.arange(codes[0], codes[0] + len(codes))):
        return names.dictionary.slice(int(codes[0]), len(codes))
    return names.dictionary.take(pa.array(codes))


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


def _if_named(text: str | None) -> str:
    return text if text and text.strip() else ""
