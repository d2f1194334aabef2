"""How what a statement says is disputed: by whom, and by when each step."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from slarules.syntax.tree.base import CalendarDays, Line, Name, Phrase, Text


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Disputed(Phrase):
    """`on statement`, `on facts`, `on credits late_p1, bulk_shortfall`."""

    subject: Literal["statement", "facts"] | tuple[Name, ...]


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Opened(Phrase):
    """`opened by customer within 30 calendar days after statement`; without a party, by either."""

    by: Literal["customer", "provider", "either party"] | None
    days: CalendarDays
    after: Literal["statement", "period end"]


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Answered(Phrase):
    """`answered within 10 calendar days after opening`."""

    days: CalendarDays


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Settled(Phrase):
    """`settled within 30 calendar days after answer`."""

    days: CalendarDays
    after: Literal["opening", "answer"]


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class OtherwiseStands(Phrase):
    """`otherwise the statement stands`."""


DisputePhrase: TypeAlias = Disputed | Opened | Answered | Settled | OtherwiseStands


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Dispute(Line):
    """`dispute clause "12.3"`."""

    name: Name | None
    title: Text | None
    clause: Text | None
    phrases: tuple[DisputePhrase, ...]
