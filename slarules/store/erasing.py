"""Takes persons out of what is kept of a source: their rows stay, and say no more whose they were.

The tables are written anew into folders of their own and the old folders are removed, because the
log of a Delta table holds the least and the greatest value of each column of each file.
"""

from __future__ import annotations

import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from secrets import token_hex
from typing import TYPE_CHECKING

from slarules.adapters.tables import VERSION
from slarules.errors import UsageError
from slarules.instants import Instant
from slarules.store import delta
from slarules.store.chain import Body, DeltaVersion, Erased, Row, Said, StoredFile, content_of
from slarules.store.ledger import Ledger, following
from slarules.store.staging import content, duck, literal
from slarules.store.tables import ADDED, TABLES, StoredTable, quoted

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from slarules.store.history import History
    from slarules.store.store import Store

PERSONS = {
    "tickets": ("requester_id",),
    "changes": ("actor_id",),
    "comments": ("actor_id",),
    "actors": ("actor_id",),
}
"""The columns that hold a person and nothing else."""

VALUES = {
    "changes": (("old_id", "old"), ("new_id", "new")),
    "current": (("value_id", "value"),),
}
"""The columns that hold a value, which may be a person: identifier and text."""

TEXTS = {"notices": "text", "rows": "cells"}
"""The columns in which a person may be named among other things."""


@dataclass(frozen=True, slots=True)
class Erasing:
    """What is to be erased.

    Attributes:
        actors: The identifiers of a person, as the store has them.
        by: Who erases.
        reason: Why; it is kept for good.
    """

    actors: Sequence[str]
    by: str
    reason: str


def erase(store: Store, source: str, erasing: Erasing, now: Instant) -> tuple[Row, Erased]:
    """Take a person out of all that is kept of a source, and say so in a snapshot.

    Raises:
        UsageError: Nothing names the person, somebody else is writing, or a disk fails.
    """
    with store.alone(source, now) as history:
        if history.last is None:
            raise UsageError(f"nothing of {source} was committed to {store.shown}")
        history.paths(len(history.rows))
        made = _written_anew(history, erasing)
        row = _entered(store.ledger(), history, erasing, made, now)
    # What was replaced is removed by whoever writes next, and that is at once.
    with store.alone(source, now):
        pass
    return row, Erased.model_validate(made.erased(history, erasing))


@dataclass(slots=True)
class _Made:
    """The tables that were written anew."""

    tables: dict[str, DeltaVersion] = field(default_factory=dict)
    files: dict[str, tuple[StoredFile, ...]] = field(default_factory=dict)
    rows: int = 0

    def erased(self, history: History, erasing: Erasing) -> dict[str, object]:
        """Return what the snapshot says of it."""
        told = {"by": erasing.by, "reason": erasing.reason, "rows": self.rows}
        return {**told, "first": 1, "last": len(history.rows)}


def _written_anew(history: History, erasing: Erasing) -> _Made:
    made = _Made()
    # The pseudonym is kept nowhere: nobody, we neither, can tell whose it was.
    pseudonyms = {actor: f"erased-{token_hex(8)}" for actor in erasing.actors}
    tables = history.last.tables if history.last else {}
    connection = duck(history.folder / ".spill")
    try:
        for name, table in tables.items():
            _rewrite(connection, history, (name, table), pseudonyms, made)
    finally:
        connection.close()
    if not made.rows:
        raise UsageError(
            f"no row of {history.source} names {', '.join(erasing.actors)}; write the identifier "
            "as the source has it, or its pseudonym where the store has pseudonyms"
        )
    return made


def _rewrite(
    connection: DuckDBPyConnection,
    history: History,
    named: tuple[str, DeltaVersion],
    pseudonyms: Mapping[str, str],
    made: _Made,
) -> None:
    name, table = named
    changed = _changed(TABLES[name], pseudonyms)
    if not changed:
        return
    paths = ", ".join(literal(str(path)) for path in history.paths(len(history.rows))[name])
    every = f"FROM read_parquet([{paths}])"
    touched = " OR ".join(f"({new}) IS DISTINCT FROM {quoted(old)}" for old, new in changed.items())
    (count,) = connection.execute(f"SELECT count(*) {every} WHERE {touched}").fetchall()
    if not count[0]:
        return
    made.rows += int(count[0])
    replaced = ", ".join(f"({new}) AS {quoted(old)}" for old, new in changed.items())
    columns = ", ".join(map(quoted, (*TABLES[name].names, *ADDED)))
    rows = connection.sql(
        f"SELECT {columns} FROM (SELECT * REPLACE ({content(TABLES[name])} AS content) FROM "  # noqa: S608
        f"(SELECT * REPLACE ({replaced}) {every}))"
    )
    plain, _, generation = table.folder.partition(".")
    folder = history.folder / f"{plain}.{int(generation or 1) + 1}"
    # Of an erasure that was ended before it was entered.
    shutil.rmtree(folder, ignore_errors=True)
    with delta.told(folder):
        new = delta.created(folder, TABLES[name])
        delta.append(new, rows)
        made.files[name] = delta.settled(folder, delta.file_names(new))
    made.tables[name] = DeltaVersion(folder=folder.name, version=new.version(), rows=table.rows)


def _changed(table: StoredTable, pseudonyms: Mapping[str, str]) -> dict[str, str]:
    """Return what stands in place of a column, as SQL, for each that may name a person."""
    changed = {name: _among(name, name, pseudonyms) for name in PERSONS.get(table.name, ())}
    for identifier, text in VALUES.get(table.name, ()):
        changed[identifier] = _among(identifier, identifier, pseudonyms)
        changed[text] = _among(f"{identifier},{text}", text, pseudonyms)
    if column := TEXTS.get(table.name):
        told = quoted(column)
        for actor, pseudonym in pseudonyms.items():
            whole = f'"{actor}"' if table.name == "rows" else actor
            new = f'"{pseudonym}"' if table.name == "rows" else pseudonym
            told = f"replace({told}, {literal(whole)}, {literal(new)})"
        changed[column] = told
    return changed


def _among(looked_at: str, otherwise: str, pseudonyms: Mapping[str, str]) -> str:
    cases = " ".join(
        f"WHEN {quoted(column)} = {literal(actor)} THEN {literal(pseudonym)}"
        for column in looked_at.split(",")
        for actor, pseudonym in pseudonyms.items()
    )
    return f"CASE {cases} ELSE {quoted(otherwise)} END"


def _entered(ledger: Ledger, history: History, erasing: Erasing, made: _Made, now: Instant) -> Row:
    last = history.rows[-1]
    before = history.last.tables if history.last else {}
    through = None if last.complete_through is None else Instant(last.complete_through)
    body = Body(
        schemas=VERSION,
        tables={**before, **made.tables},
        files=made.files,
        erasure=Erased.model_validate(made.erased(history, erasing)),
    )
    content_now = content_of({**history.files(), **made.files})
    row = following(history.source, Said("erasure", now, through, body, content_now), history.rows)
    ledger.enter(row)
    return row
