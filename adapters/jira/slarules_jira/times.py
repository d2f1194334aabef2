"""Times as Jira writes them: ISO without a colon in the offset, or a number since 1970."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from slarules.instants import HOUR, Instant, instant, utc

MICROSECONDS_A_MILLISECOND = 1000
# A second count reaches this number in the year 5138, a millisecond count had it in 1973.
LEAST_MILLISECONDS = 100_000_000_000


def micros(value: int | str) -> Instant:
    """Return a time of an answer.

    Raises:
        ValueError: It is none.
    """
    if isinstance(value, str):
        return instant(datetime.fromisoformat(value))
    if value < LEAST_MILLISECONDS:
        return Instant(value * 1_000_000)
    return Instant(value * MICROSECONDS_A_MILLISECOND)


def time_of(value: Any) -> Instant | None:  # noqa: ANN401  # whatever a field holds
    """Return a time, or None where there is none."""
    if isinstance(value, bool) or not isinstance(value, int | str):
        return None
    try:
        return micros(value)
    except ValueError:
        return None


def written(value: str | None) -> str | None:
    """Return a time or date of a field in one form, whatever offset the account has."""
    if not value or "T" not in value:
        return value or None
    try:
        at = utc(instant(datetime.fromisoformat(value)))
    except ValueError:
        return value
    return at.isoformat(timespec="milliseconds")


def milliseconds(at: Instant) -> str:
    """Return an instant for a search; a number is read in no time zone."""
    return str(at // MICROSECONDS_A_MILLISECOND)


def local_minute(at: Instant, zone: str) -> str:
    """Return an instant for a search of Data Center, where times are in the account's zone.

    An hour is taken off, so that a change of the clocks there loses nothing.
    """
    try:
        place = ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError):
        # No zone is further west: the text then names a time before the one that is meant.
        return f'"{utc(at) - timedelta(hours=13):%Y-%m-%d %H:%M}"'
    local = utc(Instant(at - HOUR)).replace(tzinfo=UTC).astimezone(place)
    return f'"{local:%Y-%m-%d %H:%M}"'
