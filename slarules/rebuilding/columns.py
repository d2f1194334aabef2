"""The history of tickets that a store holds, by columns; see `slarules.facts.columns`."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256

import duckdb
import pyarrow as pa

from slarules.core.mapping import Table, folded
from slarules.errors import SourceError
from slarules.facts.columns import (
    AT,
    FILE,
    ITEM,
    ODD,
    RECORDED,
    ROW,
    FileColumns,
    ItemTable,
    NotColumnsError,
    TableEnd,
    TimeColumn,
)
from slarules.facts.rows import Columns
from slarules.facts.source import FileRead, FileRows, Reported
from slarules.rebuilding.history import CELLS, COLUMNS, HAPPENED, ORDERED, SELECTED

AT_ONCE = 131_072
"""Rows of a batch."""

FROM, TO = -8_520_336_000_000_000, 253_118_303_999_999_999
"""Between the years 1700 and 9990: what the facts layer takes for a time."""

TEXT = " || '\x1f' || ".join(f'"{name}"' for name in COLUMNS)

ASKED = "/* asked */"

BATCHES = f"""
{HAPPENED}, cells AS (
SELECT {CELLS}, told.us AS us, epoch_us(learned) AS seen, seq, told.ticket_id AS id, rank,
    event_id, sub
{SELECTED}
)
SELECT ticket AS "{ITEM}",
    CASE WHEN us BETWEEN {FROM} AND {TO} THEN us END AS "{AT}",
    CASE WHEN seen >= us THEN seen END AS "{RECORDED}",
    0::SMALLINT AS "{FILE}",
    seq::BIGINT AS "{ROW}",
    us NOT BETWEEN {FROM} AND {TO} OR coalesce(seen < us, false) AS "{ODD}",
    {TEXT} || '\x1e' AS said
    {ASKED}
FROM cells
ORDER BY ticket, id, us, rank, seq, event_id, sub, kind, field, value
"""  # noqa: S608  # our own names

NAMES = """
SELECT coalesce(shown_as.ticket, told.ticket_id) AS ticket
FROM (
    SELECT ticket_id FROM tickets UNION SELECT ticket_id FROM changes
    UNION SELECT ticket_id FROM comments UNION SELECT ticket_id FROM current
    UNION SELECT ticket_id FROM losses
) AS told LEFT JOIN shown_as USING (ticket_id)
"""

SHARED = f"""
SELECT count(*) > count(DISTINCT ticket)
    OR coalesce(bool_or(trim(ticket, $blanks) <> ticket), false)
