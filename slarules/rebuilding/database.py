"""The tables of a store as DuckDB sees them: it can reach these files and nothing else."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from glob import escape
from pathlib import Path
from shutil import rmtree
from tempfile import TemporaryDirectory
from typing import Any

import duckdb

from slarules.adapters.tables import SCHEMAS, Column, TableSchema
from slarules.errors import SourceError
from slarules.rebuilding.held import Held
from slarules.unfinished import unfinished

LOCKED = {
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "allow_community_extensions": "false",
    "allow_persistent_secrets": "false",
    "python_enable_replacements": "false",
    "threads": "2",
    "memory_limit": "512MB",
}

TYPES = {"text": "VARCHAR", "time": "TIMESTAMPTZ", "number": "BIGINT", "truth": "BOOLEAN"}

KEPT = (
    Column("observed_at", "time", "when it was pulled", needed=True),
    Column("snapshot", "number", "the snapshot with which it was first kept", needed=True),
    Column("content", "text", "the digest of the row", needed=True),
    Column("partition", "text", "the part of the source in which it was seen"),
)
"""The columns that a store adds to those of a table."""

# A time with a zone is never fetched: Python would need a package of zones for it.
MACROS = """
CREATE MACRO said(moment) AS coalesce(make_timestamp(epoch_us(moment))::VARCHAR || 'Z', '');
CREATE MACRO same(a, b) AS lower(trim(coalesce(a, ''))) = lower(trim(coalesce(b, '')));
CREATE MACRO held_as(part, id, words) AS CASE part
    WHEN 'text' THEN coalesce(nullif(words, ''), id, '')
    WHEN 'id' THEN coalesce(id, '')
    ELSE coalesce(nullif(id, ''), words, '') END;
"""
"""`held_as`: a value as its text, as its identifier, or as whichever names a person."""

LONG = frozenset({"changes", "comments"})
"""Tables that are gone through once or twice, and are not laid down for that."""


@contextmanager
def opened(held: Held) -> Iterator[duckdb.DuckDBPyConnection]:
    """Give a database with a view `raw_TABLE` and a table `TABLE` for each table of a store.

    `raw_TABLE` has every version of every row, up to the snapshot. `TABLE` has the newest of each
    key, with the snapshot and time at which the key was first seen (`first_snapshot`,
    `first_observed`) and `late_from`: how far the part of the source had been complete before
    that; a row that happened earlier was learned late.

    Raises:
        SourceError: The files cannot be read.
    """
    with (
        TemporaryDirectory(prefix="slarules-") as spill,
        unfinished(Path(spill), partial(rmtree, spill, ignore_errors=True)),
    ):
        db = duckdb.connect(":memory:", config=dict(LOCKED))
        try:
            _lock(db, held, spill)
            _fill(db, held)
            yield db
        except duckdb.Error as error:
            first = str(error).partition("\n")[0]
            raise SourceError(held.source, f"what is kept of it cannot be read: {first}") from error
        finally:
            db.close()


def _lock(db: duckdb.DuckDBPyConnection, held: Held, spill: str) -> None:
    paths = sorted({str(path.resolve()) for files in held.files.values() for path in files})
    db.execute("SET TimeZone = 'UTC'")
    db.execute("SET temp_directory = $spill", {"spill": spill})
    db.execute("SET allowed_paths = $paths", {"paths": [*paths, *map(escape, paths)]})
    db.execute("SET allowed_directories = $paths", {"paths": [spill]})
    db.execute("SET enable_external_access = false")
    db.execute("SET lock_configuration = true")


def _fill(db: duckdb.DuckDBPyConnection, held: Held) -> None:
    db.execute(MACROS)
    for schema in SCHEMAS.values():
        files = [escape(str(path.resolve())) for path in held.files.get(schema.name, ())]
        db.execute(_raw(db, schema, files, held.snapshot))
    _fill_through(db, held)
    for schema in SCHEMAS.values():
        db.execute(_newest(schema))


def _raw(
    db: duckdb.DuckDBPyConnection, schema: TableSchema, files: Sequence[str], snapshot: int
) -> str:
    """Return what makes the view of all versions of a table's rows; an absent column is empty."""
    columns = (*schema.columns, *KEPT)
    if not files:
        nothing = ", ".join(f'NULL::{TYPES[c.type]} AS "{c.name}"' for c in columns)
        return f"CREATE VIEW raw_{schema.name} AS SELECT {nothing} WHERE false"
    # A view takes no parameters.
    listed = ", ".join("'" + file.replace("'", "''") + "'" for file in files)
    read = f"read_parquet([{listed}], union_by_name = true, hive_partitioning = false)"
    described = db.execute(f"DESCRIBE SELECT * FROM {read}")  # noqa: S608  # quoted above
    there = {name for (name, *_) in described.fetchall()}
    cells = ", ".join(
        f'{_cell(column.name, there)}::{TYPES[column.type]} AS "{column.name}"'
        for column in columns
    )
    return (
        f"CREATE VIEW raw_{schema.name} AS "  # noqa: S608  # names of our own schema
        f"SELECT * FROM (SELECT {cells} FROM {read}) WHERE snapshot <= {snapshot:d}"
    )


