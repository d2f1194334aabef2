"""Bring the schema of a database up to what this program needs."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Lock

from sqlalchemy import Connection, Engine, column, inspect, select, table, text

from slarules.errors import UsageError
from slarules.register.address import Address
from slarules.register.engines import engine_of, prepare, writing
from slarules.register.failures import told

_alembic = Lock()
"""Alembic keeps what it works on in a module, so threads take turns."""


@dataclass(frozen=True, slots=True)
class Steps:
    """How a schema is made.

    Attributes:
        scripts: The package and folder of its migrations.
        version: The migration that this program needs; a newer one belongs to a newer program.
        table: Where the database notes which it has.
        lock: Names the lock by which PostgreSQL lets one program at a time migrate; any number.
    """

    scripts: str
    version: str
    table: str
    lock: int


@contextmanager
def connected(where: Address, steps: Steps) -> Iterator[Engine]:
    """Give what connects to a database; its schema is made where there is none or an older.

    Raises:
        UsageError: It cannot be opened; the message says why and never a password.
    """
    with told(where):
        prepare(where)
    engine = engine_of(where)
    try:
        with told(where):
            with engine.connect() as connection:
                current = is_current(connection, where.shown, steps)
            if not current:
                with writing(engine) as connection:
                    upgrade(connection, steps)
        yield engine
    finally:
        engine.dispose()


def is_current(connection: Connection, shown: str, steps: Steps) -> bool:
    """Tell whether a database has the schema of this program; False when it has none or an older.

    Raises:
        UsageError: It is of a newer program, or a SQLite file of something else.
    """
    names = inspect(connection).get_table_names()
    if steps.table not in names:
        if names and connection.dialect.name == "sqlite":
            raise UsageError(f"{shown} is a database of something else; name another file")
        return False
    found = connection.scalar(select(column("version_num")).select_from(table(steps.table)))
    if found is not None and found > steps.version:
        raise UsageError(
            f"{shown} was written by a newer slarules (schema {found}, this one knows "
            f"{steps.version}): upgrade slarules"
        )
    return bool(found == steps.version)


def upgrade(connection: Connection, steps: Steps) -> None:
    """Carry out the migrations that a database lacks, in the transaction of the connection.

    Whoever comes second waits for the first, finds nothing to do and goes on.

    Raises:
        UsageError: The database cannot hold every character.
    """
    # Most registers are current, and Alembic takes as long to import as all the rest.
    from alembic import command  # noqa: PLC0415
    from alembic.config import Config  # noqa: PLC0415

    if connection.dialect.name == "postgresql":
        _refuse_other_letters(connection)
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": steps.lock})
    config = Config()
    config.set_main_option("script_location", steps.scripts)
    config.attributes["connection"] = connection
    with _alembic:
        command.upgrade(config, "head")


def _refuse_other_letters(connection: Connection) -> None:
    encoding = connection.scalar(text("SHOW server_encoding"))
    if encoding != "UTF8":
        raise UsageError(
            f"the database is encoded in {encoding}, which lacks letters that names have: make one "
            "with createdb --encoding=UTF8 --template=template0"
        )
