"""What every peer is asked, and how its counts become money.

The contracts `texts/one.sla` and `texts/six.sla` say it in the language; here it is once more as
a user of SQL or a data frame would write it down: opening times day by day, goals, months, and the
credits that follow from shares.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from fractions import Fraction
from functools import cache
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import holidays

BERLIN = ZoneInfo("Europe/Berlin")
FIRST, LAST = date(2024, 1, 1), date(2026, 2, 28)
UNTIL = datetime(2026, 3, 1, tzinfo=BERLIN)
MICROS = 1_000_000
HOUR = 3600 * MICROS
MINUTE = 60 * MICROS
DAY = 24 * HOUR

PRIORITIES = ("1 Critical", "2 High", "3 Normal", "4 Low")

GOALS: Mapping[str, tuple[int | None, ...]] = {
    "respond": (30 * MINUTE, HOUR, 4 * HOUR, 8 * HOUR),
    "resolve": (4 * HOUR, 8 * HOUR, 24 * HOUR, 40 * HOUR),
    "restore": (8 * HOUR, 24 * HOUR, 72 * HOUR, None),
    "work_time": (3 * HOUR, 6 * HOUR, 18 * HOUR, 30 * HOUR),
    "next_reply": (30 * MINUTE, HOUR, 4 * HOUR, 8 * HOUR),
    "rework": (2 * HOUR, 4 * HOUR, 12 * HOUR, 20 * HOUR),
}
"""Microseconds for each measure and priority; of the restoration elapsed ones, else of the desk."""

NEEDED = Fraction(9, 10)
LADDER = ((Fraction(85, 100), 2), (Fraction(75, 100), 4), (Fraction(0), 8))
FEE = Decimal(10_000)
CLOSED = (12, 12)  # a day of UTC is found by when it opens, so that even then it has to lie in it


class NotMeasuredError(Exception):
    """Something cannot be measured; the text says what is missing."""


class Opening(NamedTuple):
    """When the desk is open on a day, in microseconds since 1970.

    Attributes:
        before: How long it was open before this day, since the first one.
    """

    day: date
    opens: int
    closes: int
    before: int


@cache
def openings() -> tuple[Opening, ...]:
    """Return every day of the history, and one more; a day on which the desk is closed is empty."""
    closed = holidays.country_holidays(
        "DE", subdiv="HH", years=range(FIRST.year - 1, LAST.year + 1)
    )
    # In UTC the history begins on the evening before.
    found, before, day = [], 0, FIRST - timedelta(days=1)
    while day <= LAST + timedelta(days=1):
        hours = CLOSED if day in closed else _hours(day)
        opens, closes = (micros(datetime.combine(day, time(each), BERLIN)) for each in hours)
        found.append(Opening(day, opens, closes, before))
        before += closes - opens
        day += timedelta(days=1)
    return tuple(found)


def micros(at: datetime) -> int:
    """Return an aware time in microseconds since 1970."""
    return (at - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1)


def _hours(day: date) -> tuple[int, int]:
    if (day.month, day.day) == (12, 24):
        return (7, 14) if day.weekday() < 5 else (8, 14)
    return {5: (8, 18), 6: CLOSED}.get(day.weekday(), (7, 20))


class Counted(NamedTuple):
    """How many of a month were met and missed, by a measure."""

    measure: str
    month: str
    met: int
    missed: int


@dataclass(frozen=True, slots=True)
class Answer:
    """What all have to agree on: counts by measure and month, and the credits of all months."""

    counts: Mapping[str, tuple[int, int]]
    credit: Decimal

    def plain(self) -> dict[str, Any]:
        """Return the answer as JSON holds it."""
        return {"counts": dict(self.counts), "credit": f"{self.credit:.2f}"}

    @staticmethod
    def of(plain: Mapping[str, Any]) -> Answer:
        """Return the answer that `plain` made a JSON object of."""
        counts = {name: (met, missed) for name, (met, missed) in plain["counts"].items()}
        return Answer(counts, Decimal(plain["credit"]))


def answered(counted: Iterator[Counted]) -> Answer:
    """Return counts with the credits that follow from them; what counts nothing is left out."""
    counts = {
        f"{each.measure} {each.month}": (each.met, each.missed)
        for each in sorted(counted)
        if each.met + each.missed
    }
    return Answer(counts, sum((credit(*each) for each in counts.values()), Decimal(0)))


def credit(met: int, missed: int) -> Decimal:
    """Return what is credited for a month of a measure."""
    share = Fraction(met, met + missed)
    if share >= NEEDED:
        return Decimal(0)
    percent = next(percent for least, percent in LADDER if share >= least)
    return (FEE * percent / 100).quantize(Decimal("0.01"))


def differences(one: Answer, other: Answer) -> Iterator[str]:
    """Yield a line for each thing on which two answers differ."""
    for name in sorted(one.counts.keys() | other.counts.keys()):
        ours, theirs = one.counts.get(name, (0, 0)), other.counts.get(name, (0, 0))
        if ours != theirs:
            yield f"{name}: {ours[0]} met and {ours[1]} missed, not {theirs[0]} and {theirs[1]}"
    if one.credit != other.credit:
        yield f"credits: {one.credit}, not {other.credit}"
