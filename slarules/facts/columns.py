"""A source whose rows come as columns, those of an item together, for who reads very many."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Protocol, TypeAlias, runtime_checkable

from slarules.core.mapping import Layout, Table
from slarules.facts.findings import Finding
from slarules.facts.source import FileRead, FileRows, Reported

__all__ = [
    "ColumnBatch",
    "ColumnSource",
    "FileColumns",
    "FilesInColumns",
    "InColumns",
    "ItemTable",
    "NamingTable",
    "NotColumnsError",
    "OutOfOrderError",
    "Stretch",
    "StretchedTable",
    "TableEnd",
    "TimeColumn",
]

ITEM, AT, RECORDED, FILE, ROW, ODD = "item", "at", "recorded", "file", "row", "odd"
"""What every batch has besides what was asked for: `:NAME` as text, `@NAME` as time."""

UNREADABLE = -(2**63) + 2
"""Stands in a column of times for a text that is no time for sure."""


class NotColumnsError(Exception):
    """That columns say the same as rows cannot be promised: the source is to be read by rows.

    Attributes:
        why: A clause that says what is so about the source.
    """

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


class OutOfOrderError(Exception):
    """Rows that seemed sorted are not: what came of them is void; asked again they come sorted."""


class ColumnBatch(Protocol):
    """Some rows as columns, by the Arrow PyCapsule interface (`pyarrow.RecordBatch` is one).

    Attributes of the schema, in this order:
        item: `utf8`, a dictionary of it, or runs of it (run-end encoded, `int32`), without outer
            blanks; empty where a row names none.
        at: `int64`, microseconds since 1970 in UTC; null where a row says no time. Not in the
            shape `wide`.
        recorded: `int64`, null where nothing is said, or what is no later than `at` can be. Only
            where a file of the table has such a column.
        file: `int16`, the place in `ItemTable.files`.
        row: `int64`, as in `FileRows.numbers`.
        odd: `bool`, whether the facts layer finds something odd about the row's item or times, so
            that its item is to be looked at alone (`ItemTable.rows_of`).
        :NAME: for each name that was asked for, `utf8` or a dictionary of it, the text that `read`
            would give, null where the file has no such column.
        @NAME: for each time that was asked for, `int64`, null where nothing stands or the file has
            no such column; `UNREADABLE` in rows that are odd because of it.
    """

    def __arrow_c_array__(self, requested_schema: object | None = None) -> tuple[object, object]:
        """Return the batch by the Arrow C data interface."""
        ...


@dataclass(frozen=True, slots=True)
class FileColumns:
    """A file and the columns that it has, as `FileRows` calls both.

    Attributes:
        within: See `FileRows.within`.
    """

    file: str
    columns: tuple[str, ...]
    within: str = ""


@dataclass(frozen=True, slots=True)
class TableEnd:
    """What is known of a table when it was read to its end.

    Attributes:
        reads: As `Source.read` reports them, in its order.
        findings: The same.
    """

    reads: tuple[FileRead, ...]
    findings: tuple[Finding, ...]


TimeColumn: TypeAlias = tuple[str, str | None]
"""The name of a column, folded, and the zone of its times where it is not the mapping's."""


class ItemTable(Protocol):
    """The rows of one kind of item."""

    @property
    def table(self) -> Table:
        """Which table of the mapping it is."""
        ...

    @property
    def files(self) -> Sequence[FileColumns]:
        """Its files in the order in which they are read."""
        ...

    def sorted_batches(
        self, columns: Sequence[str], times: Sequence[TimeColumn] = ()
    ) -> Iterator[ColumnBatch]:
        """Yield every row, in order of item (by bytes), then `at` (null first), then as read.

        An item may go on in the next batch.

        Args:
            columns: The names of columns, folded.
            times: Columns that hold times.

        Raises:
            NotColumnsError: Also in the middle.
            OutOfOrderError: Call again and take everything anew; not twice.
            SourceError: As `Source.read` raises it.
        """
        ...

    def rows_of(self, items: Collection[str]) -> Iterator[FileRows]:
        """Yield the rows of some items as `Source.read` does, in its order.

        Every file that has rows comes at least once, if need be without one, so that what is odd
        about its columns is found. The item of rows that name none is the empty text.
        """
        ...

    def end(self) -> TableEnd:
        """Return what is known when `sorted_batches` has yielded all.

        Raises:
            NotColumnsError: What was yielded may differ from what is read by rows.
        """
        ...


@dataclass(frozen=True, slots=True)
class Stretch:
    """Some rows of a file that lie together.

    Attributes:
        file: The place of the file in `ItemTable.files`.
        number: Its place among the stretches of the file.
        low: No name in it lies before.
        high: No name in it lies behind. Both as the file has names, blanks and all.
    """

    file: int
    number: int
    rows: int
    low: str
    high: str


@runtime_checkable
class StretchedTable(Protocol):
    """A table of items of whose files some know what lies where."""

    def stretches(self) -> Sequence[Stretch]:
        """Return all rows in stretches, file by file; none where that is not known of all."""
        ...

    def only(self, these: Collection[Stretch]) -> ItemTable:
        """Return a table that has these rows alone; what it says at its end is void."""
        ...


@runtime_checkable
class NamingTable(Protocol):
    """A table of items that tells their names sooner than it sorts them."""

    def names(self) -> Iterator[ColumnBatch]:
        """Yield the names of the items of all rows as they lie, as `item` of a batch."""
        ...


class InColumns(Protocol):
    """A source while it is read by columns."""

    @property
    def tables(self) -> Sequence[ItemTable]:
        """Its tables of items."""
        ...

    def beside(self) -> Iterator[Reported]:
        """Yield all that `Source.read` yields and `tables` do not: further tables, `Vouched`."""
        ...


@runtime_checkable
class FilesInColumns(Protocol):
    """An adapter of files that can also give them by columns."""

    def in_columns(self, layout: Layout) -> AbstractContextManager[Sequence[ItemTable]]:
        """Give the tables of items of a layout; raises as `ColumnSource.in_columns` does."""
        ...


@runtime_checkable
class ColumnSource(Protocol):
    """A source that can also be read by columns."""

    @property
    def name(self) -> str:
        """See `Source.name`."""
        ...

    def in_columns(
        self, layout: Layout, wanted: frozenset[str] | None = None
    ) -> AbstractContextManager[InColumns]:
        """Give the source by columns, for as long as it is read.

        Args:
            layout: As for `Source.read`.
            wanted: The same.

        Raises:
            NotColumnsError: It has to be read by rows.
            SourceError: As `Source.read` raises it.
        """
        ...
