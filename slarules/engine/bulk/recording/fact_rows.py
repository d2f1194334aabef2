"""What is known of items as rows of facts: records of outlines with each item's own filled in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from slarules.engine.bulk.reading.batches import ItemBatch
from slarules.engine.bulk.reading.elements import Files
from slarules.engine.bulk.reading.templates import Template
from slarules.engine.bulk.reading.views import UNREMARKABLE
from slarules.engine.bulk.recording.cells import (
    Cells,
    Codes,
    Ints,
    Numbers,
    NumberType,
    Sheet,
    Texts,
    joined,
    numbers,
    taken,
    texts,
)
from slarules.engine.bulk.recording.held_records import HeldRecords, of_one, of_outline
from slarules.facts.history import Timeline
from slarules.facts.records import COLUMN_TYPES, Record
from slarules.instants import Instant

ABSENT: Final = -1
"""In place of an outline: of the item nothing is known yet."""

AT_ONCE: Final = 1 << 18
"""So many rows are made together."""


def sheet_of(records: Iterable[Record]) -> Sheet:
    """Return records as columns."""
    columns = dict(zip(Record._fields, zip(*records, strict=True), strict=False))
    return {name: _column(name, columns.get(name, ())) for name in Record._fields}


def _column(name: str, cells: tuple[object, ...]) -> Cells:
    type_ = COLUMN_TYPES.get(name)
    known: list[object] = list(cells)
    return texts(known) if type_ is None else numbers(type_, known)  # type: ignore[arg-type]


class FactRows:
    """Makes the rows of items, batch by batch.

    Args:
        until: The evaluation instant.
    """

    def __init__(self, until: Instant) -> None:
        self._until = until
        self._held = HeldRecords()
        self._numbers: dict[int, tuple[int, Template]] = {}
        self._subject = 0

    def of(self, items: ItemBatch, alone: Mapping[int, Timeline | None]) -> Iterator[Sheet]:
        """Yield the rows of a batch in order, many at a time.

        Args:
            alone: What is known of the items that have no outline, by their number in the batch.
        """
        outlines = self._outlines(items)
        own, held, firsts = HeldRecords(), self._held.sheet, self._held.first
        for item, timeline in alone.items():
            if timeline is not None:
                outlines[item] = len(firsts) - 1 + own.append(of_one(timeline))
        if len(own.first) > 1:
            held = joined(held, own.sheet)
            firsts = np.concatenate([firsts, own.first[1:] + firsts[-1]])
        filling = _Filling(items, held, firsts)
        for first, end in filling.parts(outlines):
            yield filling.sheet(outlines[first:end], first, self._subject)
            self._subject += int(np.count_nonzero(outlines[first:end] != ABSENT))

    def _outlines(self, items: ItemBatch) -> Ints:
        """Return the number of each item's records among those held."""
        if items.outlines is None or (items.outlines == UNREMARKABLE).any():
            raise TypeError("the outlines of all that is known were not asked for")
        found = np.full(len(items.templates) + 1, ABSENT, np.int64)
        for outline in np.unique(items.outlines[items.outlines >= 0]).tolist():
            found[outline] = self._number(items.templates[outline])
        return found[items.outlines]

    def _number(self, template: Template | None) -> int:
        if template is None or template.timeline is None:
            return ABSENT
        known = self._numbers.get(id(template))
        if known is None:
            number = self._held.append(of_outline(template.timeline, self._until))
            known = self._numbers[id(template)] = number, template
        return known[0]


@dataclass(frozen=True, slots=True)
class _Filling:
    """A batch of items whose rows are made.

    Attributes:
        held: The records of outlines and of items without one.
        first: Where those of each begin.
    """

    items: ItemBatch
    held: Sheet
    first: Ints

    def parts(self, outlines: Ints) -> Iterator[tuple[int, int]]:
        """Yield from which to which item rows are made together."""
        ends = np.cumsum(self._counts(outlines))
        begin = 0
        while begin < len(outlines):
            before = int(ends[begin - 1]) if begin else 0
            end = max(begin + 1, int(np.searchsorted(ends, before + AT_ONCE, "right")))
            yield begin, end
            begin = end

    def _counts(self, outlines: Ints) -> Ints:
        return np.where(outlines < 0, 0, np.diff(self.first, append=0)[outlines])

    def sheet(self, outlines: Ints, begin: int, subject: int) -> Sheet:
        """Return the rows of some items.

        Args:
            begin: The number of the first item.
            subject: The number that it has among all items.
        """
        counts = self._counts(outlines)
        item = np.repeat(np.arange(len(outlines)), counts)
        skipped = np.cumsum(counts) - counts
        within = np.arange(len(item)) - skipped[item]
        rows = taken(self.held, self.first[outlines[item]] + within)
        known = np.cumsum(outlines != ABSENT) - 1
        return _Rows(self.items, rows, item + begin, within).sheet(subject + known[item])


