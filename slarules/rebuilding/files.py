"""Files that a store keeps, row by row, as files again."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import PurePosixPath

import duckdb

from slarules.adapters import FileEnd
from slarules.adapters.plain import Occurrences, PlainRows, grouped
from slarules.core.mapping import FURTHER, Layout, Table
from slarules.facts.columns import NotColumnsError
from slarules.facts.source import FileRead, FileRows, Reported
from slarules.rebuilding.database import rows_of
from slarules.rebuilding.held import Held

# All rows of a file come with one snapshot, and with another one when one of them is otherwise.
ROWS = """
SELECT "table", file, columns, number, cells FROM raw_rows
QUALIFY snapshot = max(snapshot) OVER (PARTITION BY "table", file)
ORDER BY "table", file, number, event_id
"""


def kept_files(
    db: duckdb.DuckDBPyConnection, held: Held, layout: Layout, at_once: int
) -> Iterator[Reported]:
    """Yield the rows of files that the mapping reads, and the end of each."""
    counts: dict[tuple[str, str], int] = {}
    tables: dict[tuple[str, str], Table] = {}
    digests: dict[tuple[str, str], hashlib._Hash] = {}
    ends = {(end.table, end.file): end for end in held.ends}
    for written in rows_of(db, ROWS, at_once):
        for plain in grouped(tuple(row) for row in written):
            key = plain.table, plain.file
            table = tables.get(key) or _table(plain, layout)
            if table is None or _is_empty(ends.get(key)):
                continue
            tables[key] = table
            counts[key] = counts.get(key, 0) + len(plain.rows)
            digests.setdefault(key, hashlib.sha256()).update(repr(plain.rows).encode())
            yield FileRows(table, plain.file, plain.columns, plain.numbers, plain.rows)
    for key, table in tables.items():
        end = ends.get(key)
        digest = end.digest if end else digests[key].hexdigest()
        unreadable = end.unreadable if end else 0
        yield FileRead(table, key[1], digest, counts[key] + unreadable, unreadable)


def refuse_items(db: duckdb.DuckDBPyConnection, layout: Layout) -> None:
    """Refuse files of items, whose rows lie cell by cell in JSON.

    Raises:
        NotColumnsError: There is one.
    """
    found = db.execute('SELECT DISTINCT "table", file FROM raw_rows').fetchall()
    for name, file in found:
        table = _table(PlainRows(name or "", file, (), (), (), Occurrences()), layout)
        if table is not None and table.item is not None:
            raise NotColumnsError(f"{file} is kept row by row")


def _is_empty(end: FileEnd | None) -> bool:
    # Nothing comes of an empty file that could stand in place of what it held before.
    return end is not None and end.rows == end.unreadable


def _table(plain: PlainRows, layout: Layout) -> Table | None:
    """Return the table that a file belongs to; by its name if it was pulled without a mapping."""
    declared = {table.shape for table in layout.tables}
    further = (Table(shape) for shape in FURTHER if shape not in declared)
    for table in (*layout.tables, *further):
        if plain.table in {table.name, table.shape}:
            return table
        path = PurePosixPath(plain.file)
        if not plain.table and path.match(table.pattern or f"{table.shape}.*"):
            return table
    return None
