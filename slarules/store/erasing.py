"""Takes persons out of what is kept of a source: their rows stay, and say no more whose they were.

The tables are written anew into folders of their own and the old folders are removed, because the
log of a Delta table holds the least and the greatest value of each column of each file.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from secrets import token_hex
from typing import TYPE_CHECKING

from slarules.adapters.catalogue import Catalogue
from slarules.adapters.tables import VERSION
from slarules.errors import UsageError
from slarules.instants import Instant
from slarules.store import delta
from slarules.store.chain import Body, DeltaVersion, Draft, Erased, Row, StoredFile, content_of
from slarules.store.ledger import Ledger, following
from slarules.store.staging import content, duck, literal
from slarules.store.tables import ADDED, TABLES, StoredTable, quoted

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from slarules.store.history import History
    from slarules.store.store import Store

PERSONS = {
    "tickets": ("requester_id", "customer"),
    "outages": ("customer",),
    "measurements": ("customer",),
    "changes": ("actor_id",),
    "comments": ("actor_id",),
    "actors": ("actor_id",),
}
"""The columns that hold a person, or an organisation, and nothing else."""

VALUES = {
    "changes": (("old_id", "old"), ("new_id", "new")),
    "current": (("value_id", "value"),),
}
"""The columns that hold a value, which may be a person: identifier and text."""

NO_PERSONS = frozenset({"status", "priority", "group", "time", "choice", "number"})
"""Kinds of fields whose values are no persons, whatever number an account has."""

APART = r"[^\pL\pN_@.-]"
"""What stands before and behind a name."""

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
    if not all(actor.strip() for actor in erasing.actors):
        raise UsageError("an empty name names nobody; write an identifier of the person")
    with store.alone(source, now) as history:
        if history.last is None:
            raise UsageError(f"nothing of {source} was committed to {store.shown}")
        history.paths(len(history.rows))
        document = store.ledger().catalogue(source, len(history.rows))
        made = _written_anew(history, erasing, _without_persons(document))
        row = _entered(store.ledger(), history, erasing, made, now)
    # What was replaced is removed by whoever writes next, and that is at once.
    with store.alone(source, now):
        pass
    return row, Erased.model_validate(made.erased(history, erasing))


def _without_persons(document: str | None) -> frozenset[str]:
    """Return the fields whose values are no persons, by what the source has."""
    fields = Catalogue.model_validate_json(document).fields if document else ()
    return frozenset(each.id for each in fields if each.kind in NO_PERSONS)


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


def _written_anew(history: History, erasing: Erasing, spared: frozenset[str]) -> _Made:
    made = _Made()
    # The pseudonym is kept nowhere: nobody, we neither, can tell whose it was.
    pseudonyms = {actor: f"erased-{token_hex(8)}" for actor in erasing.actors}
    tables = history.last.tables if history.last else {}
    connection = duck(history.folder / ".spill")
    try:
        for name, table in tables.items():
            changed = _changed(TABLES[name], pseudonyms, spared)
            if changed:
                _rewrite(connection, history, (name, table), changed, made)
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
    changed: Mapping[str, str],
    made: _Made,
) -> None:
    name, table = named
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
        f"SELECT {columns} FROM (SELECT * REPLACE ({content(TABLES[name])} AS content) FROM "  # noqa: S608  # our own names, and quoted texts
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


def _changed(
    table: StoredTable, pseudonyms: Mapping[str, str], spared: frozenset[str]
) -> dict[str, str]:
    """Return what stands in place of a column, as SQL, for each that may name a person."""
    changed = {
        name: _among((name,), quoted(name), pseudonyms) for name in PERSONS.get(table.name, ())
    }
    fields = ", ".join(map(literal, sorted(spared))) or "''"
    for pair in VALUES.get(table.name, ()):
        identifier, text = pair
        for name, looked_at in ((identifier, (identifier,)), (text, pair)):
            told = _among(looked_at, _within(name, pseudonyms), pseudonyms)
            changed[name] = f"CASE WHEN field_id IN ({fields}) THEN {quoted(name)} ELSE {told} END"
    if column := TEXTS.get(table.name):
        is_json = table.name == "rows"
        changed[column] = (_in_cells if is_json else _within)(column, pseudonyms)
    return changed


def _among(looked_at: tuple[str, ...], otherwise: str, pseudonyms: Mapping[str, str]) -> str:
    cases = " ".join(
        f"WHEN {quoted(column)} = {literal(actor)} THEN {literal(pseudonym)}"
        for column in looked_at
        for actor, pseudonym in pseudonyms.items()
    )
    return f"CASE {cases} ELSE {otherwise} END"


def _in_cells(column: str, pseudonyms: Mapping[str, str]) -> str:
    told = quoted(column)
    for actor, pseudonym in pseudonyms.items():
        cell = json.dumps(actor, ensure_ascii=False)
        told = f"replace({told}, {literal(cell)}, {literal(json.dumps(pseudonym))})"
    return told


def _within(column: str, pseudonyms: Mapping[str, str]) -> str:
    """Return a text in which a name is replaced wherever it stands by itself, as in a list."""
    told = quoted(column)
    for actor, pseudonym in pseudonyms.items():
        found = literal(f"(^|{APART})") + f" || regexp_escape({literal(actor)}) || "
        found += literal(f"($|{APART})")
        new = literal(f"\\1{pseudonym}\\2")
        # Twice: of two in a row, what is between them belongs to the first.
        for _ in range(2):
            told = f"regexp_replace({told}, {found}, {new}, 'g')"
    return told


def _entered(ledger: Ledger, history: History, erasing: Erasing, made: _Made, now: Instant) -> Row:
    last = history.rows[-1]
    before = history.last.tables if history.last else {}
    through = None if last.complete_through is None else Instant(last.complete_through)
    body = Body(
        schemas=VERSION,
        tables={**before, **made.tables},
        files=made.files,
        privacy=history.last.privacy if history.last else None,
        erasure=Erased.model_validate(made.erased(history, erasing)),
    )
    content_now = content_of({**history.files(), **made.files})
    row = following(history.source, Draft("erasure", now, through, body, content_now), history.rows)
    ledger.enter(row)
    return row
