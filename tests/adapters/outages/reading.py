"""Reads an adapter as a pull does: from a cursor on, rows upserted by their keys."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import httpx2
from arro3.core import Table

from slarules.adapters import SCHEMAS, Adapter, Asked, Batch, Checkpoint, Notice
from slarules.instants import Instant, instant
from slarules.pulling.context import LiveContext

App = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


def at(text: str) -> Instant:
    return instant(datetime.fromisoformat(text + "+00:00"))


def context(now: str, app: App | None = None) -> LiveContext:
    def carried(_site: object) -> httpx2.BaseTransport | None:
        return httpx2.WSGITransport(app) if app else None

    return LiveContext(
        "test:acme",
        clock=lambda: at(now),
        resolve=lambda _: "canary-key-of-statuspage",
        pause=lambda _: None,
        transport=carried,
    )


@dataclass
class Kept:
    """What is kept of a source: the newest row of each key, and the cursor of each part."""

    rows: dict[str, dict[tuple[Any, ...], dict[str, Any]]] = field(default_factory=dict)
    cursors: dict[str, bytes] = field(default_factory=dict)
    through: Instant | None = None
    notices: list[Notice] = field(default_factory=list)

    def table(self, name: str) -> list[dict[str, Any]]:
        found = self.rows.get(name, {}).values()
        return sorted(found, key=lambda row: (row["start"], row["event_id"]))

    def there(self, kind: str | None) -> list[tuple[str, Instant, Instant | None]]:
        """Return service, start and end of the outages of a kind that were not called off."""
        return [
            (row["service"], row["start"], row["end"])
            for row in self.table("outages")
            if row["kind"] == kind and row["end"] != row["start"]
        ]


def pull(adapter: Adapter, kept: Kept, seen: LiveContext, stop_after: int | None = None) -> Kept:
    """Read all parts from where they were left; stop in the middle after some checkpoints."""
    asked, count = Asked(), 0
    for part in adapter.partitions(asked, seen):
        pending: list[Batch] = []
        for each in adapter.read(part, kept.cursors.get(part.name), asked, seen):
            match each:
                case Batch():
                    pending.append(each)
                case Notice():
                    kept.notices.append(each)
                case Checkpoint(cursor, through):
                    for batch in pending:
                        _keep(kept, batch)
                    pending.clear()
                    kept.cursors[part.name], kept.through = cursor, through
                    count += 1
                    if count == stop_after:
                        return kept
                case _:
                    pass
        assert not pending, "the last thing that is yielded is a checkpoint"
    return kept


def _keep(kept: Kept, batch: Batch) -> None:
    schema = SCHEMAS[batch.table]
    table = Table.from_arrow(batch.data).combine_chunks()
    cells = [table.column(name).to_pylist() for name in table.column_names]
    for values in zip(*cells, strict=True):
        row = dict(zip(table.column_names, values, strict=True))
        plain = {n: instant(v) if isinstance(v, datetime) else v for n, v in row.items()}
        key = tuple(plain[name] for name in schema.key)
        kept.rows.setdefault(batch.table, {})[key] = plain
