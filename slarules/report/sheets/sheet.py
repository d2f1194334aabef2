"""What a sheet of a workbook is: named columns of one type each, and rows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from slarules.report.evidence.parts import Number

Cell: TypeAlias = "str | int | bool | None"

ColumnType: TypeAlias = Literal[
    "text", "long text", "count", "amount", "share", "seconds", "time", "day", "truth"
]
"""Amounts, shares, seconds, times and days come as the text that the run files have."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column, as wide as so many characters."""

    name: str
    type: ColumnType
    width: int


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table; its rows may be read once only."""

    name: str
    columns: tuple[Column, ...]
    rows: Iterable[Sequence[Cell]]


def text(name: str, width: int = 14) -> Column:
    """Return a column of text."""
    return Column(name, "text", width)


def long_text(name: str, width: int = 60) -> Column:
    """Return a column of text that is wrapped."""
    return Column(name, "long text", width)


def count(name: str) -> Column:
    """Return a column of whole numbers."""
    return Column(name, "count", max(10, len(name) + 2))


def amount(name: str) -> Column:
    """Return a column of amounts of money, or of other decimals."""
    return Column(name, "amount", max(14, len(name) + 2))


def share(name: str) -> Column:
    """Return a column of percentages; what is none, such as `4 h`, stays text."""
    return Column(name, "share", max(12, len(name) + 2))


def seconds(name: str) -> Column:
    """Return a column of lengths of time."""
    return Column(name, "seconds", max(12, len(name) + 2))


def time(name: str) -> Column:
    """Return a column of instants."""
    return Column(f"{name} (UTC)", "time", 21)


def day(name: str) -> Column:
    """Return a column of dates."""
    return Column(name, "day", max(12, len(name) + 2))


def truth(name: str) -> Column:
    """Return a column of yes and no."""
    return Column(name, "truth", max(10, len(name) + 2))


def shown(number: Number | None) -> str | None:
    """Return a number as a person reads it; nothing for none."""
    return None if number is None else number.shown
