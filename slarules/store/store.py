"""A store: several sources, each read at its snapshots by many and written by one."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path
from typing import cast

from slarules.adapters.catalogue import Catalogue
from slarules.adapters.tables import SCHEMAS, TableName
from slarules.errors import ErasedError, UsageError
from slarules.instants import Instant, iso
from slarules.rebuilding import Held
from slarules.register.upgrade import connected
from slarules.store.address import StoreAddress, store_address
from slarules.store.history import History
from slarules.store.ledger import Ledger
from slarules.store.lock import writing_alone
from slarules.store.privacy import Veil
from slarules.store.schema import STEPS
from slarules.store.sink import StoreSink
from slarules.store.told import ends_in, notices_in


@contextmanager
def open_store(address: str | Path) -> Iterator[Store]:
    """Open a store; nothing is made before something is written.

    Args:
        address: A folder, or `postgresql://USER@HOST/DATABASE?history=FOLDER`; `?source=NAME` and
            `#NUMBER` name what `Store.snapshot` returns by default.

    Raises:
        UsageError: It is no address of a store.
    """
    if find_spec("deltalake") is None:
        raise UsageError('a store needs one more package: pip install "slarules[store]"')
    with ExitStack() as open_things:
        where = store_address(str(address))
        _refuse_percent(where.folder)
        yield Store(where, open_things)


def _refuse_percent(folder: Path) -> None:
    # deltalake takes '%20' in the name of a folder for a space, and reads another folder.
    if "%" in str(folder.absolute()):
        raise UsageError(
            f"no store can be kept in {folder.absolute()}: a name on the way has a '%'"
        )


class Store:
    """What sources delivered, by snapshots."""

    def __init__(self, where: StoreAddress, open_things: ExitStack) -> None:
        self._where, self._open_things = where, open_things
        self._ledger: Ledger | None = None

    @property
    def shown(self) -> str:
        """What messages call it, without its password."""
        return self._where.shown

    @property
    def folder(self) -> Path:
        """Where its columns are."""
        return self._where.folder

    def sources(self) -> tuple[str, ...]:
        """Return the names of its sources.

        Raises:
            UsageError: There is no such store.
        """
        return tuple(self._existing().sources())

    def history(self, source: str | None = None) -> History:
        """Return all snapshots of a source; of the only one where none is named.

        Raises:
            UsageError: There is no such store, it has no such source, or several.
        """
        ledger = self._existing()
        folders = ledger.sources()
        name = self._chosen(source or self._where.source, tuple(folders))
        return History(name, self.shown, self._columns(folders[name]), ledger.rows(name))

    def snapshot(self, source: str | None = None, number: int | None = None) -> Held:
        """Return what is held of a source.

        Args:
            source: Such as `jira:acme`; by default what the address says, or the only one.
            number: By default what the address says, or the last.

        Raises:
            UsageError: There is none, it was erased, or a file is missing or cut short.
        """
        history = self.history(source)
        number = self._numbered(history, number or self._where.number)
        row, files = history.rows[number - 1], history.paths(number)
        through = None if row.complete_through is None else Instant(row.complete_through)
        document = self._existing().catalogue(history.source, number)
        return Held(
            source=history.source,
            snapshot=number,
            digest=row.hash,
            files={cast("TableName", each): files[each] for each in files if each in SCHEMAS},
            complete_through=through,
            outages_through=through if "outages" in files else None,
            through_of={
                each.number: None
                if each.complete_through is None
                else Instant(each.complete_through)
                for each in history.rows[:number]
            },
            catalogue=None if document is None else Catalogue.model_validate_json(document),
            notices=notices_in(files.get("notices", ()), number),
            ends=ends_in(files.get("files", ()), number),
        )

    @contextmanager
    def writing(
        self, source: str, *, now: Callable[[], Instant], veil: Veil | None = None
    ) -> Iterator[StoreSink]:
        """Give what takes the rows of a source; only one at a time has it.

        Args:
            now: The clock.
            veil: What is left out, and whose names are replaced.

        Raises:
            UsageError: Somebody else is writing, or the store cannot be written.
        """
        with self.alone(source, now()) as history:
            sink = StoreSink(self._made(), history, now, veil)
            try:
                yield sink
            finally:
                sink.close()

    @contextmanager
    def alone(self, source: str, now: Instant) -> Iterator[History]:
        """Give all snapshots of a source to who alone may write to it.

        Raises:
            UsageError: Somebody else is writing, or the store cannot be written.
        """
        ledger, name = self._made(), folder_of(source)
        lock = self.folder / "locks" / f"{name}.lock"
        with writing_alone(lock, f"{source} in {self.shown}", now):
            ledger.add_source(source, name, now)
            folder = self._columns(name)
            folder.mkdir(parents=True, exist_ok=True)
            history = History(source, self.shown, folder, ledger.rows(source))
            clear_up(history)
            yield history

    def ledger(self) -> Ledger:
        """Return the database of a store that is there.

        Raises:
            UsageError: It is not.
        """
        return self._existing()

    def _columns(self, folder: str) -> Path:
        return self.folder / "tables" / folder

    def _made(self) -> Ledger:
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
        except (FileExistsError, NotADirectoryError):
            raise UsageError(f"{self.folder} is a file, and a store is a folder") from None
        return self._connected()

    def _existing(self) -> Ledger:
        file = self._where.database.file
        if not (self.folder.is_dir() and (file is None or file.exists())):
            raise UsageError(
                f"there is no store {self.shown}; 'slarules pull SOURCE --store ...' starts one"
                if file
                else f"{self.folder} is no folder of columns; name the one of this store behind "
                "?history="
            )
        return self._connected()

    def _connected(self) -> Ledger:
        if self._ledger is None:
            database = self._where.database
            engine = self._open_things.enter_context(connected(database, STEPS))
            self._ledger = Ledger(engine, database)
        return self._ledger

    def _chosen(self, source: str | None, there: tuple[str, ...]) -> str:
        if source is not None and source not in there:
            has = f"it has {', '.join(there)}" if there else "it is empty"
            raise UsageError(f"{self.shown} holds nothing of {source}; {has}")
        if source is None and len(there) != 1:
            raise UsageError(
                f"{self.shown} holds {', '.join(there)}; name one by ?source={there[0]} behind it"
                if there
                else f"{self.shown} is empty; 'slarules pull SOURCE --store ...' fills it"
            )
        return source or there[0]

    def _numbered(self, history: History, number: int | None) -> int:
        last = len(history.rows)
        if not last:
            raise UsageError(
                f"nothing of {history.source} was committed to {self.shown} yet; pull it again"
            )
        if number is not None and not 0 < number <= last:
            raise UsageError(f"{history.source} in {self.shown} has the snapshots 1 to {last}")
        if erased := history.erasure_of(number or last):
            row, why = erased
            raise ErasedError(
                f"snapshot {number or last} of {history.source} cannot be read any more: {why.by} "
                f"erased from it at {iso(Instant(row.at))} ({why.reason}); snapshot {row.number} "
                "is what was left"
            )
        return number or last


def folder_of(source: str) -> str:
    """Return the folder for the columns of a source, which any system can have."""
    plain = re.sub(r"[^a-z0-9]+", "-", source.casefold()).strip("-")[:40]
    return f"{plain}-{sha256(source.encode()).hexdigest()[:8]}"


def clear_up(history: History) -> None:
    """Remove what a writer left that was ended, and tables that were erased from."""
    shutil.rmtree(history.folder / ".spill", ignore_errors=True)
    for name, table in (history.last.tables if history.last else {}).items():
        _, _, generation = table.folder.partition(".")
        for older in range(1, int(generation or 1)):
            shutil.rmtree(history.folder / generation_of(name, older), ignore_errors=True)


def generation_of(table: str, generation: int) -> str:
    """Return the folder of a table; an erasure writes the next one."""
    return table if generation == 1 else f"{table}.{generation}"
