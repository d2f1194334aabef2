"""What an engine came to, and how."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from slarules.engine.outcome import Outcome

EngineName: TypeAlias = Literal["reference", "bulk", "spark"]


@dataclass(frozen=True, slots=True)
class Alone:
    """Items that an engine of columns left to the reference engine, and why."""

    items: int
    why: str


@dataclass(frozen=True, slots=True)
class Computed:
    """What an engine makes of a history.

    Attributes:
        engine: Which one; all of them come to the same.
    """

    outcome: Outcome
    engine: EngineName = "reference"
    alone: tuple[Alone, ...] = ()
