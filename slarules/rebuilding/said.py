"""What a source said of a ticket, an outage or a row of a file, in its own words, as kept."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

import duckdb

from slarules.adapters.catalogue import Catalogue
from slarules.adapters.tables import SCHEMAS, TableName, TableSchema
from slarules.errors import UsageError
from slarules.rebuilding.beside import BESIDE
from slarules.rebuilding.database import opened
from slarules.rebuilding.held import Held

OF_TICKETS: tuple[TableName, ...] = (
    "tickets",
    "current",
    "changes",
    "comments",
    "links",
    "native_sla",
)

NUMBERED = ("changes", "comments")
"""The tables of events, which have a number in their ticket."""

ITSELF: tuple[TableName, ...] = ("tickets", "current")
"""What number 0 refers to, besides events that have it."""

TICKETS = """
SELECT DISTINCT ticket_id FROM raw_tickets
WHERE $name IN (key, ticket_id, trim(key || ' (' || ticket_id || ')')) ORDER BY ticket_id
"""


ROW = "file = $name AND number = $number"


@dataclass(frozen=True, slots=True)
class Observed:
    """What was seen of a row at once.

    Attributes:
        at: When, in UTC.
        snapshot: With which it was kept.
        says: What stands in its columns; those that are empty are left out.
    """

    at: str
    snapshot: int
    says: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Said:
    """A row of a source as it holds.

    Attributes:
        key: What names it in its table.
        first: The first observation; what holds is the last.
        earlier: What it said before, the oldest first; empty where nobody edited it.
        field: What the source calls the field that it is about.
    """

    table: TableName
    key: tuple[str, ...]
    first: Observed
    last: Observed
    earlier: tuple[Observed, ...] = ()
    field: str | None = None


def said_of(held: Held, reference: str) -> tuple[Said, ...]:
    """Return what a reference stands for, as evidence prints it or without the source before it.

    Args:
        reference: A ticket (`HELP-1`), an event of one (`HELP-1:3`), an outage (`outages:2`) or a
            row of a file (`events.csv:7`).

    Raises:
        UsageError: The snapshot has nothing of that name.
    """
    name, number = _parted(reference.removeprefix(f"{held.source}/"))
    with opened(held) as db:
        found = tuple(_found(db, name, number))
    if not found:
        raise UsageError(
            f"snapshot {held.snapshot} of {held.source} has nothing called '{reference}'; name a "
            "ticket, such as HELP-1, or a row as explain prints it, such as HELP-1:3"
        )
    return tuple(_with_field(each, held.catalogue) for each in found)


def _parted(reference: str) -> tuple[str, int | None]:
    name, colon, number = reference.rpartition(":")
    if colon and number.isascii() and number.isdigit():
        return name, int(number[:18])
    return reference, None


def _found(db: duckdb.DuckDBPyConnection, name: str, number: int | None) -> Iterator[Said]:
    if number is not None:
        yield from _of_file(db, name, number)
        yield from _beside(db, name, number)
    for (ticket,) in db.execute(TICKETS, {"name": name}).fetchall():
        for table in OF_TICKETS:
            schema, where = SCHEMAS[table], "ticket_id = $ticket"
            given: dict[str, object] = {"ticket": ticket}
            if number is not None and table in NUMBERED:
                where, given = f"{where} AND seq = $number", {**given, "number": number}
            elif number not in {None, 0} or (number == 0 and table not in ITSELF):
                continue
            yield from _rows(db, schema, where, given)


def _beside(db: duckdb.DuckDBPyConnection, name: str, number: int) -> Iterator[Said]:
    for each in BESIDE:
        if each.table == name != "native_sla" and number:
            query = f"SELECT event_id {each.rows} LIMIT 1 OFFSET $number"
            for (event,) in db.execute(query, {"number": number - 1}).fetchall():
                yield from _rows(db, SCHEMAS[name], "event_id = $event", {"event": event})


def _of_file(db: duckdb.DuckDBPyConnection, name: str, number: int) -> Iterator[Said]:
    given = {"name": name, "number": number}
    # A file that was written anew has another row where one stood; the newest holds.
    found = sorted(_rows(db, SCHEMAS["rows"], ROW, given), key=lambda each: each.last.snapshot)
    for each in found[-1:]:
        columns, cells = (json.loads(each.last.says[part]) for part in ("columns", "cells"))
        says = dict(zip(columns, cells, strict=False))
        seen = replace(each.last, says=says)
        yield Said("rows", (name, str(number)), replace(each.first, says=says), seen)


def _rows(
    db: duckdb.DuckDBPyConnection, schema: TableSchema, where: str, given: Mapping[str, object]
) -> Iterator[Said]:
    cells = ", ".join(
        f"replace(nullif(said(\"{column.name}\"), ''), ' ', 'T')"
        if column.type == "time"
        else f'"{column.name}"::VARCHAR'
        for column in schema.columns
    )
    order = ", ".join(f'"{name}"' for name in schema.key)
    if "seq" in schema.names:
        order = f"seq, {order}"
    rows = db.execute(
        f"SELECT replace(said(observed_at), ' ', 'T'), snapshot, {cells} FROM raw_{schema.name} "  # noqa: S608  # our own schema
        f"WHERE {where} ORDER BY {order}, snapshot, observed_at, content",
        dict(given),
    ).fetchall()
    seen = [Observed(at, number, _full(schema, says)) for at, number, *says in rows]
    for key, versions in groupby(seen, lambda each: _key(schema, each)):
        first, *later = versions
        *earlier, last = first, *later
        yield Said(schema.name, key, first, last, tuple(earlier))


def _full(schema: TableSchema, cells: Sequence[str | None]) -> dict[str, str]:
    told = zip(schema.names, cells, strict=True)
    return {name: cell for name, cell in told if cell is not None}


def _key(schema: TableSchema, observed: Observed) -> tuple[str, ...]:
    return tuple(observed.says.get(name, "") for name in schema.key)


def _with_field(said: Said, catalogue: Catalogue | None) -> Said:
    called = {each.id: each.name for each in catalogue.fields} if catalogue else {}
    return replace(said, field=called.get(said.last.says.get("field_id", "")))
