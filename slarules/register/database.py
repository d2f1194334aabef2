"""A register in a database: opened, appended to, read, checked."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Engine, Select, insert, select, text
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError

from slarules.errors import UsageError
from slarules.instants import Instant, utc
from slarules.register.address import Address, address
from slarules.register.chain import Row, chained, entry_of, flaws
from slarules.register.engines import PATIENCE, writing
from slarules.register.entry import GENESIS, Draft, Entry, Kind
from slarules.register.failures import told
from slarules.register.schema import ENTRY, GUARDS, STEPS
from slarules.register.upgrade import connected

ATTEMPTS = 100
"""How often an entry is tried again because another came first."""

ANOTHER_CAME_FIRST = ("40001", "40P01")
"""How a PostgreSQL that is set to a stricter isolation says it: try again.

Source: PostgreSQL documentation, appendix A, serialization_failure and deadlock_detected.
"""

LONGEST = 4_000
"""Characters of an author, a reason or the name of a contract."""


@contextmanager
def opened(url: str) -> Iterator[Register]:
    """Open a register; it is created where there is none, and upgraded where it is older.

    Args:
        url: The path of a SQLite file, or a URL such as `postgresql://user@host/database`.

    Raises:
        UsageError: It cannot be opened; the message says why and never a password.
    """
    where = address(url)
    with connected(where, STEPS) as engine:
        yield Register(engine, where)


@contextmanager
def existing(url: str) -> Iterator[Register]:
    """Open a register to read it; one that is not there is no empty one.

    Raises:
        UsageError: There is none, or it cannot be opened.
    """
    where = address(url)
    if where.file is not None and not where.file.exists():
        raise UsageError(
            f"there is no register {where.shown}; 'slarules audit ... --out DIR' starts one, "
            "--register or SLARULES_REGISTER names another"
        )
    with opened(url) as register:
        yield register


class Register:
    """Entries in one chain that only grows; threads and programs may append at once."""

    def __init__(self, engine: Engine, where: Address) -> None:
        self._engine, self._where = engine, where

    @property
    def shown(self) -> str:
        """What messages call it, without its password."""
        return self._where.shown

    def append(self, draft: Draft, recorded: Instant) -> Entry:
        """Enter a draft at the end.

        Args:
            recorded: The reading of the machine's clock.

        Raises:
            UsageError: The database cannot, or the draft holds what no register can.
        """
        return self._enter(lambda connection, last: draft, recorded)  # noqa: ARG005

    def append_if(
        self, make: Callable[[Sequence[Entry]], Draft], contract: str, recorded: Instant
    ) -> Entry:
        """Enter what `make` returns for the entries of a contract that stand before it.

        `make` is called again with the newer entries when another writer came first; what it
        raises is raised, and nothing is entered.

        Raises:
            UsageError: As `append` does.
        """

        def draft(connection: Connection, last: int) -> Draft:
            before = _rows(contract).where(ENTRY.c.number <= last)
            return make(self._read(connection, before))

        return self._enter(draft, recorded)

    def entries(self, contract: str | None = None, *kinds: Kind) -> tuple[Entry, ...]:
        """Return the entries in order of number: of one contract or all, of some kinds or all.

        Raises:
            UsageError: One of them is not as it was entered; `flaws` tells about all.
        """
        with told(self._where), self._engine.connect() as connection:
            return self._read(connection, _rows(contract, *kinds))

    def head(self) -> str:
        """Return the hash of the last entry, or `GENESIS`."""
        return self.last()[1]

    def last(self) -> tuple[int, str]:
        """Return number and hash of the last entry, or 0 and `GENESIS`."""
        with told(self._where), self._engine.connect() as connection:
            return _last(connection)

    def flaws(self) -> tuple[str, ...]:
        """Return what breaks the chain and where, one sentence each; nothing when it is whole."""
        with told(self._where), self._engine.connect() as connection:
            found = flaws(map(_row, connection.execute(_rows(None))))
            return (*_unguarded(connection), *found)

    def _read(self, connection: Connection, rows: Select[Any]) -> tuple[Entry, ...]:
        return tuple(self._entry(_row(each)) for each in connection.execute(rows))

    def _entry(self, row: Row) -> Entry:
        try:
            return entry_of(row)
        except ValueError as error:
            raise UsageError(
                f"entry {row.number} of {self.shown} {error}; "
                "'slarules register check' tells all that is wrong"
            ) from None

    def _enter(self, draft: Callable[[Connection, int], Draft], recorded: Instant) -> Entry:
        with told(self._where):
            for attempt in range(ATTEMPTS):
                if entry := self._try(draft, recorded):
                    return entry
                time.sleep(random.uniform(0, 0.002 * (attempt + 1)))  # noqa: S311
        raise UsageError(
            f"others kept writing to {self.shown}, {ATTEMPTS} times in a row; nothing is entered, "
            "run this again"
        )

    def _try(self, draft: Callable[[Connection, int], Draft], recorded: Instant) -> Entry | None:
        """Enter a draft after the entry that is the last now; None when another came first."""
        row = None
        try:
            with writing(self._engine) as connection:
                last = _last(connection)
                row = _sound(draft(connection, last[0]), recorded, last)
                connection.execute(insert(ENTRY).values(row._asdict()))
        except IntegrityError:
            return None
        except OperationalError as error:
            if getattr(error.orig, "sqlstate", None) in ANOTHER_CAME_FIRST:
                return None
            if row is None or not error.connection_invalidated:
                raise
            return self._found(row)
        return entry_of(row)

    def _found(self, row: Row) -> Entry | None:
        """Return the entry when it was written before the connection was lost.

        Raises:
            UsageError: The database does not come back, so nobody can tell.
        """
        same = select(ENTRY.c.number).where(ENTRY.c.hash == row.hash)
        for _ in range(PATIENCE):
            try:
                with self._engine.connect() as connection:
                    return entry_of(row) if connection.scalar(same) else None
            except DBAPIError:
                time.sleep(1)
        raise UsageError(
            f"{self.shown} was lost while entry {row.number} was written, and does not come back; "
            f"look whether entry {row.number} is there before you run this again"
        )


def _rows(contract: str | None, *kinds: Kind) -> Select[Any]:
    rows = select(ENTRY).order_by(ENTRY.c.number)
    if contract is not None:
        rows = rows.where(ENTRY.c.contract == contract)
    return rows.where(ENTRY.c.kind.in_(kinds)) if kinds else rows


def _row(found: Any) -> Row:  # noqa: ANN401  # a row of any select
    return Row._make(found)


def _last(connection: Connection) -> tuple[int, str]:
    last = select(ENTRY.c.number, ENTRY.c.hash).order_by(ENTRY.c.number.desc()).limit(1)
    found = connection.execute(last).one_or_none()
    return (0, GENESIS) if found is None else (found.number, found.hash)


def _sound(draft: Draft, recorded: Instant, last: tuple[int, str]) -> Row:
    """Return the row of a draft.

    Raises:
        UsageError: It holds what no register can.
    """
    for name in ("contract", "author", "reason"):
        said = getattr(draft, name)
        if len(said) > LONGEST:
            raise UsageError(f"the {name} of an entry has at most {LONGEST} characters")
        if "\0" in said or said != said.encode(errors="replace").decode():
            raise UsageError(f"the {name} of an entry holds what is no character")
    try:
        utc(draft.at), utc(recorded)
    except OverflowError:
        raise UsageError("an entry is of a time between the years 1 and 9999") from None
    return chained(draft, recorded, last)


def _unguarded(connection: Connection) -> Iterator[str]:
    on_sqlite = connection.dialect.name == "sqlite"
    catalogue = (
        "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'entry'"
        if on_sqlite
        else "SELECT tgname FROM pg_trigger WHERE tgrelid = 'entry'::regclass AND tgenabled <> 'D'"
    )
    there = set(connection.scalars(text(catalogue)))
    for guard in GUARDS[connection.dialect.name]:
        if guard not in there:
            yield f"the trigger {guard}, which keeps entries from being changed, is gone"
