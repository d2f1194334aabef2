"""The clocks of the lighthouse example, built by hand."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from slarules.core.clocks import (
    AllOpen,
    AnyOpen,
    Clock,
    Conventions,
    Dates,
    DayPart,
    HolidayDay,
    Holidays,
    HoursOf,
    Instead,
    OnHolidays,
    Shut,
    WeeklyHours,
    WeeklySpan,
)
from slarules.instants import HOUR, MINUTE, Instant, Micros, instant

BERLIN = "Europe/Berlin"
RULES = Path(__file__).parents[2] / "rules" / "holidays"


def at(text: str, zone: str = BERLIN) -> Instant:
    """Return `2026-03-02 09:00`, read on the wall of a zone."""
    return instant(datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)))


def hours(number: int) -> Micros:
    return Micros(number * HOUR)


def minutes(number: int) -> Micros:
    return Micros(number * MINUTE)


def weekly(days: Iterable[int], opens: int, closes: int) -> tuple[WeeklySpan, ...]:
    return tuple(WeeklySpan(day, Micros(opens * HOUR), Micros(closes * HOUR)) for day in days)


def part(opens: int, closes: int) -> DayPart:
    return DayPart(Micros(opens * HOUR), Micros(closes * HOUR))


def frozen(area: str) -> Holidays:
    """Return a shipped file of holidays, read by its lines."""
    text = (RULES / f"{area}-2026.1.sla").read_text("utf-8")
    lines = re.findall(r'^  on (\S+) "(.*)"$', text, re.MULTILINE)
    days = tuple(HolidayDay(date.fromisoformat(day), label) for day, label in lines)
    return Holidays(area, "2026.1", days)


MONDAY_TO_FRIDAY = range(5)
EVERY_DAY = range(7)

HARBOUR_DAYS = Holidays(
    "harbour_days",
    "2026",
    (
        HolidayDay(date(2026, 5, 8), "Harbour anniversary"),
        HolidayDay(date(2026, 12, 24), "Christmas Eve, afternoon", part(12, 24)),
    ),
)
DE_HH, PT = frozen("DE-HH"), frozen("PT")


def desk(says: Conventions = Conventions()) -> Clock:  # noqa: B008 - frozen
    return Clock(
        "desk",
        BERLIN,
        WeeklyHours(
            weekly(MONDAY_TO_FRIDAY, 8, 12) + weekly(MONDAY_TO_FRIDAY, 13, 18),
            (
                OnHolidays((DE_HH,)),
                OnHolidays((HARBOUR_DAYS,)),
                Dates(date(2026, 11, 12), date(2026, 11, 12), part(8, 12)),
            ),
            (Dates(date(2026, 11, 28), date(2026, 11, 28), part(9, 13)),),
            (Instead(date(2026, 7, 6), date(2026, 7, 17), weekly(MONDAY_TO_FRIDAY, 7, 14)),),
        ),
        says,
    )


DESK = desk()
NIGHT = Clock("night", BERLIN, WeeklyHours(weekly((4, 5, 6), 22, 6)))
WATCH = Clock(
    "watch",
    BERLIN,
    WeeklyHours(weekly(EVERY_DAY, 6, 24), (Dates(date(2026, 12, 24), date(2026, 12, 26)),)),
    Conventions(budget_at_closing_due_next_opening=True),
)
LISBON = Clock(
    "lisbon",
    "Europe/Lisbon",
    WeeklyHours(weekly(MONDAY_TO_FRIDAY, 9, 17), (OnHolidays((PT,)),)),
)
BOTH_SITES = Clock("both_sites", BERLIN, AllOpen((HoursOf(DESK), HoursOf(LISBON))))
EITHER_SITE = Clock("either_site", BERLIN, AnyOpen((HoursOf(DESK), HoursOf(LISBON))))
AWAY = Clock("away", BERLIN, Shut(HoursOf(DESK)))
JOINT = Clock(
    "joint",
    BERLIN,
    WeeklyHours(weekly(MONDAY_TO_FRIDAY, 9, 17), (OnHolidays((DE_HH, PT), "all"),)),
)
ORDERS = Clock(
    "orders",
    BERLIN,
    WeeklyHours(weekly(range(4), 9, 17) + weekly((4,), 9, 14), (OnHolidays((DE_HH,)),)),
    Conventions(
        days_count_from_next_opening=True,
        deadlines_move_back_to_closing=True,
        cutoff=Micros(15 * HOUR),
    ),
)
