"""A year of a clock, month by month: the usual week, and every date that differs from it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date
from typing import assert_never

from slarules.core.clocks import (
    AllOpen,
    Always,
    AnyOpen,
    Clock,
    Hours,
    HoursOf,
    OnHolidays,
    Shut,
    WeeklyHours,
)
from slarules.hours.local import ONE_DAY, dates, local_date, midnight, wall_text, wall_time
from slarules.hours.opentime import OpenTime
from slarules.instants import DAY, Instant, Micros
from slarules.report.documents import SCHEMA_VERSION, Json
from slarules.report.layout import Cell, grid, unpainted
from slarules.report.numbers import counted, duration

WIDTH = 100
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def year_of(clock: Clock, year: int) -> str:
    """Return the opening hours of a year as a text for the owner of a contract."""
    open_time = OpenTime(clock)
    days = dates(date(year, 1, 1), date(year, 12, 31))
    shown = {day: opening_hours(open_time, day) for day in days}
    usual = _usual_week(shown)
    lines = [f"Clock {clock.name} in {year}, wall times of {clock.zone}", "", "The usual week"]
    lines += [f"  {name:<9}  {usual[number]}" for number, name in enumerate(WEEKDAYS)]
    for month in range(1, 13):
        first = date(year, month, 1)
        lines += ["", _title(open_time, first)]
        lines += _exceptions(clock, {d: h for d, h in shown.items() if d.month == month}, usual)
    return "\n".join(lines) + "\n"


def year_as_json(clock: Clock, year: int) -> Json:
    """Return the opening hours of every date of a year."""
    open_time = OpenTime(clock)
    return {
        "schema_version": SCHEMA_VERSION,
        "clock": clock.name,
        "zone": clock.zone,
        "year": year,
        "dates": [
            {
                "date": day.isoformat(),
                "open": opening_hours(open_time, day),
                "holidays": sorted(set(holiday_labels(clock.hours, day))),
            }
            for day in dates(date(year, 1, 1), date(year, 12, 31))
        ],
    }


def opening_hours(clock: OpenTime, day: date) -> str:
    """Return when a clock is open on a local date: `08:00-12:00, 13:00-18:00`, or `shut`."""
    start, end = midnight(day, clock.zone), midnight(day + ONE_DAY, clock.zone)
    pieces = clock.pieces(start, end)
    spans = (f"{_wall(p.start, day, clock)}-{_wall(p.end, day, clock)}" for p in pieces)
    return ", ".join(spans) or "shut"


def _wall(at: Instant, day: date, clock: OpenTime) -> str:
    """Return a wall time of a date; the midnight that ends it is 24:00."""
    today = local_date(at, clock.zone) == day
    return wall_text(wall_time(at, clock.zone) if today else DAY)


def _usual_week(shown: dict[date, str]) -> list[str]:
    return [
        Counter(hours for day, hours in shown.items() if day.weekday() == n).most_common(1)[0][0]
        for n in range(7)
    ]


def _title(clock: OpenTime, first: date) -> str:
    following = date(first.year + first.month // 12, first.month % 12 + 1, 1)
    start, end = midnight(first, clock.zone), midnight(following, clock.zone)
    days = sum(clock.days.on(day) is not None for day in dates(first, following - ONE_DAY))
    length = duration(Micros(clock.elapsed(start, end)))
    return f"{first:%B}: {counted(days, 'day')}, {length}"


def _exceptions(clock: Clock, shown: dict[date, str], usual: list[str]) -> Iterator[str]:
    rows = [
        (Cell(f"  {day:%a} {day.day:>2}"), Cell(hours), Cell("; ".join(labels)))
        for day, hours in shown.items()
        if (labels := sorted(set(holiday_labels(clock.hours, day))))
        or hours != usual[day.weekday()]
    ]
    return grid(rows, WIDTH, yields=(2,), paint=unpainted)


def holiday_labels(hours: Hours, day: date) -> Iterator[str]:
    """Yield what the holidays call a date on which a clock, or one it is made of, is shut."""
    for closure in _on_holidays(hours):
        found = [[h.label for h in known.days if h.date == day] for known in closure.calendars]
        if closure.within == "any" or all(found):
            for labels in found:
                yield from labels


def _on_holidays(hours: Hours) -> Iterator[OnHolidays]:
    match hours:
        case WeeklyHours(closed=closures):
            yield from (closure for closure in closures if isinstance(closure, OnHolidays))
        case HoursOf(Clock(hours=inner)) | Shut(inner):
            yield from _on_holidays(inner)
        case AllOpen(members) | AnyOpen(members):
            for member in members:
                yield from _on_holidays(member)
        case Always():
            return
        case _:
            assert_never(hours)
