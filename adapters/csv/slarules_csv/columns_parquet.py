"""The cells of a Parquet file as columns."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from concurrent.futures import Future
from copy import copy
from dataclasses import dataclass, field
from functools import cached_property, partial
from glob import escape
from itertools import accumulate, islice
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as arrow_parquet

from slarules.adapters import Notice
from slarules_csv.columns_aside import Aside, digested
from slarules_csv.columns_files import Cells, CellsFile, Places, Wanted
from slarules_csv.columns_names import TEXT, repeated
from slarules_csv.duck import NUMBERED, cell, described, only
from slarules_csv.files import digest
from slarules_csv.limits import MIB, Limits
from slarules_csv.stored import PLAIN, Column, Stored

ROWS = 262_144
"""Rows of a batch."""

MOST_ROWS = 100_000
"""So many rows are asked for by their numbers."""

AT_ONCE = 10_000
"""Of those, so many are held at a time."""

ROW_NUMBER = "file_row_number"

SOME = "file_row_number IN (SELECT unnest($rows)) ORDER BY file_row_number"

BUFFER = MIB
"""Bytes of a column that are read at a time."""


@dataclass
class MomentsFile(CellsFile):
    """A Parquet file.

    Attributes:
        groups: The groups of rows that it is about, where it is not about all.
        columns: Of its table; `_names` and `_types` are those of the file.
    """

    path: Path
    file: str
    limits: Limits
    aside: Aside
    stored: Stored = PLAIN
    first: int = 1
    notices: tuple[Notice, ...] = ()
    _types: list[str] = field(default_factory=list)
    _names: list[str] = field(default_factory=list)
    _columns: list[Column] = field(default_factory=list)
    _digest: Future[str] | None = None
    groups: range | None = None

    def __post_init__(self) -> None:
        with only(self.path) as db:
            there = described(db, self.path)
        self._names, self._types = [name for name, _ in there], [kind for _, kind in there]
        self._columns = self.stored.columns_in(self._names)
        self.columns = tuple(column.name.strip() for column in self._columns)
        self.has_rows = bool(self.count())
        self._check_size()

    @cached_property
    def _parquet(self) -> arrow_parquet.ParquetFile:
        return self._opened(())

    def _opened(self, coded: Sequence[str]) -> arrow_parquet.ParquetFile:
        # Read ahead, all row groups would stay in memory until the last one was read.
        return arrow_parquet.ParquetFile(
            self.path, read_dictionary=coded, pre_buffer=False, buffer_size=BUFFER
        )

    def _check_size(self) -> None:
        meta = self._parquet.metadata
        claimed = sum(
            meta.row_group(group).column(column).total_uncompressed_size
            for group in range(meta.num_row_groups)
            for column in range(meta.num_columns)
        )
        self.limits.check(str(self.path), self.path.stat().st_size, claimed)

    def count(self) -> int:
        """See `CellsFile.count`."""
        return int(self._parquet.metadata.num_rows) - len(self.stored.deleted)

    def cells(self, places: Places) -> Iterator[Cells]:
        """See `CellsFile.cells`."""
        if self._digest is None and self.groups is None:
            self._digest = self.aside.begin(partial(digested, self.path))
        only_times = places.times - places.texts - {places.item}
        if all(self._is_quick(place, is_time=place in only_times) for place in places.all):
            yield from self._quick(places)
        elif self.has_rows:
            yield from self._slow(places.all)

    def _is_quick(self, place: int, *, is_time: bool) -> bool:
        """Tell whether Arrow gives a column as DuckDB's text of it would be read."""
        held = self._columns[place].place
        if held is None:
            return True
        schema, kind, name = self._parquet.schema_arrow, self._types[held], self._names[held]
        if schema.names != self._names or "." in name:
            return False
        of = schema.field(held).type
        if pa.types.is_dictionary(of):
            of = of.value_type
        if kind == "VARCHAR":
            return bool(pa.types.is_string(of) or pa.types.is_large_string(of))
        if pa.types.is_timestamp(of):
            return is_time and kind.startswith("TIMESTAMP") and _same_zone(kind, of)
        return bool(kind.endswith("INT") or kind == "INTEGER") and bool(pa.types.is_integer(of))

    def _quick(self, places: Places) -> Iterator[Cells]:
        asked = [(place, self._columns[place]) for place in places.all]
        held = {place: column.place for place, column in asked if column.place is not None}
        fixed = {place: column.text for place, column in asked if column.place is None}
        # Items are too many for a dictionary: to make one takes twice as long as to read them.
        coded = [at for p, at in held.items() if self._types[at] == "VARCHAR" and p != places.item]
        names = {place: self._names[at] for place, at in held.items()}
        for batch in self._counting(coded, list(names.values()) or self._names[:1]):
            cells = {place: _texts(batch.column(name)) for place, name in names.items()}
            yield cells | {place: _repeated(text, len(batch)) for place, text in fixed.items()}

    def _counting(self, coded: Collection[int], names: list[str]) -> Iterator[pa.RecordBatch]:
        """Yield columns of the file, without rows that are deleted."""
        # One thread of ours is as quick as Arrow's, and takes a third of their memory.
        found = self._opened([self._names[each] for each in coded]).iter_batches(
            ROWS, row_groups=self.groups, columns=names, use_threads=False
        )
        begin = self._begin
        for batch in self.aside.ahead(found):
            deleted = self.stored.deleted_in(begin, begin + len(batch))
            yield _without(batch, [row - begin for row in deleted]) if deleted else batch
            begin += len(batch)

    def _slow(self, places: Collection[int]) -> Iterator[Cells]:
        cells = self._text_of(places)
        file = escape(str(self.path.resolve()))
        with only(self.path) as db:
            some, params = self._some()
            query = f"SELECT {cells} FROM {some}"  # noqa: S608
            for batch in db.sql(query, params={"file": file, **params}).to_arrow_reader(ROWS):
                columns = [column.cast(TEXT) for column in batch.columns]
                yield dict(zip(places, columns, strict=True))

    def _text_of(self, places: Collection[int]) -> str:
        return ", ".join(cell(self._columns[place], self._names) for place in places)

    def _some(self) -> tuple[str, Mapping[str, object]]:
        """Return what DuckDB is to read."""
        whole, only_those, params = "read_parquet($file, hive_partitioning = false)", [], {}
        if self.groups is not None:
            end = self._rows_before(self.groups.stop)
            only_those.append(f"file_row_number BETWEEN {self._begin} AND {end - 1}")
        if self.stored.deleted:
            only_those.append("file_row_number NOT IN (SELECT unnest($deleted))")
            params["deleted"] = list(self.stored.deleted)
        if only_those:
            whole = f"{NUMBERED} WHERE {' AND '.join(only_those)}"
        return whole, params

    @property
    def _begin(self) -> int:
        """The first row of the file that it is about, from 0."""
        return self._rows_before(self.groups.start) if self.groups else 0

    def _rows_before(self, group: int) -> int:
        meta = self._parquet.metadata
        return sum(meta.row_group(each).num_rows for each in range(group))

    def texts_of(self, item: int, wanted: Wanted) -> Iterator[tuple[Sequence[int], Cells]]:
        """See `CellsFile.texts_of`."""
        rows = self._rows_of(item, wanted)
        yield from self._texts_where(item, wanted) if rows is None else self._texts_at(rows)

    def _texts_where(self, item: int, wanted: Wanted) -> Iterator[tuple[Sequence[int], Cells]]:
        first = self.first
        for cells in self._slow(range(len(self.columns))):
            rows = wanted(cells[item])
            if len(rows):
                some = {place: column.take(rows) for place, column in cells.items()}
                yield pc.add(rows, first).to_pylist(), some
            first += len(cells[item])

    def _texts_at(self, rows: Sequence[int]) -> Iterator[tuple[Sequence[int], Cells]]:
        if not rows:
            return
        begin = self._begin
        places, file = range(len(self.columns)), escape(str(self.path.resolve()))
        params = {"file": file, "rows": [begin + row for row in rows]}
        numbers = iter(rows)
        with only(self.path) as db:
            query = f"SELECT {self._text_of(places)} FROM {NUMBERED} WHERE {SOME}"  # noqa: S608
            found = db.sql(query, params=params)
            for batch in found.to_arrow_reader(AT_ONCE):
                of_batch = [self.first + row for row in islice(numbers, len(batch))]
                yield of_batch, dict(zip(places, batch.columns, strict=True))

    def _rows_of(self, item: int, wanted: Wanted) -> list[int] | None:
        """Return the rows that are wanted; None where they are too many to be asked for by number.

        To read the names alone takes a tenth of the time that all texts take.
        """
        if not self._is_quick(item, is_time=False) or ROW_NUMBER in map(str.lower, self._names):
            return None
        if self.stored.deleted:
            return None  # rows are counted without them
        rows: list[int] = []
        count = 0
        for cells in self._quick(Places(item, frozenset(), frozenset())):
            rows += pc.add(wanted(cells[item]), count).to_pylist()
            count += len(cells[item])
            if len(rows) > MOST_ROWS:
                return None
        return rows

    def stretches(self, item: int) -> Sequence[tuple[int, str, str]] | None:
        """See `CellsFile.stretches`: groups of rows."""
        held, of = self._columns[item].place, self._parquet.schema_arrow
        if held is None or not self._is_quick(item, is_time=False):
            return None
        # Columns do not count as places where some have others within them.
        if self._types[held] != "VARCHAR" or any(pa.types.is_nested(each) for each in of.types):
            return None
        meta = self._parquet.metadata
        groups = [meta.row_group(each) for each in range(meta.num_row_groups)]
        begins = accumulate((group.num_rows for group in groups), initial=0)
        bounds = [_bounds(group, held) for group in groups]
        if None in bounds:
            return None
        rows = [g.num_rows - len(self._deleted(b, g)) for b, g in zip(begins, groups, strict=False)]
        return [(count, *each) for count, each in zip(rows, bounds, strict=True) if each]

    def _deleted(self, begin: int, group: arrow_parquet.RowGroupMetaData) -> Sequence[int]:
        return self.stored.deleted_in(begin, begin + group.num_rows)

    def only(self, stretches: range) -> MomentsFile:
        """See `CellsFile.only`."""
        found, before = copy(self), self._rows_before(stretches.start)
        found.groups = stretches
        found.first = self.first + before - len(self.stored.deleted_in(0, before))
        return found

    def digest(self) -> str:
        """See `CellsFile.digest`."""
        of = self._digest.result() if self._digest else digest(self.path)
        return self.stored.sealed(of)


