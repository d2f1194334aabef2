"""Clocks in plain English."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields
from typing import assert_never

from slarules.core.clocks import (
    WHOLE_DAY,
    AllOpen,
    Always,
    AnyOpen,
    Clock,
    Closure,
    Conventions,
    Dates,
    DayPart,
    Extra,
    Hours,
    HoursOf,
    OnHolidays,
    Shut,
    WeeklyHours,
    WeeklySpan,
)
from slarules.core.english import listed
from slarules.instants import HOUR, MINUTE, Interval, Micros, iso
from slarules.report.english.facets import Facets

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")

CONVENTIONS = {
    "budget_at_closing_due_next_opening": "a budget that ends at closing is due at next opening",
    "days_count_from_next_opening": "days count from the next opening where the start is shut",
    "deadlines_move_back_to_closing": "a wall time that is shut moves back to closing",
}


def of_clock(of: Clock) -> Facets:
    """Return when a clock is open, and what it says where contracts differ."""
    facets = Facets()
    facets.add("zone", f"It goes by {of.zone}", of.zone)
    if isinstance(of.hours, WeeklyHours):
        for case, text in _weekly(of.hours):
            facets.row(case, text)
    else:
        told = hours(of.hours)
        facets.add("open", f"It is open {told}", told)
    for each in fields(Conventions):
        said = CONVENTIONS.get(each.name, "")
        if said and getattr(of.conventions, each.name):
            facets.add(said, f"{said[0].upper()}{said[1:]}", "yes")
    if of.conventions.cutoff is not None:
        told = _wall(of.conventions.cutoff)
        facets.add("cut-off", f"A start after {told} counts from the next opening", told)
    return facets


def _weekly(of: WeeklyHours) -> Iterator[tuple[str, str]]:
    for weekday, name in enumerate(DAYS):
        if told := _of_day(weekday, of.spans):
            yield name, told
    for each in of.instead:
        for weekday, name in enumerate(DAYS):
            told = _of_day(weekday, each.spans) or "shut"
            yield f"{name} from {each.first} through {each.through}", told
    for closure in of.closed:
        yield from ((f"{case}", f"closed{part}") for case, part in _stretch(closure))
    for extra in of.also:
        yield from ((f"{case}", f"also open{part}") for case, part in _stretch(extra))


def _of_day(weekday: int, spans: tuple[WeeklySpan, ...]) -> str:
    parts = sorted((span.opens, span.closes) for span in spans if span.weekday == weekday)
    return listed((f"{_wall(opens)} to {_wall(closes)}" for opens, closes in parts), "and")


def _stretch(of: Closure | Extra) -> Iterator[tuple[str, str]]:
    match of:
        case Dates(first=first, through=through, part=part):
            dates = f"{first}" if first == through else f"{first} through {through}"
            yield dates, _part(part)
        case OnHolidays(calendars=calendars, within=within):
            names = (f"{each.name} {each.version}" for each in calendars)
            yield f"holidays {listed(names, 'and' if within == 'all' else 'or')}", ""
        case Interval(start, end):
            yield f"{iso(start)} until {iso(end)}", ""
        case _:
            assert_never(of)


def _part(of: DayPart) -> str:
    return "" if of == WHOLE_DAY else f" from {_wall(of.start)} to {_wall(of.end)}"


def _wall(of: Micros) -> str:
    return f"{of // HOUR:02}:{of % HOUR // MINUTE:02}"


def hours(of: Hours) -> str:
    """Return which instants are open."""
    match of:
        case Always():
            return "always"
        case HoursOf(clock):
            return f"when {clock.name} is"
        case AllOpen(members):
            return listed(map(hours, members), "and")
        case AnyOpen(members):
            return listed(map(hours, members), "or")
        case Shut(member):
            return f"not {hours(member)}"
        case WeeklyHours():
            return "; ".join(f"{case} {text}" for case, text in _weekly(of))
        case _:
            assert_never(of)
