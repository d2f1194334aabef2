"""A table of a page: what it shows, and a sentence on where the rest is when it is long."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from markupsafe import Markup

from slarules.report.numbers import counted

Cell: TypeAlias = Markup | str
STYLES: Mapping[str, Literal["right", "one"]] = {">": "right", "=": "one"}


@dataclass(frozen=True, slots=True)
class Column:
    """A column.

    Attributes:
        style: Numbers stand to the `right`, and times and periods stay in `one` line.
    """

    name: str
    style: Literal["", "right", "one"] = ""


@dataclass(frozen=True, slots=True)
class Row:
    """A row, whose first cell names it.

    Attributes:
        style: A `sum` closes what stands above it; a `group` heads the rows below it; a `part` is
            one of these.
    """

    cells: tuple[Cell, ...]
    style: Literal["", "sum", "group", "part"] = ""


@dataclass(frozen=True, slots=True)
class Table:
    """A table with its caption."""

    caption: Cell
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    note: str = ""


def columns(*names: str) -> tuple[Column, ...]:
    """Return columns; a name that begins with `>` is one of numbers, with `=` one of times."""
    return tuple(
        Column(each[1:], STYLES[each[0]]) if each[:1] in STYLES else Column(each) for each in names
    )


def table(
    caption: Cell,
    heads: tuple[Column, ...],
    rows: Sequence[Row],
    most: int,
    rest: str,
    sums: Sequence[Row] = (),
) -> Table:
    """Return a table of at most so many rows.

    Args:
        rest: Where all rows are; told when some are left out.
        sums: Rows below them.
    """
    shown = (*rows[:most], *sums)
    left = len(rows[most:])
    note = f"{counted(left, 'more row')} {'is' if left == 1 else 'are'} not shown; {rest}."
    return Table(caption, heads, shown, note if left else "")
