"""What a comparison of two runs found: what went in otherwise, and what came out otherwise."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

Part: TypeAlias = Literal["rows", "mapping", "contract", "register", "as-of", "periods", "versions"]
"""What a run is made of: rows of the source, the texts, what a register held, how far it looks."""

PARTS: tuple[Part, ...] = (
    "rows",
    "mapping",
    "contract",
    "register",
    "as-of",
    "periods",
    "versions",
)

Sort: TypeAlias = Literal["total", "line", "target", "verdict"]


@dataclass(frozen=True, slots=True)
class Edit:
    """A part that the two runs do not share, in one place.

    Attributes:
        about: The item or span it is about; empty where it may bear on all.
        said: What is otherwise, as a sentence without its stop.
        lines: The lines of a text that went, after `-`, and came, after `+`.
    """

    part: Part
    about: str
    said: str
    lines: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Changed:
    """A figure or verdict that the two runs do not share.

    Attributes:
        name: The line, target or item and measure.
        before, after: What each run says.
        because: Each set of parts that alone leads from one to the other; the smallest there are.
        edits: The edits of those parts that bear on it.
        items: Verdicts of its period that turned for a cause of the same part.
    """

    sort: Sort
    period: str
    name: str
    before: str
    after: str
    because: tuple[tuple[Part, ...], ...]
    edits: tuple[Edit, ...] = ()
    items: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two runs of one contract.

    Attributes:
        zone: Whose wall shows the times.
        first, second: The folders as they were named.
        edits: Everything that went in otherwise, whether or not it changed anything.
        changes: Everything that came out otherwise.
        only: Periods that one run alone reports, with the run.
    """

    contract: str
    zone: str
    first: str
    second: str
    edits: tuple[Edit, ...]
    changes: tuple[Changed, ...]
    only: tuple[tuple[str, str], ...]

    @property
    def is_same(self) -> bool:
        """Whether both runs say the same."""
        return not self.changes and not self.only