FROM ({NAMES})
"""  # noqa: S608  # our own names

ROWS = f"""
{HAPPENED} SELECT {CELLS}, seq {SELECTED}
AND coalesce(shown_as.ticket, told.ticket_id) IN (SELECT unnest($items)) {ORDERED}
"""

BLANKS = "".join(chr(code) for code in range(0x3001) if chr(code).isspace())
"""What Python strips."""


@dataclass(frozen=True, slots=True)
class HeldInColumns:
    """See `InColumns`."""

    tables: Sequence[ItemTable]
    beside: Callable[[], Iterator[Reported]]


class EventsTable:
    """The events of tickets; see `ItemTable`. They come in order as they are worked out.

    Args:
        columns: What the mapping calls `COLUMNS`.
        missing: The texts that are no values, folded.

    Raises:
        NotColumnsError: Names of tickets are not as the facts layer compares them.
    """

    def __init__(
        self,
        db: duckdb.DuckDBPyConnection,
        source: str,
        table: Table,
        columns: tuple[str, ...],
        missing: frozenset[str],
    ) -> None:
        self._db, self._source, self._table, self._columns = db, source, table, columns
        self._end: FileRead | None = None
        (is_shared,) = db.execute(SHARED, {"blanks": BLANKS}).fetchall()[0]
        if is_shared:
            raise NotColumnsError("two of its tickets go by one name, or have blanks around it")
        self._refuse_missing(missing)

    def _refuse_missing(self, missing: frozenset[str]) -> None:
        if not missing:
            return
        if any(":" in text for text in missing):
            raise NotColumnsError("a time may stand for a missing value")
        # No text is longer than what it is folded to.
        query = f"SELECT ticket FROM ({NAMES}) WHERE length(ticket) <= $most"  # noqa: S608
        found = self._db.execute(query, {"most": max(map(len, missing))}).fetchall()
        if any(folded(ticket) in missing for (ticket,) in found):
            raise NotColumnsError("a ticket is called as a missing value is")

    @property
    def table(self) -> Table:
        """See `ItemTable.table`."""
        return self._table

    @property
    def files(self) -> Sequence[FileColumns]:
        """See `ItemTable.files`."""
        return [FileColumns(self._file, self._columns, f"{self._source}/")]

    @property
    def _file(self) -> str:
        return f"{self._source}/{self._table.shape}"

    def sorted_batches(
        self, columns: Sequence[str], times: Sequence[TimeColumn] = ()
    ) -> Iterator[pa.RecordBatch]:
        """See `ItemTable.sorted_batches`; of the shape `events`, no column holds further times.

        Raises:
            NotColumnsError: One is asked for all the same.
        """
        digest, count = sha256(), 0
        cells = self._asked(columns) + self._none_of(times)
        for batch in self._batches(cells):
            said = batch.column("said")
            for text in _bytes(said):
                digest.update(text)
            count += batch.num_rows
            kept = [place for place, name in enumerate(batch.schema.names) if name != "said"]
            yield batch.select(kept)
        self._end = FileRead(self._table, self._file, digest.hexdigest(), count, 0)

    def _batches(self, asked: str) -> Iterator[pa.RecordBatch]:
        try:
            # Another cursor, so that what lies beside can be read meanwhile.
            with self._db.cursor() as db:
                yield from db.sql(BATCHES.replace(ASKED, asked)).to_arrow_reader(AT_ONCE)
        except (duckdb.Error, pa.ArrowException) as error:
            first = str(error).partition("\n")[0]
            what = f"what is kept of it cannot be read: {first}"
            raise SourceError(self._source, what) from error

    def _asked(self, columns: Sequence[str]) -> str:
        known = Columns(self._rows((), ()))
        cells = []
        for name in columns:
            place = known.place(name)
            cell = "NULL::VARCHAR" if place is None else f'"{COLUMNS[place]}"'
            called = name.replace('"', '""')
            cells.append(f', {cell} AS ":{called}"')
        return "".join(cells)

    def _none_of(self, times: Sequence[TimeColumn]) -> str:
        known = Columns(self._rows((), ()))
        if any(known.place(name) is not None for name, _ in times):
            raise NotColumnsError("a time is asked for that rows of events tell otherwise")
        called = [name.replace('"', '""') for name, _ in times]
        return "".join(f', NULL::BIGINT AS "@{name}"' for name in called)

    def rows_of(self, items: Collection[str]) -> Iterator[FileRows]:
        """See `ItemTable.rows_of`."""
        yield self._rows((), ())
        if not items:
            return
        with self._db.cursor() as db:
            found = db.execute(ROWS, {"items": sorted(items)})
            while rows := found.fetchmany(AT_ONCE):
                yield self._rows([row[-1] for row in rows], [row[:-1] for row in rows])

    def _rows(self, numbers: Sequence[int], rows: Sequence[Sequence[str]]) -> FileRows:
        within = f"{self._source}/"
        return FileRows(self._table, self._file, self._columns, numbers, rows, within)

    def end(self) -> TableEnd:
        """See `ItemTable.end`."""
        if self._end is None:
            for _ in self.sorted_batches(()):
                pass
        assert self._end is not None  # noqa: S101
        return TableEnd((self._end,), ())


def _bytes(texts: pa.StringArray) -> Iterator[memoryview]:
    """Yield the bytes of texts, one behind the other."""
    if not len(texts):
        return
    ends = texts.offset + len(texts)
    _, offsets, data = texts.buffers()
    places = memoryview(offsets).cast("i")
    yield memoryview(data)[places[texts.offset] : places[ends]]
