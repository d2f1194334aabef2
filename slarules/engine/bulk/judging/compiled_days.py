"""Days, wall times and deadlines in compiled code, from the tables of clocks and zones.

They answer what `slarules.hours.days`, `local` and `deadlines` and `slarules.facts.timing` do, of
moments that are known. `t` are the tables, `c` is the number of a clock, `z` of a zone; dates are
ordinals. An answer outside the years compiled is `BEYOND`, and so is every answer about an instant
or a date outside them.
"""

from __future__ import annotations

from datetime import date

from slarules.engine.bulk.judging.clock_tables import ZONE_BITS, ClockTables
from slarules.engine.bulk.judging.compiled import BEYOND, NONE, compiled_within
from slarules.engine.bulk.judging.compiled_clocks import (
    Instants,
    due,
    elapsed,
    is_open,
    next_opening,
    previous_closing,
)
from slarules.instants import DAY

EPOCH_DATE = date(1970, 1, 1).toordinal()


# --- wall times --------------------------------------------------------------------------------


@compiled_within
def offset_at(t: ClockTables, z: int, at: int) -> int:
    """Return the offset of a zone at an instant of the years compiled."""
    i = int(t.places[t.zones[z].offsets_at + ((at - t.zones[z].begins) >> ZONE_BITS)])
    while t.offsets[i].until <= at:
        i += 1
    return int(t.offsets[i].offset)


@compiled_within
def in_years(t: ClockTables, z: int, at: int) -> bool:
    """Tell whether an instant lies in the years compiled."""
    return bool(t.zones[z].begins <= at < t.zones[z].ends)


@compiled_within
def local_date_ordinal(t: ClockTables, z: int, at: int) -> int:
    """Return the date of an instant in a zone."""
    if not in_years(t, z, at):
        return BEYOND
    return (at + offset_at(t, z, at)) // DAY + EPOCH_DATE


@compiled_within
def wall_time(t: ClockTables, z: int, at: int) -> int:
    """Return what the wall clock of a zone shows, counted from 00:00 on the dial."""
    if not in_years(t, z, at):
        return BEYOND
    return (at + offset_at(t, z, at)) % DAY


@compiled_within
def at_local(t: ClockTables, z: int, day: int, wall: int) -> int:
    """Return the instant of a wall time, which may lie past 24:00 on the following date.

    One that is skipped moves later by the gap; one that is repeated is its first occurrence.
    """
    shown = (day - EPOCH_DATE) * DAY + wall
    earliest = shown - 2 * DAY
    if not (in_years(t, z, earliest) and in_years(t, z, shown + 2 * DAY)):
        return BEYOND
    i = int(t.places[t.zones[z].offsets_at + ((earliest - t.zones[z].begins) >> ZONE_BITS)])
    while t.offsets[i].wall_until <= shown:
        i += 1
    return int(shown - t.offsets[i].offset)


@compiled_within
def cut_to_unit(t: ClockTables, z: int, at: int, unit: int) -> int:
    """Return an instant cut down to a whole unit on the wall; as it is where `unit` is `NONE`."""
    if unit == NONE:
        return at
    wall = wall_time(t, z, at)
    return BEYOND if wall == BEYOND else at - wall % unit


# --- days --------------------------------------------------------------------------------------


@compiled_within
def day_from(t: ClockTables, c: int, day: int) -> int:
    """Return the number of the first day of a clock that is not before a date."""
    if not t.clocks[c].first_date <= day <= t.clocks[c].end_date:
        return BEYOND
    return int(t.places[t.clocks[c].days_at + day - t.clocks[c].first_date])


@compiled_within
def nth_day_after(t: ClockTables, c: int, day: int, n: int) -> int:
    """Return the number of the `n`-th day of a clock after a date; `n` is at least 1."""
    i = day_from(t, c, day + 1)
    return BEYOND if i == BEYOND or i + n > t.clocks[c].last_day else i + n - 1


@compiled_within
def days_between(t: ClockTables, c: int, day: int, through: int) -> int:
    """Return how many days lie after `day` through another date; negative when reversed."""
    first, last = day_from(t, c, day + 1), day_from(t, c, through + 1)
    return BEYOND if BEYOND in (first, last) else last - first


@compiled_within
def day_of_clock(t: ClockTables, c: int, at: int) -> int:
    """Return the date of an instant on the clock's own wall."""
    return local_date_ordinal(t, t.clocks[c].zone, at)


@compiled_within
def is_day(t: ClockTables, c: int, day: int) -> int:
    """Return 1 where a date is a day of the clock, else 0, or `BEYOND`."""
    return days_between(t, c, day - 1, day)


# --- deadlines ---------------------------------------------------------------------------------


