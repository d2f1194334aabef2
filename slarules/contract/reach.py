"""Which rows of a promise a condition can reach, and on which clocks their goals are counted."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from slarules.core.clocks import ELAPSED
from slarules.core.conditions import Condition, Every, Is, Not, Some, Value
from slarules.core.promises import (
    AtMoment,
    Budget,
    Cell,
    Earliest,
    Goal,
    Latest,
    OneOf,
    Promise,
    Row,
)

Possible = Mapping[str, frozenset[Value]]
"""The values that a fact can have; a fact that is not named can have any."""


def may_hold(test: Condition, possible: Possible) -> bool:
    """Tell whether a condition can be true of something with such facts."""
    match test:
        case Is(fact, values):
            return fact not in possible or not possible[fact].isdisjoint(values)
        case Every(parts):
            return all(may_hold(part, possible) for part in parts)
        case Some(parts):
            return any(may_hold(part, possible) for part in parts)
        case Not(part):
            return not must_hold(part, possible)
        case _:
            return True


def must_hold(test: Condition, possible: Possible) -> bool:
    """Tell whether a condition is true of everything with such facts."""
    match test:
        case Is(fact, values):
            return fact in possible and possible[fact] <= set(values)
        case Every(parts):
            return all(must_hold(part, possible) for part in parts)
        case Some(parts):
            return any(must_hold(part, possible) for part in parts)
        case Not(part):
            return not may_hold(part, possible)
        case _:
            return False


def possible_in(columns: Sequence[str], cells: Sequence[Cell]) -> Possible:
    """Return the values that the cells of a row leave to its facts."""
    return {
        column: cell.values
        for column, cell in zip(columns, cells, strict=True)
        if isinstance(cell, OneOf)
    }


def rows_of(promise: Promise, where: Condition) -> Iterator[Row]:
    """Yield the rows that items of a condition can have."""
    for row in promise.rows:
        if may_hold(where, possible_in(promise.columns, row.cells)):
            yield row


def goals_of(promise: Promise, where: Condition) -> Iterator[Goal]:
    """Yield the goals that items of a condition can have, those of exceptions too."""
    yield from _goals(promise.columns, promise.rows, where)
    for exception in promise.exceptions:
        yield from _goals(exception.columns, exception.rows, where)


def _goals(columns: Sequence[str], rows: Sequence[Row], where: Condition) -> Iterator[Goal]:
    for row in rows:
        if row.goal and may_hold(where, possible_in(columns, row.cells)):
            yield row.goal


def clocks_of(promise: Promise, where: Condition) -> tuple[str, ...]:
    """Return the clocks on which the lateness of such items is counted."""
    return tuple(dict.fromkeys(clock_of(goal) for goal in goals_of(promise, where)))


def clock_of(goal: Goal) -> str:
    """Return the clock on which time past a goal is counted; of two goals, the first one's."""
    match goal:
        case Earliest(goals) | Latest(goals):
            return clock_of(goals[0])
        case AtMoment():
            return ELAPSED.name
        case _:
            return ELAPSED.name if goal.clock == "calendar" else goal.clock


def is_budget(goal: Goal) -> bool:
    """Tell whether a goal is judged by counted time alone, so that a missed run has a lateness."""
    match goal:
        case Earliest(goals) | Latest(goals):
            return all(is_budget(each) for each in goals)
        case _:
            return isinstance(goal, Budget)
