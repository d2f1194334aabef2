"""Opening hours and holidays of an account."""

from __future__ import annotations

import json
from collections.abc import Iterator

from slarules.adapters import Notice
from slarules.adapters.catalogue import CatalogueCalendar
from slarules.http import Http, RefusedError
from slarules_zendesk.gathered import Gathered
from slarules_zendesk.wire import Holidays, Opening, Schedule, Schedules, decoded
from slarules_zendesk.zones import iana

PATH = "/api/v2/business_hours/schedules"
DAYS = ("sun", "mon", "tue", "wed", "thu", "fri", "sat")
MINUTES = 24 * 60

Weekly = tuple[tuple[str, str, str], ...]


def weekly(intervals: list[Opening]) -> Weekly:
    """Return day, opening and closing of minutes since Sunday 00:00, from Monday on."""
    pieces = sorted({piece for each in intervals for piece in _by_day(each)})
    return tuple((DAYS[(day + 1) % 7], _clock(start), _clock(end)) for day, start, end in pieces)


def _by_day(opening: Opening) -> Iterator[tuple[int, int, int]]:
    start = opening.start_time
    while start < opening.end_time:
        day, since = divmod(start, MINUTES)
        end = min(opening.end_time, (day + 1) * MINUTES)
        yield (day - 1) % 7, since, end - day * MINUTES
        start = end


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"


def calendars(http: Http) -> Iterator[CatalogueCalendar | Schedule]:
    """Yield every calendar of the account; a schedule whose zone nobody knows as it is."""
    try:
        answer = http.get(PATH)
    except RefusedError as error:
        # Plans without business hours do not know the address.
        if error.status in {403, 404}:
            return
        raise
    for schedule in decoded(answer, Schedules).schedules:
        zone = iana(schedule.time_zone)
        if zone is None:
            yield schedule
            continue
        days = decoded(http.get(f"{PATH}/{schedule.id}/holidays"), Holidays).holidays
        yield CatalogueCalendar(
            id=str(schedule.id),
            name=schedule.name,
            zone=zone,
            weekly=weekly(schedule.intervals),
            holidays=tuple(sorted((each.start_date, each.end_date, each.name) for each in days)),
        )


def add_calendars(http: Http, gathered: Gathered) -> None:
    """Add every calendar of the account."""
    for each in calendars(http):
        if isinstance(each, Schedule):
            text = (
                f"the schedule {each.name!r} has the time zone {each.time_zone!r}, which is none "
                "that is known; it was left out"
            )
            gathered.notice(Notice("unreadable", text))
            continue
        gathered.add(
            "calendars",
            calendar_id=each.id,
            name=each.name,
            zone=each.zone,
            weekly=json.dumps(each.weekly),
            holidays=json.dumps(each.holidays, ensure_ascii=False),
        )
