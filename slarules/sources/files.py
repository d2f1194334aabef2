"""An adapter of files as a source: its rows go straight to whoever reads them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, closing, contextmanager
from dataclasses import dataclass, replace
from functools import partial
from typing import get_args

from slarules.adapters.adapter import Adapter, Asked, Context
from slarules.adapters.delivery import Batch, Checkpoint, Delivered, FileEnd, Notice
from slarules.adapters.plain import rows_of
from slarules.core.mapping import FURTHER, Layout, Table
from slarules.errors import SourceError
from slarules.facts.columns import FilesInColumns, InColumns, ItemTable, NotColumnsError
from slarules.facts.findings import Finding, FindingKind
from slarules.facts.source import FileRead, FileRows, Reported

KINDS: dict[str, FindingKind] = {kind: kind for kind in get_args(FindingKind)}


class FilesSource:
    """What an adapter of files delivers, each file once and to its end.

    Args:
        make: Makes the adapter, one for each reading.
        is_alone: Whether the history has to be in these files, where the mapping names none.
    """

    def __init__(
        self,
        name: str,
        make: Callable[[], Adapter],
        context: Context,
        *,
        is_alone: bool = True,
    ) -> None:
        self._name, self._make, self._context = name, make, context
        self._is_alone = is_alone

    @property
    def name(self) -> str:
        """See `Source.name`."""
        return self._name

    def read(self, layout: Layout, wanted: frozenset[str] | None = None) -> Iterator[Reported]:
        """See `Source.read`."""
        with closing(self._make()) as adapter:
            asked = Asked(layout=self._there(layout, adapter), fields=wanted)
            for partition in adapter.partitions(asked, self._context):
                for each in adapter.read(partition, None, asked, self._context):
                    yield from reported(each, layout, self._name)

    @contextmanager
    def in_columns(
        self, layout: Layout, wanted: frozenset[str] | None = None
    ) -> Iterator[InColumns]:
        """See `ColumnSource.in_columns`."""
        further = tuple(table for table in layout.tables if table.item is None)
        with closing(self._make()) as adapter:
            if not isinstance(adapter, FilesInColumns):
                raise NotColumnsError(f"{self._name} gives nothing but rows")
            beside = partial(self.read, replace(layout, tables=further), wanted)
            with _given(adapter, self._there(layout, adapter)) as tables:
                yield _FilesInColumns(tables, beside)

    def beside_others(self) -> FilesSource:
        """Return the same for who reads it together with other sources."""
        return FilesSource(self._name, self._make, self._context, is_alone=False)

    def _there(self, layout: Layout, adapter: Adapter) -> Layout:
        if self._is_alone:
            return layout
        tables = [t for t in layout.tables if t.pattern or t.item is None or self._has(t, adapter)]
        return replace(layout, tables=tuple(tables))

    def _has(self, table: Table, adapter: Adapter) -> bool:
        try:
            return bool(adapter.partitions(Asked(layout=Layout((table,))), self._context))
        except SourceError:
            return False


@dataclass(frozen=True, slots=True)
class _FilesInColumns:
    """See `InColumns`."""

    tables: Sequence[ItemTable]
    beside: Callable[[], Iterator[Reported]]


def _given(adapter: FilesInColumns, layout: Layout) -> AbstractContextManager[Sequence[ItemTable]]:
    try:
        return adapter.in_columns(layout)
    except ModuleNotFoundError as error:
        raise NotColumnsError(f"{error.name} is not installed") from error


def reported(each: Delivered, layout: Layout, source: str) -> Iterator[Reported]:
    """Yield what an adapter of files delivers as who reads it takes it.

    Raises:
        SourceError: It is no row of a file, or a row of a table that the mapping does not read.
    """
    match each:
        case Batch(table="rows", data=data):
            for plain in rows_of(data):
                table = table_of(plain.table, plain.file, layout)
                yield FileRows(table, plain.file, plain.columns, plain.numbers, plain.rows)
        case Batch(table=table):
            raise SourceError(source, f"delivers {table}, and said that it reads files")
        case Notice():
            yield finding(each, source)
        case FileEnd(table, file, digest, rows, unreadable):
            yield FileRead(table_of(table, file, layout), file, digest, rows, unreadable)
        case Checkpoint():
            return


def table_of(name: str, file: str, layout: Layout) -> Table:
    """Return the table of a mapping that a file belongs to.

    Raises:
        SourceError: The mapping has none of the name.
    """
    for table in layout.tables:
        if name in {table.name, table.shape}:
            return table
    shapes = {shape: Table(shape) for shape in FURTHER}
    if name not in shapes:
        raise SourceError(file, f"belongs to {name or 'no table'}, which the mapping does not read")
    return shapes[name]


def finding(notice: Notice, source: str) -> Finding:
    """Return a notice as it stands in a report."""
    kind = KINDS.get(notice.finding or "") or OF_CODES.get(notice.code, "incomplete")
    about = f"{notice.ticket_id}: " if notice.ticket_id else ""
    file = notice.file or source
    return Finding(kind, file, notice.row, notice.column or notice.field_id, about + notice.text)


OF_CODES: dict[str, FindingKind] = {
    "detected": "detected",
    "deprecated": "detected",
    "moved": "detected",
    "merged": "detected",
    "late": "detected",
    "hidden later": "detected",
    "chain broken": "contradiction",
    "clock skew": "skewed",
    "unknown event": "unknown kind",
    "no history": "no history",
}
"""What kind of finding a notice is; any other tells of something that is not there."""
