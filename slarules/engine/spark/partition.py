"""The rows of one partition as a source by columns: what an executor reads its items from."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from slarules.core.mapping import Table, folded
from slarules.engine.bulk.reading.merging import in_order
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
    NotColumnsError,
    TableEnd,
    TimeColumn,
)
from slarules.facts.source import FileRows, Reported

FIXED = pa.schema(
    [
        ("item", pa.string()),
        ("at", pa.int64()),
        ("file", pa.int32()),
        ("row", pa.int64()),
        ("recorded", pa.int64()),
        ("number", pa.int64()),
        ("odd", pa.bool_()),
    ]
)
"""What rows have on their way: `row` counts as they are read, `number` as `FileRows.numbers`."""


@dataclass(frozen=True, slots=True)
class Told:
    """What is known of a table before its rows are.

    Attributes:
        files: In the order in which they are read.
        columns: Those that rows have on their way, folded.
        tells: Whether batches of the table say when rows were recorded.
    """

    table: Table
    files: tuple[FileColumns, ...]
    columns: tuple[str, ...]
    tells: bool

    @property
    def sent(self) -> pa.Schema:
        """What rows have on their way; Spark reads more into names than there is."""
        texts = [pa.field(f"c{place}", pa.string()) for place in range(len(self.columns))]
        return pa.schema([*FIXED, *texts])


class Spool:
    """Rows on the disk of an executor, so that they can be read again."""

    def __init__(self, path: Path, batches: Iterable[pa.RecordBatch], schema: pa.Schema) -> None:
        with pa.OSFile(str(path), "wb") as file, pa.ipc.new_file(file, schema) as writer:
            for batch in batches:
                writer.write_batch(batch.cast(schema))
        self._path = path

    def batches(self) -> Iterator[pa.RecordBatch]:
        """Yield what was written."""
        with pa.memory_map(str(self._path)) as file, pa.ipc.open_file(file) as reader:
            yield from (reader.get_batch(each) for each in range(reader.num_record_batches))


@dataclass(frozen=True, slots=True)
class PartitionTable:
    """The items of one partition; see `ItemTable`.

    What is odd about columns is looked at on the driver (`WithoutRows`).
    """

    told: Told
    spool: Spool

    @property
    def table(self) -> Table:
        """See `ItemTable.table`."""
        return self.told.table

    @property
    def files(self) -> Sequence[FileColumns]:
        """See `ItemTable.files`."""
        return self.told.files

    def sorted_batches(
        self, columns: Sequence[str], times: Sequence[TimeColumn] = ()
    ) -> Iterator[pa.RecordBatch]:
        """See `ItemTable.sorted_batches`."""
        if times:
            raise NotColumnsError("times stand in fields")
        for batch in self.spool.batches():
            yield self._asked(batch, columns)

    def _asked(self, batch: pa.RecordBatch, columns: Sequence[str]) -> pa.RecordBatch:
        found = {ITEM: batch.column("item")}
        if self.table.shape != "wide":
            found[AT] = batch.column("at")
        if self.told.tells:
            found[RECORDED] = batch.column("recorded")
        found[FILE] = batch.column("file").cast(pa.int16())
        found[ROW] = batch.column("number")
        found[ODD] = batch.column("odd")
        for name in columns:
            found[f":{name}"] = self._texts(batch, name)
        return pa.RecordBatch.from_pydict(found)

    def _texts(self, batch: pa.RecordBatch, name: str) -> pa.Array:
        if name not in self.told.columns:
            return pa.nulls(len(batch), pa.string())
        return batch.column(f"c{self.told.columns.index(name)}")

    def rows_of(self, items: Collection[str]) -> Iterator[FileRows]:
        """See `ItemTable.rows_of`."""
        names = pa.array(sorted(items), pa.string())
        found = [b.filter(pc.is_in(b.column("item"), names)) for b in self.spool.batches()]
        if not found:
            return
        rows = pa.Table.from_batches(found).sort_by(
            [("file", "ascending"), ("number", "ascending")]
        )
        for place, file in enumerate(self.files):
            own = rows.filter(pc.equal(rows.column("file"), place)).combine_chunks().to_batches()
            for batch in own:
                yield self._rows(batch, file)

    def _rows(self, batch: pa.RecordBatch, file: FileColumns) -> FileRows:
        columns = [pc.fill_null(self._texts(batch, folded(each)), "") for each in file.columns]
        rows = list(zip(*(each.to_pylist() for each in columns), strict=True))
        numbers = batch.column("number").to_pylist()
        return FileRows(self.table, file.file, file.columns, numbers, rows, file.within)

    def end(self) -> TableEnd:
        """See `ItemTable.end`; the driver hears it from those who read the files."""
        return TableEnd((), ())


@dataclass(slots=True)
class RangeTable:
    """The items of a range as a source gives them; see `ItemTable`.

    Attributes:
        held: The files that have rows of it by their places, each as a table of its own.
        rows: How many there were.
    """

    told: Told
    range: Range
    held: Mapping[int, ItemTable]
    rows: int = 0

    @property
    def table(self) -> Table:
        """See `ItemTable.table`."""
        return self.told.table

    @property
    def files(self) -> Sequence[FileColumns]:
        """See `ItemTable.files`."""
        return self.told.files

    def sorted_batches(
        self, columns: Sequence[str], times: Sequence[TimeColumn] = ()
    ) -> Iterator[pa.RecordBatch]:
        """See `ItemTable.sorted_batches`."""
        self.rows = 0
        runs = (self._run(file, each, columns, times) for file, each in self.held.items())
        if len(self.held) == 1:
            yield from next(runs)
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

    def end(self) -> TableEnd:
        """See `ItemTable.end`; the driver hears it of whole files."""
        return TableEnd((), ())


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