@compiled_within
def counting_start(t: ClockTables, c: int, start: int) -> int:
    """Return the start that the clock's conventions make of a start."""
    clock = t.clocks[c]
    if clock.cutoff != NONE:
        wall = wall_time(t, clock.zone, start)
        if wall == BEYOND:
            return BEYOND
        if wall > clock.cutoff:
            today = day_of_clock(t, c, start)
            on = is_day(t, c, today)
            following = nth_day_after(t, c, today, 1)
            if BEYOND in (on, following):
                return BEYOND
            if on:
                return int(t.days[following].opening)
    return next_opening(t, c, start) if clock.from_next_opening else start


@compiled_within
def if_shut_moved(t: ClockTables, c: int, at: int) -> int:
    """Return an instant, moved as the clock says where it is shut then."""
    if is_open(t, c, at) == 1:
        return at
    if t.clocks[c].back_to_closing:
        return previous_closing(t, c, at)
    return next_opening(t, c, at)


@compiled_within
def wall_time_on_nth_day(t: ClockTables, c: int, start: int, days: int, wall: int) -> int:
    """Return a wall time, open or shut, on the n-th day of the clock after a start's date."""
    i = nth_day_after(t, c, day_of_clock(t, c, start), days)
    return BEYOND if i == BEYOND else at_local(t, t.clocks[c].zone, t.days[i].date, wall)


@compiled_within
def same_time_later(t: ClockTables, c: int, start: int, days: int) -> int:
    """Return the wall time of `start` on the n-th day of the clock after its date."""
    wall = wall_time(t, t.clocks[c].zone, start)
    if wall == BEYOND:
        return BEYOND
    return if_shut_moved(t, c, wall_time_on_nth_day(t, c, start, days, wall))


@compiled_within
def close_of_nth_day(t: ClockTables, c: int, start: int, days: int) -> int:
    """Return the closing of the n-th day of the clock after the date of `start`."""
    i = nth_day_after(t, c, day_of_clock(t, c, start), days)
    return BEYOND if i == BEYOND else int(t.days[i].closing)


@compiled_within
def close_of_same_day(t: ClockTables, c: int, start: int) -> int:
    """Return the closing of the clock's day that contains `start` or begins next."""
    # A span ends on the date after its own at the latest.
    i = nth_day_after(t, c, day_of_clock(t, c, start) - 3, 1)
    if i == BEYOND:
        return BEYOND
    while i < t.clocks[c].last_day and t.days[i].closing <= start:
        i += 1
    return BEYOND if i == t.clocks[c].last_day else int(t.days[i].closing)


@compiled_within
def moved(
    t: ClockTables,
    c: int,
    start: int,
    base: int,
    stop_from: Instants,
    stop_to: Instants,
    n: int,
    since: int,
    used: int,
) -> int:
    """Return a base deadline as stops move it; `since` is `NONE` where it holds from the start."""
    whole = elapsed(t, c, start, max(start, base))
    if BEYOND in (whole, base):
        return BEYOND
    left = max(0, whole - used)
    made_up = due(t, c, max(start, since), left, stop_from, stop_to, n)
    return BEYOND if made_up == BEYOND else max(base, made_up)


# --- conditions on days and hours --------------------------------------------------------------


@compiled_within
def on_day(t: ClockTables, c: int, moment: int) -> int:
    """Return 1 where the date of a moment is a day of the clock, else 0, or `BEYOND`."""
    return is_day(t, c, day_of_clock(t, c, moment))


@compiled_within
def within_hours(t: ClockTables, c: int, moment: int) -> int:
    """Return 1 where the clock is open at a moment, else 0, or `BEYOND`."""
    return is_open(t, c, moment)


@compiled_within
def notice(
    t: ClockTables, c: int, moment: int, anchor: int, days: int, before: bool, at_least: bool
) -> int:
    """Return 1 where a moment lies so many days before or after another, else 0, or `BEYOND`."""
    first, second = (moment, anchor) if before else (anchor, moment)
    # Days are counted away from the anchor, whose own date is none of them.
    eve = 1 if before else 0
    apart = days_between(t, c, day_of_clock(t, c, first) - eve, day_of_clock(t, c, second) - eve)
    return _compared(apart, days, at_least)


@compiled_within
def timed_notice(
    t: ClockTables, c: int, moment: int, anchor: int, length: int, before: bool, at_least: bool
) -> int:
    """Return 1 where a moment lies so much time before or after another, else 0, or `BEYOND`."""
    first, second = (moment, anchor) if before else (anchor, moment)
    return _compared(elapsed(t, c, first, second), length, at_least)


@compiled_within
def _compared(apart: int, wanted: int, at_least: bool) -> int:
    if apart == BEYOND:
        return BEYOND
    if at_least:
        return 1 if apart >= wanted else 0
    return 1 if apart <= wanted else 0
