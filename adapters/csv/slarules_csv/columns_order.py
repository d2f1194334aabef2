"""Rows in order of item, time, file and row: found out as they go by, and sorted where not."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from slarules.facts.columns import AT, FILE, ITEM, ROW, NotColumnsError
from slarules_csv.duck import LOCKED

AT_ONCE = 131_072
"""Rows of a sorted batch."""

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
        items = batch.column(ITEM)
        at = pc.fill_null(batch.column(AT), FIRST) if AT in batch.schema.names else None
        before = self._item, self._at
        now = items[0].as_py(), FIRST if at is None else at[0].as_py()
        self._item = items[-1].as_py()
        self._at = FIRST if at is None else at[-1].as_py()
        if before[0] is not None and _key(now) < _key((before[0], before[1])):
            return False
        return _is_in_order(items, at)


def _key(place: tuple[str, int]) -> tuple[bytes, int]:
    return place[0].encode(errors="surrogatepass"), place[1]


def _is_in_order(items: pa.Array, at: pa.Array) -> bool:
    codes = items.indices if pa.types.is_dictionary(items.type) else items
    other = pc.not_equal(codes[1:], codes[:-1])
    if at is not None and not _all(pc.or_(other, pc.greater_equal(at[1:], at[:-1]))):
        return False
    if codes is not items and _is_sorted(codes, items.dictionary):
        return True
    # Only where another item begins are names compared: a fifth of the rows or fewer.
    ends, starts = items[:-1].filter(other), items[1:].filter(other)
    return _all(pc.greater(_texts(starts), _texts(ends)))


def _is_sorted(codes: pa.Array, names: pa.Array) -> bool:
    """Tell whether numbers never fall, and names rise with them."""
    return _all(pc.greater_equal(codes[1:], codes[:-1])) and _all(pc.greater(names[1:], names[:-1]))


def _texts(array: pa.Array) -> pa.Array:
    if not pa.types.is_dictionary(array.type):
        return array
    return array.dictionary.take(array.indices)


def _all(truths: pa.Array) -> bool:
    return bool(pc.all(truths, min_count=0).as_py())


def in_order(
    batches: Iterator[pa.RecordBatch], schema: pa.Schema, spill: Path
) -> Iterator[pa.RecordBatch]:
    """Yield the rows of batches sorted; what does not fit into memory goes to a folder.

    Args:
        schema: Of the batches, which have no dictionaries.
        spill: A folder that nobody else uses.

    Raises:
        NotColumnsError: They cannot be sorted; or what the batches raise.
    """
    heard: list[Exception] = []
    reader = pa.RecordBatchReader.from_batches(schema, _heard(batches, heard))
    db = duckdb.connect(":memory:", config={**LOCKED, "threads": "2", "memory_limit": "700MB"})
    try:
        _lock(db, spill)
        db.register("rows", reader)
        at = f'"{AT}" NULLS FIRST, ' if AT in schema.names else ""
        query = f'SELECT * FROM rows ORDER BY "{ITEM}", {at}"{FILE}", "{ROW}"'  # noqa: S608
        yield from db.sql(query).to_arrow_reader(AT_ONCE)
    except (duckdb.Error, pa.ArrowException) as error:
        if heard:
            raise heard[0] from error
        first = str(error).partition("\n")[0]
        raise NotColumnsError(f"its rows cannot be sorted: {first}") from error
    finally:
        db.close()


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
