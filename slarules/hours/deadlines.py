"""Where counting starts, and the base of each deadline rule, before any pause moves it.

Every function but `counting_start` takes the start as `counting_start` returned it. `None` means
that the clock has no such day or opening within a hundred years.
"""

from __future__ import annotations

from collections.abc import Sequence

from slarules.hours.local import at_local, local_date, wall_time
from slarules.hours.opentime import OpenTime
from slarules.instants import Instant, Interval, Micros

NOTHING = Micros(0)


def counting_start(clock: OpenTime, start: Instant) -> Instant:
    """Return the start that the clock's conventions make of a start, for budgets and days alike."""
    says = clock.clock.conventions
    if says.cutoff is not None and wall_time(start, clock.zone) > says.cutoff:
        today = local_date(start, clock.zone)
        if clock.days.on(today) and (following := clock.days.nth_after(today, 1)):
            return following.opening
    if says.days_count_from_next_opening:
        opening = clock.next_opening(start)
        return start if opening is None else opening
    return start


def same_time_later(clock: OpenTime, start: Instant, n: int) -> Instant | None:
    """Return the wall time of `start` on the n-th day of the clock after its date.

    A time that is shut then moves to the next opening or, where the clock says so, back to the
    last closing.
    """
    base = wall_time_on_nth_day(clock, start, n, wall_time(start, clock.zone))
    return None if base is None else _moved_if_shut(clock, base)


def same_time_earlier(clock: OpenTime, start: Instant, n: int) -> Instant | None:
    """Return the wall time of `start` on the n-th day of the clock before its date, likewise."""
    day = clock.days.nth_before(local_date(start, clock.zone), n)
    if day is None:
        return None
    return _moved_if_shut(clock, at_local(day.date, wall_time(start, clock.zone), clock.zone))


def _moved_if_shut(clock: OpenTime, at: Instant) -> Instant | None:
    if clock.is_open(at):
        return at
    if clock.clock.conventions.deadlines_move_back_to_closing:
        return clock.previous_closing(at)
    return clock.next_opening(at)


def close_of_nth_day(clock: OpenTime, start: Instant, n: int) -> Instant | None:
    """Return the closing of the n-th day of the clock after the date of `start`."""
    day = clock.days.nth_after(local_date(start, clock.zone), n)
    return None if day is None else day.closing


def close_of_same_day(clock: OpenTime, start: Instant) -> Instant | None:
    """Return the closing of the clock's day that contains `start` or begins next."""
    day = clock.days.containing_or_after(start)
    return None if day is None else day.closing


def wall_time_on_nth_day(clock: OpenTime, start: Instant, n: int, wall: Micros) -> Instant | None:
    """Return a wall time, open or shut, on the n-th day of the clock after the date of `start`."""
    day = clock.days.nth_after(local_date(start, clock.zone), n)
    return None if day is None else at_local(day.date, wall, clock.zone)


def moved(
    clock: OpenTime,
    start: Instant,
    base: Instant,
    stops: Sequence[Interval],
    since: Instant | None = None,
    used: Micros = NOTHING,
) -> Instant | None:
    """Return a base deadline as stops move it: by their own length on the clock.

    Args:
        clock: The clock on which a stop takes time away.
        start: Where counting begins.
        base: The deadline without any stop.
        stops: Pauses and exclusions; disjoint and in order.
        since: From where on the deadline holds, where that is later.
        used: What had been counted by then.
    """
    left = Micros(max(0, clock.elapsed(start, max(start, base)) - used))
    made_up = clock.due(start if since is None else max(start, since), left, stops)
    return None if made_up is None else max(base, made_up)
