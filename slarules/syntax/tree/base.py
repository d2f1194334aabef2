"""What all families of the tree share: places, names, literals, limits, tables.

Comparison and text of nodes are written once, in `Node`: letting `dataclass` write them for each of
two hundred classes makes the import a third slower (measured: 0.49 ms a class against 0.28 ms).
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, ClassVar, Literal, TypeAlias

from slarules.source import Span

if TYPE_CHECKING:
    from slarules.syntax.tree.goals import Goal
    from slarules.syntax.tree.money import RatesFrom, RatesThrough
    from slarules.syntax.tree.paying import Amount, PercentagePoints


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Node:
    """A part of the text; two nodes that say the same are equal wherever they stand."""

    span: Span = field(compare=False)

    def __eq__(self, other: object) -> bool:
        return type(other) is type(self) and self._parts() == other._parts()

    def __hash__(self) -> int:
        return hash((type(self), *self._parts()))

    def __repr__(self) -> str:
        said = ", ".join(repr(part) for part in self._parts())
        return f"{type(self).__name__}({said})"

    def _parts(self) -> tuple[object, ...]:
        return tuple(getattr(self, part.name) for part in fields(self) if part.compare)


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Line(Node):
    """A part that begins a line of its own in canonical text, deeper than the one around it."""


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Phrase(Line):
    """A keyword-led part of a statement; the phrases of a statement stand in any order."""

    repeats: ClassVar[bool] = False
    """Whether a statement may hold several of this class."""


# --- literals ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Name(Node):
    """A name as it is written."""

    text: str

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Text(Node):
    """A text in quotes; `value` is without them."""

    value: str

    def __str__(self) -> str:
        return self.value


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Number(Node):
    """A plain number, with the decimals it was written with."""

    value: Decimal


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Percent(Node):
    """A percentage; `10%` has the value 10."""

    value: Decimal


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Money(Node):
    """A sum of money; `currency` is three capital letters."""

    currency: str
    value: Decimal


Unit: TypeAlias = Literal["second", "minute", "hour"]


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Duration(Node):
    """An amount of time on a clock, such as `8 support hours`."""

    count: Decimal
    clock: Name
    unit: Unit


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class CalendarDays(Node):
    """A number of local dates."""

    count: int


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Date(Node):
    """A local date."""

    value: date


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Month(Node):
    """A calendar month, such as `2026-03`."""

    year: int
    month: int


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Quarter(Node):
    """A calendar quarter, such as `2026-Q1`."""

    year: int
    quarter: int


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Year(Node):
    """A calendar year, such as `2026`."""

    year: int


PeriodLabel: TypeAlias = Month | Quarter | Date | Year


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class TimeOfDay(Node):
    """A wall time; `24:00` is the end of the day."""

    hour: int
    minute: int
    second: int


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class LocalInstant(Node):
    """A date and wall time in the contract's zone; `24:00` has become the next midnight."""

    value: datetime


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class YesNo(Node):
    """A truth."""

    value: bool


Version: TypeAlias = Text | Number


# --- periods -------------------------------------------------------------------------------------

PeriodKind: TypeAlias = Literal[
    "calendar day",
    "calendar week",
    "calendar month",
    "calendar quarter",
    "calendar year",
    "contract month",
    "contract year",
    "billing cycle",
]


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class StandardPeriod(Node):
    """A period that every contract knows."""

    kind: PeriodKind


Period: TypeAlias = StandardPeriod | Name


# --- windows over periods ------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class OverPeriods(Node):
    """`over the last 12 periods`."""

    side: Literal["last", "previous", "next"]
    periods: int


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class SoFarIn(Node):
    """`so far in the calendar year`."""

    period: Period


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class InAnyDays(Node):
    """`in any 30 consecutive calendar days`."""

    days: int


OverWindow: TypeAlias = OverPeriods | SoFarIn | InAnyDays
"""A window over periods: how it is written behind a quantity, an amount or a cap."""


# --- limits --------------------------------------------------------------------------------------

Bound: TypeAlias = Literal["at least", "above", "at most", "below", "exactly"]
Measurable: TypeAlias = Percent | Duration | Money | Number


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Limit(Node):
    """One side of a range, such as `at least 95%`."""

    bound: Bound
    value: Measurable


# --- tables --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class AnyValue(Node):
    """The cell `any`: every value."""


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class AnyOther(Node):
    """The cell `any other`: every value that no other row of its kind names."""


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class NoneCell(Node):
    """The cell `none`: no goal, no money."""


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Unknown(Node):
    """The word `unknown`, in a cell or as the value of a fact."""


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Undetermined(Node):
    """The cell `undetermined`: the contract is silent about this case."""


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Unreadable(Node):
    """A cell in which a mistake was told, so that nobody knows what it says."""


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class OneOf(Node):
    """Several values, any of which fits."""

    values: tuple[Value, ...]


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class PointsLimit(Node):
    """One side of a range of percentage points, such as `at most 1 percentage point`."""

    bound: Bound
    value: PercentagePoints


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Band(Node):
    """A range: `at least A and below B`, or one limit alone."""

    lower: Limit | PointsLimit
    upper: Limit | PointsLimit | None


Value: TypeAlias = Name | Text | YesNo | Number
"""A value of a fact as it is written; which of them fits is known from the vocabulary."""

Cell: TypeAlias = (
    "AnyValue | AnyOther | NoneCell | Unknown | Undetermined | OneOf | Band | Value | Percent"
    " | Goal | Amount | RatesFrom | RatesThrough | Unreadable"
)
"""A cell by its form alone; `4 support hours` is a `Duration`, `P1` a `Name`."""


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class HeaderCell(Node):
    """The head of a column: a name, or the first words of a quantity; empty if unreadable."""

    words: str


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class HeaderRow(Node):
    """The first row of a table."""

    cells: tuple[HeaderCell, ...]


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Row(Node):
    """A further row; it has as many cells as the header."""

    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Table(Phrase):
    """The phrase `table` with its rows."""

    header: HeaderRow
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class TableFrom(Phrase):
    """The phrase `table from "targets.csv"`: a table in a file beside the contract."""

    path: Text


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Every(Phrase):
    """The phrase `every calendar month`."""

    period: Period
