"""Local dates and wall times of a zone, and the instants they name.

The rules of the zones come from the `tzdata` package alone, so that the version a run records is
the one it used, whatever the machine has installed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from functools import cache, lru_cache
from importlib import resources
from zoneinfo import ZoneInfo

from slarules.instants import DAY, Instant, Micros, instant, utc

ONE_DAY = timedelta(days=1)


def zone_rules_version() -> str:
    """Return the release of the zones' rules in use, such as `2026.1`."""
    # Only a run's manifest asks, and the import takes longer than all else here.
    from importlib import metadata  # noqa: PLC0415

    return metadata.version("tzdata")


@cache
def zone_names() -> frozenset[str]:
    """Return the name of every zone there is."""
    return frozenset(resources.files("tzdata").joinpath("zones").read_text("ascii").split())


@cache
def zone_rules(zone: str) -> ZoneInfo:
    """Return the offsets of a zone.

    Raises:
        ValueError: No zone is called so.
    """
    if zone not in zone_names():
        raise ValueError(f"no time zone is called '{zone}'")
    with resources.files("tzdata").joinpath("zoneinfo", *zone.split("/")).open("rb") as rules:
        return ZoneInfo.from_file(rules, key=zone)


def local(at: Instant, zone: str) -> datetime:
    """Return an instant as the wall of `zone` shows it."""
    return utc(at).astimezone(zone_rules(zone))


def local_date(at: Instant, zone: str) -> date:
    """Return the date of an instant in `zone`."""
    return local(at, zone).date()


def wall_time(at: Instant, zone: str) -> Micros:
    """Return what the wall clock of `zone` shows, counted from 00:00 on the dial."""
    naive = local(at, zone).replace(tzinfo=None)
    return Micros((naive - datetime.combine(naive, time())) // timedelta(microseconds=1))


def at_local(day: date, wall: Micros, zone: str) -> Instant:
    """Return the instant of a wall time, which may lie past 24:00 on the following date.

    A wall time that a spring change skips moves later by the gap; one that an autumn change
    repeats is its first occurrence.
    """
    begins, is_plain = _dial(day, zone)
    if is_plain and 0 <= wall <= DAY:
        return Instant(begins + wall)
    return at_wall(datetime.combine(day, time()) + timedelta(microseconds=wall), zone)


@lru_cache(maxsize=16_384)
def _dial(day: date, zone: str) -> tuple[Instant, bool]:
    """Return when a date begins, and whether no clock change lies on it.

    Most dates have none, and then adding is four times as quick as asking the zone.
    """
    naive = datetime.combine(day, time())
    begins = at_wall(naive, zone)
    if day == date.max:
        return begins, False
    return begins, at_wall(naive + ONE_DAY, zone) - begins == DAY


def at_wall(naive: datetime, zone: str) -> Instant:
    """Return the instant of a wall time that is written without a zone, by the same rule."""
    # An offset taken with fold=0 is the one before the change, which is both halves of the rule.
    return instant(naive.replace(tzinfo=zone_rules(zone), fold=0))


def at_said(said: date | datetime, zone: str) -> Instant:
    """Return the first instant of a date, or that of a time; without offset, of the wall there."""
    if not isinstance(said, datetime):
        return midnight(said, zone)
    return at_wall(said, zone) if said.tzinfo is None else instant(said)


def midnight(day: date, zone: str) -> Instant:
    """Return the instant at which a local date begins."""
    return _dial(day, zone)[0]


def dates(first: date, through: date) -> Iterator[date]:
    """Yield each date from `first` through `through`, which is included."""
    for ordinal in range(first.toordinal(), through.toordinal() + 1):
        yield date.fromordinal(ordinal)


CLOCK_FACE = re.compile(r"(\d{1,2}):(\d{2})(?::(\d{2}))?")


def wall_time_in(text: str) -> Micros | None:
    """Return `09:00` or `09:00:30` as time since midnight, up to `24:00`; None if it is neither."""
    found = CLOCK_FACE.fullmatch(text.strip())
    if not found:
        return None
    hours, minutes, seconds = (int(part or 0) for part in found.groups())
    wall = Micros(((hours * 60 + minutes) * 60 + seconds) * 1_000_000)
    return wall if minutes < 60 and seconds < 60 and wall <= DAY else None


def wall_text(wall: Micros) -> str:
    """Return a wall time as `09:00`, with seconds only where there are any."""
    minutes, seconds = divmod(wall // 1_000_000, 60)
    shown = f"{minutes // 60:02}:{minutes % 60:02}"
    return f"{shown}:{seconds:02}" if seconds else shown
