"""Files that a store keeps, row by row, as files again."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import PurePosixPath

import duckdb

from slarules.adapters.plain import PlainRows, grouped
from slarules.core.mapping import FURTHER, Layout, Table
from slarules.facts.source import Batch, FileRead, Reported
from slarules.rebuilding.database import rows_of
from slarules.rebuilding.held import Held

# Of a file that was written anew, rows that are no longer in it stay in the store; another row
# stands where they stood.
ROWS = """
SELECT "table", file, columns, number, cells FROM rows
QUALIFY row_number() OVER (PARTITION BY "table", file, number
    ORDER BY snapshot DESC, observed_at DESC, event_id) = 1
ORDER BY "table", file, number
"""


def kept_files(
    db: duckdb.DuckDBPyConnection, held: Held, layout: Layout, at_once: int
) -> Iterator[Reported]:
    """Yield the rows of files that the mapping reads, and the end of each."""
    counts: dict[tuple[str, str], int] = {}
    tables: dict[tuple[str, str], Table] = {}
    digests: dict[tuple[str, str], hashlib._Hash] = {}
    for written in rows_of(db, ROWS, at_once):
        for plain in grouped(tuple(row) for row in written):
            key = plain.table, plain.file
            table = tables.get(key) or _table(plain, layout)
            if table is None:
                continue
            tables[key] = table
            counts[key] = counts.get(key, 0) + len(plain.rows)
            digests.setdefault(key, hashlib.sha256()).update(repr(plain.rows).encode())
            yield Batch(table, plain.file, plain.columns, plain.numbers, plain.rows)
    ends = {(end.table, end.file): end for end in held.ends}
    for key, table in tables.items():
        end = ends.get(key)
        digest = end.digest if end else digests[key].hexdigest()
        unreadable = end.unreadable if end else 0
        yield FileRead(table, key[1], digest, counts[key] + unreadable, unreadable)


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
