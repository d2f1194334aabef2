"""Time as a row of ticks, and clocks as the ticks at which they are open (R6 to R10).

Nothing of the engine and nothing of its hours is used: a clock is written down tick by tick.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from slarules.core.clocks import (
    AllOpen,
    Always,
    AnyOpen,
    Clock,
    Closure,
    Dates,
    DayPart,
    Extra,
    Hours,
    HoursOf,
    OnHolidays,
    Shut,
    WeeklyHours,
)

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
ONE_DAY = 24 * 60 * 60 * 1_000_000


@dataclass(frozen=True)
class Grid:
    """The ticks of a window; the i-th covers `[origin + i * tick, origin + (i + 1) * tick)`."""

    origin: int
    tick: int
    size: int

    def index(self, at: int) -> int:
        found, rest = divmod(at - self.origin, self.tick)
        assert rest == 0, "an instant between two ticks"
        return found

    def at(self, index: int) -> int:
        return self.origin + index * self.tick

    def dates(self, zone: str) -> list[date]:
        """Return every local date of the window, and some before it."""
        first = shown(self.origin, zone).date() - timedelta(days=9)
        days = self.size * self.tick // ONE_DAY + 12
        return [first + timedelta(days=n) for n in range(days)]


def shown(at: int, zone: str) -> datetime:
    """Return what the wall shows at an instant."""
    return (EPOCH + timedelta(microseconds=at)).astimezone(ZoneInfo(zone)).replace(tzinfo=None)


@cache
def on_wall(day: date, wall: int, zone: str) -> int:
    """Return the instant of a wall time: later by a gap, the first of two (R8)."""
    local = datetime(day.year, day.month, day.day) + timedelta(microseconds=wall)  # noqa: DTZ001 - a wall time
    return (local.replace(tzinfo=ZoneInfo(zone), fold=0) - EPOCH) // timedelta(microseconds=1)


@cache
def open_ticks(clock: Clock, grid: Grid) -> bytes:
    """Return for every tick of a window whether the clock is open."""
    return bytes(_open(clock.hours, clock.zone, grid))


def _open(hours: Hours, zone: str, grid: Grid) -> bytes | bytearray:
    match hours:
        case Always():
            return b"\1" * grid.size
        case HoursOf(clock):
            return open_ticks(clock, grid)
        case Shut(member):
            return bytes(not is_open for is_open in _open(member, zone, grid))
        case AllOpen(members):
            return bytes(map(all, zip(*(_open(m, zone, grid) for m in members), strict=True)))
        case AnyOpen(members):
            return bytes(map(any, zip(*(_open(m, zone, grid) for m in members), strict=True)))
        case WeeklyHours():
            return _weekly(hours, zone, grid)


def _weekly(hours: WeeklyHours, zone: str, grid: Grid) -> bytearray:
    ticks = bytearray(grid.size)
    for day in grid.dates(zone):
        for part in _weekly_parts(hours, day):
            _mark(ticks, day, part, zone, grid, is_open=True)
    for day in grid.dates(zone):
        for closure in hours.closed:
            for part in _closed_parts(closure, day):
                _mark(ticks, day, part, zone, grid, is_open=False)
    for day in grid.dates(zone):
        for part in _extra_parts(hours.also, day):
            _mark(ticks, day, part, zone, grid, is_open=True)
    return ticks


def _weekly_parts(hours: WeeklyHours, day: date) -> list[DayPart]:
    inside = [week for week in hours.instead if week.first <= day <= week.through]
    weeks = [week.spans for week in inside] or [hours.spans]
    return [s.part for spans in weeks for s in spans if s.weekday == day.weekday()]


def _closed_parts(closure: Closure, day: date) -> Iterator[DayPart]:
    match closure:
        case Dates(first, through, part):
            if first <= day <= through:
                yield part
        case OnHolidays(calendars, within):
            found = [[h.part for h in c.days if h.date == day] for c in calendars]
            if (all if within == "all" else any)(found):
                yield from (part for parts in found for part in parts)
        case _:
            raise AssertionError("no phrase of the language closes an interval of UTC")


def _extra_parts(also: tuple[Extra, ...], day: date) -> Iterator[DayPart]:
    for extra in also:
        assert isinstance(extra, Dates)
        if extra.first <= day <= extra.through:
            yield extra.part


def _stretch(day: date, part: DayPart, zone: str, grid: Grid) -> range:
    """Return the ticks of a part of a date; one that does not end later ends on the next (R7)."""
    end = part.end if part.end > part.start else part.end + ONE_DAY
    first, last = (grid.index(on_wall(day, wall, zone)) for wall in (part.start, end))
    return range(max(first, 0), min(last, grid.size))


def _mark(
    ticks: bytearray, day: date, part: DayPart, zone: str, grid: Grid, *, is_open: bool
) -> None:
    for index in _stretch(day, part, zone, grid):
        ticks[index] = is_open


# --- days of a clock (R10) ---------------------------------------------------------------------


@dataclass(frozen=True)
class Day:
    """A day of a clock: its date, and its first open tick and the end of its last."""

    date: date
    opens: int
    closes: int


@cache
def days(clock: Clock, grid: Grid) -> tuple[Day, ...]:
    """Return the days of a clock whose spans lie wholly in the window."""
    ticks = open_ticks(clock, grid)
    found: dict[date, list[int]] = {}
    if isinstance(clock.hours, WeeklyHours):
        for day in grid.dates(clock.zone):
            parts = [*_weekly_parts(clock.hours, day), *_extra_parts(clock.hours.also, day)]
            covered = [_stretch(day, part, clock.zone, grid) for part in parts]
            found[day] = sorted({i for stretch in covered for i in stretch if ticks[i]})
    else:
        for day in grid.dates(clock.zone):
            whole = _stretch(day, DayPart(0, ONE_DAY), clock.zone, grid)  # type: ignore[arg-type]
            found[day] = [i for i in whole if ticks[i]]
    return tuple(Day(day, held[0], held[-1] + 1) for day, held in sorted(found.items()) if held)


def next_open(clock: Clock, index: int, grid: Grid) -> int:
    """Return the first open tick at or after a tick."""
    ticks = open_ticks(clock, grid)
    while not ticks[index]:
        index += 1
    return index


def last_close(clock: Clock, index: int, grid: Grid) -> int:
    """Return the end of the last open tick before a tick."""
    ticks = open_ticks(clock, grid)
    while not ticks[index - 1]:
        index -= 1
    return index
