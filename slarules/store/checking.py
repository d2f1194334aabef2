"""Whether delivered rows are as their table says, found by columns and told by the first row."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from slarules.adapters.tables import Column
from slarules.errors import SourceError
from slarules.store.tables import SQL_TYPES, StoredTable, listed, quoted

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

WHOLE = ("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT")
FITTING = {
    "text": ("VARCHAR",),
    "time": ("TIMESTAMP WITH TIME ZONE",),
    "number": WHOLE,
    "truth": ("BOOLEAN",),
}
"""The types of DuckDB that lose nothing when they are kept as the type of a column."""

NOTHING = '"NULL"'
"""The type of a column in which no row has a value."""

SHOWN = 60
"""Characters of a cell that a message shows."""


@contextmanager
def checked(
    duck: DuckDBPyConnection,
    source: str,
    table: StoredTable,
    data: Any,  # noqa: ANN401  # any Arrow
) -> Iterator[str]:
    """Give the query for rows with the columns of their table, which are looked at first.

    Raises:
        SourceError: A row or a column is not as the table says; it is named.
    """
    duck.register("incoming", _arrow(source, table, data))
    try:
        _refuse_columns(duck, source, table)
        columns = ", ".join(
            f"{quoted(each.name)}::{SQL_TYPES[each.type]} AS {quoted(each.name)}"
            for each in table.columns
        )
        _refuse_rows(duck, source, table)
        yield f"SELECT {columns} FROM incoming"  # noqa: S608  # our own names, and quoted texts
    finally:
        duck.unregister("incoming")


def _arrow(source: str, table: StoredTable, data: Any) -> Any:  # noqa: ANN401
    from arro3.core import Table  # noqa: PLC0415

    try:
        # A stream can be read once, and these rows are gone through several times.
        return Table.from_arrow(data)
    # Whatever the library of an adapter raises.
    except Exception as error:
        raise SourceError(
            source, f"the rows of '{table.name}' that were delivered are no Arrow: {error}"
        ) from error


def _refuse_columns(duck: DuckDBPyConnection, source: str, table: StoredTable) -> None:
    found = duck.sql("SELECT * FROM incoming")
    there = dict(zip(found.columns, map(str, found.types), strict=True))
    if more := [name for name in there if name not in table.names]:
        raise SourceError(source, f"the table '{table.name}' has no such column", field=more[0])
    for column in table.columns:
        if column.name not in there:
            raise SourceError(source, f"is missing in '{table.name}'", field=column.name)
        kind = _plain(there[column.name])
        if kind != NOTHING and kind not in FITTING[column.type]:
            raise SourceError(
                source,
                f"is {kind} in '{table.name}', where {SQL_TYPES[column.type]} belongs",
                field=column.name,
            )


def _plain(kind: str) -> str:
    # Arrow's dictionaries of text.
    return "VARCHAR" if kind.startswith("ENUM(") else kind


def _refuse_rows(duck: DuckDBPyConnection, source: str, table: StoredTable) -> None:
    faults = [
        (column, condition, says)
        for column in table.columns
        for condition, says in _faults(table, column)
    ]
    tests = ", ".join(f"coalesce(bool_or({condition}), false)" for _, condition, _ in faults)
    (told,) = duck.execute(f"SELECT {tests} FROM incoming").fetchall()  # noqa: S608  # our own names, and quoted texts
    for is_there, (column, condition, says) in zip(told, faults, strict=True):
        if is_there:
            raise _wrong(duck, source, table, (column, condition, says))


def _faults(table: StoredTable, column: Column) -> Iterator[tuple[str, str]]:
    name = quoted(column.name)
    if column.needed or column.name in table.key:
        yield f"{name} IS NULL", "is empty, and every row needs it"
    if column.words:
        words = ", ".join(f"'{word}'" for word in column.words)
        yield f"{name} NOT IN ({words})", f"is none of {', '.join(column.words)}"
    if column.type == "number":
        yield f"TRY_CAST({name} AS BIGINT) IS NULL AND {name} IS NOT NULL", "is too large"
    if column.type == "time":
        years = f"{name} < '0001-01-01 00:00:00+00' OR {name} >= '10000-01-01 00:00:00+00'"
        yield years, "is not in the years 1 to 9999"


def _wrong(
    duck: DuckDBPyConnection, source: str, table: StoredTable, fault: tuple[Column, str, str]
) -> SourceError:
    column, condition, says = fault
    (row,) = duck.execute(
        f"SELECT {quoted(column.name)}::VARCHAR, {listed(table.key)} FROM incoming "  # noqa: S608  # our own names, and quoted texts
        f"WHERE {condition} LIMIT 1"
    ).fetchall()
    cell, *key = row
    shown = "" if cell is None else f"'{str(cell)[:SHOWN]}' "
    named = "/".join("?" if each is None else str(each)[:SHOWN] for each in key)
    return SourceError(source, f"{shown}{says}", record=f"{table.name} {named}", field=column.name)
