"""What needs DuckDB: Parquet, and unpacking zstd. It can reach the one file it is given."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from glob import escape
from pathlib import Path

import duckdb

from slarules.errors import SourceError
from slarules_csv.limits import Limits
from slarules_csv.stored import PLAIN, Column, Stored

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
    try:
        with _reaching([file, escape(file)]) as db:
            yield db
    except duckdb.Error as error:
        first = str(error).partition("\n")[0]
        raise SourceError(str(path), f"cannot be read: {first}") from error


@contextmanager
def _reaching(paths: Sequence[str]) -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(":memory:", config=dict(LOCKED)) as db:
        db.execute("SET TimeZone = 'UTC'")
        db.execute("SET temp_directory = ''")
        db.execute("SET allowed_paths = $paths", {"paths": list(paths)})
        db.execute("SET enable_external_access = false")
        db.execute("SET lock_configuration = true")
        yield db


def texts_of(values: Sequence[object]) -> Sequence[str]:
    """Return values as text, as `parquet_rows` gives them."""
    with _reaching(()) as db:
        return [_text(db, value) for value in values]


def _text(db: duckdb.DuckDBPyConnection, value: object) -> str:
    found = db.execute("SELECT coalesce($1::VARCHAR, '')", [value]).fetchone()
    return str(found[0]) if found else ""


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


ROWS = "read_parquet($file, hive_partitioning = false)"

NUMBERED = "read_parquet($file, hive_partitioning = false, file_row_number = true)"
"""With the number of each row, from 0; who names no columns gets it with them."""


def described(db: duckdb.DuckDBPyConnection, path: Path) -> list[tuple[str, str]]:
    """Return the columns that a Parquet file has, and what is in them."""
    found = db.execute(f"DESCRIBE FROM {ROWS}", {"file": escape(str(path.resolve()))}).fetchall()
    return [(str(name), str(kind)) for name, kind, *_ in found]


def cell(column: Column, names: Sequence[str]) -> str:
    """Return the text of a column, with nothing for null, as SQL.

    Args:
        names: What the file calls its columns.
    """
    if column.place is None:
        return f"{_quoted(column.text, chr(39))}::VARCHAR"
    return f"coalesce({_quoted(names[column.place], chr(34))}::VARCHAR, '')"


def _quoted(text: str, sign: str) -> str:
    return f"{sign}{text.replace(sign, sign + sign)}{sign}"


def parquet_rows(
    path: Path, limits: Limits, stored: Stored = PLAIN
) -> Iterator[list[tuple[str, ...]]]:
    """Yield the names of the columns as one row, then the rows as text, many at a time.

    Nothing is an empty text. Times with a zone are given in UTC with their offset.
    """
    packed, unpacked = path.stat().st_size, 0
    with only(path) as db:
        names = [name for name, _ in described(db, path)]
        columns = stored.columns_in(names)
        yield [tuple(column.name for column in columns)]
        query = f"SELECT {', '.join(cell(column, names) for column in columns)} FROM "  # noqa: S608
        params: dict[str, object] = {"file": escape(str(path.resolve()))}
        if stored.deleted:
            query += f"{NUMBERED} WHERE file_row_number NOT IN (SELECT unnest($deleted))"
            params["deleted"] = list(stored.deleted)
        else:
            query += ROWS
        found = db.execute(query, params)
        while rows := found.fetchmany(CHUNK):
            unpacked += sum(len(value) for row in rows for value in row)
            limits.check(str(path), packed, unpacked)
            yield rows
