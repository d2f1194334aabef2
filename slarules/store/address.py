"""Where a store is: a folder, or a PostgreSQL database with a folder for the columns."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import parse_qsl, unquote

from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

from slarules.errors import UsageError
from slarules.register.address import POSTGRESQL, Address, in_file, in_postgresql

NOUN = "store"
DATABASE = "store.db"
"""The SQLite file in the folder of a store."""

KINDS = "a store is a folder, or postgresql://USER@HOST/DATABASE?history=FOLDER"


@dataclass(frozen=True, slots=True)
class StoreAddress:
    """Where a store is, and what of it is meant.

    Attributes:
        folder: Where the columns are.
        database: Where snapshots and cursors are.
        source: The source that is meant, such as `jira:acme`; None for the only one.
        number: The snapshot that is meant; None for the last.
    """

    folder: Path
    database: Address
    source: str | None = None
    number: int | None = None

    @property
    def shown(self) -> str:
        """What messages call the store; holds no password."""
        return self.database.shown if self.database.file is None else str(self.folder)


def store_address(said: str) -> StoreAddress:
    """Return where a store is.

    Args:
        said: A folder or a URL, with `?source=NAME` and `#NUMBER` behind it where they are needed.

    Raises:
        UsageError: It is neither, or says what no address of a store says.
    """
    said, number = _numbered(said.removeprefix("store:"))
    found = _of_url(said) if "://" in said else _of_folder(said)
    return replace(found, number=number)


def _numbered(said: str) -> tuple[str, int | None]:
    place, mark, number = said.rpartition("#")
    if not mark:
        return said, None
    if not (number.isascii() and number.isdigit() and 0 < int(number[:10]) < 2**31):
        # Behind a '#' in a password stands the rest of it.
        shown = "what is behind '#'" if "://" in place else f"'#{number}'"
        raise UsageError(f"{shown} names no snapshot; write its number, such as #12")
    return place, int(number)


def _of_folder(said: str) -> StoreAddress:
    path, mark, query = said.rpartition("?")
    path, asked = (path, _asked(query)) if mark else (said, {})
    if not path:
        raise UsageError(f"this needs a store: name one with --store; {KINDS}")
    source = asked.pop("source", None)
    _refuse(asked)
    folder = Path(path)
    return StoreAddress(folder, in_file(folder / DATABASE, NOUN), source)


def _asked(query: str) -> dict[str, str]:
    return {name: unquote(value) for name, value in parse_qsl(query, keep_blank_values=True)}


def _of_url(said: str) -> StoreAddress:
    try:
        url = make_url(said)
    # The messages of both errors may repeat the password.
    except (ArgumentError, ValueError):
        raise UsageError(f"the address of the store cannot be read; {KINDS}") from None
    if url.drivername not in POSTGRESQL:
        raise UsageError(f"no store can be kept in '{url.drivername}'; {KINDS}")
    query = url.normalized_query
    folder, source = query.get("history", ()), query.get("source", ())
    if len(folder) != 1 or not folder[0] or len(source) > 1:
        raise UsageError(f"the address of the store needs one folder for its columns; {KINDS}")
    plain: URL = url.difference_update_query(("history", "source"))
    return StoreAddress(Path(folder[0]), in_postgresql(plain, NOUN), next(iter(source), None))


def _refuse(asked: dict[str, str]) -> None:
    if asked:
        raise UsageError(
            f"the address of a folder says ?source=NAME and nothing else, not '{next(iter(asked))}'"
        )
