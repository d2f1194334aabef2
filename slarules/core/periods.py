"""Kinds of period, and windows over periods that are seen from one of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal, TypeAlias

from slarules.instants import Micros

CalendarKind: TypeAlias = Literal[
    "calendar day", "calendar week", "calendar month", "calendar quarter", "calendar year"
]


@dataclass(frozen=True, slots=True)
class Stretch:
    """Periods of so many months or days each, one after another from a date on, both ways.

    `every contract month` and `every contract year` are such from the contract's start, a
    `period` statement such as `is 3 calendar months from 2026-02-01` is one by its name.
    """

    name: str
    first: date
    months: int = 0
    days: int = 0


@dataclass(frozen=True, slots=True)
class BillingCycle:
    """What billing bills together; its limits come from billing, else it is a calendar month.

    Attributes:
        starts: The first date of each cycle that billing told of, in order.
    """

    starts: tuple[date, ...] = ()


@dataclass(frozen=True, slots=True)
class Trailing:
    """So many calendar days that end with the date of a moment: `365 calendar days before claimed`.

    There is one for each item of the kind that has the moment.
    """

    name: str
    days: int
    moment: str


@dataclass(frozen=True, slots=True)
class Lasting:
    """Periods of another kind whose length counts as stated: `counts as 720 elapsed hours`."""

    name: str
    of: CalendarKind | Stretch | BillingCycle
    length: Micros


PeriodKind: TypeAlias = CalendarKind | Stretch | BillingCycle | Trailing | Lasting


@dataclass(frozen=True, slots=True)
class Periods:
    """So many periods: `last` is this one and those before it, `previous` and `next` without it."""

    side: Literal["last", "previous", "next"]
    count: int = 1


THIS_PERIOD = Periods("last")


@dataclass(frozen=True, slots=True)
class SoFarIn:
    """The periods of a longer one up to and with this one: `so far in the calendar year`."""

    every: PeriodKind


@dataclass(frozen=True, slots=True)
class AnyDays:
    """All stretches of so many calendar dates whose last date lies in the period."""

    days: int


Window: TypeAlias = Periods | SoFarIn | AnyDays
