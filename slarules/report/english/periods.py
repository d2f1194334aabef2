"""Kinds of period and windows over them in plain English."""

from __future__ import annotations

from typing import assert_never

from slarules.core.periods import (
    THIS_PERIOD,
    AnyDays,
    BillingCycle,
    Lasting,
    PeriodKind,
    Periods,
    SoFarIn,
    Stretch,
    Trailing,
    Window,
)
from slarules.report.numbers import counted, duration


def period(kind: PeriodKind) -> str:
    """Return a kind of period: `calendar month`, `contract year`."""
    match kind:
        case str():
            return kind
        case Stretch(name=name) | Trailing(name=name) | Lasting(name=name):
            return name
        case BillingCycle():
            return "billing cycle"
        case _:
            assert_never(kind)


def length_of(kind: PeriodKind) -> str:
    """Return what a period of a kind is, where its name does not say it."""
    match kind:
        case Stretch(name=name, first=first, months=months, days=days):
            unit = counted(months, "calendar month") if months else counted(days, "calendar day")
            return f"{name} is {unit} from {first} on, and so forth"
        case Trailing(name=name, days=days, moment=moment):
            return f"{name} is the {counted(days, 'calendar day')} that end with {moment}"
        case Lasting(name=name, of=of, length=length):
            return f"{name} is a {period(of)} that counts as {duration(length)}"
        case BillingCycle() | str():
            return ""
        case _:
            assert_never(kind)


def window(of: Window) -> str:
    """Return over which periods: `over the last 3 periods`; empty for this period alone."""
    if of == THIS_PERIOD:
        return ""
    match of:
        case Periods(side, 1):
            return f"in the {side} period"
        case Periods(side, count):
            return f"over the {side} {count} periods"
        case SoFarIn(every):
            return f"so far in the {period(every)}"
        case AnyDays(days):
            return f"in any {days} consecutive calendar days"
        case _:
            assert_never(of)


def behind(text: str, of: Window) -> str:
    """Return a text with its window behind it."""
    return f"{text} {window(of)}".rstrip()
