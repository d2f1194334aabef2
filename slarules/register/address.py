"""Where a register is: a SQLite file or a PostgreSQL database, said without its password."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

from slarules.errors import UsageError

POSTGRESQL = ("postgresql", "postgres", "postgresql+psycopg")
SECRET = ("password", "sslpassword")
"""What the part of an address behind `?` may say in confidence."""

KINDS = "a register is a SQLite file or postgresql://USER@HOST/DATABASE"


@dataclass(frozen=True, slots=True)
class Address:
    """Where a register is.

    Attributes:
        url: What SQLAlchemy connects to; holds the password.
        file: The file, where it is one.
        shown: What messages call it; holds no password.
        secrets: What no message may hold.
        noun: What it is, for messages.
    """

    url: URL
    file: Path | None
    shown: str
    secrets: tuple[str, ...] = ()
    noun: str = "register"


def address(register: str) -> Address:
    """Return where a register is.

    Args:
        register: The path of a SQLite file, or a URL.

    Raises:
        UsageError: It is neither.
    """
    if register in {"", "none"}:
        raise UsageError(f"this needs a register: name one with --register; {KINDS}")
    if "://" not in register:
        return in_file(Path(register))
    try:
        url = make_url(register)
    # The messages of both errors may repeat the password.
    except (ArgumentError, ValueError):
        raise UsageError(f"the address of the register cannot be read; {KINDS}") from None
    if url.drivername == "sqlite":
        return _of_sqlite(url)
    if url.drivername not in POSTGRESQL:
        raise UsageError(f"no register can be kept in '{url.drivername}'; {KINDS}")
    return in_postgresql(url)


def in_file(file: Path, noun: str = "register") -> Address:
    """Return the address of a SQLite file."""
    return Address(URL.create("sqlite", database=str(file)), file, str(file), noun=noun)


def _of_sqlite(url: URL) -> Address:
    if not url.database or url.database == ":memory:" or url.host or url.query:
        raise UsageError("sqlite:/// needs the path of a file behind it, and nothing more")
    return in_file(Path(url.database))


def in_postgresql(url: URL, noun: str = "register") -> Address:
    """Return the address of a PostgreSQL database.

    Raises:
        UsageError: It would show its password.
    """
    if "@" in (url.host or ""):
        # What follows the first of them is still the password, and messages show hosts.
        raise UsageError(
            f"the address of the {noun} holds '@' twice; in a password write it '%40', or leave "
            "the password out: PGPASSWORD or ~/.pgpass hold it"
        )
    query = url.normalized_query
    secrets = tuple(word for name in SECRET for word in query.get(name, ()) if word)
    secrets += (str(url.password),) if url.password else ()
    shown = URL.create("postgresql", url.username, None, url.host, url.port, url.database)
    url = url.set(drivername="postgresql+psycopg")
    return Address(url, None, shown.render_as_string(), secrets, noun)
