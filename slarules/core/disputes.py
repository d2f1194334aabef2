"""Disputes: what may be disputed, by whom, and the days in which each step has to follow."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from slarules.core.promises import UNWRITTEN, Origin

Step: TypeAlias = Literal["opened", "answered", "settled"]
Mark: TypeAlias = Literal["statement", "period end", "opening", "answer"]
"""What days are counted from: a statement's issue, its period's end, or an earlier step."""

Opener: TypeAlias = Literal["customer", "provider", "either party"]
On: TypeAlias = Literal["statement", "facts"] | tuple[str, ...] | None
"""The statement as a whole, facts, or the named credits and pools; `None` is anything."""


@dataclass(frozen=True, slots=True)
class Within:
    """So many calendar days after a mark, its own day not counted, the last day to 24:00."""

    days: int
    after: Mark


@dataclass(frozen=True, slots=True)
class Dispute:
    """A procedure for disputes; it yields dates and never money.

    Attributes:
        name: Empty where the text gives none.
        opened, answered, settled: By when; `None` where the text sets no limit.
    """

    name: str
    on: On
    opener: Opener
    opened: Within | None
    answered: Within | None
    settled: Within | None
    origin: Origin = UNWRITTEN

    def within(self, step: Step) -> Within | None:
        """Return the limit of a step."""
        match step:
            case "opened":
                return self.opened
            case "answered":
                return self.answered
            case "settled":
                return self.settled
