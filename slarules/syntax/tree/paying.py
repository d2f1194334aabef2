"""Amounts, and what a credit pays: sums, and terms that count units of a quantity."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

from slarules.syntax.tree.base import (
    CalendarDays,
    Duration,
    Money,
    Name,
    Node,
    Number,
    OverWindow,
    Percent,
)

if TYPE_CHECKING:
    from slarules.syntax.tree.quantities import Quantity

# --- sums ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class PercentOf(Node):
    """`10% of monthly_fee`."""

    percent: Percent
    of: Base


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class OneTwelfth(Node):
    """`one twelfth of annual_fee`."""

    of: Base


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class TimesAmount(Node):
    """`2 times day_fee`."""

    factor: Number
    of: Base


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class OfOtherPeriod(Node):
    """`charges of the previous period`."""

    name: Name
    side: Literal["previous", "next"]


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class OfPayment(Node):
    """`invoice of the period of payment`."""

    name: Name


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class GreaterOf(Node):
    """`the greater of A and B`."""

    left: Base
    right: Base


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class LesserOf(Node):
    """`the lesser of A and B`."""

    left: Base
    right: Base


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class TotalOver(Node):
    """`total charge over the last 12 periods`."""

    name: Name
    window: OverWindow


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class PaidPoints(Node):
    """`4 points`."""

    count: Number


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class ServiceDays(Node):
    """`3 days of service`."""

    count: Number


Base: TypeAlias = (
    Money
    | Name
    | PercentOf
    | OneTwelfth
    | TimesAmount
    | OfOtherPeriod
    | OfPayment
    | GreaterOf
    | LesserOf
    | TotalOver
    | PaidPoints
    | ServiceDays
)
"""A sum before anything is counted."""

# --- terms that count ----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class PercentagePoints(Node):
    """`0.1 percentage points`."""

    count: Number


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class AllowanceOf(Node):
    """`the allowance of monthly_uptime`."""

    target: Name


StepUnit: TypeAlias = PercentagePoints | Duration | Number
Beyond: TypeAlias = Percent | PercentagePoints | Duration | Number | AllowanceOf


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class ForEach(Node):
    """`10% of fee for each full 30 elapsed minutes of downtime beyond 1 elapsed hour`."""

    sum: Base
    how: Literal["full", "started", "nearest", "exact"]
    unit: StepUnit
    quantity: Quantity
    beyond: Beyond | None


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class ForEachPoint(Node):
    """`1% of charges for each point of all points`."""

    sum: Base
    quantity: Quantity
    beyond: Beyond | None


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class ForEachOf(Node):
    """`EUR 5.00 for each 1 of failures`."""

    sum: Base
    unit: Number
    quantity: Quantity
    beyond: Beyond | None


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class DueOf(Node):
    """`due of repair`."""

    measure: Name


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class ForEachDay(Node):
    """`repair_rate for each calendar day from due of repair until restored`."""

    sum: Base
    start: Name | DueOf
    end: Name | DueOf


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class ProRata(Node):
    """`fee pro rata for downtime out of 720 elapsed hours`."""

    sum: Base
    share: CalendarDays | Duration | Quantity
    out_of: CalendarDays | Duration | None


Term: TypeAlias = Base | ForEach | ForEachPoint | ForEachOf | ForEachDay | ProRata


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Plus(Node):
    """`plus 5% of fee`."""

    term: Term


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Less(Node):
    """`less one_off`."""

    term: Term


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class AmountSum(Node):
    """`charges less one_off plus EUR 5.00`."""

    first: Term
    more: tuple[Plus | Less, ...]


Amount: TypeAlias = Term | AmountSum
