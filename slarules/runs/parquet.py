"""Parquet through DuckDB: the same rows are the same bytes."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import arro3.core

if TYPE_CHECKING:
    import duckdb


def connection() -> duckdb.DuckDBPyConnection:
    """Return an empty database in memory that does not look at the machine's zone."""
    # It takes as long to import as to judge a hundred items; an audit may write nothing.
    import duckdb  # noqa: PLC0415

    database = duckdb.connect(config={"threads": 1, "preserve_insertion_order": True})
    database.execute("SET TimeZone = 'UTC'")
    return database


def write_parquet(path: Path, table: arro3.core.Table) -> None:
    """Write a table in the order of its rows."""
    with connection() as database:
        database.register("written", table)
        # One thread: with more, how rows fall into groups depends on who is quicker.
        target = str(path).replace("'", "''")
        database.execute(f"COPY written TO '{target}' (FORMAT parquet, COMPRESSION zstd)")
