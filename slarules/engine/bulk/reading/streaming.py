"""The items of a table, batch by batch: their outlines and instants."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from typing import NamedTuple, TypeVar

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from slarules.engine.bulk.reading.ahead import ahead
from slarules.engine.bulk.reading.batches import ItemBatch
from slarules.engine.bulk.reading.coding import Coder, Text
from slarules.engine.bulk.reading.compiled_rows import Rows, alone, customers
from slarules.engine.bulk.reading.elements import (
    ALL_ALONG,
    NONE,
    Codes,
    Elements,
    Flags,
    Numbers,
)
from slarules.engine.bulk.reading.row_symbols import EventSymbols, RowSymbols
from slarules.engine.bulk.reading.views import ALONE, UNREMARKABLE, WALKED, View, instants
from slarules.engine.bulk.reading.whole_items import Whole, in_parts, names, of_one, whole
from slarules.facts.columns import AT, FILE, ODD, RECORDED, ROW
from slarules.facts.raw import CUSTOMER
from slarules.instants import Instant

T = TypeVar("T", bound=np.generic)


class _LookedAt(NamedTuple):
    """The items of a batch before they are judged.

    Attributes:
        apart: Which are to be looked at alone.
        outlines: Of all that rules look at, where it is asked for.
        customers: The number of each item's customer; -1 for none.
        is_behind: Whether rows of an item stand in their file behind rows that come later.
    """

    names: pa.Array
    rows: Rows
    elements: Elements
    apart: Flags
    outlines: Codes | None
    customers: Codes
    is_behind: bool


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
    _customers: Coder[Text] = field(default_factory=Coder[Text])

    def __post_init__(self) -> None:
        lookers = [view.looker for view in (self.judged, self.whole) if view]
        if self.judged.wanted.table.shape == "events":
            self._says: EventSymbols | RowSymbols = EventSymbols(lookers)
        else:
            self._says = RowSymbols(lookers, self.judged.files)

    def items(self, batch: pa.RecordBatch) -> ItemBatch:
        """Return the items of a batch that holds each of its items whole."""
        return self._judged(self._looked_at(of_one(batch)))

    def all_items(self, batches: Iterable[pa.RecordBatch]) -> Iterator[ItemBatch]:
        """Yield the items of sorted batches, each looked at while others are worked at."""
        is_events = self.judged.wanted.table.shape == "events"
        found = map(of_one, whole(batches)) if is_events else in_parts(batches)
        with closing(ahead(self._all_looked_at(found))) as looked_at:
            yield from map(self._judged, looked_at)

    def _all_looked_at(self, found: Iterator[Whole]) -> Iterator[_LookedAt]:
        with closing(ahead(found)) as wholes:
            yield from map(self._looked_at, wholes)

    def _looked_at(self, items: Whole) -> _LookedAt:
        judged, parts, first = self.judged, items.parts, items.first
        rows, apart = self._rows(parts, first), np.zeros(len(first) - 1, np.bool_)
        says, until = self._says.of(parts, rows, apart), judged.until
        is_events = judged.wanted.table.shape == "events"
        are_parts = any(each.within for each in judged.files)
        is_behind = alone(
            rows, says.numbers, says.own, says.about, until, self.as_of, is_events, are_parts, apart
        )
        elements = judged.elements(parts, rows, says.symbols(0), apart)
        outlines = None
        if self.whole is not None:
            outlines = self._all(self.whole.elements(parts, rows, says.symbols(1), apart), apart)
        whose = self._whose(rows)
        return _LookedAt(names(items), rows, elements, apart, outlines, whose, bool(is_behind))

    def _whose(self, rows: Rows) -> Codes:
        """Return the number of each item's customer; -1 for none."""
        found = np.full(len(rows.first) - 1, -1, np.int32)
        if len(rows.customer):
            customers(rows.first, rows.customer, found)
        return found

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
            is_behind=found.is_behind,
        )

    def _all(self, elements: Elements, apart: Flags) -> Codes:
        """Return the outlines of all that rules look at; who has none stands apart."""
        assert self.whole is not None  # noqa: S101 - it is asked for
        if self.unremarkable is None:
            outlines = self.whole.outlines(elements, apart)
        else:
            plain = self.unremarkable(elements, apart)
            outlines = self.whole.outlines(elements, apart | plain)
            outlines[plain] = UNREMARKABLE
        apart |= outlines == ALONE
        return outlines

    def _rows(self, parts: Sequence[pa.RecordBatch], first: Numbers) -> Rows:
        is_wide, recorded = self.judged.wanted.table.shape == "wide", np.zeros(0, np.int64)
        at = np.full(int(first[-1]), ALL_ALONG, np.int64) if is_wide else instants(parts, AT)
        if RECORDED in parts[0].schema.names:
            recorded = instants(parts, RECORDED)
            recorded[recorded < at] = NONE
        return Rows(
            first=first,
            at=at,
            recorded=recorded,
            file=_given([np.asarray(part.column(FILE)) for part in parts]),
            row=_given([np.asarray(part.column(ROW)) for part in parts]),
            odd=_odd([part.column(ODD) for part in parts]),
            customer=self._named([part.column(f":{CUSTOMER}") for part in parts]),
        )

    def _named(self, columns: Sequence[pa.Array]) -> Codes:
        if all(column.null_count == len(column) for column in columns):
            return np.zeros(0, np.int32)
        nobody = self._customers.code("")
        plain = _stripped if self.judged.wanted.table.shape == "events" else _if_named
        codes = np.concatenate([self._customers.codes(column, plain) for column in columns])
        return np.where(codes == nobody, -1, codes).astype(np.int32)


def _given(parts: Sequence[NDArray[T]]) -> NDArray[T]:
    """Return a column that may not be written; what stands in one part stays where it is."""
    found = parts[0].view() if len(parts) == 1 else np.concatenate(parts)
    found.flags.writeable = False
    return found


def _odd(columns: Sequence[pa.BooleanArray]) -> Flags:
    """Return which rows are odd; nothing where none is."""
    if not any(column.true_count for column in columns):
        return np.zeros(0, np.bool_)
    return np.concatenate([np.asarray(column.cast(pa.uint8())) for column in columns]).astype(
        np.bool_
    )


def _if_named(text: str | None) -> str:
    return text if text and text.strip() else ""


def _stripped(text: str | None) -> str:
    """Return a customer as events name one: blanks around it are no part of a name there."""
    return (text or "").strip()
