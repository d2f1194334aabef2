"""How a register is connected to: SQLite waits for its turn, PostgreSQL survives a restart."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.pool import NullPool

from slarules.errors import UsageError
from slarules.register import DEFAULT_REGISTER
from slarules.register.address import Address

PATIENCE = 30
"""Seconds to wait for another program to finish writing, or for a server to come back."""

ANSWER = 10
"""Seconds in which a server must answer whoever connects."""


def prepare(where: Address) -> None:
    """Make the folder of a SQLite file.

    Raises:
        UsageError: The file is a folder.
    """
    if where.file is None:
        return
    if where.file.is_dir():
        raise UsageError(
            f"{where.shown} is a folder; name a file in it: {where.file / DEFAULT_REGISTER}"
        )
    where.file.parent.mkdir(parents=True, exist_ok=True)


def engine_of(where: Address) -> Engine:
    """Return what connects to a register.

    Raises:
        UsageError: The driver is not installed.
    """
    if where.file is None:
        return _of_postgresql(where)
    engine = create_engine(
        where.url, hide_parameters=True, poolclass=NullPool, connect_args={"timeout": PATIENCE}
    )
    event.listen(engine, "connect", _set_up_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _of_postgresql(where: Address) -> Engine:
    try:
        return create_engine(
            where.url,
            hide_parameters=True,
            # A server that was restarted since is noticed before anything is asked of it.
            pool_pre_ping=True,
            # A pooler between us and the server may not know what was prepared.
            connect_args={"connect_timeout": ANSWER, "prepare_threshold": None},
        )
    except ImportError:
        raise UsageError(
            f'a {where.noun} in PostgreSQL needs its driver: pip install "slarules[postgres]"'
        ) from None


def _set_up_sqlite(connection: Any, record: object) -> None:  # noqa: ANN401  # of the driver
    del record
    # Transactions begin where `_begin_sqlite` says and not where the driver thinks.
    connection.isolation_level = None
    connection.text_factory = _text


def _text(written: bytes) -> str:
    # What is no UTF-8 was not written by us; its hash tells.
    return written.decode(errors="replace")


def _begin_sqlite(connection: Connection) -> None:
    writes = connection.get_execution_options().get("writes")
    # Who means to write waits for others before reading what to write after.
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """Give a transaction that writes; it is kept when all went well."""
    with engine.execution_options(writes=True).begin() as connection:
        yield connection
