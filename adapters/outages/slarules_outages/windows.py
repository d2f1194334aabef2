"""The windows of an iCalendar file: repeated, moved, cancelled, in the zones of the calendar."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Literal
from zoneinfo import ZoneInfo

import recurring_ical_events  # type: ignore[import-untyped]  # it has no types
from icalendar import Calendar

from slarules.errors import SourceError
from slarules.instants import Instant, instant

MOST = 100_000
"""How many windows a file may have."""

TOO_OFTEN = {"SECONDLY", "MINUTELY"}

Told = Literal["created", "stamp", "never"]


@dataclass(frozen=True, slots=True)
class Window:
    """A window of a calendar.

    Attributes:
        uid: Names it, or the series that it is one of.
        original: When it would have begun if nobody had moved it.
        title: What people call it.
        categories: The words that it is filed under.
        announced: When it was told of, where the file says so.
        is_cancelled: Whether it was called off.
    """

    uid: str
    original: Instant
    start: Instant
    end: Instant
    title: str
    categories: tuple[str, ...]
    announced: Instant | None
    is_cancelled: bool


@dataclass(frozen=True, slots=True)
class Reading:
    """How a calendar is read.

    Attributes:
        zone: Where times without a zone are, and whole days.
        told: Which of its times says when a window was told of.
    """

    file: str
    zone: ZoneInfo | None
    told: Told

    def calendars(self, content: bytes) -> list[Calendar]:
        """Return the calendars of a file.

        Raises:
            SourceError: It is none.
        """
        try:
            found = Calendar.from_ical(content, multiple=True)
        except (ValueError, KeyError, IndexError) as error:
            raise SourceError(self.file, f"it is no iCalendar file: {error}") from None
        calendars = [each for each in found if each.name == "VCALENDAR"]
        if not calendars:
            raise SourceError(self.file, "it is no iCalendar file: it holds no calendar")
        return calendars

    def windows(self, content: bytes, until: datetime) -> Iterator[Window]:
        """Yield every window that begins by an instant.

        Raises:
            SourceError: The file cannot be understood, or has too many windows.
        """
        count = 0
        for calendar in self.calendars(content):
            for event in self._events(calendar, until):
                count += 1
                if count > MOST:
                    raise SourceError(self.file, f"it has more than {MOST:,} windows")
                yield self._window(event)

    def _events(self, calendar: Calendar, until: datetime) -> Iterator[Any]:
        events: list[Any] = calendar.walk("VEVENT")
        for event in events:
            self._refuse_dense(event)
        starts: list[date] = [each.start for each in events]
        if not starts:
            return
        first = min(date(at.year, at.month, at.day) for at in starts) - timedelta(days=2)
        begin = datetime.combine(first, time(), until.tzinfo)
        query = recurring_ical_events.of(calendar, keep_recurrence_attributes=True)
        try:
            yield from query.between(begin, until)
        except (ValueError, OverflowError, KeyError, TypeError) as error:
            raise SourceError(self.file, f"a window cannot be understood: {error}") from None

    def _refuse_dense(self, event: Any) -> None:  # noqa: ANN401  # icalendar's are untyped
        rules = event.get("RRULE") or []
        for rule in rules if isinstance(rules, list) else [rules]:
            often = {str(each).upper() for each in rule.get("FREQ", [])} & TOO_OFTEN
            if often or any(len(rule.get(part, [])) > 1 for part in ("BYMINUTE", "BYSECOND")):
                text = "a window that repeats more often than once an hour is none of maintenance"
                raise SourceError(self.file, text, record=str(event.get("SUMMARY", "")))

    def _window(self, event: Any) -> Window:  # noqa: ANN401  # icalendar's components are untyped
        uid = str(event.get("UID", "")) or str(event.get("SUMMARY", ""))
        start = self._at(event.start, uid)
        original = event.get("RECURRENCE-ID")
        categories = event.categories if "CATEGORIES" in event else ()
        return Window(
            uid=uid,
            original=start if original is None else self._at(original.dt, uid),
            start=start,
            end=self._at(event.end, uid),
            title=str(event.get("SUMMARY", "")),
            categories=tuple(str(each) for each in categories),
            announced=self._announced(event, uid),
            is_cancelled=str(event.get("STATUS", "")).upper() == "CANCELLED",
        )

    def _announced(self, event: Any, uid: str) -> Instant | None:  # noqa: ANN401  # as above
        name = {"created": "CREATED", "stamp": "DTSTAMP", "never": ""}[self.told]
        said = event.get(name) if name else None
        return None if said is None else self._at(said.dt, uid)

    def _at(self, said: date, uid: str) -> Instant:
        at = said if isinstance(said, datetime) else datetime.combine(said, time())
        if at.tzinfo is None:
            if self.zone is None:
                text = 'a time without a zone: write zone = "Europe/Berlin" into the settings'
                raise SourceError(self.file, text, record=uid)
            at = at.replace(tzinfo=self.zone)
        return instant(at)
