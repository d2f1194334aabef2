"""What a measure counts on an item: its runs, and all that starts, ends and moves them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from slarules.core.conditions import (
    Becomes,
    Changes,
    Condition,
    Every,
    Happens,
    Is,
    Known,
    Not,
    Occurrence,
    Some,
)
from slarules.core.contract import Terms
from slarules.core.promises import Cancel, Measure, Restart, touches
from slarules.engine.reference.ways import Asked
from slarules.facts.history import Happening
from slarules.instants import Interval


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

    @property
    def finish(self) -> Happening | None:
        """Where it ended or was cancelled; `None` while it goes on."""
        return self.end if self.cut is None else self.cut.at


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


@dataclass(frozen=True)
class Counting:
    """A measure with all that ends, cancels, restarts and reopens it, ready for any item.

    Attributes:
        restarting: The facts of which another value closes a cycle and opens the next.
    """

    measure: Measure
    cancels: tuple[Cancel, ...]
    restarts: tuple[Restart, ...]
    restarting: tuple[str, ...]
    asked: Asked

    @classmethod
    def of(cls, measure: Measure, terms: Terms, restarting: frozenset[str]) -> Counting:
        """Return a measure as the terms have it."""
        name = measure.name
        cancels = tuple(cancel for cancel in terms.cancels if touches(cancel, name))
        restarts = tuple(restart for restart in terms.restarts if touches(restart, name))
        facts = tuple(sorted(restarting))
        others = (
            *(o for cancel in cancels for o in cancel.when),
            *(o for restart in restarts for o in restart.when),
            *(o for reopening in measure.reopenings for o in reopening.when),
            *map(Changes, facts),
            *_turns(measure.bounds.where),
            *_turns(measure.bounds.until),
            *(turn for cancel in cancels for turn in _turns(cancel.where)),
            *(turn for restart in restarts for turn in _turns(restart.where)),
            *(turn for reopening in measure.reopenings for turn in _turns(reopening.where)),
        )
        asked = Asked(measure.starts, measure.ends, others, measure.repeats)
        return cls(measure, cancels, restarts, facts, asked)


def _turns(condition: Condition) -> Iterator[Occurrence]:
    """Yield the occurrences at which a condition may begin or cease to hold."""
    match condition:
        case Known(moment):
            yield Happens(moment)
        case Is(fact, values):
            yield Becomes(fact, values)
        case Every(parts) | Some(parts):
            for part in parts:
                yield from _turns(part)
        case Not(part):
            yield from _turns(part)
        case _:
            return
