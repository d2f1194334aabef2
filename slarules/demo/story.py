"""What happens in the year: how busy and how good each month is, works, and one outage."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Literal, TypeAlias
from zoneinfo import ZoneInfo

from slarules.calendar import Calendar

YEAR = 2025
ZONE = "Europe/Berlin"
BERLIN = ZoneInfo(ZONE)
CUSTOMER = "Alster Stores GmbH"

Priority: TypeAlias = Literal["Critical", "High", "Normal", "Low"]


def local(month: int, day: int, hour: int = 0, minute: int = 0) -> datetime:
    """Return a wall time of the year as an instant in UTC."""
    return datetime(YEAR, month, day, hour, minute, tzinfo=BERLIN).astimezone(UTC)


EXPORTED = local(12, 31, 12) + timedelta(days=5)
"""When the help desk's history was exported; what happens later is not in it."""

HOLIDAYS = tuple(
    date(YEAR, month, day)
    for month, day in (
        (1, 1), (4, 18), (4, 21), (5, 1), (5, 29), (6, 9), (10, 3), (10, 31), (12, 25), (12, 26)
    )
)  # fmt: skip

WORKDAY = [("07:00", "20:00")]
DESK = Calendar(
    zone=ZONE,
    weekly={
        "mon": WORKDAY,
        "tue": WORKDAY,
        "wed": WORKDAY,
        "thu": WORKDAY,
        "fri": WORKDAY,
        "sat": [("08:00", "18:00")],
    },
    holidays=(*HOLIDAYS, date(YEAR + 1, 1, 1)),
    closed=[
        (local(12, 24, 14), local(12, 25)),
        (local(12, 31, 14), local(12, 31) + timedelta(days=1)),
    ],
)
"""The desk's hours, as the contract has them."""


@dataclass(frozen=True, slots=True)
class Month:
    """How a month goes.

    Attributes:
        tickets: How many are reported on an ordinary working day, on average.
        late_answers, late_solutions: The share of tickets that get them too late.
        works: The days on which the tills are worked on, from 02:00 on.
    """

    tickets: int
    late_answers: float
    late_solutions: float
    works: tuple[int, ...] = ()


GOOD = Month(9, 0.03, 0.04)

MONTHS: dict[int, Month] = {
    1: Month(9, 0.03, 0.04, works=(14,)),
    2: Month(9, 0.02, 0.03, works=(11,)),
    3: Month(11, 0.05, 0.16, works=(11,)),  # half the desk is ill
    4: Month(9, 0.03, 0.04, works=(8,)),
    5: Month(9, 0.03, 0.03, works=(13, 27)),
    6: Month(8, 0.02, 0.04, works=(10,)),
    7: Month(8, 0.03, 0.05, works=(8,)),
    8: Month(11, 0.09, 0.16, works=(12,)),  # new tills, and too few people who know them
    9: Month(12, 0.16, 0.21, works=(9, 23)),
    10: Month(13, 0.20, 0.32, works=(14,)),
    11: Month(10, 0.03, 0.01, works=(11,)),
    12: Month(11, 0.04, 0.04, works=(2,)),
}

WORK_BEGINS = timedelta(hours=2)
WORK_TAKES = timedelta(minutes=100)
NOTICE = timedelta(days=9)
SHORT_NOTICE = timedelta(days=2)
ANNOUNCED_LATE = (7, 8)
"""The one work that was announced too late to be left out."""

OUTAGE_BEGINS = local(10, 18, 9, 40)
OUTAGE_ENDS = local(10, 18, 15, 4)
"""A Saturday on which no shop can sell."""
