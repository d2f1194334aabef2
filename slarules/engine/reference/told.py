"""What a scenario gives outright of a measure on an item: its verdict, or the time used."""

from __future__ import annotations

from collections.abc import Iterator

from slarules.core.conditions import Missing, Value
from slarules.core.promises import AnyOther, AnyValue, Budget, Promise, Row
from slarules.core.scenarios import Told
from slarules.engine.outcome import VerdictWord
from slarules.facts.history import Timeline
from slarules.facts.truth import holds
from slarules.hours.periods import parse_label
from slarules.instants import Instant, Micros


def words(told: Told, promise: Promise, timeline: Timeline, at: Instant) -> list[VerdictWord]:
    """Return the verdicts that what is told leaves possible; none where nothing is promised.

    A time used is compared with the goal of every row that the item may stand in.
    """
    if holds(promise.applies, lambda name: timeline.said(name, at)) is False:
        return []
    if holds(promise.covers, lambda name: timeline.said(name, at)) is False:
        return []
    match told:
        case "met" | "missed":
            return [told]
        case "unknown":
            return ["met", "missed"]
        case used:
            goals = [row.goal for row in rows(promise, timeline, at) if row.goal is not None]
            found = {_word(used, goal) for goal in goals if isinstance(goal, Budget)}
            unclear = any(not isinstance(goal, Budget) for goal in goals)
            return ["met", "missed"] if unclear else sorted(found)


def _word(used: int, goal: Budget) -> VerdictWord:
    return "met" if used <= goal.length else "missed"


def lateness(
    used: Micros, promise: Promise, timeline: Timeline, at: Instant
) -> tuple[Micros, Micros] | None:
    """Return by how much a time used is beyond the goals of the rows that it may stand in."""
    goals = [row.goal for row in rows(promise, timeline, at) if isinstance(row.goal, Budget)]
    late = [Micros(max(0, used - goal.length)) for goal in goals]
    return (min(late), max(late)) if any(late) else None


def rows(promise: Promise, timeline: Timeline, at: Instant) -> Iterator[Row]:
    """Yield the rows that an item may stand in; of a fact that nobody tells, every row."""
    for row in promise.rows:
        facts = zip(promise.columns, row.cells, strict=False)
        if all(_may_be(timeline.value(fact, at), cell) for fact, cell in facts):
            yield row


def _may_be(value: Value | Missing, cell: object) -> bool:
    if isinstance(value, Missing) or isinstance(cell, AnyValue | AnyOther):
        return True
    return value in getattr(cell, "values", ())


def instant(timeline: Timeline, zone: str) -> Instant | None:
    """Return an instant of the period that an item is given to belong to: its last."""
    period = parse_label(timeline.period, zone) if timeline.period else None
    return Instant(period.end - 1) if period else None
