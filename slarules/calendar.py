"""Business time for Python programs: opening hours, and the arithmetic on them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from html import escape
from typing import Literal, TypeAlias
from zoneinfo import ZoneInfo

from slarules.core.clocks import Clock, Closure, Conventions, Dates, WeeklyHours, WeeklySpan
from slarules.hours.deadlines import counting_start, same_time_earlier, same_time_later
from slarules.hours.local import at_wall, local_date, wall_text, wall_time_in, zone_rules
from slarules.hours.opentime import OpenTime
from slarules.instants import Instant, Interval, Micros, instant, utc

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
MICROSECOND = timedelta(microseconds=1)

Side: TypeAlias = Literal["closing", "next_opening"]


class Calendar:
    """Opening hours in one time zone.

    Holidays and closures are taken out of the weekly hours; extra openings are added last.

    Args:
        zone: The IANA name of the zone of all wall times.
        weekly: For `mon` to `sun` the openings, such as `("09:00", "17:00")`; `24:00` is allowed,
            and an opening whose end is not after its start ends on the next date.
        holidays: Dates that are shut from midnight to midnight.
        closed: Stretches that are shut; a time without a zone is a wall time of `zone`.
        extra: Stretches that are open whatever else is said.
        at_closing: Where a budget that ends exactly at closing falls due.

    Raises:
        ValueError: A zone, weekday, wall time, date or stretch that is none.
    """

    def __init__(
        self,
        zone: str,
        weekly: Mapping[str, Iterable[tuple[str, str]]],
        holidays: Iterable[date] = (),
        closed: Iterable[tuple[datetime, datetime]] = (),
        extra: Iterable[tuple[datetime, datetime]] = (),
        at_closing: Side = "closing",
    ) -> None:
        zone_rules(zone)
        self.zone = zone
        self.at_closing = _side("at_closing", at_closing)
        shut: tuple[Closure, ...] = (
            *map(_holiday, holidays),
            *(_stretch(pair, zone) for pair in closed),
        )
        opened = tuple(_stretch(pair, zone) for pair in extra)
        self._hours = WeeklyHours(_spans(weekly), shut, opened)
        self._clocks: dict[Conventions, OpenTime] = {}

    def _clock(self, *, from_opening: bool = False, to_closing: bool = False) -> OpenTime:
        says = Conventions(self.at_closing == "next_opening", from_opening, to_closing)
        if says not in self._clocks:
            self._clocks[says] = OpenTime(Clock("calendar", self.zone, self._hours, says))
        return self._clocks[says]

    def elapsed(self, start: datetime, end: datetime) -> timedelta:
        """Return how long the calendar is open from `start` to `end`; negative when reversed."""
        return timedelta(microseconds=self._clock().elapsed(instant(start), instant(end)))

    def due(self, start: datetime, budget: timedelta) -> datetime:
        """Return when so much open time has passed since `start`, in the calendar's zone.

        A budget of zero gives `start` if it is open, else the next opening.

        Raises:
            ValueError: The budget is negative, or is not used up within a hundred years.
        """
        if budget < timedelta():
            raise ValueError(f"a budget is not negative: {budget}")
        if not budget:
            return self.next_opening(start)
        return self._shown(self._clock().shown_due(instant(start), Micros(budget // MICROSECOND)))

    def is_open(self, at: datetime) -> bool:
        """Tell whether the calendar is open at an instant; a closing instant is shut."""
        return self._clock().is_open(instant(at))

    def next_opening(self, at: datetime) -> datetime:
        """Return the first instant at or after `at` that is open, in the calendar's zone.

        Raises:
            ValueError: The calendar does not open within a hundred years.
        """
        return self._shown(self._clock().next_opening(instant(at)))

    def next_closing(self, at: datetime) -> datetime:
        """Return the first closing after `at`, in the calendar's zone.

        Raises:
            ValueError: The calendar does not close within a hundred years.
        """
        closing = self._clock().next_closing(instant(at))
        if closing is None:
            raise ValueError("the calendar does not close within a hundred years")
        return self._shown(closing)

    def previous_closing(self, at: datetime) -> datetime:
        """Return the last closing at or before `at`; `at` itself while the calendar is open.

        Raises:
            ValueError: The calendar was not open for a hundred years.
        """
        return self._shown(self._clock().previous_closing(instant(at)))

    def latest_start(self, end: datetime, budget: timedelta) -> datetime:
        """Return the last instant from which so much open time passes by `end`.

        A budget of zero gives `end` if it is open, else the last closing.

        Raises:
            ValueError: The budget is negative, or takes more than the hundred years before.
        """
        if budget < timedelta():
            raise ValueError(f"a budget is not negative: {budget}")
        if not budget:
            return self.previous_closing(end)
        return self._shown(self._clock().latest_start(instant(end), Micros(budget // MICROSECOND)))

    def working_days_between(self, start: datetime, end: datetime) -> int:
        """Return how many working days lie after the date of `start` through that of `end`.

        Negative when reversed; the date of `start` itself does not count.
        """
        first, last = (local_date(instant(at), self.zone) for at in (start, end))
        return self._clock().days.between(first, last)

    def working_days_later(
        self,
        start: datetime,
        n: int,
        count_from: Literal["start", "next_opening"] = "start",
        when_shut: Side = "next_opening",
    ) -> datetime:
        """Return the same wall time on the n-th working day after, in the calendar's zone.

        Args:
            start: The instant whose wall time is kept.
            n: At least 1. A working day is a local date on which an opening begins.
            count_from: Whether the days count from the start itself or, when that is shut, from
                the next opening.
            when_shut: Where a wall time that is shut on that day moves: to the next opening, or
                back to the last closing.

        Raises:
            ValueError: `n` is less than 1, or there is no such day within a hundred years.
        """
        _count(n)
        from_opening = _side("count_from", count_from, "start") == "next_opening"
        to_closing = _side("when_shut", when_shut) == "closing"
        clock = self._clock(from_opening=from_opening, to_closing=to_closing)
        return self._shown(same_time_later(clock, counting_start(clock, instant(start)), n))

    def working_days_earlier(
        self, start: datetime, n: int, when_shut: Side = "closing"
    ) -> datetime:
        """Return the same wall time on the n-th working day before, in the calendar's zone.

        Args:
            start: The instant whose wall time is kept; its own date does not count.
            n: At least 1.
            when_shut: Where a wall time that is shut on that day moves.

        Raises:
            ValueError: `n` is less than 1, or there is no such day within a hundred years.
        """
        clock = self._clock(to_closing=_side("when_shut", when_shut) == "closing")
        return self._shown(same_time_earlier(clock, instant(start), _count(n)))

    def _shown(self, at: Instant | None) -> datetime:
        if at is None:
            raise ValueError("the calendar is not open long enough within a hundred years")
        # Python compares two times of one zone object by the wall and of two objects by the
        # instant, so the zone given back is the one everybody has.
        return utc(at).astimezone(ZoneInfo(self.zone))

    def __repr__(self) -> str:
        return f"<Calendar {self.zone}: {'; '.join(self._week()) or 'no weekly hours'}>"

    def _week(self) -> list[str]:
        days = [(name, [s for s in self._hours.spans if s.weekday == i]) for i, name in DAYS]
        return [f"{name} {', '.join(map(_said, spans))}" for name, spans in days if spans]

    def _repr_html_(self) -> str:
        rows = (line.split(" ", 1) for line in self._week())
        cells = "".join(f"<tr><th>{name}</th><td>{hours}</td></tr>" for name, hours in rows)
        exceptions = f"{len(self._hours.closed)} closures, {len(self._hours.also)} extra openings"
        return f"<table><caption>{escape(self.zone)}, {exceptions}</caption>{cells}</table>"


DAYS = tuple(enumerate(WEEKDAYS))


def _count(n: int) -> int:
    if n < 1:
        raise ValueError(f"working days are counted from 1, not {n}")
    return n


def _said(span: WeeklySpan) -> str:
    return f"{wall_text(span.opens)}-{wall_text(span.closes)}"


def _side(name: str, value: str, other: str = "closing") -> str:
    if value not in (other, "next_opening"):
        raise ValueError(f"{name} is '{other}' or 'next_opening', not {value!r}")
    return value


def _spans(weekly: Mapping[str, Iterable[tuple[str, str]]]) -> tuple[WeeklySpan, ...]:
    if unknown := set(weekly) - set(WEEKDAYS):
        raise ValueError(f"a weekday is one of {', '.join(WEEKDAYS)}, not {min(unknown)!r}")
    return tuple(
        WeeklySpan(number, _wall(opens), _wall(closes))
        for number, name in DAYS
        for opens, closes in weekly.get(name, ())
    )


def _wall(text: str) -> Micros:
    wall = wall_time_in(text)
    if wall is None:
        raise ValueError(f"a wall time is written like 09:00, from 00:00 to 24:00, not {text!r}")
    return wall


def _holiday(day: date) -> Dates:
    if isinstance(day, datetime):
        raise ValueError(f"a holiday is a date without a time of day, not {day!r}")  # noqa: TRY004
    return Dates(day, day)


def _stretch(pair: tuple[datetime, datetime], zone: str) -> Interval:
    start, end = (_instant(at, zone) for at in pair)
    if end < start:
        raise ValueError(f"a stretch ends before it starts: {pair[0]} to {pair[1]}")
    return Interval(start, end)


def _instant(at: datetime, zone: str) -> Instant:
    return instant(at) if at.tzinfo else at_wall(at, zone)
