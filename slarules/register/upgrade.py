"""Bring the schema of a register up to what this program needs."""

from __future__ import annotations

from threading import Lock

from sqlalchemy import Connection, column, inspect, select, table, text

from slarules.errors import UsageError
from slarules.register.schema import VERSION, VERSION_TABLE

ONE_AT_A_TIME = 7_305_114_209_772_731
"""Names the lock by which PostgreSQL lets one program at a time migrate; any number would do."""

_alembic = Lock()
"""Alembic keeps what it works on in a module, so threads take turns."""


def is_current(connection: Connection, shown: str) -> bool:
    """Tell whether a register has the schema of this program; False when it has none or an older.

    Raises:
        UsageError: It is of a newer program, or a SQLite file of something else.
    """
    names = inspect(connection).get_table_names()
    if VERSION_TABLE not in names:
        if names and connection.dialect.name == "sqlite":
            raise UsageError(f"{shown} is a database of something else; name another file")
        return False
    found = connection.scalar(select(column("version_num")).select_from(table(VERSION_TABLE)))
    if found is not None and found > VERSION:
        raise UsageError(
            f"{shown} was written by a newer slarules (schema {found}, this one knows {VERSION}): "
            "upgrade slarules"
        )
    return bool(found == VERSION)


def upgrade(connection: Connection) -> None:
    """Carry out the migrations that a register lacks, in the transaction of the connection.

    Whoever comes second waits for the first, finds nothing to do and goes on.

    Raises:
        UsageError: The database cannot hold every character.
    """
    # Most registers are current, and Alembic takes as long to import as all the rest.
    from alembic import command  # noqa: PLC0415
    from alembic.config import Config  # noqa: PLC0415

    if connection.dialect.name == "postgresql":
        _refuse_other_letters(connection)
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": ONE_AT_A_TIME})
    steps = Config()
    steps.set_main_option("script_location", "slarules.register:migrations")
    steps.attributes["connection"] = connection
    with _alembic:
        command.upgrade(steps, "head")


def _refuse_other_letters(connection: Connection) -> None:
    encoding = connection.scalar(text("SHOW server_encoding"))
    if encoding != "UTF8":
        raise UsageError(
            f"the database is encoded in {encoding}, which lacks letters that names have: make one "
            "with createdb --encoding=UTF8 --template=template0"
        )
