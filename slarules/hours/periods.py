"""Periods of assessment: stretches of whole local dates in the contract's zone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import assert_never

from slarules.core.periods import PeriodKind
from slarules.hours.local import ONE_DAY, local_date, midnight
from slarules.instants import YEARS, Instant, Interval

WEEK = 7 * ONE_DAY


@dataclass(frozen=True, slots=True)
class Period:
    """A calendar period, half-open: the midnight that ends it belongs to the next.

    Attributes:
        label: `2026-03-01`, `2026-W05`, `2026-03`, `2026-Q1` or `2026`.
    """

    kind: PeriodKind
    zone: str
    first: date
    following: date
    label: str

    @property
    def start(self) -> Instant:
        """The midnight that begins it."""
        return midnight(self.first, self.zone)

    @property
    def end(self) -> Instant:
        """The midnight that begins the next one."""
        return midnight(self.following, self.zone)

    @property
    def interval(self) -> Interval:
        """From the start to the end."""
        return Interval(self.start, self.end)

    def __contains__(self, at: Instant) -> bool:
        return self.start <= at < self.end

    def next(self) -> Period:
        """Return the period that begins where this one ends."""
        return period_on(self.following, self.kind, self.zone)

    def previous(self) -> Period:
        """Return the period that ends where this one begins."""
        return period_on(self.first - ONE_DAY, self.kind, self.zone)

    def __str__(self) -> str:
        return self.label


def period_of(at: Instant, kind: PeriodKind, zone: str) -> Period:
    """Return the period in which an instant falls, as a local date of `zone`."""
    return period_on(local_date(at, zone), kind, zone)


def period_on(day: date, kind: PeriodKind, zone: str) -> Period:
    """Return the period that holds a date."""
    match kind:
        case "calendar day":
            return Period(kind, zone, day, day + ONE_DAY, day.isoformat())
        case "calendar week":
            year, week, weekday = day.isocalendar()
            monday = day - (weekday - 1) * ONE_DAY
            return Period(kind, zone, monday, monday + WEEK, f"{year}-W{week:02}")
        case "calendar month":
            return _months(kind, zone, day.replace(day=1), 1, f"{day:%Y-%m}")
        case "calendar quarter":
            quarter = (day.month - 1) // 3
            first = date(day.year, 3 * quarter + 1, 1)
            return _months(kind, zone, first, 3, f"{day.year}-Q{quarter + 1}")
        case "calendar year":
            return _months(kind, zone, date(day.year, 1, 1), 12, f"{day.year}")
        case _:
            assert_never(kind)


def _months(kind: PeriodKind, zone: str, first: date, months: int, label: str) -> Period:
    years, month = divmod(first.month - 1 + months, 12)
    return Period(kind, zone, first, date(first.year + years, month + 1, 1), label)


def periods_between(start: Instant, end: Instant, kind: PeriodKind, zone: str) -> Iterator[Period]:
    """Yield every period that has an instant of `[start, end)`, in order."""
    period = period_of(start, kind, zone)
    while start < end and period.start < end:
        yield period
        period = period.next()


LABELS: tuple[tuple[PeriodKind, str], ...] = (
    ("calendar day", r"(\d{4})-(\d\d)-(\d\d)"),
    ("calendar week", r"(\d{4})-W(\d\d)"),
    ("calendar month", r"(\d{4})-(\d\d)"),
    ("calendar quarter", r"(\d{4})-Q([1-4])"),
    ("calendar year", r"(\d{4})"),
)


def parse_label(label: str, zone: str) -> Period | None:
    """Return the period a label names; None when it names none."""
    for kind, form in LABELS:
        if found := re.fullmatch(form, label, re.ASCII):
            return _named(kind, [int(number) for number in found.groups()], zone)
    return None


def _named(kind: PeriodKind, numbers: list[int], zone: str) -> Period | None:
    try:
        match kind, numbers:
            case "calendar week", [year, week]:
                first = date.fromisocalendar(year, week, 1)
            case "calendar quarter", [year, quarter]:
                first = date(year, 3 * quarter - 2, 1)
            case _:
                year, month, day = (*numbers, 1, 1)[:3]
                first = date(year, month, day)
    except ValueError:
        return None
    return period_on(first, kind, zone) if first.year in YEARS else None
