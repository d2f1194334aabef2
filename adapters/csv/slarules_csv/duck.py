"""What needs DuckDB: Parquet, and unpacking zstd. It can reach the one file it is given."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from glob import escape
from pathlib import Path

import duckdb

from slarules.errors import SourceError
from slarules_csv.limits import Limits

CHUNK = 5_000
"""Rows fetched at a time."""

NO_SEPARATOR = "\x1e\x1f\x1e"
"""Does not occur in text; a line that holds it all the same is refused, not split."""

LOCKED = {
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "allow_community_extensions": "false",
    "allow_persistent_secrets": "false",
    "python_enable_replacements": "false",
    "memory_limit": "1GB",
    "threads": "1",
}


@contextmanager
def only(path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """Give a database that can reach one file and nothing else.

    Raises:
        SourceError: DuckDB cannot do what is asked of it.
    """
    file = str(path.resolve())
    db = duckdb.connect(":memory:", config=dict(LOCKED))
    try:
        db.execute("SET TimeZone = 'UTC'")
        db.execute("SET temp_directory = ''")
        db.execute("SET allowed_paths = $paths", {"paths": [file, escape(file)]})
        db.execute("SET enable_external_access = false")
        db.execute("SET lock_configuration = true")
        yield db
    except duckdb.Error as error:
        first = str(error).partition("\n")[0]
        raise SourceError(str(path), f"cannot be read: {first}") from error
    finally:
        db.close()


LINES = """
SELECT line FROM read_csv(
    $file, compression = 'zstd', columns = {'line': 'VARCHAR'},
    header = false, auto_detect = false, delim = $separator, quote = '', escape = '',
    hive_partitioning = false,
    max_line_size = $longest, strict_mode = false, parallel = false)
"""


def zstd_lines(path: Path, limits: Limits) -> Iterator[bytes]:
    """Yield the lines of a file in UTF-8 packed with zstd, each ended with a line feed."""
    packed, unpacked = path.stat().st_size, 0
    file = escape(str(path.resolve()))
    with only(path) as db:
        found = db.execute(LINES, {"file": file, "separator": NO_SEPARATOR, "longest": limits.line})
        while rows := found.fetchmany(CHUNK):
            lines = [(line or "").encode() + b"\n" for (line,) in rows]
            unpacked += sum(map(len, lines))
            limits.check(str(path), packed, unpacked)
            yield from lines


def parquet_rows(path: Path, limits: Limits) -> Iterator[list[tuple[str, ...]]]:
    """Yield the names of the columns as one row, then the rows as text, many at a time.

    Nothing is an empty text. Times with a zone are given in UTC with their offset.
    """
    packed, unpacked = path.stat().st_size, 0
    with only(path) as db:
        found = db.execute(
            "SELECT coalesce(COLUMNS(*)::VARCHAR, '') FROM "
            "read_parquet($file, hive_partitioning = false)",
            {"file": escape(str(path.resolve()))},
        )
        yield [tuple(str(column[0]) for column in found.description or ())]
        while rows := found.fetchmany(CHUNK):
            unpacked += sum(len(value) for row in rows for value in row)
            limits.check(str(path), packed, unpacked)
            yield rows
