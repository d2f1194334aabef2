"""A folder of CSV and Parquet files by columns; see `slarules.facts.columns`."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from itertools import chain
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb
import pyarrow as pa

from slarules.core.mapping import Layout, Table, folded
from slarules.errors import SourceError
from slarules.facts.columns import (
    ITEM,
    FileColumns,
    ItemTable,
    NotColumnsError,
    OutOfOrderError,
    Stretch,
    TableEnd,
    TimeColumn,
)
from slarules.facts.findings import Finding
from slarules.facts.rows import Columns
from slarules.facts.source import FileRead, FileRows
from slarules.facts.stamps import RECORDED as RECORDED_AT
from slarules_csv.columns_aside import Aside
from slarules_csv.columns_batches import Reader
from slarules_csv.columns_files import CellsFile, Places, StretchedFile
from slarules_csv.columns_names import TEXT, in_rows, rows_named, stripped
from slarules_csv.columns_order import Order, in_order
from slarules_csv.columns_parquet import MomentsFile
from slarules_csv.columns_pieces import unpacked
from slarules_csv.columns_text import TextFile
from slarules_csv.files import File, Packing, files_of_layout, packing
from slarules_csv.limits import Limits

ReadByRows = Callable[[File], None]
"""Reads a file by rows to its end, to hear what is wrong with it."""


@contextmanager
def tables_in_columns(
    folder: Path, layout: Layout, limits: Limits, read_by_rows: ReadByRows
) -> Iterator[Sequence[ItemTable]]:
    """Give the tables of items in a folder; raises as `ColumnSource.in_columns` does."""
    names = [table.name for table in layout.tables if table.item is not None]
    if len(set(names)) < len(names):
        raise NotColumnsError("two tables hold items of one kind")
    with (
        TemporaryDirectory(prefix="slarules-") as spill,
        Aside() as aside,
    ):
        place = Place(folder, layout, limits, Path(spill), aside, read_by_rows)
        files = files_of_layout(layout, folder)
        yield [
            FilesTable(table, place, [place.opened(file) for file in files if file.table == name])
            for table, name in ((t, t.name) for t in layout.tables if t.item is not None)
        ]


@dataclass(frozen=True, slots=True)
class Place:
    """Where files are, and what is needed to read them.

    Attributes:
        spill: A folder for what does not fit into memory.
    """

    folder: Path
    layout: Layout
    limits: Limits
    spill: Path
    aside: Aside
    read_by_rows: ReadByRows

    def opened(self, file: File) -> Opened:
        """Return a file of which columns can be had; raises as `ColumnSource.in_columns` does."""
        name = file.path.relative_to(self.folder).as_posix()
        with self.heard(file):
            return Opened(file, name, self._opened(file, name))

    def _opened(self, file: File, name: str) -> CellsFile:
        path, kind = file.path, packing(file.path)
        match kind:
            case Packing.PARQUET:
                return MomentsFile(path, name, self.limits, self.aside, file.stored)
            case Packing.PLAIN:
                return TextFile(path, name, self.layout, self.limits, self.aside)
            case _:
                plain, digest = unpacked(path, kind, self.limits, self.spill)
                return TextFile(plain, name, self.layout, self.limits, self.aside, digest)

    @contextmanager
    def heard(self, file: File) -> Iterator[None]:
        """Say what is wrong with a file in the words of who reads it by rows."""
        try:
            yield
        except (duckdb.OutOfMemoryException, MemoryError) as error:
            # Nothing is wrong with the file, and rows take more memory than columns.
            raise MemoryError from error
        except (SourceError, duckdb.Error, pa.ArrowException, OSError, EOFError) as error:
            self.read_by_rows(file)
            raise NotColumnsError(f"{file.path.name}: {error}") from error


@dataclass(frozen=True, slots=True)
class Opened:
    """A file, what it is called, and its cells."""

    file: File
    name: str
    cells: CellsFile


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked for besides what every batch has."""

    columns: tuple[str, ...]
    times: tuple[TimeColumn, ...]


