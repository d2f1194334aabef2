"""Goals: when a budget or a deadline falls due, and from when on it is missed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeAlias, assert_never

from slarules.core.promises import (
    AtMoment,
    Budget,
    CloseOfDay,
    Earliest,
    Goal,
    Latest,
    SameTimeLater,
    WallTimeOnDay,
)
from slarules.hours import deadlines
from slarules.hours.opentime import OpenTime
from slarules.instants import Instant, Interval, Micros

NEVER = Instant(2**62)
"""After every instant: a clock that never opens again lets nothing fall due."""

ClockOf: TypeAlias = Callable[[str], OpenTime]
AgreedTime: TypeAlias = Callable[[str], Instant | None]


@dataclass(frozen=True, slots=True)
class Due:
    """When a goal falls due, and the first instant after it at which it is missed."""

    due_at: Instant
    missed_at: Instant


def due(
    goal: Goal,
    start: Instant,
    stops: Sequence[Interval],
    clock_of: ClockOf,
    agreed: AgreedTime,
) -> Due | None:
    """Return when a goal falls due; `None` when the moment it names is not known.

    Args:
        start: The start of the run.
        stops: When nothing counts: paused or excluded; disjoint and in order.
        agreed: The instant of a moment of the item.
    """
    match goal:
        case Budget(length, name):
            return _budget(clock_of(name), start, length, stops)
        case AtMoment(moment, name):
            at = agreed(moment)
            opening = clock_of(name).next_opening(at) if name and at is not None else at
            return None if opening is None else Due(opening, opening)
        case Earliest(goals):
            return _pick(min, [due(part, start, stops, clock_of, agreed) for part in goals])
        case Latest(goals):
            return _pick(max, [due(part, start, stops, clock_of, agreed) for part in goals])
        case SameTimeLater() | CloseOfDay() | WallTimeOnDay():
            return _deadline(goal, start, stops, clock_of)
        case _:
            assert_never(goal)


def _budget(clock: OpenTime, start: Instant, length: Micros, stops: Sequence[Interval]) -> Due:
    counted_from = deadlines.counting_start(clock, start)
    due_at = clock.shown_due(counted_from, length, stops)
    missed_at = clock.missed(counted_from, length, stops)
    return Due(_or_never(due_at), _or_never(missed_at))


def _deadline(
    goal: SameTimeLater | CloseOfDay | WallTimeOnDay,
    start: Instant,
    stops: Sequence[Interval],
    clock_of: ClockOf,
) -> Due:
    clock = clock_of(goal.clock)
    counted_from = deadlines.counting_start(clock, start)
    base = _base(goal, clock, counted_from)
    moved = None if base is None else deadlines.moved(clock, counted_from, base, stops)
    return Due(_or_never(moved), _or_never(moved))


def _base(
    goal: SameTimeLater | CloseOfDay | WallTimeOnDay, clock: OpenTime, start: Instant
) -> Instant | None:
    match goal:
        case SameTimeLater(days):
            return deadlines.same_time_later(clock, start, days)
        case CloseOfDay(0):
            return deadlines.close_of_same_day(clock, start)
        case CloseOfDay(days):
            return deadlines.close_of_nth_day(clock, start, days)
        case WallTimeOnDay(wall, days):
            return deadlines.wall_time_on_nth_day(clock, start, days, wall)
        case _:
            assert_never(goal)


def _pick(choose: Callable[[list[Instant]], Instant], parts: list[Due | None]) -> Due | None:
    known = [part for part in parts if part is not None]
    if len(known) < len(parts):
        return None
    return Due(choose([p.due_at for p in known]), choose([p.missed_at for p in known]))


def _or_never(at: Instant | None) -> Instant:
    return NEVER if at is None else at


def counting_clock(goal: Goal) -> str:
    """Return the clock on which a goal's used and paused time is shown: that of its first part."""
    match goal:
        case Earliest(goals) | Latest(goals):
            return counting_clock(goals[0])
        case AtMoment(_, clock):
            return clock or "elapsed"
        case Budget(_, clock) | SameTimeLater(_, clock) | CloseOfDay(_, clock):
            return clock
        case WallTimeOnDay(_, _, clock):
            return clock
        case _:
            assert_never(goal)
