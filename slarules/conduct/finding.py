"""What a rule of conduct returns: a finding with its evidence, and never a verdict."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from slarules.core.conduct import Conduct
from slarules.facts.history import RowRef
from slarules.instants import Instant

Party: TypeAlias = Literal["provider", "customer"]


@dataclass(frozen=True, slots=True)
class Seen:
    """Something that the finding rests on: when, what, and the row that says so."""

    at: Instant
    what: str
    row: RowRef | None = None


@dataclass(frozen=True, slots=True)
class ConductFinding:
    """Something about conduct that is worth a look.

    Attributes:
        gains: Who would gain if it were what it looks like.
        items: Whose history shows it; one, unless it shows in many together.
        what: What was seen, as one sentence without a final stop.
        against: What speaks against it, or has to be known before anybody judges: sentences.
        seen: What it rests on, in order of time.
    """

    gains: Party
    items: tuple[str, ...]
    kind: str
    measure: str
    what: str
    seen: tuple[Seen, ...]
    against: tuple[str, ...] = ()
    cycle: int | None = None

    @property
    def at(self) -> Instant:
        """When it was complete."""
        return max(each.at for each in self.seen)


@dataclass(frozen=True, slots=True)
class Watched:
    """What one rule of a contract found.

    Attributes:
        text_version: The text that asks for it.
        brought_by: The package that brings the rule, and its version.
        looked_at: How many items it looked at.
        below: How many items show what it looks for, where they are too few to be told.
        not_known: What the source never says although the rule looks at it.
    """

    asked: Conduct
    text_version: str
    brought_by: str
    looked_at: int
    findings: tuple[ConductFinding, ...]
    below: int = 0
    not_known: tuple[str, ...] = ()
