"""Tables as a store keeps them, made in a test, and what comes of them."""

# ruff: noqa: ANN401  # cells of any type

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import duckdb

from slarules.adapters.tables import SCHEMAS, TableName
from slarules.contract.mapping import load_mapping
from slarules.core.mapping import Mapping as Rules
from slarules.facts import Gathered, gather, survey
from slarules.instants import Instant
from slarules.rebuilding import Held, HeldSource
from slarules.rebuilding.database import KEPT, TYPES
from slarules.sources.files import finding
from tests.gathering import harbour, moment

Row = Mapping[str, Any]

HEAD = 'language slarules 1\n\nmapping m version 1 of "service-desk" version 2 from "jira"\n'

RULES = """
  level is P1 when field "priority" is "High"
  level is P2 when field "priority" is "Low"
  status is solved while field "status" is "Done"
  status is waiting_on_customer while field "status" is "Pending"
  status is open while field "status" is "Open"
  reported is when created
  agent_message is each public comment by an agent
  customer_message is each public comment by a customer
  deleted is when deleted
"""


@dataclass
class Kept:
    """The rows of a store; `at` is a time as text, and every row of a table gets its columns."""

    folder: Path
    snapshot: int = 1
    observed: str = "2026-03-31 00:00"
    rows: dict[TableName, list[dict[str, Any]]] = field(default_factory=dict)
    through_of: dict[int, Instant | None] = field(default_factory=dict)
    through: str | None = "2026-03-31 00:00"

    def put(self, table: TableName, **cells: Any) -> Kept:
        """Keep a row as pulled now."""
        kept = {
            "observed_at": self.observed,
            "snapshot": self.snapshot,
            "content": repr(sorted(cells.items())),
            "partition": "p",
        }
        self.rows.setdefault(table, []).append({**kept, **cells})
        return self

    def ticket(self, ticket: str = "1", **cells: Any) -> Kept:
        """Keep a ticket, created on 2 March at nine."""
        usual = {
            "ticket_id": ticket,
            "key": f"T-{ticket}",
            "created_at": "2026-03-02 09:00",
            "visibility": "visible",
        }
        return self.put("tickets", **{**usual, **cells})

    def change(self, at: str, old: str | None, new: str, **cells: Any) -> Kept:
        """Keep a change of the field `status`."""
        usual = {
            "event_id": f"c{at}{new}{cells.get('ticket_id', 1)}{cells.get('field_id', '')}",
            "ticket_id": "1",
            "seq": 1,
            "at": at,
            "field_id": "status",
            "old": old,
            "new": new,
            "actor_role": "unknown",
            "origin": "recorded",
        }
        return self.put("changes", **{**usual, **cells})

    def comment(self, at: str, role: str = "agent", **cells: Any) -> Kept:
        """Keep a public comment."""
        usual = {
            "event_id": f"k{at}",
            "ticket_id": "1",
            "seq": 1,
            "at": at,
            "public": True,
            "actor_role": role,
            "actor_id": "ann",
        }
        return self.put("comments", **{**usual, **cells})

    def current(self, value: str, **cells: Any) -> Kept:
        """Keep what `status` holds now."""
        usual = {
            "ticket_id": "1",
            "field_id": "status",
            "value": value,
            "as_of": "2026-03-30 00:00",
        }
        return self.put("current", **{**usual, **cells})

    def held(self, **more: Any) -> Held:
        """Write the files."""
        files = {name: (written(self.folder, name, rows),) for name, rows in self.rows.items()}
        through = None if self.through is None else moment(self.through)
        held = Held("jira:acme", self.snapshot, "d", files, through, through_of=self.through_of)
        return replace(held, **more)


def written(folder: Path, table: TableName, rows: Sequence[Row], name: str | None = None) -> Path:
    """Write rows as a Parquet file."""
    path = folder / f"{name or table}.parquet"
    columns = (*SCHEMAS[table].columns, *KEPT)
    names = ", ".join(f'"{column.name}" {TYPES[column.type]}' for column in columns)
    with duckdb.connect() as db:
        db.execute("SET TimeZone = 'UTC'")
        db.execute(f"CREATE TABLE t ({names})")
        marks = ", ".join("?" for _ in columns)
        db.executemany(
            f"INSERT INTO t VALUES ({marks})",  # noqa: S608
            [[row.get(column.name) for column in columns] for row in rows],
        )
        db.execute(f"COPY t TO '{path}' (FORMAT parquet)")
    return path


def rules(folder: Path, text: str = RULES) -> Rules:
    """Return a mapping of a ticket system."""
    path = folder / "m.sla"
    path.write_text(HEAD + text, "utf-8")
    loaded = load_mapping(path)
    assert loaded.mapping is not None, [str(problem) for problem in loaded.problems]
    return loaded.mapping


def rebuilt(kept: Kept, text: str = RULES, as_of: str | None = None, **more: Any) -> Gathered:
    """Return what the contract `harbour` sees of a store."""
    source = HeldSource(kept.held(**more), finding)
    at = None if as_of is None else moment(as_of)
    return gather(harbour(), rules(kept.folder, text), source, at)


def seen(kept: Kept, text: str = RULES, **more: Any) -> Gathered:
    """Return what is seen without a contract in mind."""
    path = kept.folder / "s.sla"
    path.write_text(HEAD + text, "utf-8")
    loaded = load_mapping(path)
    assert loaded.mapping is not None
    assert loaded.words is not None
    return survey(loaded.words, loaded.mapping, HeldSource(kept.held(**more), finding))
