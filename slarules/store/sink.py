"""Takes what is pulled of a source and commits it: columns first, then snapshot and cursors."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from slarules.adapters import Notice
from slarules.adapters.delivery import all_through
from slarules.adapters.tables import VERSION
from slarules.errors import SourceError, UsageError
from slarules.instants import SECOND, Instant, Micros
from slarules.register.chain import canonical
from slarules.store import delta
from slarules.store.chain import Body, DeltaVersion, Draft, Row, StoredFile, content_of
from slarules.store.ledger import Cursor, Ledger, following
from slarules.store.privacy import is_wider, kept_by
from slarules.store.staging import Staging
from slarules.store.tables import FILES, NOTICES, TABLES, StoredTable
from slarules.store.told import file_rows, notice_rows

if TYPE_CHECKING:
    from deltalake import DeltaTable

    from slarules.adapters import Batch, Checkpoint, FileEnd
    from slarules.adapters.catalogue import Catalogue
    from slarules.store.history import History
    from slarules.store.privacy import Veil

ROWS = 50_000
"""From how many rows on they are committed."""

WAIT = Micros(10 * SECOND)
"""After how long rows are committed, however few there are."""

ANEW = "more fields are kept than before; all was read anew, from as far back as the source goes"


@dataclass(slots=True)
class Committed:
    """What was committed since the writing began.

    Attributes:
        new: How many rows were new or otherwise than before, by table.
        notices: How many notices were new, by code.
        snapshot: The last snapshot; 0 where there is none.
        is_more: Whether anything was committed.
    """

    new: Counter[str] = field(default_factory=Counter)
    notices: Counter[str] = field(default_factory=Counter)
    snapshot: int = 0
    complete_through: Instant | None = None
    is_more: bool = False


class StoreSink:
    """See `slarules.pulling.Sink`."""

    def __init__(
        self,
        ledger: Ledger,
        history: History,
        now: Callable[[], Instant],
        veil: Veil | None = None,
    ) -> None:
        self._ledger, self._now, self._veil = ledger, now, veil
        self._privacy = _refuse_other_names(history, veil)
        self._source, self._folder = history.source, history.folder
        self._rows: list[Row] = list(history.rows)
        self._versions = dict(history.last.tables) if history.last else {}
        self._files = {table: list(files) for table, files in history.files().items()}
        self._cursors = ledger.cursors(self._source, len(self._rows))
        self._kept, self._keeps = dict(history.kept), kept_by(veil)
        self._document = ledger.catalogue(self._source, len(self._rows))
        self._parts: Sequence[str] | None = None
        self._moved: set[str] = set()
        self._kept_otherwise: set[str] = set()
        self._catalogue: str | None = None
        self._staging = Staging(self._source, self._folder / ".spill", veil)
        self._tables: dict[str, DeltaTable] = {}
        self._committed_at = now()
        self._is_broken = False
        last = self._rows[-1] if self._rows else None
        through = Instant(last.complete_through) if last and last.complete_through else None
        self.committed = Committed(snapshot=len(self._rows), complete_through=through)

    def cursors(self) -> Mapping[str, bytes]:
        """See `Sink.cursors`; a part of which more fields are kept than before begins anew."""
        anew = set(self._anew())
        return {name: each.cursor for name, each in self._cursors.items() if name not in anew}

    def _anew(self) -> Iterator[str]:
        # What a cursor has passed was read without the fields that are kept now. Parts that are
        # gone cannot be read, and stay known by their cursors.
        for name in self._parts or ():
            if name in self._cursors and is_wider(self._keeps, self._kept.get(name)):
                yield name

    def catalogue(self, catalogue: Catalogue) -> None:
        """See `Sink.catalogue`; who persons are is left out of what is kept."""
        fields = tuple(
            each.model_copy(update={"values": ()}) if each.kind == "person" else each
            for each in catalogue.fields
        )
        kept = catalogue.model_copy(update={"fields": fields})
        if self._veil:
            self._veil.learn(catalogue)
        document = canonical(kept.model_dump(mode="json"))
        self._catalogue = document if document != self._document else None

    def begin(self, partitions: Sequence[str]) -> None:
        """See `Sink.begin`; parts that are gone no longer hold back how far all is complete."""
        self._parts = tuple(partitions)
        if self._veil and self._parts and (told := self._veil.told()):
            self._take(self._parts[0], NOTICES, notice_rows([Notice("detected", told)]))
        for name in self._anew():
            self.notice(name, Notice("detected", f"{name}: {ANEW}"))

    def batch(self, partition: str, batch: Batch) -> None:
        """See `Sink.batch`."""
        self._take(partition, TABLES[batch.table], batch.data)

    def notice(self, partition: str, notice: Notice) -> None:
        """See `Sink.notice`."""
        self._take(partition, NOTICES, notice_rows([notice]))

    def file_end(self, partition: str, end: FileEnd) -> None:
        """See `Sink.file_end`."""
        self._take(partition, FILES, file_rows([end]))

    def _take(self, partition: str, table: StoredTable, data: object) -> None:
        with self._told():
            try:
                self._staging.take(partition, table, data)
            except SourceError:
                self._staging.drop(partition)
                raise

    def checkpoint(self, partition: str, checkpoint: Checkpoint) -> None:
        """See `Sink.checkpoint`."""
        with self._told():
            self._staging.close_piece(partition)
        self._move(partition, Cursor(checkpoint.cursor, checkpoint.complete_through))
        if self._staging.rows >= ROWS or self._now() - self._committed_at >= WAIT:
            self._commit()

    def _move(self, partition: str, cursor: Cursor) -> None:
        if self._kept.get(partition) != self._keeps:
            self._kept[partition] = self._keeps
            self._kept_otherwise.add(partition)
        elif self._cursors.get(partition) == cursor:
            return
        self._cursors[partition] = cursor
        self._moved.add(partition)

    def known_tickets(self, partition: str) -> Mapping[str, str]:
        """See `Sink.known_tickets`."""
        self._commit()
        with self._told():
            return self._staging.known_tickets(partition, self._paths("tickets"))

    def mark(self, partition: str, tickets: Collection[str], visibility: str, at: Instant) -> None:
        """See `Sink.mark`."""
        del partition
        self._commit()
        with self._told():
            self._staging.mark(tickets, visibility, at, self._paths("tickets"))

    def flush(self) -> None:
        """See `Sink.flush`."""
        # Rows of a commit that failed are in a table and in no snapshot: the next pull mends that.
        if not self._is_broken:
            self._staging.drop()
            self._commit()

    def close(self) -> None:
        """Let go of what is not committed."""
        self._staging.close()

    def _paths(self, table: str) -> list[Path]:
        if table not in self._versions:
            return []
        folder = self._folder / self._versions[table].folder
        return [folder / each.name for each in self._files[table]]

    def _commit(self) -> None:
        self._committed_at = now = self._now()
        self._is_broken = True
        with self._told():
            found = _Found()
            for name in self._staging.closed_tables():
                self._append(name, now, found)
        through = self._through()
        is_more = found.new or self._moved or self._catalogue or through != self._last_through()
        if is_more and (self._moved or found.new or self._rows):
            self._enter(now, through, found)
        with self._told():
            self._staging.forget_kept()
        self._is_broken = False

    def _last_through(self) -> int | None:
        return self._rows[-1].complete_through if self._rows else None

    def _through(self) -> Instant | None:
        names = self._cursors if self._parts is None else self._parts
        parts = [self._cursors.get(name) for name in names]
        return all_through(each.complete_through if each else None for each in parts)

    def _append(self, name: str, now: Instant, found: _Found) -> None:
        count, rows = self._staging.novel(name, self._paths(name), len(self._rows) + 1, now)
        if not count:
            return
        found.new[name] = count
        if name == "notices":
            found.notices.update(self._staging.novel_by("code"))
        known = self._versions.get(name)
        folder = self._folder / (known.folder if known else name)
        with delta.told(folder):
            table = self._opened(name, folder)
            delta.append(table, rows)
            names = delta.file_names(table)
            before = {each.name: each for each in self._files.get(name, ())}
            found.files[name] = delta.settled(folder, set(names) - set(before))
        there = before | {each.name: each for each in found.files[name]}
        self._files[name] = [there[each] for each in names]
        rows_before = known.rows if known else 0
        self._versions[name] = DeltaVersion(
            folder=folder.name, version=table.version(), rows=rows_before + count
        )

    def _opened(self, name: str, folder: Path) -> DeltaTable:
        if name not in self._tables:
            known = self._versions.get(name)
            self._tables[name] = (
                delta.at_version(folder, known.version)
                if known
                else delta.created(folder, TABLES[name])
            )
        return self._tables[name]

    def _enter(self, now: Instant, through: Instant | None, found: _Found) -> None:
        cursors = {name: self._cursors[name] for name in sorted(self._moved)}
        body = Body(
            schemas=VERSION,
            tables=self._versions,
            files=found.files,
            new=found.new,
            notices=found.notices,
            cursors={name: each.seen() for name, each in cursors.items()},
            kept={name: self._kept[name] for name in sorted(self._kept_otherwise)},
            catalogue=sha256(self._catalogue.encode()).hexdigest() if self._catalogue else None,
            privacy=self._privacy,
        )
        draft = Draft("pull", now, through, body, content_of(self._files))
        row = following(self._source, draft, self._rows)
        self._ledger.enter(row, cursors, self._catalogue)
        self._rows.append(row)
        self._document, self._catalogue = self._catalogue or self._document, None
        self._moved.clear()
        self._kept_otherwise.clear()
        self._tell(row, through, found)

    def _tell(self, row: Row, through: Instant | None, found: _Found) -> None:
        told = self.committed
        told.new.update(found.new)
        told.notices.update(found.notices)
        told.snapshot, told.complete_through, told.is_more = row.number, through, True

    @contextmanager
    def _told(self) -> Iterator[None]:
        import duckdb  # noqa: PLC0415

        try:
            yield
        except duckdb.Error as error:
            line = str(error).partition("\n")[0]
            raise UsageError(
                f"what {self._source} delivered cannot be kept in {self._folder}: {line}; "
                "what was committed is kept, run this again when that is mended"
            ) from None


def _refuse_other_names(history: History, veil: Veil | None) -> str | None:
    """Return what marks the pseudonyms of a source, which are the same at every pull.

    Raises:
        UsageError: They would be others than those that the store has.
    """
    mark = veil.mark() if veil else None
    if history.last is None or history.last.privacy == mark:
        return mark
    how = "by another key, or of others" if mark else "while the store has pseudonyms"
    how = how if history.last.privacy else "by pseudonyms while the store has names"
    raise UsageError(
        f"{history.source}: persons would be named {how}, and one person would be two in "
        f"{history.shown}; go on with pseudonymise and key as they were, or pull into a new store"
    )


@dataclass(slots=True)
class _Found:
    """What is new in a commit."""

    new: dict[str, int] = field(default_factory=dict)
    notices: Counter[str] = field(default_factory=Counter)
    files: dict[str, tuple[StoredFile, ...]] = field(default_factory=dict)
