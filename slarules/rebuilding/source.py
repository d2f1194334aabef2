"""What a store holds of a source at a snapshot, as a source."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from hashlib import sha256
from itertools import chain

import duckdb

from slarules.adapters.delivery import Notice
from slarules.core.mapping import Layout, Table
from slarules.errors import SourceError
from slarules.facts.columns import InColumns, NotColumnsError
from slarules.facts.findings import Finding
from slarules.facts.source import FileRead, FileRows, Reported, Vouched
from slarules.facts.stamps import RECORDED
from slarules.rebuilding import beside, checks
from slarules.rebuilding.database import opened, rows_of
from slarules.rebuilding.files import kept_files, refuse_items
from slarules.rebuilding.held import Held
from slarules.rebuilding.history import COLUMNS, EVENTS, prepare
from slarules.rebuilding.names import Named, named_fields

AT_ONCE = 10_000
"""Rows handed on at a time."""

FIELDS = "SELECT field_id FROM changes UNION SELECT field_id FROM current"

HISTORY = "SELECT ticket_id FROM tickets UNION ALL SELECT ticket_id FROM chain LIMIT 1"

ToFinding = Callable[[Notice, str], Finding]
"""Returns a notice as it stands in a report; takes the name of the source."""


class HeldSource:
    """What is held of a source: the same snapshot gives the same rows, byte for byte."""

    def __init__(self, held: Held, told: ToFinding) -> None:
        self._held, self._told = held, told

    @property
    def name(self) -> str:
        """See `Source.name`."""
        return self._held.source

    def read(self, layout: Layout, wanted: frozenset[str] | None = None) -> Iterator[Reported]:
        """See `Source.read`."""
        held = self._held
        with opened(held) as db:
            yield from (self._told(notice, held.source) for notice in held.notices)
            yield from self._history(db, layout, wanted)
            yield from self._beside(db, layout)
            yield from kept_files(db, held, layout, AT_ONCE)
        yield self._vouched()

    def _vouched(self) -> Vouched:
        held = self._held
        can = held.catalogue.capabilities if held.catalogue else ()
        tells_of_tickets = "history" in can or any(
            held.files.get(name) for name in ("tickets", "changes", "comments")
        )
        tells_of_outages = "outages" in can or bool(held.files.get("outages"))
        through = held.complete_through
        outages = held.outages_through
        return Vouched(
            through if tells_of_tickets else None,
            through if outages is None and tells_of_outages else outages,
        )

    @contextmanager
    def in_columns(
        self, layout: Layout, wanted: frozenset[str] | None = None
    ) -> Iterator[InColumns]:
        """See `ColumnSource.in_columns`."""
        try:
            from slarules.rebuilding.columns import EventsTable, HeldInColumns  # noqa: PLC0415
        except ModuleNotFoundError as error:
            raise NotColumnsError(f"{error.name} is not installed") from error
        with opened(self._held) as db:
            refuse_items(db, layout)
            prepared = self._prepared(db, wanted)
            findings = [] if prepared is None else list(prepared)
            tables = []
            if prepared is not None:
                table, columns = _of_items(layout, self._held.source)
                tables.append(EventsTable(db, self._held.source, table, columns, layout.missing))
            yield HeldInColumns(tables, partial(self._further, db, layout, findings))

    def _further(
        self, db: duckdb.DuckDBPyConnection, layout: Layout, findings: Sequence[Finding]
    ) -> Iterator[Reported]:
        yield from (self._told(notice, self._held.source) for notice in self._held.notices)
        yield from findings
        yield from self._beside(db, layout)
        yield from kept_files(db, self._held, layout, AT_ONCE)
        yield self._vouched()

    # --- tickets -----------------------------------------------------------------------------

    def _history(
        self, db: duckdb.DuckDBPyConnection, layout: Layout, wanted: frozenset[str] | None
    ) -> Iterator[Reported]:
        findings = self._prepared(db, wanted)
        if findings is None:
            return
        yield from findings
        table, columns = _of_items(layout, self._held.source)
        yield from self._events(db, table, columns)

    def _prepared(
        self, db: duckdb.DuckDBPyConnection, wanted: frozenset[str] | None
    ) -> Iterator[Finding] | None:
        """Make the tables of the history; returns what is odd about it, None where there is none.

        What is odd is to be taken before the database goes on.
        """
        held = self._held
        fields = [field for (field,) in db.execute(FIELDS).fetchall()]
        names, findings = named_fields(fields, held.catalogue, wanted, held.source)
        prepare(db, names, held.notices, held.complete_through)
        db.execute(checks.PREPARED)
        if not db.execute(HISTORY).fetchall():
            return None
        odd = checks.odd(db, held.source)
        return chain(findings, self._without_history(names), odd)

    def _without_history(self, names: Sequence[Named]) -> Iterator[Finding]:
        catalogue = self._held.catalogue
        kept = {each.id: each.has_history for each in catalogue.fields} if catalogue else {}
        for field in sorted({named.field for named in names if not kept.get(named.field, True)}):
            what = (
                "the source keeps no history of it; what it is now is taken to have held since the "
                "ticket was created"
            )
            yield Finding("no history", self._held.source, None, field, what)

    def _events(
        self, db: duckdb.DuckDBPyConnection, table: Table, columns: tuple[str, ...]
    ) -> Iterator[Reported]:
        file, count, digest = f"{self._held.source}/{table.shape}", 0, sha256()
        within = f"{self._held.source}/"
        for found in rows_of(db, EVENTS, AT_ONCE):
            rows = [row[:-1] for row in found]
            _add(digest, rows)
            numbers = [row[-1] for row in found]
            yield FileRows(table, file, columns, numbers, rows, within)
            count += len(rows)
        yield FileRead(table, file, digest.hexdigest(), count, 0)

    # --- beside the tickets ------------------------------------------------------------------

    def _beside(self, db: duckdb.DuckDBPyConnection, layout: Layout) -> Iterator[Reported]:
        mark = "," if layout.decimal == "comma" else "."
        db.execute("SET VARIABLE mark = $mark", {"mark": mark})
        db.execute("SET VARIABLE source = $source", {"source": self._held.source})
        db.execute(beside.SECONDS)
        for each in beside.BESIDE:
            if self._held.files.get(each.table):
                columns = _columns(each.columns, each.columns[0], layout)
                yield from self._rows(db, Table(each.table), columns, each.query)

    def _rows(
        self, db: duckdb.DuckDBPyConnection, table: Table, columns: tuple[str, ...], query: str
    ) -> Iterator[Reported]:
        file, count, digest = f"{self._held.source}/{table.shape}", 0, sha256()
        for rows in rows_of(db, query, AT_ONCE):
            _add(digest, rows)
            yield FileRows(table, file, columns, range(count + 1, count + len(rows) + 1), rows)
            count += len(rows)
        yield FileRead(table, file, digest.hexdigest(), count, 0)


def _add(digest: hashlib._Hash, rows: Sequence[Sequence[str]]) -> None:
    for row in rows:
        digest.update("\x1f".join(row).encode(errors="surrogatepass") + b"\x1e")


def _of_items(layout: Layout, source: str) -> tuple[Table, tuple[str, ...]]:
    """Return the table of a mapping that reads the history of tickets, and its columns.

    Raises:
        SourceError: It has none.
    """
    for table in layout.tables:
        if table.item is not None and table.shape == "events":
            item = table.named_by or table.item
            return table, _columns(COLUMNS, item, layout)
    what = "has a history of events, and the mapping reads none; it can say: events from ..."
    raise SourceError(source, what)


def _columns(names: Sequence[str], item: str, layout: Layout) -> tuple[str, ...]:
    """Return the columns as the mapping calls them: the first is what names an item."""
    called = {names[0]: item, "at": layout.row_holds or "at", RECORDED: layout.recorded or RECORDED}
    return tuple(called.get(name, name) for name in names)
