"""What an adapter delivers while it is read: batches, checkpoints, notices, files."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol, TypeAlias, runtime_checkable

from slarules.adapters.tables import TableName
from slarules.instants import Instant

CURSOR_LIMIT = 65_536
"""Bytes that a cursor may have."""


@runtime_checkable
class ArrowStream(Protocol):
    """Anything that hands its rows over as Arrow: of pyarrow, Polars, DuckDB, arro3, nanoarrow."""

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
        """Return the rows by the Arrow C stream interface."""
        ...


@dataclass(frozen=True, slots=True)
class Batch:
    """Rows of one table, some thousands at a time.

    Attributes:
        data: The rows, with the columns of `SCHEMAS[table]`.
    """

    table: TableName
    data: ArrowStream


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """All batches before it may be kept, together with it; reading can go on from here.

    Attributes:
        cursor: What `read` is given to go on; opaque, at most `CURSOR_LIMIT` bytes, without
            secrets. By habit JSON with a version.
        complete_through: The adapter vouches that it has delivered everything of the partition
            that happened before this instant; None while it cannot say.
        done, total: How far the reading of the partition is, in whatever it counts.
    """

    cursor: bytes
    complete_through: Instant | None = None
    done: int | None = None
    total: int | None = None


NoticeCode: TypeAlias = Literal[
    "truncated",
    "chain broken",
    "redacted",
    "hidden later",
    "clock skew",
    "unknown event",
    "lost access",
    "moved",
    "merged",
    "late",
    "no history",
    "deprecated",
    "unreadable",
    "detected",
]

LOSING: frozenset[NoticeCode] = frozenset({"truncated", "redacted", "lost access"})
"""What was, is not known: the fields of the ticket are unknown where such a notice says so."""


@dataclass(frozen=True, slots=True)
class Notice:
    """Something that a reader of a verdict should know.

    Attributes:
        text: A sentence in lower case without a final stop, without secrets.
        ticket_id: The ticket, where one is meant; its verdicts carry the notice.
        field_id: The field, where one is meant.
        at: From when it holds, where that is known.
        finding: The kind of finding that a row of a file is, where the adapter reads files.
        file, row, column: The place in a file.
    """

    code: NoticeCode
    text: str
    ticket_id: str | None = None
    field_id: str | None = None
    at: Instant | None = None
    finding: str | None = None
    file: str | None = None
    row: int | None = None
    column: str | None = None


@dataclass(frozen=True, slots=True)
class FileEnd:
    """A file was read to its end.

    Attributes:
        table: The shape or table of the mapping that it belongs to.
        digest: The SHA-256 of its bytes.
        rows: How many rows it has, the header left out.
        unreadable: How many of them were left out, each with a notice.
    """

    table: str
    file: str
    digest: str
    rows: int
    unreadable: int


Delivered: TypeAlias = Batch | Checkpoint | Notice | FileEnd


@dataclass(frozen=True, slots=True)
class Partition:
    """A part of a source that is read on its own: a project, a queue, a file.

    Attributes:
        name: Names it for good; cursors are kept under it.
        shown: What people call it.
        facts: What the adapter has to know to read it.
    """

    name: str
    shown: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict)


def all_through(throughs: Iterable[Instant | None]) -> Instant | None:
    """Return how far all parts are complete; None where one cannot say, or there is none."""
    told = list(throughs)
    known = [each for each in told if each is not None]
    return min(known) if known and len(known) == len(told) else None
