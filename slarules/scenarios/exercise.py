"""Something that a scenario can exercise."""

from __future__ import annotations

from dataclasses import dataclass

from slarules.core.promises import Origin


@dataclass(frozen=True, slots=True)
class Exercise:
    """Something a scenario can exercise: a row, a band, an edge of one, a pause, a clause."""

    kind: str
    name: str
    origin: Origin
    exercised: bool
