"""Words of the lexer as nodes: what a number, a date, a sum is worth."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import TypeAlias, cast

from lark import Token

from slarules.currencies import DECIMALS
from slarules.instants import YEARS
from slarules.problems import Problem
from slarules.source import Span
from slarules.syntax.problems import (
    NoSuchDate,
    TooManyDecimals,
    TooManyDigits,
    UnclearMoney,
    UnfitDays,
    WrongComma,
)
from slarules.syntax.tree import (
    CalendarDays,
    ClockDays,
    Date,
    LocalInstant,
    Money,
    Month,
    Name,
    Number,
    Percent,
    Quarter,
    Text,
    TimeOfDay,
    Year,
)

MOST_DIGITS = 30
MOST_DAYS = 36_525
"""The days of a century, which every date of a contract can be moved by."""
NUMBER = re.compile(r"[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?|[0-9]+(?:\.[0-9]+)?")
Report: TypeAlias = Callable[[Problem], None]


def decimal(token: str, span: Span, report: Report) -> Decimal:
    """Return the number a word says; a wrong one is reported and counts as 1."""
    digits = token.rstrip("%")
    if len(digits) > MOST_DIGITS:
        report(TooManyDigits(span=span, most=MOST_DIGITS))
        return Decimal(1)
    if not NUMBER.fullmatch(digits):
        report(WrongComma(span=span, number=digits))
        return Decimal(1)
    return Decimal(digits.replace(",", ""))


def whole(token: str, span: Span, report: Report) -> int:
    """Return the whole number that a word such as `2` or `2nd` says."""
    return int(decimal(re.sub(r"[a-z]+$", "", token), span, report))


def name(token: str, span: Span, _: Report) -> Name:
    """Return a name."""
    return Name(span, str(token))


def text(token: str, span: Span, _: Report) -> Text:
    """Return a text without its quotes and escapes."""
    return Text(span, re.sub(r"\\(.)", r"\1", token[1:-1]))


def number(token: str, span: Span, report: Report) -> Number:
    """Return a number."""
    return Number(span, decimal(token, span, report))


def percent(token: str, span: Span, report: Report) -> Percent:
    """Return a percentage."""
    return Percent(span, decimal(token, span, report))


def money(currency: str, digits: str, span: Span, report: Report) -> Money:
    """Return a sum of money; three decimals are reported, for they may be thousands."""
    last = span.end_column
    place = Span(span.file, span.end_line, max(1, last - len(digits)), span.end_line, last)
    value = decimal(digits, place, report)
    have = len(digits.partition(".")[2])
    if have > DECIMALS.get(currency, 2):
        if have == 3 and "," not in digits:
            report(UnclearMoney(span=span, currency=currency, number=digits))
        else:
            report(TooManyDecimals(span=span, currency=currency, digits=DECIMALS.get(currency, 2)))
    return Money(span, str(currency), value)


def day(token: str, span: Span, report: Report) -> Date:
    """Return a date."""
    try:
        found = date.fromisoformat(token)
    except ValueError:
        report(NoSuchDate(span=span, said=str(token)))
        return Date(span, date(2000, 1, 1))
    return Date(span, found if _fits(found.year, span, report) else date(2000, 1, 1))


def _fits(year: int, span: Span, report: Report) -> bool:
    """Tell whether a year is not so far off that periods and zones end before it; report others."""
    if year in YEARS:
        return True
    report(NoSuchDate(span=span, said=f"year {year:04} here, only {YEARS[0]} to {YEARS[-1]}"))
    return False


def month(token: str, span: Span, report: Report) -> Month:
    """Return a month."""
    year, number_ = (int(part) for part in token.split("-"))
    if not 1 <= number_ <= 12:
        report(NoSuchDate(span=span, said=str(token)))
        return Month(span, 2000, 1)
    if not _fits(year, span, report):
        return Month(span, 2000, 1)
    return Month(span, year, number_)


def quarter(token: str, span: Span, report: Report) -> Quarter:
    """Return a quarter."""
    year, number_ = (int(part) for part in token.split("-Q"))
    if not _fits(year, span, report):
        return Quarter(span, 2000, 1)
    return Quarter(span, year, number_)


def year(token: str, span: Span, report: Report) -> Year:
    """Return a year."""
    found = int(token)
    return Year(span, found if _fits(found, span, report) else 2000)


def time_of_day(token: str, span: Span, report: Report) -> TimeOfDay:
    """Return a wall time; `24:00` is the only one past the last second of the day."""
    hour, minute, second = (int(part) for part in f"{token}:0".split(":")[:3])
    if (hour, minute, second) != (24, 0, 0) and not (hour < 24 and minute < 60 and second < 60):
        report(NoSuchDate(span=span, said=f"time {token}"))
        return TimeOfDay(span, 0, 0, 0)
    return TimeOfDay(span, hour, minute, second)


def calendar_days(parts: Sequence[object], span: Span, report: Report) -> CalendarDays:
    """Return a number of calendar days; one that dates cannot count is reported."""
    [count] = cast("tuple[Number]", parts)
    if count.value % 1 or count.value > MOST_DAYS:
        report(UnfitDays(span=span, most=MOST_DAYS))
        return CalendarDays(span, 1)
    return CalendarDays(span, int(count.value))


def clock_days(parts: Sequence[object], span: Span, report: Report) -> ClockDays:
    """Return a number of days of a clock; one that dates cannot count is reported."""
    count, clock = cast("tuple[Number, Name]", parts)
    return ClockDays(span, calendar_days((count,), span, report).count, clock)


def local_instant(parts: Sequence[object], span: Span, report: Report) -> LocalInstant:
    """Return a date and wall time."""
    del report  # what is wrong with either of them was told before
    on, at = cast("tuple[Date, TimeOfDay]", parts)
    length = timedelta(hours=at.hour, minutes=at.minute, seconds=at.second)
    return LocalInstant(span, datetime.combine(on.value, datetime.min.time()) + length)


def fine_ordinal(token: str, _: Span, __: Report) -> Decimal:
    """Return the rank of a percentile such as `99.9th`."""
    return Decimal(token.removesuffix("th"))


VALUES: dict[str, Callable[[Token, Span, Report], object]] = {
    "NAME": name,
    "TEXT": text,
    "NUMBER": number,
    "PERCENT": percent,
    "DATE": day,
    "MONTH": month,
    "QUARTER": quarter,
    "YEAR": year,
    "TIME": time_of_day,
    "ORDINAL": whole,
    "FINE_ORDINAL": fine_ordinal,
}
