"""Where what is pulled goes."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING, Protocol

from slarules.adapters import Batch, Checkpoint, FileEnd, Notice
from slarules.instants import Instant

if TYPE_CHECKING:
    from slarules.adapters.catalogue import Catalogue


class Sink(Protocol):
    """Keeps what is pulled of one source; called from one thread.

    What comes of a partition is kept with the next checkpoint of that partition, all or nothing;
    what comes behind its last checkpoint is never kept.
    """

    def cursors(self) -> Mapping[str, bytes]:
        """Return the cursor that was kept last, for every partition there ever was."""
        ...

    def catalogue(self, catalogue: Catalogue) -> None:
        """Take what the source has; the same again changes nothing."""
        ...

    def begin(self, partitions: Sequence[str]) -> None:
        """Take which partitions there are now, before anything of them comes."""
        ...

    def batch(self, partition: str, batch: Batch) -> None:
        """Take rows.

        Raises:
            SourceError: They do not have the shape of their table.
        """
        ...

    def notice(self, partition: str, notice: Notice) -> None:
        """Take a notice."""
        ...

    def file_end(self, partition: str, end: FileEnd) -> None:
        """Take that a file was read."""
        ...

    def checkpoint(self, partition: str, checkpoint: Checkpoint) -> None:
        """Take that all before it, of this partition, may be kept together with its cursor."""
        ...

    def known_tickets(self, partition: str) -> Mapping[str, str]:
        """Return the visibility of every ticket of a partition, by its identifier."""
        ...

    def mark(self, partition: str, tickets: Collection[str], visibility: str, at: Instant) -> None:
        """Take that tickets have another visibility from an instant on."""
        ...

    def flush(self) -> None:
        """Keep all that may be kept; called once at the end, however it comes."""
        ...
