"""Windows: the periods that a window over periods has, seen from one of them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import assert_never

from slarules.core.periods import AnyDays, Periods, SoFarIn, Window
from slarules.engine.reference.periods import own_period, shifted
from slarules.hours.local import ONE_DAY
from slarules.hours.periods import Period


def periods_in(window: Window, period: Period) -> list[Period]:
    """Return the periods of a window in order, seen from one; of days, those that they meet."""
    match window:
        case Periods(side, count):
            return [shifted(period, shift) for shift in shifts(side, count)]
        case SoFarIn(every):
            return list(_so_far(own_period(period, every).first, period))
        case AnyDays():
            return list(_so_far(earliest(window, period), period))
        case _:
            assert_never(window)


def shifts(side: str, count: int) -> range:
    """Return by how many periods those of a window lie later, negative where earlier."""
    match side:
        case "last":
            return range(-count + 1, 1)
        case "previous":
            return range(-count, 0)
        case _:
            return range(1, count + 1)


def earliest(window: AnyDays, period: Period) -> date:
    """Return the first date of the first stretch of days whose last date lies in a period."""
    return period.first - (window.days - 1) * ONE_DAY


def _so_far(first: date, period: Period) -> Iterator[Period]:
    """Yield the periods up to and with one that have a date from the first on, in order."""
    found = [period]
    while found[-1].first > first:
        found.append(found[-1].previous())
    yield from reversed(found)
