"""Parquet through DuckDB: the same rows are the same bytes."""

from __future__ import annotations

import os
import re
from functools import cache
from glob import escape
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    import duckdb


def connection() -> duckdb.DuckDBPyConnection:
    """Return a connection to an empty database that does not look at the machine's zone."""
    opened = _database().cursor()
    opened.execute("SET TimeZone = 'UTC'")
    return opened


@cache
def _database() -> duckdb.DuckDBPyConnection:
    # It takes as long to import as to judge a hundred items; an audit may write nothing. To open
    # one takes as long as to write a run of a portfolio, so that all of them share it.
    import duckdb  # noqa: PLC0415

    return duckdb.connect(config={"threads": 1, "preserve_insertion_order": True})


ROWS = "read_parquet(?, hive_partitioning = false)"
"""How rows of a `literal` path are read: a folder such as `customer=acme` is no column of them."""


def literal(path: Path) -> str:
    """Return the path as DuckDB takes it, which would read every file that fits a `*`."""
    return escape(str(path))


class Arrow(Protocol):
    """Rows that come as Arrow, all at once or batch after batch."""

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
        """Return the stream of the batches."""


def write_parquet(path: Path, rows: Arrow) -> None:
    """Write rows in their order.

    Raises:
        OSError: It cannot be written.
        MemoryError: There is too little for it.
    """
    import duckdb  # noqa: PLC0415  # as above

    with connection() as database:
        database.register("written", rows)
        # One thread: with more, how rows fall into groups depends on who is quicker.
        target = str(path).replace("'", "''")
        try:
            database.execute(f"COPY written TO '{target}' (FORMAT parquet, COMPRESSION zstd)")
        except duckdb.OutOfMemoryException as error:
            raise MemoryError from error
        except duckdb.IOException as error:
            raise _as_usual(error) from None


def _as_usual(error: Exception) -> OSError:
    """Return the error of the system that DuckDB tells in the middle of a text of its own."""
    number = re.search(r'"errno":"(\d+)"', str(error))
    return OSError(int(number[1]), os.strerror(int(number[1]))) if number else OSError(str(error))
