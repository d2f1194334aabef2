"""What an adapter implements: a source of raw history, read in batches of rows of text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeAlias, runtime_checkable

from slarules.core.mapping import Layout, Table
from slarules.errors import SourceError
from slarules.facts.findings import Finding
from slarules.instants import Instant

__all__ = ["Batch", "FileRead", "Reported", "Source", "SourceError", "Vouched"]


@dataclass(frozen=True, slots=True)
class Batch:
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
class Vouched:
    """The source vouches that nothing which happened before an instant is missing in it.

    A mapping that says how far the history goes is believed before the source.

    Attributes:
        through: For items; None where it says nothing of them.
        spans_through: The same for outages.
        seen: What else names the data that was read, such as a snapshot, each with its digest.
    """

    through: Instant | None
    spans_through: Instant | None = None
    seen: tuple[tuple[str, str], ...] = ()


Reported: TypeAlias = Batch | Finding | FileRead | Vouched


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
