"""What a database says when it cannot, and what to do about it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from slarules.errors import UsageError
from slarules.register.address import Address

ADVICE = (
    ("is not a database", "it is no SQLite file; name another"),
    ("malformed", "the file is damaged; bring it back from a backup"),
    ("readonly", "it cannot be written; ask for the right to write it and its folder"),
    ("unable to open", "look whether its folder exists and can be written"),
    ("is locked", "another program has been writing for long; run this again when it is done"),
    ("is full", "make room on the disk and run this again"),
    (
        "I/O error",
        "look at the disk, then run 'slarules register check' or 'slarules store verify'",
    ),
    ("password", "look at user and password; PGPASSWORD or ~/.pgpass keep it out of the address"),
    ("does not exist", "look at the name of database and user; createdb makes a database"),
    ("already exists", "it holds tables of something else; name another database"),
    ("permission denied", "ask for the right to create tables once, and to SELECT and INSERT"),
    ("starting up", "wait for the server to start and run this again"),
    ("shutting down", "wait for the server to start and run this again"),
    ("resolve", "look at the name of the host"),
    ("connection", "look whether the server runs, then run this again"),
)
"""Part of what drivers say, and what a person can do then; the first that fits counts."""


@contextmanager
def told(where: Address) -> Iterator[None]:
    """Turn what a driver says into a sentence without any password.

    Raises:
        UsageError: The database could not do what it was asked to.
    """
    try:
        yield
    except DBAPIError as error:
        raise UsageError(_sentence(where, str(error.orig))) from None
    except SQLAlchemyError as error:
        raise UsageError(_sentence(where, type(error).__name__)) from None


def _sentence(where: Address, said: str) -> str:
    line = " ".join(said.split())
    if any(secret in line for secret in where.secrets):
        line = "the answer of the server is not shown, since it holds the password"
    advice = next((what for part, what in ADVICE if part in said), "")
    told_what = f"; {advice}" if advice else ""
    return f"the {where.noun} {where.shown} failed: {line}{told_what}"