def _cell(name: str, there: set[str]) -> str:
    return f'"{name}"' if name in there else "NULL"


def _fill_through(db: duckdb.DuckDBPyConnection, held: Held) -> None:
    """Note how far the source was complete before each snapshot, and when each part was first."""
    db.execute("CREATE TABLE through (snapshot BIGINT, us BIGINT)")
    known: int | None = None
    rows: list[tuple[int, int | None]] = []
    for number, through in sorted(held.through_of.items()):
        rows.append((number, known))
        known = max((at for at in (known, through) if at is not None), default=None)
    if rows:
        db.executemany("INSERT INTO through VALUES (?, ?)", rows)
    every = " UNION ALL ".join(
        f"SELECT partition, snapshot FROM raw_{name}"  # noqa: S608  # our own names
        for name in SCHEMAS
    )
    db.execute(
        "CREATE TABLE parts AS SELECT partition, min(snapshot) AS first "  # noqa: S608  # our own names
        f"FROM ({every}) WHERE partition IS NOT NULL GROUP BY partition"
    )


def _newest(schema: TableSchema) -> str:
    """Return what makes the rows that count.

    Few keys come more than once, and only those are sorted: that takes a third of the memory.
    """
    key = ", ".join(f'"{name}"' for name in schema.key)
    firsts = [
        name
        for name in ("snapshot", "observed_at", "actor_role", "public")
        if name in schema.names or name in {"snapshot", "observed_at"}
    ]
    alone = ", ".join(f'"{name}" AS first_{name}' for name in firsts)
    sorted_ = ", ".join(f'first_value("{name}") OVER first AS first_{name}' for name in firsts)
    made = "VIEW" if schema.name in LONG else "TABLE"
    return f"""
CREATE TABLE again_{schema.name} AS
SELECT {key} FROM raw_{schema.name} GROUP BY {key} HAVING count(*) > 1;

CREATE {made} "{schema.name}" AS
SELECT newest.*, CASE WHEN first_snapshot > parts.first THEN us END AS late_from
FROM (
    SELECT *, {alone} FROM raw_{schema.name} ANTI JOIN again_{schema.name} USING ({key})
    UNION ALL BY NAME
    SELECT *, {sorted_} FROM raw_{schema.name} SEMI JOIN again_{schema.name} USING ({key})
    WINDOW first AS (PARTITION BY {key} ORDER BY snapshot, observed_at, content)
    QUALIFY row_number() OVER (
        PARTITION BY {key} ORDER BY snapshot DESC, observed_at DESC, content DESC) = 1
) AS newest
LEFT JOIN through ON through.snapshot = first_snapshot
LEFT JOIN parts USING (partition)
"""  # noqa: S608  # names of our own schema


def rows_of(db: duckdb.DuckDBPyConnection, query: str, at_once: int) -> Iterator[list[Any]]:
    """Yield the rows of a query, so many at a time."""
    found = db.execute(query)
    while rows := found.fetchmany(at_once):
        yield rows
