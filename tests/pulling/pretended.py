"""Adapters that do what a test says, and a sink that remembers as the store does."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from slarules.adapters import (
    Asked,
    Batch,
    Capability,
    Checkpoint,
    CheckReport,
    Context,
    Delivered,
    FileEnd,
    Notice,
    Partition,
    arrow,
)
from slarules.adapters.catalogue import Catalogue
from slarules.instants import Instant, Micros
from slarules.pulling import LiveContext

NOW = Instant(1_780_000_000_000_000)

Script = Callable[[bytes | None, Context], Iterable[Any]]


def comments(*names: str) -> Batch:
    """Rows of one table, one for each name."""
    number = len(names)
    columns: dict[str, list[Any]] = {
        "event_id": list(names),
        "ticket_id": ["1"] * number,
        "seq": list(range(number)),
        "at": [NOW] * number,
        "actor_role": ["agent"] * number,
    }
    return Batch("comments", arrow("comments", columns))


def tickets(*names: str) -> Batch:
    """Tickets that are shown."""
    held = list(names)
    columns = {"ticket_id": held, "key": held, "visibility": ["visible"] * len(held)}
    return Batch("tickets", arrow("tickets", columns))


def point(cursor: str, through: int | None = NOW) -> Checkpoint:
    """A checkpoint."""
    return Checkpoint(cursor.encode(), None if through is None else Instant(through))


@dataclass
class Pretended:
    """An adapter whose partitions yield what scripts say."""

    scripts: Mapping[str, Script]
    shown: Mapping[str, Sequence[str]] | None = None
    capabilities: frozenset[Capability] = frozenset()
    cursors: dict[str, bytes | None] = field(default_factory=dict)

    def check(self, context: Context) -> CheckReport:
        del context
        return CheckReport()

    def discover(self, context: Context) -> Catalogue:
        del context
        return Catalogue(source="made:up", adapter="made")

    def partitions(self, asked: Asked, context: Context) -> Sequence[Partition]:
        del asked, context
        return [Partition(name) for name in self.scripts]

    def read(
        self, partition: Partition, cursor: bytes | None, asked: Asked, context: Context
    ) -> Iterator[Delivered]:
        del asked
        self.cursors[partition.name] = cursor
        yield from self.scripts[partition.name](cursor, context)

    def census(self, partition: Partition, asked: Asked, context: Context) -> Iterator[Batch]:
        del asked, context
        if self.shown is not None:
            yield tickets(*self.shown.get(partition.name, ()))

    def close(self) -> None: ...


@dataclass
class Kept:
    """A sink: what came of a partition is kept with its next checkpoint."""

    kept: list[tuple[str, str]] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)
    points: dict[str, Checkpoint] = field(default_factory=dict)
    known: dict[str, dict[str, str]] = field(default_factory=dict)
    marked: list[tuple[str, str, str]] = field(default_factory=list)
    held: dict[str, list[Any]] = field(default_factory=dict)
    catalogues: list[Catalogue] = field(default_factory=list)
    begun: list[str] = field(default_factory=list)
    flushed: int = 0

    def cursors(self) -> Mapping[str, bytes]:
        return {name: point.cursor for name, point in self.points.items()}

    def catalogue(self, catalogue: Catalogue) -> None:
        self.catalogues.append(catalogue)

    def begin(self, partitions: Sequence[str]) -> None:
        self.begun = list(partitions)

    def batch(self, partition: str, batch: Batch) -> None:
        self.held.setdefault(partition, []).append(batch)

    def notice(self, partition: str, notice: Notice) -> None:
        self.held.setdefault(partition, []).append(notice)

    def file_end(self, partition: str, end: FileEnd) -> None:
        self.held.setdefault(partition, []).append(end)

    def checkpoint(self, partition: str, checkpoint: Checkpoint) -> None:
        for each in self.held.pop(partition, []):
            if isinstance(each, Batch):
                names = each.data.column("event_id").to_pylist()  # type: ignore[attr-defined]
                self.kept += [(partition, name) for name in names]
            elif isinstance(each, Notice):
                self.notices.append(each)
        self.points[partition] = checkpoint

    def known_tickets(self, partition: str) -> Mapping[str, str]:
        return self.known.get(partition, {})

    def mark(self, partition: str, tickets: Collection[str], visibility: str, at: Instant) -> None:
        assert at == NOW
        self.marked += [(partition, ticket, visibility) for ticket in tickets]

    def flush(self) -> None:
        self.flushed += 1
        self.held.clear()

    def names(self, partition: str) -> list[str]:
        """What was kept of a partition, in order."""
        return [name for part, name in self.kept if part == partition]


def no_time(length: Micros) -> None:
    """Let no time pass."""
    del length


def context() -> LiveContext:
    """A context whose clock stands still."""
    return LiveContext("made:up", lambda: NOW, lambda _: "hunter22", pause=no_time)
