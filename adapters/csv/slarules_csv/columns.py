"""A folder of CSV and Parquet files by columns; see `slarules.facts.columns`."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from slarules.core.mapping import Layout, Table, folded
from slarules.errors import SourceError
from slarules.facts.columns import (
    AT,
    FILE,
    ITEM,
    ODD,
    RECORDED,
    ROW,
    UNREADABLE,
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
from slarules_csv.columns_files import TEXT, Cells, CellsFile, MomentsFile, Places, TextFile
from slarules_csv.columns_order import Order, in_order
from slarules_csv.columns_proof import unpacked
from slarules_csv.columns_times import Clock, Told
from slarules_csv.files import File, Packing, files_of_layout, packing
from slarules_csv.limits import Limits

BLANKS = "".join(chr(code) for code in range(0x3001) if chr(code).isspace())
"""What Python strips."""

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
            return Opened(file, name, self._opened(file.path, name))

    def _opened(self, path: Path, name: str) -> CellsFile:
        kind = packing(path)
        match kind:
            case Packing.PARQUET:
                return MomentsFile(path, name, self.limits, self.aside)
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
        item = without_missing(stripped(in_runs(cells[self.item])), self.layout.missing)
        count = len(item)
        odd = _is_blank(item)
        columns = {ITEM: item}
        if self.at is not None:
            told = self._told(cells, self.at)
            columns[AT] = told.at
            odd = _either(odd, pc.is_null(told.at) if told.at.null_count else None, told.turned)
        if self.tells:
            columns[RECORDED], is_odd = self._recorded(cells, count, columns.get(AT))
            odd = _either(odd, is_odd)
        columns[FILE] = _repeated(self.number, pa.int16(), count)
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
        return _is_blank(without_missing(_plain(texts), self.layout.missing))

    def _told(self, cells: Cells, place: int) -> Told:
        return self._read(self._clocks.setdefault(place, Clock(self.layout)), cells[place])

    def _read(self, clock: Clock, cells: pa.Array) -> Told:
        if pa.types.is_timestamp(cells.type):
            return clock.of_moments(cells)
        return clock.of_texts(without_missing(_plain(cells), self.layout.missing))

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
        return _is_blank(stripped(without_missing(_plain(texts), self.layout.missing)))


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
        schema = pa.schema([(f.name, _without_codes(f.type)) for f in first.schema])

        def plain() -> Iterator[pa.RecordBatch]:
            yield first.cast(schema)
            yield from (batch.cast(schema) for batch in batches)

        yield from in_order(plain(), schema, self._place.spill)

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
            told = each.cells.stretches(self._columns(each).needed(self._item))
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
            parts += [(file, replace(of, cells=of.cells.only(run))) for run in _runs(numbers)]
        return FilesTable(self._table, self._place, self._files, parts)

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
        item, row = self._columns(each).needed(self._item), each.cells.first
        missing = self._place.layout.missing
        for cells in each.cells.texts():
            wanted = pc.is_in(without_missing(stripped(cells[item]), missing), names)
            count = len(wanted)
            if pc.any(wanted, min_count=0).as_py():
                numbers = pa.arange(row, row + count).filter(wanted).to_pylist()
                texts = [cells[place].filter(wanted).to_pylist() for place in sorted(cells)]
                rows = list(zip(*texts, strict=True))
                yield FileRows(self._table, each.name, each.cells.columns, numbers, rows)
            row += count

    def end(self) -> TableEnd:
        """See `ItemTable.end`."""
        reads, findings = [], []
        for each in self._files:
            notices = each.cells.notices
            findings += [Finding("detected", each.name, n.row, n.column, n.text) for n in notices]
            rows = each.cells.count()
            reads.append(FileRead(self._table, each.name, each.cells.digest(), rows, 0))
        return TableEnd(tuple(reads), tuple(findings))


def _runs(numbers: Sequence[int]) -> Iterator[range]:
    """Yield what follows one on another as ranges."""
    begin = 0
    for place in range(1, len(numbers) + 1):
        if place == len(numbers) or numbers[place] > numbers[place - 1] + 1:
            yield range(numbers[begin], numbers[place - 1] + 1)
            begin = place


def in_runs(texts: pa.Array) -> pa.Array:
    """Return texts as a dictionary with one entry for each run of the same text.

    Rows of an item mostly lie together: then what is done to names is done once an item.
    """
    if pa.types.is_dictionary(texts.type):
        return texts
    count = len(texts)
    places = pa.arange(0, count).cast(pa.int32())
    begins = places[:1]
    if count > 1:
        others = places[1:].filter(pc.not_equal(texts[1:], texts[:-1]))
        begins = pa.concat_arrays([begins, others])
    names = texts.take(begins)
    names.validate(full=True)
    ends = pa.concat_arrays([begins[1:], pa.array([count], pa.int32())][not count :])
    runs = pa.RunEndEncodedArray.from_arrays(ends, places[: len(begins)])
    return pa.DictionaryArray.from_arrays(pc.run_end_decode(runs), names)


def stripped(texts: pa.Array) -> pa.Array:
    """Return texts without outer blanks, as Python strips them."""
    if not pa.types.is_dictionary(texts.type):
        return pc.utf8_trim(texts, BLANKS)
    values = pc.utf8_trim(texts.dictionary, BLANKS)
    if values.equals(texts.dictionary):
        return texts
    return pa.DictionaryArray.from_arrays(texts.indices, values)


def without_missing(texts: pa.Array, missing: frozenset[str]) -> pa.Array:
    """Return texts with nothing where a missing value is written; compare `facts.missing`."""
    if not missing:
        return texts
    if pa.types.is_dictionary(texts.type):
        plain = without_missing(texts.dictionary, missing)
        return pa.DictionaryArray.from_arrays(texts.indices, plain)
    # No text is longer than what it is folded to, so few are ever looked at.
    longest = max(map(len, missing))
    short = texts.filter(pc.less_equal(pc.utf8_length(pc.utf8_trim(texts, BLANKS)), longest))
    found = [text for text in short.unique().to_pylist() if folded(text) in missing]
    if not found:
        return texts
    return pc.if_else(pc.is_in(texts, pa.array(found, TEXT)), "", texts)


def _is_blank(texts: pa.Array) -> pa.Array:
    if not pa.types.is_dictionary(texts.type):
        return pc.equal(texts, "")
    blank = pc.equal(texts.dictionary, "")
    if not pc.any(blank, min_count=0).as_py():
        return _repeated(False, pa.bool_(), len(texts))  # noqa: FBT003
    return blank.take(texts.indices)


@lru_cache(maxsize=8)
def _repeated(value: int, of: pa.DataType, count: int) -> pa.Array:
    """Return a column that holds one value; batches of one length share it."""
    return pa.repeat(pa.scalar(value, of), count)


def _is_unreadable(times: pa.Array) -> pa.Array:
    return pc.fill_null(pc.equal(times, UNREADABLE), False)  # noqa: FBT003


def _either(odd: pa.Array, *others: pa.Array | None) -> pa.Array:
    for other in others:
        if other is not None:
            odd = pc.or_(odd, other)
    return odd


def _plain(texts: pa.Array) -> pa.Array:
    return texts.dictionary_decode() if pa.types.is_dictionary(texts.type) else texts


def _without_codes(of: pa.DataType) -> pa.DataType:
    return of.value_type if pa.types.is_dictionary(of) else of
