"""Exact numbers as people read them; nothing is computed with what is shown."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from slarules.instants import HOUR, MINUTE, SECOND


def seconds(length: int) -> str:
    """Return microseconds as exact seconds without idle zeros: `5400`, `0.25`."""
    whole, rest = divmod(abs(length), SECOND)
    shown = f"{whole}.{rest:06}".rstrip("0") if rest else str(whole)
    return f"-{shown}" if length < 0 else shown


def decimal(value: Fraction, places: int) -> str:
    """Return a number with so many decimals, rounded down, never to the better side of a limit."""
    scaled = value.numerator * 10**places // value.denominator
    whole, rest = divmod(abs(scaled), 10**places)
    sign = "-" if scaled < 0 else ""
    return f"{sign}{whole:,}.{rest:0{places}}" if places else f"{sign}{whole:,}"


def plain(value: Fraction, places: int) -> str:
    """Return `decimal` without thousands marks, for programs."""
    return decimal(value, places).replace(",", "")


def percent(share: Fraction, places: int = 2) -> str:
    """Return a share as a percentage, rounded down."""
    return f"{decimal(share * 100, places)}%"


def places_of(value: Fraction, least: int) -> int:
    """Return how many decimals show a number in full, at least `least` and at most six."""
    return next((n for n in range(least, 6) if (value * 10**n).denominator == 1), 6)


def money(value: Fraction, currency: str, decimals: int) -> str:
    """Return an amount as the language writes it: `EUR 12,500.00`."""
    return f"{currency} {decimal(value, decimals)}"


def duration(length: int) -> str:
    """Return a length of time in hours, minutes and seconds: `1 h 30 min`, `45 s`."""
    hours, rest = divmod(abs(length), HOUR)
    minutes, rest = divmod(rest, MINUTE)
    parts = [f"{hours:,} h"] if hours else []
    parts += [f"{minutes} min"] if minutes else []
    parts += [f"{seconds(rest)} s"] if rest else []
    shown = " ".join(parts) or "0 min"
    return f"-{shown}" if length < 0 else shown


def clockface(length: int) -> str:
    """Return a length of time for a column: hours and minutes, seconds where there are any."""
    minutes, rest = divmod(abs(length), MINUTE)
    tail = f":{seconds(rest).zfill(2)}" if rest >= 10 * SECOND else f":0{seconds(rest)}"
    sign = "-" if length < 0 else ""
    return f"{sign}{minutes // 60:,}:{minutes % 60:02}{tail if rest else ''}"


def spread(least: Fraction, most: Fraction, show: Callable[[Fraction], str]) -> str:
    """Return one value, or `A to B` where something unknown moves it."""
    return show(least) if least == most else f"{show(least)} to {show(most)}"


def counted(number: int, noun: str, plural: str | None = None) -> str:
    """Return `1 ticket`, `12,345 tickets`."""
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"
