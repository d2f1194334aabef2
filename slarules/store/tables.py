"""The tables of a store: those that adapters deliver, notices and files, and what it adds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from slarules.adapters import SCHEMAS
from slarules.adapters.tables import Column, ColumnType


@dataclass(frozen=True, slots=True)
class StoredTable:
    """A table of a store.

    Attributes:
        columns: What is delivered.
        key: The columns that name a row.
        passing: Columns that differ at every look without anything having changed.
    """

    name: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    passing: frozenset[str] = frozenset()

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the columns, in order."""
        return tuple(column.name for column in self.columns)


ADDED: Mapping[str, ColumnType] = {
    "partition": "text",
    "observed_at": "time",
    "snapshot": "number",
    "content": "text",
}
"""What a store adds to each row: where and when it was seen, the snapshot that it came with, and
the digest of what was delivered."""

SQL_TYPES: Mapping[ColumnType, str] = {
    "text": "VARCHAR",
    "time": "TIMESTAMP WITH TIME ZONE",
    "number": "BIGINT",
    "truth": "BOOLEAN",
}

NOTICES = StoredTable(
    "notices",
    (
        Column("event_id", "text", "the digest of all the others", needed=True),
        Column("code", "text", "what kind of notice", needed=True),
        Column("text", "text", "what is said", needed=True),
        Column("ticket_id", "text", "the ticket that is meant"),
        Column("field_id", "text", "the field that is meant"),
        Column("at", "time", "from when it holds"),
        Column("finding", "text", "the kind of finding"),
        Column("file", "text", "the file"),
        Column("row", "number", "the row of the file"),
        Column("column", "text", "its column"),
    ),
    ("event_id",),
)

FILES = StoredTable(
    "files",
    (
        Column("table", "text", "what the file holds", needed=True),
        Column("file", "text", "its name", needed=True),
        Column("digest", "text", "the SHA-256 of its bytes", needed=True),
        Column("rows", "number", "how many rows it has", needed=True),
        Column("unreadable", "number", "how many were left out", needed=True),
    ),
    ("table", "file"),
)

PASSING: Mapping[str, frozenset[str]] = {"current": frozenset({"as_of"})}

TABLES: Mapping[str, StoredTable] = {
    **{
        name: StoredTable(name, each.columns, each.key, PASSING.get(name, frozenset()))
        for name, each in SCHEMAS.items()
    },
    "notices": NOTICES,
    "files": FILES,
}
"""Every table by its name."""


def quoted(name: str) -> str:
    """Return the name of a column as SQL writes it."""
    return f'"{name}"'


def listed(names: tuple[str, ...]) -> str:
    """Return names of columns as SQL lists them."""
    return ", ".join(map(quoted, names))
