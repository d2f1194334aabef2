"""Everything an engine saw, in `facts.parquet`: written, and read again whole or for one item."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from arro3.core import Table

from slarules.errors import RunFolderError
from slarules.facts.history import History
from slarules.facts.records import COLUMN_TYPES, Record, records
from slarules.report.arrow import arrays
from slarules.runs.parquet import ROWS, connection, literal, write_parquet
from slarules.runs.recall import history_of

CHUNK = 60 * 2_048
"""Rows that are in memory together: as many as DuckDB puts into a group of rows.

It takes 2,048 at once; where batches end must not show in the file, however it is written.
"""

FACTS = "facts.parquet"
"""The file in the folder of a run."""

RECORDED = ("verdicts.parquet", "verdicts.csv", FACTS)
"""The files that are written while a history is judged by columns: those with a row for each."""


def write_facts(path: Path, history: History) -> None:
    """Write a history."""
    rows, batches = records(history), []
    while chunk := list(islice(rows, CHUNK)):
        columns = zip(Record._fields, map(list, zip(*chunk, strict=True)), strict=True)
        named = arrays((name, COLUMN_TYPES.get(name, "text"), cells) for name, cells in columns)
        batches += named.to_batches()
    write_parquet(path, Table.from_batches(batches))


def read_facts(path: Path, item: str | None = None) -> History:
    """Return a history, or only what is known of one item and of the world.

    Raises:
        RunFolderError: The file is none that a run writes.
    """
    if not path.is_file():
        raise RunFolderError(f"{path} is missing")
    # What follows needs DuckDB in any case.
    import duckdb  # noqa: PLC0415

    try:
        return history_of(_records(path, item))
    except (duckdb.Error, ValueError, OverflowError) as error:
        reason = str(error).partition("\n")[0]  # DuckDB goes on with the query
        raise RunFolderError(f"{path} holds no facts of a run: {reason}") from error


def _records(path: Path, item: str | None) -> Iterator[Record]:
    fields = ", ".join(
        f'epoch_us("{name}")' if COLUMN_TYPES.get(name) == "time" else f'"{name}"'
        for name in Record._fields
    )
    of_item = "record NOT IN ('item', 'fact', 'happened', 'unknown', 'told')"
    where, given = ("", []) if item is None else (f"WHERE {of_item} OR item = ?", [item])
    with connection() as database:
        found = database.execute(
            f"SELECT {fields} FROM {ROWS} {where}",  # noqa: S608
            [literal(path), *given],
        )
        yield from map(Record._make, found.fetchall())


def read_items(path: Path) -> list[str]:
    """Return the names of all items, in their order."""
    with connection() as database:
        found = database.execute(
            f"SELECT DISTINCT item FROM {ROWS} WHERE record = 'item' ORDER BY item",  # noqa: S608
            [literal(path)],
        )
        return [name or "" for (name,) in found.fetchall()]
