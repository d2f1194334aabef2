"""The runs of a measure on one item: where each begins and ends, in every way it may have been."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from slarules.core.contract import Terms
from slarules.core.promises import Cancel, Measure
from slarules.facts.history import Happening, Timeline
from slarules.instants import Instant, Interval


@dataclass(frozen=True, slots=True)
class Cut:
    """Where a run was cancelled: by a statement, or by another level when `by` is `None`."""

    at: Happening
    by: Cancel | None
    why: str


@dataclass(frozen=True, slots=True)
class Run:
    """From where to where a clock ran in one world; `end` is `None` while it has not ended.

    Attributes:
        cut: Where it was cancelled; then it has no end.
        gaps: From an end that was withdrawn to the reopening, where that time does not count.
        forgotten: What lay before a restart, or before a reopening that starts again.
    """

    start: Happening
    end: Happening | None
    cut: Cut | None = None
    gaps: tuple[Interval, ...] = ()
    forgotten: tuple[Interval, ...] = ()


@dataclass(frozen=True, slots=True)
class Cycle:
    """One run of a measure on one item, in every way it may have been.

    Attributes:
        number: From 1, in the order of their starts.
        of: The value that it is about, for a measure that counts for each value separately.
        runs: One where nothing is unknown; else the best for the provider first, the worst last.
        needs: What would settle which of them it was.
        may_not_be: Whether in some way there is no such cycle.
    """

    number: int
    of: str | None
    runs: tuple[Run, ...]
    needs: tuple[str, ...] = ()
    may_not_be: bool = False


@dataclass(frozen=True, slots=True)
class Unsure:
    """No run can be named, and why."""

    why: str
    needs: tuple[str, ...]
