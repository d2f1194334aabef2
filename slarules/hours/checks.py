"""The proof that a clock keeps opening, so that finding a due time ends."""

from __future__ import annotations

from datetime import date

from slarules.hours.local import dates, local_date, midnight
from slarules.hours.opentime import OpenTime

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
    for day in dates(first, through):
        opening = clock.next_opening(midnight(day, clock.zone))
        if opening is None or (local_date(opening, clock.zone) - day).days > LONGEST_SHUT:
            return day
    return None
