"""Sources, snapshots, cursors and catalogues in the database of a store."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from sqlalchemy import Connection, Engine, func, insert, select
from sqlalchemy.exc import DBAPIError, IntegrityError

from slarules.errors import UsageError
from slarules.instants import Instant
from slarules.register.address import Address
from slarules.register.engines import PATIENCE, writing
from slarules.register.entry import GENESIS
from slarules.register.failures import told
from slarules.store.chain import Body, CursorSeen, Draft, Row, body_of, chained
from slarules.store.schema import CATALOGUE, CURSOR, SNAPSHOT, SOURCE


@dataclass(frozen=True, slots=True)
class Cursor:
    """Where to go on with a part of a source, and how far it is complete."""

    cursor: bytes
    complete_through: Instant | None

    def seen(self) -> CursorSeen:
        """Return what a snapshot says of it."""
        told = sha256(self.cursor).hexdigest()
        return CursorSeen(sha256=told, complete_through=self.complete_through)


@dataclass(frozen=True, slots=True)
class Ledger:
    """What a store's database says; it grows by whole snapshots."""

    engine: Engine
    where: Address

    def sources(self) -> dict[str, str]:
        """Return the folder of each source, by its name."""
        with told(self.where), self.engine.connect() as connection:
            named = select(SOURCE.c.name, SOURCE.c.folder).order_by(SOURCE.c.name)
            return {name: folder for name, folder in connection.execute(named)}  # noqa: C416

    def add_source(self, name: str, folder: str, now: Instant) -> None:
        """Note a source; one that is known already is left as it is."""
        try:
            with told(self.where), writing(self.engine) as connection:
                known = connection.scalar(select(SOURCE.c.name).where(SOURCE.c.name == name))
                if known is None:
                    connection.execute(insert(SOURCE).values(name=name, folder=folder, began=now))
        except IntegrityError:
            return

    def rows(self, source: str) -> tuple[Row, ...]:
        """Return all snapshots of a source, in order of number."""
        with told(self.where), self.engine.connect() as connection:
            return _rows(connection, source)

    def cursors(self, source: str, number: int) -> dict[str, Cursor]:
        """Return where to go on with each part of a source, as of a snapshot."""
        last = (
            select(CURSOR.c.partition, func.max(CURSOR.c.snapshot).label("snapshot"))
            .where(CURSOR.c.source == source, CURSOR.c.snapshot <= number)
            .group_by(CURSOR.c.partition)
            .subquery()
        )
        newest = select(CURSOR.c.partition, CURSOR.c.cursor, CURSOR.c.complete_through).join(
            last,
            (CURSOR.c.partition == last.c.partition) & (CURSOR.c.snapshot == last.c.snapshot),
        )
        with told(self.where), self.engine.connect() as connection:
            rows = connection.execute(newest.where(CURSOR.c.source == source))
            return {name: Cursor(bytes(cursor), through) for name, cursor, through in rows}

    def all_cursors(self, source: str) -> tuple[tuple[str, bytes], ...]:
        """Return each cursor that there ever was of a source, with the name of its part."""
        all_of = select(CURSOR.c.partition, CURSOR.c.cursor).where(CURSOR.c.source == source)
        with told(self.where), self.engine.connect() as connection:
            return tuple((name, bytes(cursor)) for name, cursor in connection.execute(all_of))

    def catalogue(self, source: str, number: int) -> str | None:
        """Return what a source had at a snapshot, as JSON."""
        newest = (
            select(CATALOGUE.c.document)
            .where(CATALOGUE.c.source == source, CATALOGUE.c.snapshot <= number)
            .order_by(CATALOGUE.c.snapshot.desc())
            .limit(1)
        )
        with told(self.where), self.engine.connect() as connection:
            found: str | None = connection.scalar(newest)
            return found

    def catalogues(self, source: str) -> dict[int, str]:
        """Return the catalogues of a source, by the snapshots with which they came."""
        all_of = select(CATALOGUE.c.snapshot, CATALOGUE.c.document)
        with told(self.where), self.engine.connect() as connection:
            rows = connection.execute(all_of.where(CATALOGUE.c.source == source))
            return {number: document for number, document in rows}  # noqa: C416

    def enter(
        self,
        row: Row,
        cursors: Mapping[str, Cursor] | None = None,
        catalogue: str | None = None,
    ) -> None:
        """Enter a snapshot with its cursors, in one transaction.

        Raises:
            UsageError: The database cannot.
        """
        with told(self.where):
            try:
                with writing(self.engine) as connection:
                    connection.execute(insert(SNAPSHOT).values(row._asdict()))
                    _enter_beside(connection, row, cursors or {}, catalogue)
            except DBAPIError as error:
                if not (error.connection_invalidated and self._has(row)):
                    raise

    def _has(self, row: Row) -> bool:
        """Tell whether a snapshot was entered before the connection was lost."""
        same = select(SNAPSHOT.c.number).where(SNAPSHOT.c.hash == row.hash)
        for _ in range(PATIENCE):
            try:
                with self.engine.connect() as connection:
                    return connection.scalar(same) is not None
            except DBAPIError:
                time.sleep(1)
        raise UsageError(
            f"the store {self.where.shown} was lost while snapshot {row.number} was written, and "
            "does not come back; run this again when it does: nothing is lost or kept twice"
        )


def _enter_beside(
    connection: Connection, row: Row, cursors: Mapping[str, Cursor], catalogue: str | None
) -> None:
    beside = {"source": row.source, "snapshot": row.number}
    if cursors:
        connection.execute(
            insert(CURSOR),
            [
                {
                    **beside,
                    "partition": name,
                    "cursor": each.cursor,
                    "complete_through": each.complete_through,
                }
                for name, each in cursors.items()
            ],
        )
    if catalogue is not None:
        connection.execute(insert(CATALOGUE).values(**beside, document=catalogue))


def _rows(connection: Connection, source: str) -> tuple[Row, ...]:
    mine = select(SNAPSHOT).where(SNAPSHOT.c.source == source).order_by(SNAPSHOT.c.number)
    return tuple(map(_row, connection.execute(mine)))


def _row(found: Any) -> Row:  # noqa: ANN401  # a row of any select
    return Row._make(found)


def said_by(row: Row, shown: str) -> Body:
    """Return what a snapshot says.

    Raises:
        UsageError: It is not as it was written.
    """
    try:
        return body_of(row)
    except ValueError as error:
        raise UsageError(
            f"snapshot {row.number} of {row.source} in {shown} {error}; 'slarules store verify' "
            "tells all that is wrong"
        ) from None


def following(source: str, draft: Draft, rows: Sequence[Row]) -> Row:
    """Return the row that says something after the last one."""
    return chained(source, draft, (rows[-1].number, rows[-1].hash) if rows else (0, GENESIS))
