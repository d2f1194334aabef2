"""Hours as disjoint stretches of UTC: O = ((W less C) with A), and the algebra over such sets.

Each end of a span is turned into UTC by itself, so a night shift has 7 hours in the spring night
and 9 in the autumn night; a span whose end is then not after its start is empty.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import reduce
from typing import assert_never

from slarules.core.clocks import (
    WHOLE_DAY,
    AllOpen,
    Always,
    AnyOpen,
    Closure,
    Dates,
    DayPart,
    Extra,
    Holidays,
    Hours,
    HoursOf,
    OnHolidays,
    Shut,
    WeeklyHours,
)
from slarules.hours.local import ONE_DAY, at_local, dates, local_date
from slarules.instants import Interval, difference, intersection, union
from slarules.instants import clip as clipped

# A wall time of either date may lie past its own midnight, and a zone's offset moves it by up to
# a day more; beyond these dates Python has no room for that.
FIRST_DATE = date.min + timedelta(days=4)
LAST_DATE = date.max - timedelta(days=4)


@dataclass(frozen=True, slots=True)
class Dial:
    """Local dates of one zone: what a wall time is read on."""

    zone: str
    first: date
    through: date

    @classmethod
    def around(cls, within: Interval, zone: str) -> Dial:
        """Return every date on which a span may begin that reaches into `within`."""
        first, through = local_date(within.start, zone), local_date(within.end, zone)
        return cls(zone, max(first - 2 * ONE_DAY, FIRST_DATE), min(through, LAST_DATE))

    def dates(self) -> Iterator[date]:
        """Yield each date."""
        return dates(self.first, self.through)

    def shows(self, day: date) -> bool:
        """Tell whether a date is one of these."""
        return self.first <= day <= self.through

    def stretch(self, day: date, part: DayPart) -> Interval:
        """Return a part of a date in UTC; it may come out empty or reversed."""
        start = at_local(day, part.start, self.zone)
        return Interval(start, at_local(day, part.reach, self.zone))


def open_pieces(hours: Hours, zone: str, within: Interval) -> list[Interval]:
    """Return when `hours` are open inside `within`: disjoint, in order."""
    match hours:
        case Always():
            return [within]
        case HoursOf(clock):
            return open_pieces(clock.hours, clock.zone, within)
        case AllOpen(members):
            return reduce(intersection, (open_pieces(m, zone, within) for m in members), [within])
        case AnyOpen(members):
            return union(*(open_pieces(m, zone, within) for m in members))
        case Shut(member):
            return difference([within], open_pieces(member, zone, within))
        case WeeklyHours():
            return clipped(_weekly(hours, Dial.around(within, zone)), within.start, within.end)
        case _:
            assert_never(hours)


def _weekly(hours: WeeklyHours, dial: Dial) -> list[Interval]:
    usual = union(piece for day in dial.dates() for piece in spans_on(hours, day, dial))
    extra = (piece for phrase in hours.also for piece in _opened(phrase, dial))
    return union(difference(usual, closed_pieces(hours, dial)), extra)


def spans_on(hours: WeeklyHours, day: date, dial: Dial) -> Iterator[Interval]:
    """Yield the weekly openings that begin on a date, before any closure."""
    instead = [other for other in hours.instead if other.first <= day <= other.through]
    weeks = [other.spans for other in instead] if instead else [hours.spans]
    for spans in weeks:
        for span in spans:
            if span.weekday == day.weekday():
                yield dial.stretch(day, span.part)


def closed_pieces(hours: WeeklyHours, dial: Dial) -> list[Interval]:
    """Return every closure on the dates of `dial`: disjoint, in order."""
    return union(piece for closure in hours.closed for piece in _shut(closure, dial))


def _shut(closure: Closure, dial: Dial) -> list[Interval]:
    match closure:
        case OnHolidays(calendars, "any"):
            return union(*(_holidays(calendar, dial) for calendar in calendars))
        case OnHolidays(calendars, _):
            return reduce(
                intersection, (union(_holidays(calendar, dial)) for calendar in calendars)
            )
        case Dates() | Interval():
            return list(_opened(closure, dial))
        case _:
            assert_never(closure)


def _holidays(calendar: Holidays, dial: Dial) -> Iterator[Interval]:
    for holiday in calendar.days:
        if dial.shows(holiday.date):
            yield dial.stretch(holiday.date, holiday.part)


def _opened(phrase: Extra, dial: Dial) -> Iterator[Interval]:
    match phrase:
        case Interval():
            yield phrase
        case Dates(first, through, part):
            for day in dates(max(first, dial.first), min(through, dial.through)):
                yield dial.stretch(day, part)
        case _:
            assert_never(phrase)


def extras_on(hours: WeeklyHours, day: date, dial: Dial) -> Iterator[Interval]:
    """Yield the extra openings of a date; an opening given as instants is cut at local midnight."""
    own = Dial(dial.zone, day, day)
    for phrase in hours.also:
        match phrase:
            case Interval(start, end):
                whole = own.stretch(day, WHOLE_DAY)
                yield Interval(max(start, whole.start), min(end, whole.end))
            case Dates():
                yield from _opened(phrase, own)
            case _:
                assert_never(phrase)
