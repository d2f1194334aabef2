"""Periods of assessment: stretches of whole local dates in the contract's zone."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import assert_never

from slarules.core.periods import (
    BillingCycle,
    CalendarKind,
    Lasting,
    PeriodKind,
    Stretch,
    Trailing,
)
from slarules.hours.local import ONE_DAY, local_date, midnight
from slarules.instants import YEARS, Instant, Interval, Micros

WEEK = 7 * ONE_DAY


@dataclass(frozen=True, slots=True)
class Period:
    """A period, half-open: the midnight that ends it belongs to the next.

    Attributes:
        label: `2026-03-01`, `2026-W05`, `2026-03`, `2026-Q1` or `2026`; of a kind that the
            contract has of its own, the name of the kind and a date: `contract-month-2026-03-15`.
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

    @property
    def length(self) -> Micros:
        """How long it counts as: elapsed time, unless its kind says another length."""
        return self.kind.length if isinstance(self.kind, Lasting) else self.interval.length

    @property
    def dates(self) -> int:
        """How many dates it has."""
        return (self.following - self.first).days

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
    """Return the period that holds a date; of those that trail, the one that ends with it."""
    match kind:
        case Stretch():
            first, following = _stretch(day, kind)
            return Period(kind, zone, first, following, f"{_slug(kind.name)}-{first}")
        case BillingCycle():
            first, following = _cycle(day, kind, zone)
            return Period(kind, zone, first, following, f"{CYCLE}-{first}")
        case Trailing():
            first = day - (kind.days - 1) * ONE_DAY
            return Period(kind, zone, first, day + ONE_DAY, f"{_slug(kind.name)}-{day}")
        case Lasting():
            inner = period_on(day, kind.of, zone)
            label = f"{_slug(kind.name)}-{inner.label}"
            return Period(kind, zone, inner.first, inner.following, label)
        case _:
            return _calendar(day, kind, zone)


def _calendar(day: date, kind: CalendarKind, zone: str) -> Period:
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
    return Period(kind, zone, first, months_after(first, months), label)


def months_after(day: date, months: int) -> date:
    """Return the same day of another month; of a shorter month the last."""
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


# --- kinds of the contract's own ------------------------------------------------------------------

CYCLE = "cycle"
"""How labels of billing cycles begin."""


def _slug(name: str) -> str:
    return name.replace(" ", "-")


def _stretch(day: date, kind: Stretch) -> tuple[date, date]:
    """Return the first date of the period that holds a date, and of the next one."""
    if not kind.months:
        begun = kind.first + (day - kind.first).days // kind.days * timedelta(kind.days)
        return begun, begun + timedelta(kind.days)
    # Each limit is counted from the very first: after the 28th of February comes the 31st of March.
    months = 12 * (day.year - kind.first.year) + day.month - kind.first.month
    number = months // kind.months
    if months_after(kind.first, number * kind.months) > day:
        number -= 1
    limits = (months_after(kind.first, (number + n) * kind.months) for n in (0, 1))
    first, following = limits
    return first, following


def _cycle(day: date, kind: BillingCycle, zone: str) -> tuple[date, date]:
    """Return the limits of a billing cycle; where billing tells of none, of a calendar month."""
    month = _calendar(day, "calendar month", zone)
    begun = [start for start in kind.starts if start <= day]
    ahead = [start for start in kind.starts if start > day]
    if begun and ahead:
        return begun[-1], ahead[0]
    if begun:
        # Nobody knows yet when the last one ends.
        return _last_cycle(day, begun[-1])
    return month.first, min([month.following, *ahead[:1]])


def _last_cycle(day: date, start: date) -> tuple[date, date]:
    return _stretch(day, Stretch(CYCLE, start, months=1))


def before(at: Instant, kind: Trailing, zone: str) -> Period:
    """Return the period that trails a moment: its last date is the one before the moment's."""
    return period_on(local_date(at, zone) - ONE_DAY, kind, zone)


def periods_between(start: Instant, end: Instant, kind: PeriodKind, zone: str) -> Iterator[Period]:
    """Yield every period that has an instant of `[start, end)`, in order."""
    period = period_of(start, kind, zone)
    while start < end and period.start < end:
        yield period
        period = period.next()


# --- labels ---------------------------------------------------------------------------------------

LABELS: tuple[tuple[CalendarKind, str], ...] = (
    ("calendar day", r"(\d{4})-(\d\d)-(\d\d)"),
    ("calendar week", r"(\d{4})-W(\d\d)"),
    ("calendar month", r"(\d{4})-(\d\d)"),
    ("calendar quarter", r"(\d{4})-Q([1-4])"),
    ("calendar year", r"(\d{4})"),
)


def parse_label(label: str, zone: str, *kinds: PeriodKind) -> Period | None:
    """Return the period a label names; None when it names none.

    Args:
        label: The label.
        zone: The zone of the contract.
        kinds: Kinds of the contract's own that the label may be of.
    """
    for kind in kinds:
        if found := _of_kind(label, zone, kind):
            return found
    for calendar, form in LABELS:
        if matched := re.fullmatch(form, label, re.ASCII):
            return _named(calendar, [int(number) for number in matched.groups()], zone)
    return None


def _of_kind(label: str, zone: str, kind: PeriodKind) -> Period | None:
    match kind:
        case Lasting(name):
            lead = f"{_slug(name)}-"
            inner = parse_label(label.removeprefix(lead), zone, kind.of)
            if not label.startswith(lead) or inner is None:
                return None
            found = period_on(inner.first, kind, zone)
        case Stretch() | BillingCycle() | Trailing():
            day = parse_label(label[-10:], zone)
            if day is None or day.kind != "calendar day":
                return None
            found = period_on(day.first, kind, zone)
            if isinstance(kind, BillingCycle) and not kind.starts:
                # Where billing is not at hand nobody knows its end: a month later, as ever.
                following = months_after(day.first, 1)
                found = Period(kind, zone, day.first, following, f"{CYCLE}-{day.first}")
        case _:
            return None
    return found if found.label == label else None


def _named(kind: CalendarKind, numbers: list[int], zone: str) -> Period | None:
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


def said_period(label: str, kind: PeriodKind, zone: str) -> Period | None:
    """Return the period of a kind that a label speaks of, whatever kind the label itself is.

    A contract assessed by periods of its own is told of them by dates, months or quarters: meant
    is the period that begins in what is named, else the one that holds its first date. A week is
    told of by a date, too.
    """
    named = parse_label(label, zone, kind)
    if named is None or named.kind == kind:
        return named
    if isinstance(kind, str) and (kind, named.kind) != ("calendar week", "calendar day"):
        return named
    first = period_on(named.first, kind, zone)
    if first.first == named.first:
        return first
    after = first.next()
    return after if after.first < named.following else first
