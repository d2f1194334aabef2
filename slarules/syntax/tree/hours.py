"""The statements `clock` and `holidays`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal, TypeAlias

from slarules.syntax.tree.base import Date, Line, Name, Node, Phrase, Text, TimeOfDay, Version

Weekday: TypeAlias = Literal[
    "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"
]


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class DayRange(Node):
    """`Monday to Friday`; one day alone is both ends."""

    first: Weekday
    last: Weekday


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class TimeSpan(Node):
    """`from 08:00 to 18:00`; an end not after the start is on the next day."""

    start: TimeOfDay
    end: TimeOfDay


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class DateRange(Node):
    """`2026-12-24 through 2026-12-26`; one date alone is both ends."""

    first: Date
    last: Date


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Weekly(Node):
    """`Monday to Friday from 08:00 to 12:00 and from 13:00 to 18:00`."""

    days: tuple[DayRange, ...]
    spans: tuple[TimeSpan, ...]


# --- clocks from clocks --------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class ClockIs(Node):
    """`desk is open`, `desk is shut`."""

    clock: Name
    open: bool


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class AllClocks(Node):
    """Clock conditions joined with `and`."""

    parts: tuple[ClockCondition, ...]


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class AnyClock(Node):
    """Clock conditions joined with `or`."""

    parts: tuple[ClockCondition, ...]


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class NotClock(Node):
    """`not (...)`."""

    part: ClockCondition


ClockCondition: TypeAlias = ClockIs | AllClocks | AnyClock | NotClock


# --- phrases of a clock --------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Open(Phrase):
    """`open Monday to Friday from 08:00 to 18:00`."""

    repeats: ClassVar[bool] = True
    weekly: Weekly


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class OpenWhile(Phrase):
    """`open while desk is open and lisbon is open`."""

    condition: ClockCondition


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class ClosedOn(Phrase):
    """`closed on 2026-12-24`, a range of dates, or spans of them; no spans is whole days."""

    repeats: ClassVar[bool] = True
    dates: DateRange
    spans: tuple[TimeSpan, ...]


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class ClosedOnHolidays(Phrase):
    """`closed on holidays "IE"`, or by the name of a `holidays` statement."""

    repeats: ClassVar[bool] = True
    calendar: Text | Name


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class ClosedOnDays(Phrase):
    """`closed on days that are holidays in all of "DE-HH", "PT"`."""

    repeats: ClassVar[bool] = True
    join: Literal["all of", "any of"]
    calendars: tuple[Text | Name, ...]


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class AlsoOpen(Phrase):
    """`also open on 2026-11-28 from 09:00 to 13:00`."""

    repeats: ClassVar[bool] = True
    dates: DateRange
    spans: tuple[TimeSpan, ...]


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Instead(Phrase):
    """`instead from 2026-07-06 through 2026-07-17 open Monday to Friday from 07:00 to 14:00`."""

    repeats: ClassVar[bool] = True
    dates: DateRange
    weekly: Weekly


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class DueAtNextOpening(Phrase):
    """`a budget ending at closing falls due at the next opening`."""


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class CountFromNextOpening(Phrase):
    """`days count from the next opening`."""


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class BackToClosing(Phrase):
    """`deadlines outside hours move back to closing`."""


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class CutOff(Phrase):
    """`starts after 16:00 count from the next open day`."""

    time: TimeOfDay


ClockPhrase: TypeAlias = (
    Open
    | OpenWhile
    | ClosedOn
    | ClosedOnHolidays
    | ClosedOnDays
    | AlsoOpen
    | Instead
    | DueAtNextOpening
    | CountFromNextOpening
    | BackToClosing
    | CutOff
)


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Clock(Line):
    """`clock support clause "2.1"`."""

    name: Name
    title: Text | None
    zone: Text | None
    clause: Text | None
    phrases: tuple[ClockPhrase, ...]


# --- holidays ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Holiday(Phrase):
    """`on 2026-05-08 "Harbour anniversary"`; no spans is whole days."""

    repeats: ClassVar[bool] = True
    dates: DateRange
    spans: tuple[TimeSpan, ...]
    label: Text | None


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class HolidaySource(Phrase):
    """`source "..."`: where a frozen calendar came from."""

    repeats: ClassVar[bool] = True
    text: Text


HolidaysPhrase: TypeAlias = Holiday | HolidaySource


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Holidays(Line):
    """`holidays harbour_days version "2026"`."""

    name: Name | Text
    version: Version
    clause: Text | None
    phrases: tuple[HolidaysPhrase, ...]
