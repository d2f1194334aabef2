"""Conditions on days and hours: what a clock says of a moment, or of the time between two."""

from __future__ import annotations

from typing import assert_never

from slarules.core.conditions import Notice, OnDay, TimedNotice, Truth, WithinHours
from slarules.facts.history import UnknownMoment
from slarules.hours.local import ONE_DAY, local_date
from slarules.hours.opentime import OpenTime, open_time
from slarules.instants import Instant


def at_a_time(test: OnDay | WithinHours, moment: UnknownMoment) -> Truth:
    """Return whether a moment lies on a day or within the hours of a clock.

    What is said of a moment that is only known to lie between two others holds when it holds of
    every instant between them.
    """
    if moment.after is None or moment.before is None:
        return None
    clock = open_time(test.clock)
    match test:
        case OnDay():
            return _on_day(clock, moment.after, moment.before)
        case WithinHours():
            return _within_hours(clock, moment.after, moment.before)
        case _:
            assert_never(test)


def _on_day(clock: OpenTime, earliest: Instant, latest: Instant) -> Truth:
    eve, last = local_date(earliest, clock.zone) - ONE_DAY, local_date(latest, clock.zone)
    return _all_or_none(clock.days.between(eve, last), (last - eve).days)


def _within_hours(clock: OpenTime, earliest: Instant, latest: Instant) -> Truth:
    # The latest instant is a possible one too, however short.
    end = Instant(latest + 1)
    return _all_or_none(clock.elapsed(earliest, end), end - earliest)


def _all_or_none(found: int, possible: int) -> Truth:
    if found == possible:
        return True
    return False if found == 0 else None


def apart(test: Notice | TimedNotice, moment: UnknownMoment, anchor: UnknownMoment) -> Truth:
    """Return whether a moment lies so far before or after another, on the clock of the test."""
    before = test.side == "before"
    # The distance grows with the later moment and shrinks with the earlier, so its ends suffice.
    first, second = (moment, anchor) if before else (anchor, moment)
    least = _distance(test, first.before, second.after)
    most = _distance(test, first.after, second.before)
    wanted = test.days if isinstance(test, Notice) else test.length
    if test.relation == "at least":
        return _reaches(least, most, wanted)
    reached = _reaches(least, most, wanted + 1)
    return None if reached is None else not reached


def _distance(
    test: Notice | TimedNotice, first: Instant | None, second: Instant | None
) -> int | None:
    """Return the days or the time of the clock between two instants; `None` when one is not known.

    Less than zero when they lie the other way round.
    """
    if first is None or second is None:
        return None
    clock = open_time(test.clock)
    if isinstance(test, TimedNotice):
        return clock.elapsed(first, second)
    day, through = local_date(first, clock.zone), local_date(second, clock.zone)
    # Days are counted away from the anchor, whose own date is none of them.
    eve = ONE_DAY if test.side == "before" else 0 * ONE_DAY
    return clock.days.between(day - eve, through - eve)


def _reaches(least: int | None, most: int | None, wanted: int) -> Truth:
    """Return whether a number between the two, each open when `None`, is at least `wanted`."""
    if least is not None and least >= wanted:
        return True
    return False if most is not None and most < wanted else None
