"""A made-up help desk: what it has is what a test says, and it is read like any source."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from slarules.adapters import (
    Adapter,
    Asked,
    Batch,
    Capability,
    Checkpoint,
    CheckReport,
    Context,
    Delivered,
    Notice,
    Partition,
    TableName,
    arrow,
)
from slarules.adapters.catalogue import Catalogue, CatalogueField, CatalogueValue
from slarules.instants import SECOND, Instant
from slarules.pulling import LiveContext, Pulled, pull
from slarules.rebuilding import Held
from slarules.store import open_store
from slarules.store.privacy import Veil
from slarules.store.sink import Committed

NAME = "desk:acme"
START = Instant(1_767_600_000_000_000)


@dataclass(slots=True)
class Clock:
    """A clock that stands still until it is moved."""

    at: int = START

    def __call__(self) -> Instant:
        return Instant(self.at)

    def pass_seconds(self, seconds: int) -> None:
        self.at += seconds * SECOND


Rows = list[dict[str, Any]]


@dataclass(slots=True)
class Desk:
    """An adapter of a desk with queues; each has pages, and a checkpoint stands behind each page.

    Attributes:
        queues: The pages of each queue; a page has rows by table.
        notices: What is told on the first page of every queue.
        shown: The tickets that are visible now, where the desk can list them.
        ends_at: The page before which the desk fails.
        through: How far it vouches for its first page; a second more for each page behind.
    """

    queues: dict[str, list[dict[TableName, Rows]]]
    notices: Sequence[Notice] = ()
    shown: set[str] | None = None
    ends_at: int | None = None
    through: int = START - 100 * SECOND
    asked_from: dict[str, bytes | None] = field(default_factory=dict)

    @property
    def capabilities(self) -> frozenset[Capability]:
        return frozenset({"incremental", *(("census",) if self.shown is not None else ())})

    def check(self, context: Context) -> CheckReport:
        del context
        return CheckReport()

    def discover(self, context: Context) -> Catalogue:
        del context
        people = (CatalogueValue(id="joe", name="Joe Doe"),)
        assignee = CatalogueField(id="f7", name="Assignee", kind="person", values=people)
        status = CatalogueField(id="f1", name="Status", kind="status")
        return Catalogue(source=NAME, adapter="desk", fields=(assignee, status))

    def partitions(self, asked: Asked, context: Context) -> Sequence[Partition]:
        del asked, context
        return [Partition(name) for name in self.queues]

    def read(
        self, partition: Partition, cursor: bytes | None, asked: Asked, context: Context
    ) -> Iterator[Delivered]:
        del asked, context
        self.asked_from[partition.name] = cursor
        yield from self.notices
        pages = self.queues[partition.name]
        # The page before the cursor is read again, as sources with late records need it.
        first = max(0, int(cursor or b"0") - 1)
        for number, page in enumerate(pages[first:], first):
            if number == self.ends_at:
                raise RuntimeError("the desk is on fire")
            for table, rows in page.items():
                yield rows_of(table, rows)
            yield Checkpoint(b"%d" % (number + 1), Instant(self.through + number * SECOND))
        if not pages:
            yield Checkpoint(b"0", START)

    def census(self, partition: Partition, asked: Asked, context: Context) -> Iterator[Batch]:
        del partition, asked, context
        yield rows_of("tickets", [ticket(name) for name in sorted(self.shown or ())])

    def close(self) -> None:
        pass


def rows_of(table: TableName, rows: Rows) -> Batch:
    names = {name for row in rows for name in row}
    return Batch(table, arrow(table, {name: [row.get(name) for row in rows] for name in names}))


def ticket(name: str, **more: object) -> dict[str, Any]:
    return {"ticket_id": name, "key": name.upper(), "visibility": "visible", **more}


def change(name: str, **more: object) -> dict[str, Any]:
    plain = {"ticket_id": "t1", "seq": 1, "at": START, "field_id": "status"}
    return {"event_id": name, **plain, "actor_role": "agent", "origin": "recorded", **more}


def comment(name: str, **more: object) -> dict[str, Any]:
    plain = {"ticket_id": "t1", "seq": 1, "at": START, "public": True, "actor_role": "customer"}
    return {"event_id": name, **plain, **more}


def changes(*names: str) -> dict[TableName, Rows]:
    return {"changes": [change(name) for name in names]}


def pulled(
    address: str | Path,
    adapter: Adapter,
    clock: Clock,
    *,
    source: str = NAME,
    veil: Veil | None = None,
) -> tuple[Committed, Pulled]:
    """Pull a desk into a store."""
    context = LiveContext(source, clock, resolve=lambda _: "secret")
    with open_store(address) as store, store.writing(source, now=clock, veil=veil) as sink:
        return sink.committed, pull(adapter, Asked(), context, sink, concurrency=1)


def held(address: str | Path, number: int | None = None, source: str | None = None) -> Held:
    with open_store(address) as store:
        return store.snapshot(source, number)


@contextmanager
def asking(found: Held, table: str) -> Iterator[Any]:
    """Give a DuckDB with a table of a snapshot, each key as it was last."""
    import duckdb

    files = [str(path) for path in found.files[table]]  # type: ignore[index]
    with duckdb.connect() as duck:
        duck.execute("SET TimeZone = 'UTC'")
        duck.execute(
            "CREATE TABLE seen AS SELECT * FROM read_parquet(?) WHERE snapshot <= ?",
            [files, found.snapshot],
        )
        yield duck


def cells(found: Held, table: str, *columns: str) -> list[tuple[Any, ...]]:
    """Return columns of all rows of a table at a snapshot, older ones of a key too."""
    with asking(found, table) as duck:
        rows: list[tuple[Any, ...]] = duck.execute(
            f"SELECT {', '.join(columns)} FROM seen ORDER BY ALL"  # noqa: S608
        ).fetchall()
    return rows


def contents(store: Path) -> Mapping[str, bytes]:
    """Return all files of a store."""
    return {
        path.relative_to(store).as_posix(): path.read_bytes()
        for path in store.rglob("*")
        if path.is_file()
    }
