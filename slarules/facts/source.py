"""A source of raw history, read in batches of rows of text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeAlias, runtime_checkable

from slarules.core.mapping import Layout, Table
from slarules.errors import SourceError
from slarules.facts.findings import Finding
from slarules.instants import Instant

__all__ = ["FileRead", "FileRows", "Reported", "Snapshot", "Source", "SourceError", "Vouched"]


@dataclass(frozen=True, slots=True)
class FileRows:
    """Rows of one file, in its order, each with a value for every column.

    A source that keeps a history of its own yields the shape `events` with its columns (`ticket,
    at, kind, field, value, old, actor, role, public, channel, customer, recorded_at`), and times
    that carry an offset.

    Attributes:
        numbers: The number of each row, counted as a spreadsheet does.
        within: Where numbers count within each item, as an event does in its ticket, what stands
            before the item's name where a row is referred to; empty where they count in the file.
    """

    table: Table
    file: str
    columns: tuple[str, ...]
    numbers: Sequence[int]
    rows: Sequence[Sequence[str]]
    within: str = ""


@dataclass(frozen=True, slots=True)
class FileRead:
    """A file was read to its end; the digest is the SHA-256 of its bytes.

    Attributes:
        rows: How many rows it has, the header left out.
        unreadable: How many of them were left out, each with a finding.
    """

    table: Table
    file: str
    digest: str
    rows: int
    unreadable: int


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A version of what a store keeps of a source.

    Attributes:
        store: As after `--source`.
        source: Such as `jira:acme`.
        hash: Stands for the snapshot and all before it.
    """

    store: str
    source: str
    number: int
    hash: str

    def __str__(self) -> str:
        return f"{self.store}, snapshot {self.number} of {self.source}"


@dataclass(frozen=True, slots=True)
class Vouched:
    """The source vouches that nothing which happened before an instant is missing in it.

    A mapping that says how far the history goes is believed before the source.

    Attributes:
        through: For items; None where it says nothing of them.
        spans_through: The same for outages.
        seen: The snapshots that were read.
    """

    through: Instant | None
    spans_through: Instant | None = None
    seen: tuple[Snapshot, ...] = ()


Reported: TypeAlias = FileRows | Finding | FileRead | Vouched


@runtime_checkable
class Source(Protocol):
    """A source of raw history.

    Reading again yields the same.
    """

    @property
    def name(self) -> str:
        """How people call it, such as `csv:data`."""
        ...

    def read(self, layout: Layout, wanted: frozenset[str] | None = None) -> Iterator[Reported]:
        """Yield what the files of the layout hold.

        Args:
            layout: How files are written.
            wanted: The fields that rules for items look at, folded; others may be left out. None
                for all.

        Raises:
            SourceError: Something cannot be read to its end.
        """
        ...


def at_snapshot(source: str, number: int | None) -> str:
    """Return a source as it names a snapshot of a store; one that names another stays."""
    return source if number is None or "#" in source else f"{source}#{number}"


def snapshot_in(source: str) -> int | None:
    """Return the number of the snapshot that a store is asked for by."""
    number = source.rpartition("#")[2] if source.startswith("store:") and "#" in source else ""
    return int(number) if number.isascii() and number.isdigit() else None
