"""The rows of one partition as a source by columns: what an executor reads its items from."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from slarules.core.mapping import Table, folded
from slarules.engine.bulk.reading.merging import in_order
from slarules.engine.spark.blocks import plain
from slarules.engine.spark.ranges import Range
from slarules.facts.columns import (
    AT,
    FILE,
    ITEM,
    ODD,
    RECORDED,
    ROW,
    ColumnBatch,
    FileColumns,
    ItemTable,
    TableEnd,
    TimeColumn,
)
from slarules.facts.source import FileRows, Reported

ENOUGH_ROWS = 200_000
"""So many rows are worth a batch of their own."""


@dataclass(frozen=True, slots=True)
class Told:
    """What is known of a table before its rows are.

    Attributes:
        files: In the order in which they are read.
        columns: Those that rows have on their way, folded.
        times: Those of them that rules read as times.
        tells: Whether batches of the table say when rows were recorded.
    """

    table: Table
    files: tuple[FileColumns, ...]
    columns: tuple[str, ...]
    times: tuple[TimeColumn, ...]
    tells: bool


@dataclass(slots=True)
class ToldTable:
    """Some rows of a table that is known before its rows are; see `ItemTable`.

    What is odd about columns is looked at on the driver (`WithoutRows`).
    """

    told: Told

    @property
    def table(self) -> Table:
        """See `ItemTable.table`."""
        return self.told.table

    @property
    def files(self) -> Sequence[FileColumns]:
        """See `ItemTable.files`."""
        return self.told.files

    def end(self) -> TableEnd:
        """See `ItemTable.end`; the driver hears it from those who read whole files."""
        return TableEnd((), ())


@dataclass(slots=True)
class PartitionTable(ToldTable):
    """The items of one partition.

    Attributes:
        batches: Rows in order of items and times, with all columns.
    """

    batches: Sequence[pa.RecordBatch]

    def sorted_batches(
        self, columns: Sequence[str], times: Sequence[TimeColumn] = ()
    ) -> Iterator[pa.RecordBatch]:
        """See `ItemTable.sorted_batches`."""
        fixed = [name for name in (ITEM, AT, RECORDED, FILE, ROW, ODD) if self._has(name)]
        asked = [*(f":{name}" for name in columns), *(f"@{name}" for name, _ in times)]
        for batch in self.batches:
            yield batch.select([*fixed, *asked])

    def _has(self, name: str) -> bool:
        return bool(self.batches) and name in self.batches[0].schema.names

    def rows_of(self, items: Collection[str]) -> Iterator[FileRows]:
        """See `ItemTable.rows_of`."""
        names = pa.array(sorted(items), pa.string())
        wanted = [pc.is_in(plain(batch.column(ITEM)), names) for batch in self.batches]
        found = [batch.filter(these) for batch, these in zip(self.batches, wanted, strict=True)]
        for place, file in enumerate(self.files):
            numbers: list[int] = []
            rows: list[Sequence[str]] = []
            for batch in found:
                own = batch.filter(pc.equal(batch.column(FILE), place))
                numbers += own.column(ROW).to_pylist()
                rows += _texts(own, file)
            if numbers:
                order = sorted(range(len(numbers)), key=numbers.__getitem__)
                yield FileRows(
                    self.table,
                    file.file,
                    file.columns,
                    [numbers[each] for each in order],
                    [rows[each] for each in order],
                    file.within,
                )


def _texts(batch: pa.RecordBatch, file: FileColumns) -> Iterator[Sequence[str]]:
    there = {name: place for place, name in enumerate(batch.schema.names)}
    nothing = pa.nulls(len(batch), pa.string())
    named = (there.get(f":{folded(each)}") for each in file.columns)
    columns = (nothing if at is None else plain(batch.column(at)) for at in named)
    return zip(*(pc.fill_null(each, "").to_pylist() for each in columns), strict=True)


@dataclass(slots=True)
class RangeTable(ToldTable):
    """The items of a range as a source gives them.

    Attributes:
        held: The files that have rows of it by their places, each as a table of its own.
        rows: How many there were.
    """

    range: Range
    held: Mapping[int, ItemTable]
    rows: int = 0

    def sorted_batches(
        self, columns: Sequence[str], times: Sequence[TimeColumn] = ()
    ) -> Iterator[pa.RecordBatch]:
        """See `ItemTable.sorted_batches`."""
        self.rows = 0
        runs = (self._run(file, each, columns, times) for file, each in self.held.items())
        if len(self.held) == 1:
            yield from joined(next(runs))
            return
        yield from in_order([batch for run in runs for batch in run])

    def _run(
        self, file: int, table: ItemTable, columns: Sequence[str], times: Sequence[TimeColumn]
    ) -> Iterator[pa.RecordBatch]:
        for found in table.sorted_batches(columns, times):
            batch = pa.record_batch(found)
            cut = self._cut(batch)
            if len(cut):
                self.rows += len(cut)
                yield numbered(cut, file, tells=self.told.tells)
            if self._is_behind(batch):
                return

    def _cut(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        """Return the rows of the range, which lie together."""
        items, after, through = batch.column("item"), self.range.after, self.range.through
        begin = 0 if after is None else first_behind(items, after)
        end = len(batch) if through is None else first_behind(items, through)
        return batch.slice(begin, max(end - begin, 0))

    def _is_behind(self, batch: pa.RecordBatch) -> bool:
        through = self.range.through
        return through is not None and len(batch) > 0 and batch.column("item")[-1].as_py() > through

    def rows_of(self, items: Collection[str]) -> Iterator[FileRows]:
        """See `ItemTable.rows_of`."""
        for table in self.held.values():
            yield from table.rows_of(items)


def joined(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """Yield rows in order in batches that are large: what a batch rests on is kept with each."""
    held: list[pa.RecordBatch] = []
    for batch in batches:
        if not held and len(batch) >= ENOUGH_ROWS:
            yield batch
            continue
        held.append(batch)
        if sum(map(len, held)) >= ENOUGH_ROWS:
            yield from in_order(held)
            held = []
    yield from in_order(held)


def first_behind(items: pa.Array, name: str) -> int:
    """Return the first row of an item behind another, of a column in order."""
    return bisect_right(range(len(items)), name, key=lambda row: items[row].as_py())


def numbered(batch: pa.RecordBatch, file: int, *, tells: bool) -> pa.RecordBatch:
    """Return a batch of a file that was read alone as one of the table that it is a file of."""
    number = pa.repeat(pa.scalar(file, pa.int16()), len(batch))
    batch = batch.set_column(batch.schema.get_field_index(FILE), FILE, number)
    if tells and RECORDED not in batch.schema.names:
        batch = batch.append_column(RECORDED, pa.nulls(len(batch), pa.int64()))
    return batch


@dataclass(frozen=True, slots=True)
class WithoutRows:
    """A table of which the driver reads no rows, but what is odd about its columns."""

    whole: ItemTable

    @property
    def table(self) -> Table:
        """See `ItemTable.table`."""
        return self.whole.table

    @property
    def files(self) -> Sequence[FileColumns]:
        """See `ItemTable.files`."""
        return self.whole.files

    def sorted_batches(
        self, columns: Sequence[str], times: Sequence[TimeColumn] = ()
    ) -> Iterator[ColumnBatch]:
        """See `ItemTable.sorted_batches`: whether any row tells of a creation is looked up so."""
        return self.whole.sorted_batches(columns, times)

    def rows_of(self, items: Collection[str]) -> Iterator[FileRows]:
        """Yield each file without a row; the rows are looked at where they are judged."""
        del items
        return self.whole.rows_of(())

    def end(self) -> TableEnd:
        """See `ItemTable.end`."""
        return self.whole.end()


@dataclass(frozen=True, slots=True)
class Partition:
    """See `InColumns`; what lies beside the items, the driver has read."""

    tables: tuple[ItemTable, ...]

    def beside(self) -> Iterator[Reported]:
        """See `InColumns.beside`."""
        return iter(())
