"""Goals: when a budget or a deadline falls due, and from when on it is missed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import chain
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

NOTHING = Micros(0)

NEVER = Instant(2**62)
"""After every instant: a clock that never opens again lets nothing fall due."""

ClockOf: TypeAlias = Callable[[str], OpenTime]
AgreedTime: TypeAlias = Callable[[str], Instant | None]


@dataclass(frozen=True, slots=True)
class Due:
    """When a goal falls due, and the first instant after it at which it is missed."""

    due_at: Instant
    missed_at: Instant


@dataclass(frozen=True, slots=True)
class Counted:
    """From where to count for a goal: the run's start, or a change that brought the goal (R28).

    Attributes:
        start: The start of the run.
        since: From where on the goal holds, where that is later.
        used: What had been counted by then, on whatever clock.
        stops: When nothing counts: paused or excluded; disjoint and in order.
    """

    start: Instant
    stops: Sequence[Interval]
    since: Instant | None = None
    used: Micros = NOTHING

    def counted_from(self, clock: OpenTime) -> Instant:
        """Return from where on time counts on a clock."""
        begun = deadlines.counting_start(clock, self.start)
        return begun if self.since is None else max(begun, self.since)

    def left_from(self, clock: OpenTime, length: Micros) -> tuple[Instant, Micros]:
        """Return what is left of a length, and from where on it is used up."""
        left = Micros(max(0, length - self.used))
        if self.since is not None and not left:
            return self.since, left
        return self.counted_from(clock), left


def due(goal: Goal, counted: Counted, clock_of: ClockOf, agreed: AgreedTime) -> Due | None:
    """Return when a goal falls due; `None` when the moment it names is not known.

    Args:
        goal: What is promised.
        counted: From where on, and what stands still.
        clock_of: The clocks by name.
        agreed: The instant of a moment of the item.
    """
    match goal:
        case Budget(length, name):
            return _budget(clock_of(name), length, counted)
        case AtMoment(moment, name):
            at = agreed(moment)
            opening = clock_of(name).next_opening(at) if name and at is not None else at
            return None if opening is None else _not_before(counted.since, opening)
        case Earliest(goals):
            return _pick(min, [due(part, counted, clock_of, agreed) for part in goals])
        case Latest(goals):
            return _pick(max, [due(part, counted, clock_of, agreed) for part in goals])
        case SameTimeLater() | CloseOfDay() | WallTimeOnDay():
            return _deadline(goal, counted, clock_of)
        case _:
            assert_never(goal)


def moments_of(goal: Goal | None) -> tuple[str, ...]:
    """Return the moments of the item that a goal names."""
    match goal:
        case AtMoment(moment, _):
            return (moment,)
        case Earliest(goals) | Latest(goals):
            return tuple(chain.from_iterable(map(moments_of, goals)))
        case _:
            return ()


def _not_before(since: Instant | None, at: Instant) -> Due:
    due_at = at if since is None else max(at, since)
    return Due(due_at, due_at)


def _budget(clock: OpenTime, length: Micros, counted: Counted) -> Due:
    if counted.since is not None and counted.used > length:
        # Late at the change itself, also where the clock that now counts is shut.
        return Due(counted.since, counted.since)
    start, left = counted.left_from(clock, length)
    due_at = clock.shown_due(start, left, counted.stops)
    missed_at = clock.missed(start, left, counted.stops)
    return Due(_or_never(due_at), _or_never(missed_at))


def _deadline(
    goal: SameTimeLater | CloseOfDay | WallTimeOnDay, counted: Counted, clock_of: ClockOf
) -> Due:
    clock = clock_of(goal.clock)
    begun = deadlines.counting_start(clock, counted.start)
    base = _base(goal, clock, begun)
    if base is None:
        return Due(NEVER, NEVER)
    moved = deadlines.moved(clock, begun, base, counted.stops, counted.since, counted.used)
    return Due(NEVER, NEVER) if moved is None else _not_before(counted.since, moved)


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


def is_by_days(goal: Goal | None) -> bool:
    """Tell whether a goal, or a part of it, is a deadline in days."""
    match goal:
        case Earliest(goals) | Latest(goals):
            return any(map(is_by_days, goals))
        case SameTimeLater() | CloseOfDay() | WallTimeOnDay():
            return True
        case _:
            return False