class FilesTable:
    """The files of one table of items; see `ItemTable`."""

    def __init__(
        self,
        table: Table,
        place: Place,
        files: Sequence[Opened],
        parts: Sequence[tuple[int, Opened]] | None = None,
    ) -> None:
        self._table, self._place, self._files = table, place, files
        self._is_sorted, self._is_read = True, False
        self._parts = list(enumerate(files)) if parts is None else parts
        self._known = [each for _, each in self._parts if each.cells.has_rows]
        for each in self._known:
            self._refuse_without_columns(each)

    @property
    def table(self) -> Table:
        """See `ItemTable.table`."""
        return self._table

    @property
    def files(self) -> Sequence[FileColumns]:
        """See `ItemTable.files`."""
        return [FileColumns(each.name, each.cells.columns) for each in self._files]

    def sorted_batches(
        self, columns: Sequence[str], times: Sequence[TimeColumn] = ()
    ) -> Iterator[pa.RecordBatch]:
        """See `ItemTable.sorted_batches`."""
        asked = Wanted(tuple(columns), tuple(times))
        order, some = Order(), False
        if self._is_sorted:
            for batch in self._batches(asked):
                if not order.goes_on(batch):
                    self._is_sorted = False
                    break
                yield batch
                some = True
        if not self._is_sorted:
            if some:
                raise OutOfOrderError
            yield from self._sorted(asked)
        self._is_read = True

    def _sorted(self, asked: Wanted) -> Iterator[pa.RecordBatch]:
        batches = self._batches(asked)
        first = next(batches, None)
        if first is None:
            return
        first = _in_rows(first)
        plain = chain([first], map(_in_rows, batches))
        yield from in_order(plain, first.schema, self._place.spill)

    def _batches(self, asked: Wanted) -> Iterator[pa.RecordBatch]:
        tells = any(self._recorded(each) is not None for each in self._known)
        for number, each in self._parts:
            if not each.cells.has_rows:
                continue
            reader = self._reader(each, number, asked, tells=tells)
            with self._place.heard(each.file):
                for cells in each.cells.cells(reader.places):
                    try:
                        batch = reader.batch(cells)
                    except NotColumnsError as error:
                        raise NotColumnsError(f"{each.name}: {error.why}") from error
                    yield batch

    def _reader(self, each: Opened, number: int, wanted: Wanted, *, tells: bool) -> Reader:
        known = self._columns(each)
        at = None if self._table.shape == "wide" else known.needed(self._at)
        asked = [(name, known.place(name)) for name in wanted.columns]
        timed = [(column, known.place(column[0])) for column in wanted.times]
        recorded = self._recorded(each)
        item = known.needed(self._item)
        layout, first = self._place.layout, each.cells.first
        return Reader(number, layout, item, at, recorded, asked, timed, tells, first)

    # --- some of the rows --------------------------------------------------------------------

    def stretches(self) -> Sequence[Stretch]:
        """See `StretchedTable.stretches`."""
        found: list[Stretch] = []
        for number, each in enumerate(self._files):
            if not each.cells.has_rows:
                continue
            item = self._columns(each).needed(self._item)
            told = each.cells.stretches(item) if isinstance(each.cells, StretchedFile) else None
            if told is None:
                return ()
            found += [Stretch(number, place, *of) for place, of in enumerate(told)]
        return found

    def only(self, these: Collection[Stretch]) -> FilesTable:
        """See `StretchedTable.only`."""
        parts = []
        for file in sorted({each.file for each in these}):
            numbers = sorted(each.number for each in these if each.file == file)
            of = self._files[file]
            assert isinstance(of.cells, StretchedFile)  # noqa: S101 - it told of stretches
            parts += [(file, replace(of, cells=of.cells.only(run))) for run in _runs(numbers)]
        return FilesTable(self._table, self._place, self._files, parts)

    def names(self) -> Iterator[pa.RecordBatch]:
        """See `NamingTable.names`."""
        for each in self._known:
            item = self._columns(each).needed(self._item)
            with self._place.heard(each.file):
                for cells in each.cells.cells(Places(item, frozenset(), frozenset())):
                    yield pa.record_batch({ITEM: stripped(in_rows(cells[item]))})

    # --- what the columns are called ---------------------------------------------------------

    @property
    def _item(self) -> str:
        return self._table.named_by or self._table.item or "ticket"

    @property
    def _at(self) -> str:
        return self._place.layout.row_holds or "at"

    def _columns(self, each: Opened) -> Columns:
        return Columns(FileRows(self._table, each.name, each.cells.columns, (), ()))

    def _recorded(self, each: Opened) -> int | None:
        usual = RECORDED_AT if self._table.shape == "events" else None
        named = self._place.layout.recorded or usual
        return self._columns(each).place(folded(named)) if named else None

    def _refuse_without_columns(self, each: Opened) -> None:
        known = self._columns(each)
        known.needed(self._item)
        if self._table.shape != "wide":
            known.needed(self._at)
        if self._table.shape == "events":
            known.needed("kind")

    # --- rows of some items ------------------------------------------------------------------

    def rows_of(self, items: Collection[str]) -> Iterator[FileRows]:
        """See `ItemTable.rows_of`."""
        names = pa.array(sorted(items), TEXT)
        for each in self._known:
            with self._place.heard(each.file):
                yield FileRows(self._table, each.name, each.cells.columns, (), ())
                if len(names):
                    yield from self._rows_of(each, names)

    def _rows_of(self, each: Opened, names: pa.Array) -> Iterator[FileRows]:
        item, missing = self._columns(each).needed(self._item), self._place.layout.missing
        wanted = partial(rows_named, names=names, missing=missing)
        for numbers, cells in each.cells.texts_of(item, wanted):
            texts = [cells[place].to_pylist() for place in sorted(cells)]
            rows = list(zip(*texts, strict=True))
            yield FileRows(self._table, each.name, each.cells.columns, numbers, rows)

    def end(self) -> TableEnd:
        """See `ItemTable.end`."""
        reads, findings = [], []
        for each in self._files:
            notices = each.cells.notices
            findings += [Finding("detected", each.name, n.row, n.column, n.text) for n in notices]
            rows = each.cells.count()
            reads.append(FileRead(self._table, each.name, each.cells.digest(), rows, 0))
        return TableEnd(tuple(reads), tuple(findings))


def _in_rows(batch: pa.RecordBatch) -> pa.RecordBatch:
    return pa.RecordBatch.from_arrays(list(map(in_rows, batch.columns)), batch.schema.names)


def _runs(numbers: Sequence[int]) -> Iterator[range]:
    """Yield what follows one on another as ranges."""
    begin = 0
    for place in range(1, len(numbers) + 1):
        if place == len(numbers) or numbers[place] > numbers[place - 1] + 1:
            yield range(numbers[begin], numbers[place - 1] + 1)
            begin = place
