"""The cells of a file as batches; see `slarules.facts.columns.ColumnBatch`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import pyarrow as pa
import pyarrow.compute as pc

from slarules.core.mapping import Layout
from slarules.facts.columns import AT, FILE, ITEM, ODD, RECORDED, ROW, UNREADABLE, TimeColumn
from slarules_csv.columns_files import Cells, Places
from slarules_csv.columns_names import (
    TEXT,
    in_rows,
    is_blank,
    names_in_runs,
    repeated,
    stripped,
    without_missing,
)
from slarules_csv.columns_times import Clock, Told


@dataclass(slots=True)
class Reader:
    """Makes batches of one file's cells.

    Attributes:
        number: The place of the file in its table.
        at: Where the time stands from which on rows hold.
        recorded: Where the time stands at which they were recorded.
        tells: Whether batches of the table say when rows were recorded.
    """

    number: int
    layout: Layout
    item: int
    at: int | None
    recorded: int | None
    asked: Sequence[tuple[str, int | None]]
    timed: Sequence[tuple[TimeColumn, int | None]]
    tells: bool
    row: int
    _clocks: dict[int | TimeColumn, Clock] = field(default_factory=dict)

    @property
    def places(self) -> Places:
        """The columns that it needs."""
        timed = [place for _, place in self.timed]
        times = {place for place in (self.at, self.recorded, *timed) if place is not None}
        asked = {place for _, place in self.asked if place is not None}
        return Places(self.item, frozenset(times), frozenset(asked))

    def batch(self, cells: Cells) -> pa.RecordBatch:
        """Return cells as a batch (`ColumnBatch`)."""
        item = names_in_runs(cells[self.item], self.layout.missing)
        count = len(item)
        odd = is_blank(item)
        columns = {ITEM: item}
        if self.at is not None:
            told = self._told(cells, self.at)
            columns[AT] = told.at
            odd = _either(odd, pc.is_null(told.at) if told.at.null_count else None, told.turned)
        if self.tells:
            columns[RECORDED], is_odd = self._recorded(cells, count, columns.get(AT))
            odd = _either(odd, is_odd)
        columns[FILE] = repeated(self.number, pa.int16(), count)
        columns[ROW] = pa.arange(self.row, self.row + count)
        timed = {f"@{c[0]}": self._time(cells, c, place, count) for c, place in self.timed}
        columns[ODD] = _either(odd, *map(_is_unreadable, timed.values()))
        self.row += count
        for name, place in self.asked:
            columns[f":{name}"] = pa.nulls(count, TEXT) if place is None else cells[place]
        return pa.RecordBatch.from_pydict({**columns, **timed})

    def _time(self, cells: Cells, column: TimeColumn, place: int | None, count: int) -> pa.Array:
        """Return the times of a column that a rule reads."""
        if place is None:
            return pa.nulls(count, pa.int64())
        clock = self._clocks.setdefault(column, Clock(self.layout, column[1], tells=False))
        told = self._read(clock, cells[place])
        doubtful = pc.and_not(pc.is_null(told.at), self._is_empty(cells[place]))
        return pc.if_else(_either(doubtful, told.turned), UNREADABLE, told.at)

    def _is_empty(self, texts: pa.Array) -> pa.Array:
        if pa.types.is_timestamp(texts.type):
            return pc.is_null(texts)
        return _is_blank(without_missing(in_rows(texts), self.layout.missing))

    def _told(self, cells: Cells, place: int) -> Told:
        return self._read(self._clocks.setdefault(place, Clock(self.layout)), cells[place])

    def _read(self, clock: Clock, cells: pa.Array) -> Told:
        if pa.types.is_timestamp(cells.type):
            return clock.of_moments(cells)
        return clock.of_texts(without_missing(in_rows(cells), self.layout.missing))

    def _recorded(self, cells: Cells, count: int, at: pa.Array) -> tuple[pa.Array, pa.Array | None]:
        """Return when rows were recorded, and what is odd about that."""
        if self.recorded is None:
            return pa.nulls(count, pa.int64()), None
        told = self._told(cells, self.recorded)
        odd = pc.and_not(pc.is_null(told.at), self._says_nothing(cells[self.recorded]))
        odd = _either(odd, told.turned)
        if at is None:
            return told.at, odd
        early = pc.fill_null(pc.less(told.at, at), False)  # noqa: FBT003
        return pc.if_else(early, None, told.at), _either(odd, early)

    def _says_nothing(self, texts: pa.Array) -> pa.Array:
        if pa.types.is_timestamp(texts.type):
            return pc.is_null(texts)
        return _is_blank(stripped(without_missing(in_rows(texts), self.layout.missing)))


def _is_blank(texts: pa.Array) -> pa.Array:
    return pc.equal(texts, "")


def _is_unreadable(times: pa.Array) -> pa.Array:
    return pc.fill_null(pc.equal(times, UNREADABLE), False)  # noqa: FBT003


def _either(odd: pa.Array, *others: pa.Array | None) -> pa.Array:
    for other in others:
        if other is not None:
            odd = pc.or_(odd, other)
    return odd
