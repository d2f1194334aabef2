"""Problems as values: a code, a place, what is wrong, and how to mend it."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import ClassVar, Literal

from slarules.source import Span

Tier = Literal["error", "warning", "advice"]


@dataclass(frozen=True, slots=True)
class Edit:
    """A replacement of the text at `span`; an empty span inserts."""

    span: Span
    text: str


@dataclass(frozen=True, slots=True)
class Fix:
    """How to mend a problem: a sentence, and the edits that do it where they are known."""

    advice: str
    edits: tuple[Edit, ...] = ()


@dataclass(frozen=True, slots=True)
class Place:
    """A further place that matters, with what is to be seen there."""

    span: Span
    note: str


@dataclass(frozen=True, kw_only=True)
class Problem(ABC):
    """Something wrong in a contract, said in the writer's own words.

    A subclass is one message: it holds the data, and makes the sentence from it.
    """

    code: ClassVar[str]
    tier: ClassVar[Tier] = "error"

    span: Span
    clause: str | None = None

    @property
    @abstractmethod
    def message(self) -> str:
        """One sentence in lower case, without a final stop."""

    @property
    def others(self) -> tuple[Place, ...]:
        """Every other place that matters."""
        return ()

    @property
    def fix(self) -> Fix | None:
        """How to mend it."""
        return None

    def __str__(self) -> str:
        return f"{self.span}: {self.code}: {self.message}"
