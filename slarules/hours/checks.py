"""The proof that a clock keeps opening, so that finding a due time ends."""

from __future__ import annotations

from datetime import date

from slarules.hours.local import ONE_DAY, local_date, midnight
from slarules.hours.opentime import OpenTime
from slarules.instants import DAY, Instant

LONGEST_SHUT = 31
"""Days within which every clock must open."""


def shut_too_long_from(clock: OpenTime, first: date, through: date) -> date | None:
    """Return the first date from which the clock stays shut for more than 31 days.

    Args:
        clock: The clock to prove.
        first: The first date of the contract's life, in the clock's zone.
        through: Its last date.

    Returns:
        None when there is no such date: the clock opens within 31 days of every one.
    """
    # Within one shut stretch the first date waits longest, so no other has to be asked.
    end = midnight(through + ONE_DAY, clock.zone)
    shut_since = midnight(first, clock.zone)
    for opening in (*clock.pieces(shut_since, end), None):
        opens = clock.next_opening(shut_since) if opening is None else opening.start
        if opens is None or opens - shut_since > LONGEST_SHUT * DAY - DAY:
            day = _first_date(shut_since, clock.zone)
            if day <= through and _waits_too_long(day, opens, clock.zone):
                return day
        shut_since = end if opening is None else opening.end
    return None


def _first_date(at: Instant, zone: str) -> date:
    """Return the first date that begins at or after an instant."""
    day = local_date(at, zone)
    return day if midnight(day, zone) >= at else day + ONE_DAY


def _waits_too_long(day: date, opens: Instant | None, zone: str) -> bool:
    return opens is None or (local_date(opens, zone) - day).days > LONGEST_SHUT
