"""Instants as the wall of the contract's zone shows them."""

from __future__ import annotations

from datetime import datetime

from slarules.hours.local import ONE_DAY, local
from slarules.instants import Instant


def wall(at: Instant, zone: str) -> str:
    """Return weekday, date and wall time: `Tue 2026-03-03 16:00`.

    On a date on which the clocks change, the name of the time in use follows: `01:30 IST`.
    """
    shown = local(at, zone)
    changes = _midnight(shown).utcoffset() != _midnight(shown, after=1).utcoffset()
    return f"{shown:%a %Y-%m-%d} {_time(shown)}{f' {shown:%Z}' if changes else ''}"


def typed(at: Instant, zone: str) -> str:
    """Return an instant as options take it, by the wall of the zone: `2026-03-03T16:00:00`."""
    return local(at, zone).replace(tzinfo=None).isoformat()


def _midnight(shown: datetime, after: int = 0) -> datetime:
    return (shown + after * ONE_DAY).replace(hour=0, minute=0, second=0, microsecond=0, fold=0)


def _time(shown: datetime) -> str:
    if shown.microsecond:
        return f"{shown:%H:%M:%S.%f}".rstrip("0")
    return f"{shown:%H:%M:%S}" if shown.second else f"{shown:%H:%M}"


def day(at: Instant, zone: str) -> str:
    """Return the local date of an instant."""
    return f"{local(at, zone):%Y-%m-%d}"
