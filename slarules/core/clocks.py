"""Clocks: which instants count, said in local wall times; `slarules.hours` turns them into UTC."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Literal, TypeAlias

from slarules.instants import DAY, Interval, Micros
from slarules.source import NOWHERE, Span


@dataclass(frozen=True, slots=True, order=True)
class DayPart:
    """From one wall time of a date to another, each since midnight; 24:00 is `DAY`.

    One that does not end after it starts ends on the next date.
    """

    start: Micros
    end: Micros

    @property
    def reach(self) -> Micros:
        """The end since the midnight before `start`; beyond `DAY` when it is on the next date."""
        return Micros(self.end if self.start < self.end else self.end + DAY)


WHOLE_DAY = DayPart(Micros(0), DAY)
"""From midnight to midnight."""


@dataclass(frozen=True, slots=True)
class WeeklySpan:
    """Opening hours of one weekday; Monday is 0.

    Closing at or before opening means on the next date.
    """

    weekday: int
    opens: Micros
    closes: Micros
    span: Span = field(default=NOWHERE, compare=False)

    @property
    def part(self) -> DayPart:
        """The wall times without the weekday."""
        return DayPart(self.opens, self.closes)


@dataclass(frozen=True, slots=True)
class Dates:
    """A part of every date from `first` through `through`, which is included."""

    first: date
    through: date
    part: DayPart = WHOLE_DAY
    span: Span = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class HolidayDay:
    """A holiday, or the part of a date that is one."""

    date: date
    label: str
    part: DayPart = WHOLE_DAY


@dataclass(frozen=True, slots=True)
class Holidays:
    """A frozen list of dates; the same name and version never means other dates."""

    name: str
    version: str
    days: tuple[HolidayDay, ...]
    span: Span = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class OnHolidays:
    """The days, in the clock's zone, that are holidays in any or in all of the calendars."""

    calendars: tuple[Holidays, ...]
    within: Literal["any", "all"] = "any"
    span: Span = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Instead:
    """Weekly hours that hold alone for what begins from `first` through `through`, included."""

    first: date
    through: date
    spans: tuple[WeeklySpan, ...]
    span: Span = field(default=NOWHERE, compare=False)


# An Interval stands for itself. No phrase of the language makes one: hours that a Python program
# builds may open or close at instants that no wall time names, as in the second 02:30 of autumn.
Closure: TypeAlias = "Dates | OnHolidays | Interval"
Extra: TypeAlias = "Dates | Interval"


@dataclass(frozen=True, slots=True)
class WeeklyHours:
    """Weekly openings, less every closure, plus every extra opening; their order means nothing."""

    spans: tuple[WeeklySpan, ...]
    closed: tuple[Closure, ...] = ()
    also: tuple[Extra, ...] = ()
    instead: tuple[Instead, ...] = ()


@dataclass(frozen=True, slots=True)
class Always:
    """Every instant."""


@dataclass(frozen=True, slots=True)
class HoursOf:
    """The open time of another clock, which keeps its own zone."""

    clock: Clock


@dataclass(frozen=True, slots=True)
class AllOpen:
    """The instants at which every member is open."""

    members: tuple[Hours, ...]


@dataclass(frozen=True, slots=True)
class AnyOpen:
    """The instants at which some member is open."""

    members: tuple[Hours, ...]


@dataclass(frozen=True, slots=True)
class Shut:
    """The instants at which the member is not open."""

    member: Hours


Hours: TypeAlias = "WeeklyHours | Always | HoursOf | AllOpen | AnyOpen | Shut"
"""A set of instants."""


@dataclass(frozen=True, slots=True)
class Conventions:
    """What a clock says where contracts differ; the defaults hold where it says nothing.

    Attributes:
        budget_at_closing_due_next_opening: Where a budget that is used up exactly at closing is
            shown as due; else at closing.
        days_count_from_next_opening: Where days count from when the start is shut; else from the
            start itself.
        deadlines_move_back_to_closing: Where a wall time that is shut moves; else to the next
            opening.
        cutoff: A start later than this on a day of the clock counts from the opening of its next
            day.
    """

    budget_at_closing_due_next_opening: bool = False
    days_count_from_next_opening: bool = False
    deadlines_move_back_to_closing: bool = False
    cutoff: Micros | None = None


@dataclass(frozen=True, slots=True)
class Clock:
    """A named set of instants in which time counts.

    `zone` is the IANA name of the zone of its wall times and days.
    """

    name: str
    zone: str
    hours: Hours
    conventions: Conventions = Conventions()
    clause: str | None = None
    span: Span = field(default=NOWHERE, compare=False)

    def __hash__(self) -> int:
        # Compiled clocks are looked up once an item; years of holidays would be hashed each time.
        return hash((self.name, self.zone))


ELAPSED = Clock("elapsed", "UTC", Always())
"""The built-in clock that always runs."""


def calendar_days(zone: str) -> Clock:
    """Return the clock whose days are all local dates of `zone`, midnight to midnight."""
    return Clock("calendar", zone, Always())
