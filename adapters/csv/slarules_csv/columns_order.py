"""Rows in order of item, time, file and row: found out as they go by, and sorted where not."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from slarules.errors import UsageError
from slarules.facts.columns import AT, FILE, ITEM, ROW, NotColumnsError
from slarules_csv.duck import LOCKED

AT_ONCE = 131_072
"""Rows of a sorted batch."""

IN_MEMORY = "700MB"
"""Of what is sorted; the rest goes to a passing folder."""

NOT_GIVEN = "Failed to allocate"
"""DuckDB says it where the system gives it no memory, and not where it may have no more."""

FIRST = -(2**63)
"""Stands for no time, which comes before all."""


@dataclass(slots=True)
class Order:
    """Tells whether batches come in order; most exports that were sorted once do."""

    _item: str | None = None
    _at: int = FIRST

    def goes_on(self, batch: pa.RecordBatch) -> bool:
        """Return whether a batch is in order and no row of it lies before those seen."""
        if not batch.num_rows:
            return True
        runs = batch.column(ITEM)
        at = batch.column(AT) if AT in batch.schema.names else None
        if at is not None and at.null_count:
            at = at.fill_null(FIRST)
        before = self._item, self._at
        now = runs.values[0].as_py(), FIRST if at is None else at[0].as_py()
        self._item = runs.values[-1].as_py()
        self._at = FIRST if at is None else at[-1].as_py()
        if before[0] is not None and _key(now) < _key((before[0], before[1])):
            return False
        return _do_names_rise(runs.values) and (at is None or _falls_between(runs, at))


def _key(place: tuple[str, int]) -> tuple[bytes, int]:
    return place[0].encode(errors="surrogatepass"), place[1]


def _do_names_rise(names: pa.Array) -> bool:
    return bool(pc.all(pc.greater(names[1:], names[:-1]), min_count=0).as_py())


def _falls_between(runs: pa.RunEndEncodedArray, at: pa.Array) -> bool:
    """Tell whether times fall nowhere but from one item to the next."""
    falls = pc.less(at[1:], at[:-1])
    between = falls.take(pc.subtract(runs.run_ends[:-1], 1))
    return bool(between.true_count == falls.true_count)


def in_order(
    batches: Iterator[pa.RecordBatch], schema: pa.Schema, spill: Path
) -> Iterator[pa.RecordBatch]:
    """Yield the rows of batches sorted; what does not fit into memory goes to a folder.

    Args:
        schema: Of the batches, which have no dictionaries.
        spill: A folder that nobody else uses.

    Raises:
        NotColumnsError: They cannot be sorted; or what the batches raise.
        UsageError: The folder has no room.
        MemoryError: There is not even what sorting takes at least.
    """
    heard: list[Exception] = []
    reader = pa.RecordBatchReader.from_batches(schema, _heard(batches, heard))
    db = duckdb.connect(":memory:", config={**LOCKED, "threads": "2", "memory_limit": IN_MEMORY})
    try:
        _lock(db, spill)
        db.register("rows", reader)
        at = f'"{AT}" NULLS FIRST, ' if AT in schema.names else ""
        query = f'SELECT * FROM rows ORDER BY "{ITEM}", {at}"{FILE}", "{ROW}"'  # noqa: S608
        yield from db.sql(query).to_arrow_reader(AT_ONCE)
    except (duckdb.Error, pa.ArrowException) as error:
        if heard:
            raise heard[0] from error
        raise _refused(error, spill) from error
    finally:
        db.close()


def _refused(error: Exception, spill: Path) -> Exception:
    first = str(error).partition("\n")[0]
    if isinstance(error, duckdb.OutOfMemoryException) and NOT_GIVEN in first:
        return MemoryError(first)
    if isinstance(error, (duckdb.IOException, duckdb.OutOfMemoryException)):
        # By rows all of them would be held in memory, of which there is even less.
        why = f"rows that are not in order cannot be sorted in {spill.parent}: {first}"
        return UsageError(f"{why}; set TMPDIR to a folder with more room")
    return NotColumnsError(f"its rows cannot be sorted: {first}")


def _heard(batches: Iterator[pa.RecordBatch], heard: list[Exception]) -> Iterator[pa.RecordBatch]:
    """Yield batches; what they raise is kept, since DuckDB has words of its own for it."""
    try:
        yield from batches
    except Exception as error:
        heard.append(error)
        raise


def _lock(db: duckdb.DuckDBPyConnection, spill: Path) -> None:
    db.execute("SET temp_directory = $spill", {"spill": str(spill)})
    db.execute("SET allowed_directories = $spill", {"spill": [str(spill)]})
    db.execute("SET enable_external_access = false")
    db.execute("SET lock_configuration = true")