@dataclass(frozen=True, slots=True)
class _Rows:
    """Records, each with its item, while cells of the item's own are put in.

    Attributes:
        within: The place of each among the records of its item; the first tells of the item.
    """

    items: ItemBatch
    held: Sheet
    item: Ints
    within: Ints

    def sheet(self, subject: Ints) -> Sheet:
        items, held = self.items, self.held
        empty = Texts(np.full(len(self.item), -1, np.int32), pa.array([], pa.string()))
        filled: dict[str, Cells] = {
            "subject": Numbers("number", subject),
            "item": self._names(),
            "customer": self._customers(),
            "at": self._times("at", items.first, items.at),
            "until": self._times("until", items.first, items.at),
            "file": self._files(),
            "row": Numbers("number", self._own("row_own", "row", items.row_first, items.row)),
            "recorded": self._recorded(),
        }
        return {name: filled.get(name) or held.get(name) or empty for name in Record._fields}

    def _names(self) -> Texts:
        low, high = (int(self.item[0]), int(self.item[-1]) + 1) if len(self.item) else (0, 0)
        names = self.items.names.slice(low, high - low).cast(pa.string())
        return Texts((self.item - low).astype(np.int32), names)

    def _customers(self) -> Texts:
        """Return the customer that an item names, in the record that tells of the item."""
        told, named = self._texts("customer"), self.items.customers[self.item]
        is_own = (self.within == 0) & (self._numbers("own") > 0) & (named >= 0)
        codes = np.where(is_own, named + len(told.pool), told.codes).astype(np.int32)
        names = pa.array(self.items.customer_names, pa.string())
        return Texts(codes, pa.concat_arrays([told.pool, names]))

    def _files(self) -> Texts:
        """Return where a record stands; of some sources that begins alike and names the item."""
        items, told, names = self.items, self._texts("file"), self._names()
        number = self._own("row_own", "row", items.row_first, items.file)
        is_own = self._numbers("row_own") >= 0
        pools = [told.pool]
        codes = told.codes.astype(np.int64)
        for file, (name, within) in enumerate(zip(items.files, items.within, strict=True)):
            here = is_own & (number == file)
            begins = sum(map(len, pools))
            codes[here] = begins + (names.codes[here] if within else 0)
            pools.append(_beside(within, names.pool) if within else pa.array([name], pa.string()))
        return Texts(codes.astype(np.int32), pa.concat_arrays(pools))

    def _recorded(self) -> Numbers:
        items = self.items
        found = self._times("recorded", items.first, items.at)
        if not len(items.recorded):
            return found
        own = self._own("recorded_own", "recorded", items.row_first, items.recorded)
        is_own = self._numbers("recorded_own") >= 0
        return replace(found, cells=np.where(is_own, own, found.cells))

    def _times(self, name: str, first: Ints, at: Ints) -> Numbers:
        type_: NumberType = "time"
        return Numbers(type_, self._own(f"{name}_place", name, first, at))

    def _own(self, own: str, told: str, first: Ints, values: Ints | Codes | Files) -> Ints:
        """Return what the item itself has at a place or in a row, else what the record says."""
        place, cells = self._numbers(own), self._numbers(told).astype(np.int64)
        is_own = place >= 0
        cells[is_own] = values[first[self.item[is_own]] + place[is_own]]
        return cells

    def _numbers(self, name: str) -> Ints:
        column = self.held[name]
        assert isinstance(column, Numbers)  # noqa: S101 - as the records hold it
        return column.cells

    def _texts(self, name: str) -> Texts:
        column = self.held[name]
        assert isinstance(column, Texts)  # noqa: S101 - as the records hold it
        return column


def _beside(within: str, names: pa.StringArray) -> pa.StringArray:
    return pc.binary_join_element_wise(pa.scalar(within), names, "")
