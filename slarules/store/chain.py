"""Snapshots in one chain for each source: what each says, its hash, and what breaks the chain."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from hashlib import sha256
from typing import Annotated, Literal, NamedTuple

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from slarules.adapters.tables import VERSION
from slarules.register.chain import canonical
from slarules.register.entry import GENESIS

Kind = Literal["pull", "erasure"]


# Folders are made of names, and removed by them: whoever can write the database could choose them.
Name = Annotated[str, Field(pattern=r"^[a-z_]+$")]


class BodyModel(BaseModel):
    """What all parts of a snapshot's body share."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class DeltaVersion(BodyModel):
    """A table at a snapshot.

    Attributes:
        folder: Of the Delta table, below the folder of the source.
        version: Of the Delta table.
        rows: How many it has, older ones of a key too.
    """

    folder: str = Field(pattern=r"^[a-z_]+(\.[1-9][0-9]{0,5})?$")
    version: int
    rows: int


class StoredFile(BodyModel):
    """A file of a table; files are written once."""

    name: str = Field(pattern=r"^[^/\\]+$")
    size: int
    sha256: str


class CursorSeen(BodyModel):
    """Where a part of the source can be gone on with; the cursor itself is kept beside."""

    sha256: str
    complete_through: int | None


class Erased(BodyModel):
    """What was erased, by whom and why; not whose it was.

    Attributes:
        first, last: The snapshots that cannot be read any more.
        rows: How many rows were written anew.
    """

    by: str
    reason: str
    first: int
    last: int
    rows: int


class Body(BodyModel):
    """What a snapshot says.

    Attributes:
        files: The files of each table that came with it.
        new: How many rows of each table came with it.
        notices: How many notices of each code came with it.
        kept: The fields whose values are kept of parts of the source, where they are others than
            before; None for all.
        catalogue: The SHA-256 of the catalogue, where it is another than before.
        privacy: What tells one key and choice of pseudonyms from others; None without pseudonyms.
    """

    schemas: int
    tables: Mapping[Name, DeltaVersion]
    files: Mapping[str, tuple[StoredFile, ...]] = {}
    new: Mapping[str, int] = {}
    notices: Mapping[str, int] = {}
    cursors: Mapping[str, CursorSeen] = {}
    kept: Mapping[str, tuple[str, ...] | None] = {}
    catalogue: str | None = None
    privacy: str | None = None
    erasure: Erased | None = None


class Row(NamedTuple):
    """A snapshot as the table holds it; instants are whole microseconds since 1970 in UTC."""

    source: str
    number: int
    kind: str
    at: int
    complete_through: int | None
    body: str
    content: str
    prev: str
    hash: str


class Draft(NamedTuple):
    """What a new snapshot says, before it is chained.

    Attributes:
        content: The digest of all files of all tables.
    """

    kind: Kind
    at: int
    complete_through: int | None
    body: Body
    content: str


def digest(row: Row) -> str:
    """Return the SHA-256 of all fields but the hash, each of them as text."""
    fields = {name: str(value) for name, value in row._asdict().items() if name != "hash"}
    return sha256(canonical(fields).encode()).hexdigest()


def content_of(files: Mapping[str, Iterable[StoredFile]]) -> str:
    """Return the digest of the files of all tables."""
    told = {
        table: sorted((each.name, each.sha256) for each in there) for table, there in files.items()
    }
    return sha256(canonical(told).encode()).hexdigest()


def chained(source: str, draft: Draft, last: tuple[int, str]) -> Row:
    """Return the row that follows the last one of a source, given as its number and hash."""
    number, prev = last
    body = canonical(draft.body.model_dump(mode="json"))
    told = (draft.kind, draft.at, draft.complete_through, body, draft.content)
    row = Row(source, number + 1, *told, prev=prev, hash="")
    return row._replace(hash=digest(row))


def body_of(row: Row) -> Body:
    """Return what a row says.

    Raises:
        ValueError: It is not as it was written.
    """
    try:
        if digest(row) != row.hash:
            raise ValueError("was changed after it was written, or its hash was")
        body = Body.model_validate_json(row.body)
    except (UnicodeEncodeError, ValidationError):
        raise ValueError("says nothing that a snapshot can") from None
    if body.schemas > VERSION:
        raise ValueError("was written by a newer slarules: upgrade slarules")
    return body


def flaws(rows: Iterable[Row]) -> Iterator[str]:
    """Yield what is wrong with each snapshot of a source, in order of number."""
    number, hashed = 0, GENESIS
    for row in rows:
        if row.number != number + 1:
            yield f"snapshot {row.number} follows {number}: what was between them is missing"
        elif row.prev != hashed:
            yield f"snapshot {row.number} does not follow snapshot {number}: the chain is broken"
        try:
            body_of(row)
        except ValueError as error:
            yield f"snapshot {row.number} {error}"
        number, hashed = row.number, row.hash
