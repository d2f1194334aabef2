"""How far a history is looked at, and how far it can be."""

from __future__ import annotations

from dataclasses import dataclass

from slarules.instants import Instant


@dataclass(frozen=True, slots=True)
class Horizon:
    """Which rows there are, for who looks at an instant.

    Attributes:
        as_of: What was recorded later is not known yet.
        through: Silence of the source proves nothing after it; the instant of the export.
    """

    as_of: Instant
    through: Instant

    @property
    def until(self) -> Instant:
        """The evaluation instant: nothing after it exists (R5)."""
        return min(self.as_of, self.through)
