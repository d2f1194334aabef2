"""What a store holds of a source at one snapshot."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from slarules.adapters.catalogue import Catalogue
from slarules.adapters.delivery import FileEnd, Notice
from slarules.adapters.tables import TableName
from slarules.instants import Instant


@dataclass(frozen=True, slots=True)
class Held:
    """What is held of a source.

    Attributes:
        source: As it was pulled, such as `jira:acme`.
        snapshot: The number of the last snapshot that counts; rows of later ones are left out.
        digest: What stands for the snapshot and all before it, in hexadecimal.
        files: The Parquet files of each table; each has the columns of its schema and besides
            `observed_at`, `snapshot` and `content`.
        complete_through: How far every partition is complete; None where one cannot say.
        outages_through: The same for outages; None where nothing was pulled that tells of them.
        through_of: How far the source was complete at each snapshot, by its number.
        catalogue: What the source had at the snapshot.
        notices: What the adapter told, in order.
        ends: The files that were read to their ends, where the adapter reads files.
    """

    source: str
    snapshot: int
    digest: str
    files: Mapping[TableName, Sequence[Path]]
    complete_through: Instant | None = None
    outages_through: Instant | None = None
    through_of: Mapping[int, Instant | None] = field(default_factory=dict)
    catalogue: Catalogue | None = None
    notices: Sequence[Notice] = ()
    ends: Sequence[FileEnd] = ()
