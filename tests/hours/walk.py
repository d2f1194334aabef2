"""Opening hours by walking: every minute of UTC is asked what the wall shows.

Written without a single conversion from local to UTC, so that it can contradict ours.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from slarules.core.clocks import Dates, DayPart, WeeklyHours
from slarules.instants import MINUTE, Instant

ONE = timedelta(minutes=1)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def wall(now: datetime, zone: str) -> datetime:
    return now.astimezone(ZoneInfo(zone)).replace(tzinfo=None)


@cache
def first_shown(day: date, minutes: int, zone: str) -> int:
    """Return the UTC minute at which the wall first shows a time, or would but for a gap."""
    target = datetime.combine(day, datetime.min.time()) + minutes * ONE
    now = target.replace(tzinfo=UTC) - timedelta(hours=16)
    before = wall(now, zone)
    while True:
        now += ONE
        shown = wall(now, zone)
        if shown >= target:
            late = target - (before + ONE) if shown > target else timedelta()
            return (now + late - EPOCH) // ONE
        before = shown


def stretch(day: date, part: DayPart, zone: str) -> range:
    start, end = part.start // MINUTE, part.end // MINUTE
    following = 0 if end > start else 24 * 60
    return range(first_shown(day, start, zone), first_shown(day, end + following, zone))


def dated(phrase: Dates, zone: str, around: list[date]) -> Iterator[range]:
    for day in around:
        if phrase.first <= day <= phrase.through:
            yield stretch(day, phrase.part, zone)


def open_minutes(hours: WeeklyHours, zone: str, start: Instant, end: Instant) -> list[int]:
    """Return the UTC minutes of a window at which hours of dates and weekdays are open."""
    first = (EPOCH + timedelta(microseconds=start)).date() - timedelta(days=3)
    around = [first + timedelta(days=n) for n in range((end - start) // (1440 * MINUTE) + 7)]
    usual, closed, extra = [], [], []
    for day in around:
        special = [i.spans for i in hours.instead if i.first <= day <= i.through]
        spans = [s for week in special or [hours.spans] for s in week]
        usual += [stretch(day, s.part, zone) for s in spans if s.weekday == day.weekday()]
    for closure in hours.closed:
        assert isinstance(closure, Dates)
        closed += list(dated(closure, zone, around))
    for opening in hours.also:
        assert isinstance(opening, Dates)
        extra += list(dated(opening, zone, around))

    def is_open(now: int) -> bool:
        if any(now in span for span in extra):
            return True
        return any(now in span for span in usual) and not any(now in span for span in closed)

    return [now for now in range(start // MINUTE, end // MINUTE) if is_open(now)]
