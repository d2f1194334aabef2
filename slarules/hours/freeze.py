"""Holidays written down once, so that no later release of a library changes a judged month."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from importlib import metadata
from pathlib import Path

from slarules.core.clocks import WHOLE_DAY, DayPart, HolidayDay, Holidays
from slarules.hours.local import ONE_DAY, wall_text
from slarules.instants import DAY, Micros


def from_library(area: str, years: range) -> tuple[tuple[HolidayDay, ...], str]:
    """Return the public holidays of an area such as `IE` or `DE-HH`, and a note of their source.

    Labels are in the area's own language, whatever the machine speaks.

    Raises:
        ValueError: The library knows no such area.
    """
    # A country takes 0.15 s to import, which nothing else has to pay.
    import holidays  # noqa: PLC0415

    country, _, part = area.partition("-")
    parts = holidays.list_supported_countries().get(country)
    if parts is None or (part and part not in parts):
        raise ValueError(f"holidays know no area '{area}'; write a land, IE, or a part, DE-HH")
    language = getattr(holidays, country).default_language
    known = holidays.country_holidays(country, part or None, years=years, language=language)
    days = tuple(HolidayDay(day, label) for day, label in sorted(known.items()))
    place = f"country {country}, part {part}" if part else f"country {country}"
    return days, f"python-holidays {metadata.version('holidays')}, {place}, {_said(years)}"


def areas() -> frozenset[str]:
    """Return every area whose public holidays the library knows, such as `IE` or `DE-HH`."""
    import holidays  # noqa: PLC0415

    known = holidays.list_supported_countries()
    parts = (f"{country}-{part}" for country, parts in known.items() for part in parts)
    return frozenset((*known, *parts))


def from_icalendar(file: Path, years: range) -> tuple[tuple[HolidayDay, ...], str]:
    """Return every date of an iCalendar file, repeated events too, and a note of it.

    Raises:
        OSError: The file cannot be read.
        ValueError: It is no iCalendar file.
    """
    import icalendar  # noqa: PLC0415
    import recurring_ical_events  # type: ignore[import-untyped]  # noqa: PLC0415

    calendar = icalendar.Calendar.from_ical(file.read_bytes())
    first, following = date(years[0], 1, 1), date(years[-1] + 1, 1, 1)
    events = recurring_ical_events.of(calendar).between(first, following)
    days = {
        day
        for event in events
        if event.get("STATUS") != "CANCELLED"
        for day in _days(event.start, event.end, str(event.get("SUMMARY", "")))
        if first <= day.date < following
    }
    ordered = tuple(sorted(days, key=lambda day: (day.date, day.part, day.label)))
    return ordered, f"iCalendar file {file.name}, {_said(years)}"


def _said(years: range) -> str:
    return f"years {years[0]} to {years[-1]}" if len(years) > 1 else f"year {years[0]}"


def _days(start: date, end: date, label: str) -> Iterator[HolidayDay]:
    """Yield each date of an event; of one with times, the part of each date."""
    if not isinstance(start, datetime) or not isinstance(end, datetime):
        for ordinal in range(start.toordinal(), max(end.toordinal(), start.toordinal() + 1)):
            yield HolidayDay(date.fromordinal(ordinal), label)
        return
    day = start.date()
    while day <= end.date():
        opens = _wall(start) if day == start.date() else Micros(0)
        closes = _wall(end) if day == end.date() else DAY
        if opens < closes:
            yield HolidayDay(day, label, DayPart(opens, closes))
        day += ONE_DAY


def _wall(at: datetime) -> Micros:
    naive = at.replace(tzinfo=None)
    return Micros((naive - datetime.combine(naive, time())) // timedelta(microseconds=1))


def written(holidays: Holidays, source: str) -> str:
    """Return holidays as a file of the language, `NAME-VERSION.sla` by custom."""
    head = f'holidays "{holidays.name}" version "{holidays.version}"\n  source "{_text(source)}"\n'
    return f"language slarules 1\n\n{head}{''.join(_lines(holidays.days))}"


def _lines(days: Iterable[HolidayDay]) -> Iterator[str]:
    for day in days:
        part = ""
        if day.part != WHOLE_DAY:
            part = f" from {wall_text(day.part.start)} to {wall_text(day.part.end)}"
        yield f'  on {day.date}{part} "{_text(day.label)}"\n'


def _text(text: str) -> str:
    """Return text as it can stand in double quotes, which have no escape."""
    return " ".join(text.replace('"', "'").split())
