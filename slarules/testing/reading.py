"""What an adapter delivers in one reading, kept as a store would keep it: by key, newest last."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import groupby
from typing import TYPE_CHECKING, Any, TypeAlias

from slarules.adapters import (
    SCHEMAS,
    Adapter,
    Asked,
    Batch,
    Checkpoint,
    Context,
    Delivered,
    Notice,
    TableName,
)

if TYPE_CHECKING:
    from arro3.core import Table

Key: TypeAlias = tuple[Any, ...]
Row: TypeAlias = Mapping[str, Any]
Kept: TypeAlias = dict[tuple[TableName, Key], Row]
"""The newest row of every key."""

EVENTS: frozenset[TableName] = frozenset({"changes", "comments", "links", "rows"})
"""Tables of what happened: a row of them, once delivered, is delivered again only as it was."""

OBSERVED: Mapping[TableName, frozenset[str]] = {"current": frozenset({"as_of"})}
"""Columns that say when somebody looked, and differ at every look."""

MOST_DELIVERED = 200_000
"""Batches, checkpoints and notices of one reading; more is taken for a reading without end."""


class EndlessError(Exception):
    """A reading that does not come to an end."""


@dataclass(slots=True)
class Reading:
    """What one reading delivered.

    Attributes:
        kept: What the checkpoints of the reading cover.
        lost: What came after the last checkpoint before the reading was stopped.
        cursors: Of the last checkpoint of each partition.
        checkpoints: All of them, with their partition.
        batches: Every batch, as an Arrow table.
        again: Keys of events that came more than once.
        endings: Partitions whose last delivery was no checkpoint.
        is_whole: Whether it went to the end of every partition.
    """

    kept: Kept = field(default_factory=dict)
    lost: Kept = field(default_factory=dict)
    cursors: dict[str, bytes] = field(default_factory=dict)
    checkpoints: list[tuple[str, Checkpoint]] = field(default_factory=list)
    batches: list[tuple[TableName, Table]] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)
    again: list[tuple[TableName, Key]] = field(default_factory=list)
    endings: list[str] = field(default_factory=list)
    is_whole: bool = False

    def rows(self, table: TableName) -> list[Row]:
        """Return the newest rows of a table, in the order of delivery."""
        return [row for (name, _), row in self.kept.items() if name == table]

    def by_ticket(self, table: TableName) -> dict[str, list[Row]]:
        """Return the rows of a table for each ticket, by `seq`."""
        found: dict[str, list[Row]] = {}
        for row in sorted(self.rows(table), key=lambda row: row["seq"] or 0):
            found.setdefault(row["ticket_id"], []).append(row)
        return found

    def joined(self, later: Reading) -> Reading:
        """Return what is kept after a later reading, too."""
        return Reading(
            self.kept | later.kept,
            cursors=self.cursors | later.cursors,
            checkpoints=[*self.checkpoints, *later.checkpoints],
            notices=[*self.notices, *later.notices],
            is_whole=later.is_whole,
        )

    def end(self, partition: str) -> None:
        """Take the end of a partition; what has no checkpoint is kept, to be told once only."""
        if self.lost or partition not in self.cursors:
            self.endings.append(partition)
        self.kept |= self.lost
        self.lost = {}

    def add(self, partition: str, delivered: Delivered) -> None:
        """Take what was delivered."""
        match delivered:
            case Batch():
                self._add_rows(delivered)
            case Checkpoint():
                self.checkpoints.append((partition, delivered))
                self.cursors[partition] = delivered.cursor
                self.kept |= self.lost
                self.lost = {}
            case Notice():
                self.notices.append(delivered)
            case _:
                pass

    def _add_rows(self, batch: Batch) -> None:
        from arro3.core import Table  # noqa: PLC0415  # as `slarules.adapters.arrow`

        table = Table.from_arrow(batch.data)
        self.batches.append((batch.table, table))
        for row in rows_of(batch.table, table):
            named = (batch.table, key_of(batch.table, row))
            if batch.table in EVENTS and (named in self.lost or named in self.kept):
                self.again.append(named)
            self.lost[named] = row


def rows_of(name: TableName, table: Table) -> Iterator[Row]:
    """Yield the rows of a batch; times as microseconds, and None for a column that is missing."""
    names = SCHEMAS[name].names
    columns = [_cells(table, column) for column in names]
    for cells in zip(*columns, strict=True):
        yield dict(zip(names, cells, strict=True))


def _cells(table: Table, name: str) -> list[Any]:
    from arro3.core import DataType  # noqa: PLC0415  # as `slarules.adapters.arrow`

    if name not in table.column_names:
        return [None] * table.num_rows
    cells = table.column(name)
    # A number stays what it is, so that only the check of the schema minds what is no time.
    if cells.type in (DataType.utf8(), DataType.int64(), DataType.bool()):
        return list(cells.to_pylist())
    return list(cells.cast(DataType.int64()).to_pylist())


def key_of(table: TableName, row: Row) -> Key:
    """Return what names a row."""
    return tuple(row[name] for name in SCHEMAS[table].key)


def content(table: TableName, row: Row) -> Row:
    """Return a row without what only says when somebody looked."""
    return {name: row[name] for name in row if name not in OBSERVED.get(table, ())}


@dataclass(frozen=True, slots=True)
class Until:
    """Where a reading is stopped.

    Attributes:
        after: As soon as there are so many checkpoints.
        before: As if killed, when the checkpoint of this number would come.
        partitions: How many of them are read.
    """

    after: int | None = None
    before: int | None = None
    partitions: int | None = None


WHOLE = Until()


def read(
    adapter: Adapter,
    context: Context,
    *,
    cursors: Mapping[str, bytes] | None = None,
    asked: Asked | None = None,
    until: Until = WHOLE,
) -> Reading:
    """Read all partitions one after the other.

    Args:
        adapter: It is closed at the end.
        context: What it works with.
        cursors: Where to go on, by partition.
        asked: What is wanted; None for all.
        until: Where to stop.
    """
    reading = Reading()
    try:
        wanted = asked or Asked()
        partitions = adapter.partitions(wanted, context)[: until.partitions]
        streams = (
            (each.name, adapter.read(each, (cursors or {}).get(each.name), wanted, context))
            for each in partitions
        )
        for name, delivered in _delivered(streams):
            if delivered is None:
                reading.end(name)
                continue
            if isinstance(delivered, Checkpoint) and len(reading.checkpoints) + 1 == until.before:
                return reading
            reading.add(name, delivered)
            if until.after is not None and len(reading.checkpoints) >= until.after:
                return reading
    finally:
        adapter.close()
    reading.is_whole = True
    return reading


def _delivered(
    streams: Iterable[tuple[str, Iterator[Delivered]]],
) -> Iterator[tuple[str, Delivered | None]]:
    """Yield what the partitions deliver, and None behind each."""
    count = 0
    for name, stream in streams:
        for delivered in stream:
            count += 1
            if count > MOST_DELIVERED:
                raise EndlessError(f"more than {MOST_DELIVERED:,} deliveries and no end")
            yield name, delivered
        yield name, None


def differences(expected: Kept, found: Kept) -> Iterator[str]:
    """Yield what is missing, what is more, and what differs between two readings."""
    expected, found = _in_turn(expected), _in_turn(found)
    for table, key in expected.keys() - found.keys():
        yield f"{table} {shown(key)} is missing"
    for table, key in found.keys() - expected.keys():
        yield f"{table} {shown(key)} is new"
    for table, key in expected.keys() & found.keys():
        before = content(table, expected[table, key])
        after = content(table, found[table, key])
        for name in before:
            if before[name] != after[name]:
                yield f"{table} {shown(key)}: {name} was {before[name]!r} and is {after[name]!r}"


def _in_turn(kept: Kept) -> Kept:
    """Return rows in which actors are told by what they were in turn.

    Where a source keeps no history of it, `valid_from` says when somebody looked.
    """
    others = {named: row for named, row in kept.items() if named[0] != "actors"}
    actors = sorted(
        (row for (table, _), row in kept.items() if table == "actors"),
        key=lambda row: (row["actor_id"], row["valid_from"]),
    )
    for actor, rows in groupby(actors, key=lambda row: row["actor_id"]):
        for turn, (_, each) in enumerate(groupby(rows, key=lambda row: row["role"]), 1):
            others["actors", (actor, turn)] = {**next(each), "valid_from": None}
    return others


def shown(key: Key) -> str:
    """Return a key for people."""
    return " ".join(str(part) for part in key)