def _bounds(group: arrow_parquet.RowGroupMetaData, held: int) -> tuple[str, str] | None:
    told = group.column(held).statistics
    if told is None or not told.has_min_max or told.null_count or not group.num_rows:
        return None
    return (told.min, told.max) if isinstance(told.min, str) else None


def _same_zone(kind: str, of: pa.DataType) -> bool:
    return (of.tz is not None) is kind.endswith("WITH TIME ZONE")


def _without(batch: pa.RecordBatch, rows: Sequence[int]) -> pa.RecordBatch:
    gone = pc.is_in(pa.arange(0, len(batch)), value_set=pa.array(rows, pa.int64()))
    return batch.filter(pc.invert(gone))


def _repeated(text: str, count: int) -> pa.Array:
    return pa.DictionaryArray.from_arrays(repeated(0, pa.int32(), count), pa.array([text], TEXT))


def _texts(column: pa.Array) -> pa.Array:
    """Return a column of Arrow as texts, or dictionaries of texts, with nothing for null."""
    of = column.type
    if pa.types.is_timestamp(of):
        return column
    if pa.types.is_dictionary(of):
        column.dictionary.validate(full=True)
        if of.value_type == TEXT and not column.null_count:
            return column
        column = column.dictionary_decode()
    column = column.cast(TEXT)
    return column.fill_null("") if column.null_count else column
