"""Rows on their way into a store: checked by columns, gathered, and what is new among them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from slarules.instants import Instant
from slarules.store.checking import checked
from slarules.store.tables import SQL_TYPES, TABLES, StoredTable, listed, quoted

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection, DuckDBPyRelation

    from slarules.store.privacy import Veil

MEMORY = "384MB"
"""What rows on their way may take before they go to the disk."""

MARKED = -1
"""The piece of rows that are not delivered but marked."""


def duck(spill: Path) -> DuckDBPyConnection:
    """Return a DuckDB that keeps to little memory and puts what is more into a folder."""
    import duckdb  # noqa: PLC0415

    made = duckdb.connect()
    made.execute("SET TimeZone = 'UTC'")
    made.execute("SET threads = 2")
    made.execute(f"SET memory_limit = '{MEMORY}'")
    made.execute("SET temp_directory = " + literal(str(spill)))
    return made


def literal(text: str) -> str:
    """Return a text as SQL writes it."""
    return "'" + text.replace("'", "''") + "'"


class Staging:
    """Rows that were delivered and are in no snapshot yet.

    Rows of a part of the source wait until its checkpoint; `drop` forgets what waits.
    """

    def __init__(self, source: str, spill: Path, veil: Veil | None = None) -> None:
        self._source, self._veil = source, veil
        self._duck = duck(spill)
        self._duck.execute("CREATE TABLE closed (partition VARCHAR, piece BIGINT)")
        self._pieces: dict[str, int] = {}
        self._waiting: dict[str, int] = {}
        self._tables: set[str] = set()
        self._nth = 0
        self.rows = 0

    def take(self, partition: str, table: StoredTable, data: Any) -> None:  # noqa: ANN401
        """Gather rows.

        Raises:
            SourceError: One of them is not as the table says.
        """
        with checked(self._duck, self._source, table, data) as incoming:
            rows = self._veil.over(self._duck, table, incoming) if self._veil else incoming
            if table.name not in self._tables:
                self._make(table)
            told = f"{literal(partition)}, {self._pieces.get(partition, 0)}"
            made = self._duck.execute(
                f"INSERT INTO {quoted('in ' + table.name)} SELECT {listed(table.names)}, {told}, "  # noqa: S608  # our own names, and quoted texts
                f"{self._nth} + row_number() OVER () FROM ({rows})"
            ).fetchall()
        count = int(made[0][0])
        self._nth += count
        self._waiting[partition] = self._waiting.get(partition, 0) + count

    def _make(self, table: StoredTable) -> None:
        columns = [f"{quoted(each.name)} {SQL_TYPES[each.type]}" for each in table.columns]
        columns += ["partition VARCHAR", "piece BIGINT", "nth BIGINT"]
        self._duck.execute(f"CREATE TABLE {quoted('in ' + table.name)} ({', '.join(columns)})")
        self._tables.add(table.name)

    def close_piece(self, partition: str) -> None:
        """Let what waits of a part be kept."""
        self.rows += self._waiting.pop(partition, 0)
        piece = self._pieces.get(partition, 0)
        self._duck.execute("INSERT INTO closed VALUES (?, ?)", [partition, piece])
        self._pieces[partition] = piece + 1

    def drop(self, partition: str | None = None) -> None:
        """Forget what waits, of a part or of all."""
        for each in [partition] if partition is not None else list(self._waiting):
            self._waiting.pop(each, None)
            self._pieces[each] = self._pieces.get(each, 0) + 1

    def novel(
        self, table: str, known: Sequence[Path], snapshot: int, now: Instant
    ) -> tuple[int, DuckDBPyRelation]:
        """Return how many rows to keep are not known yet or otherwise, and these rows."""
        stored = TABLES[table]
        self._duck.execute(
            f"CREATE OR REPLACE TABLE novel AS {_novel(stored, known)}",
            {"snapshot": snapshot, "now": now} | ({"files": [*map(str, known)]} if known else {}),
        )
        (count,) = self._duck.execute("SELECT count(*) FROM novel").fetchall()
        return int(count[0]), self._duck.sql("SELECT * FROM novel")

    def closed_tables(self) -> Iterator[str]:
        """Yield the tables that have rows to keep."""
        for name in sorted(self._tables):
            rows = f"{quoted('in ' + name)} SEMI JOIN closed USING (partition, piece)"
            if self._duck.execute(f"SELECT 1 FROM {rows} LIMIT 1").fetchall():  # noqa: S608  # our own names, and quoted texts
                yield name

    def novel_by(self, column: str) -> dict[str, int]:
        """Return how many of the novel rows have each value of a column."""
        counts = f"SELECT {quoted(column)}, count(*) FROM novel GROUP BY 1"  # noqa: S608  # our own names, and quoted texts
        return {str(name): int(count) for name, count in self._duck.execute(counts).fetchall()}

    def forget_kept(self) -> None:
        """Forget the rows that are kept now, and those that were dropped."""
        waiting = [(each, self._pieces.get(each, 0)) for each in self._waiting]
        self._duck.execute("CREATE OR REPLACE TABLE closed (partition VARCHAR, piece BIGINT)")
        if not waiting:
            for name in self._tables:
                self._duck.execute(f"DROP TABLE {quoted('in ' + name)}")
            self._tables.clear()
        else:
            self._keep_waiting(waiting)
        self._duck.execute("DROP TABLE IF EXISTS novel")
        self.rows = 0

    def _keep_waiting(self, waiting: Iterable[tuple[str, int]]) -> None:
        self._duck.execute("CREATE OR REPLACE TEMP TABLE open AS SELECT * FROM closed")
        self._duck.executemany("INSERT INTO open VALUES (?, ?)", list(waiting))
        for name in self._tables:
            table = quoted("in " + name)
            # Deleting would leave the room of the deleted rows taken.
            rows = f"SELECT * FROM {table} SEMI JOIN open USING (partition, piece)"  # noqa: S608  # our own names, and quoted texts
            self._duck.execute(f"CREATE OR REPLACE TABLE {table} AS {rows}")

    def known_tickets(self, partition: str, known: Sequence[Path]) -> dict[str, str]:
        """Return the visibility of the tickets that were last seen in a part of the source."""
        if not known:
            return {}
        found = self._duck.execute(
            """
            SELECT ticket_id, arg_max(visibility, snapshot) FROM read_parquet($files)
            GROUP BY ticket_id HAVING arg_max(partition, snapshot) = $partition ORDER BY ticket_id
            """,
            {"files": [*map(str, known)], "partition": partition},
        )
        return {str(name): str(visibility) for name, visibility in found.fetchall()}

    def mark(
        self, tickets: Collection[str], visibility: str, at: Instant, known: Sequence[Path]
    ) -> None:
        """Gather tickets as they were last seen, with another visibility from an instant on."""
        table = TABLES["tickets"]
        if table.name not in self._tables:
            self._make(table)
        gone = "make_timestamptz($at::BIGINT)" if visibility == "lost" else "NULL"
        self._duck.execute(
            f"""
            INSERT INTO "in tickets"
            SELECT * REPLACE ($visibility AS visibility, {gone} AS gone_at), {MARKED}, 0
            FROM (
                SELECT {listed(table.names)}, partition FROM read_parquet($files)
                WHERE ticket_id IN (SELECT unnest($tickets::VARCHAR[]))
                QUALIFY row_number() OVER (PARTITION BY ticket_id ORDER BY snapshot DESC) = 1
            )
            """,  # noqa: S608  # our own names, and quoted texts
            {"visibility": visibility, "files": [*map(str, known)], "tickets": list(tickets)}
            | ({"at": at} if visibility == "lost" else {}),
        )
        self._duck.execute(
            'INSERT INTO closed SELECT DISTINCT partition, piece FROM "in tickets" WHERE piece = ?',
            [MARKED],
        )

    def close(self) -> None:
        """Let go of everything."""
        self._duck.close()


def content(table: StoredTable) -> str:
    """Return the SQL for the digest of what was delivered, with which rows are compared."""
    told = (_told(each.name, each.type) for each in table.columns if each.name not in table.passing)
    # Half of a SHA-256: as long as is needed so that nobody finds two texts of one digest.
    return f"sha256(to_json([{', '.join(told)}]))[:32]"


def _told(name: str, kind: str) -> str:
    # As a text a time would depend on the time zone of the session.
    return f"epoch_us({quoted(name)})::VARCHAR" if kind == "time" else f"{quoted(name)}::VARCHAR"


def _novel(table: StoredTable, known: Sequence[Path]) -> str:
    key = listed(table.key)
    arrived = f"""
        SELECT {listed(table.names)}, partition, make_timestamptz($now::BIGINT) AS observed_at,
               $snapshot::BIGINT AS snapshot, {content(table)} AS content
        FROM {quoted("in " + table.name)} SEMI JOIN closed USING (partition, piece)
        QUALIFY row_number() OVER (PARTITION BY {key} ORDER BY nth DESC) = 1
    """  # noqa: S608  # our own names, and quoted texts
    if not known:
        return arrived
    if table.name == "rows":
        return _novel_files(arrived)
    same = " AND ".join(f"known.{quoted(each)} = arrived.{quoted(each)}" for each in table.key)
    return f"""
        WITH arrived AS MATERIALIZED ({arrived}), known AS (
            SELECT {key}, arg_max(content, snapshot) AS content
            FROM read_parquet($files) SEMI JOIN arrived USING ({key}) GROUP BY {key}
        )
        SELECT arrived.* FROM arrived LEFT JOIN known ON {same}
        WHERE known.content IS DISTINCT FROM arrived.content
    """  # noqa: S608  # our own names, and quoted texts


def _novel_files(arrived: str) -> str:
    """Return the query for all rows of files that hold something else than when they last came.

    A row says nothing of the others of its file, so the rows of a file are kept all or none: what
    it holds is what came with one snapshot.
    """
    return f"""
        WITH arrived AS MATERIALIZED ({arrived}), known AS (
            SELECT "table", file, event_id, content FROM read_parquet($files)
            SEMI JOIN (SELECT DISTINCT file FROM arrived) USING (file)
            QUALIFY snapshot = max(snapshot) OVER (PARTITION BY "table", file)
        ), told AS (
            SELECT "table", file, event_id, content FROM arrived
            UNION ALL SELECT "table", file, event_id, content FROM known
        ), otherwise AS (
            SELECT DISTINCT "table", file FROM (
                SELECT "table", file FROM told GROUP BY "table", file, event_id, content
                HAVING count(*) <> 2
            )
        )
        SELECT arrived.* FROM arrived JOIN otherwise ON arrived.file = otherwise.file
            AND arrived."table" IS NOT DISTINCT FROM otherwise."table"
    """  # noqa: S608  # our own names, and quoted texts
