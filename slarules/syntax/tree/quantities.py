"""Quantities, conditions on the history of periods, and the statements that name either."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Literal, TypeAlias

from slarules.syntax.tree.base import (
    Bound,
    CalendarDays,
    Date,
    Duration,
    Line,
    Measurable,
    Name,
    Node,
    Number,
    OneOf,
    OverWindow,
    Phrase,
    StandardPeriod,
    Text,
)

if TYPE_CHECKING:
    from slarules.syntax.tree.counted import CountedItems
    from slarules.syntax.tree.paying import DueOf, PercentagePoints
    from slarules.syntax.tree.points import When

Side: TypeAlias = Literal["last", "previous", "next"]

# --- quantities ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class LatenessOf(Node):
    """`lateness of resolve`."""

    measure: Name


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class AchievedShareOf(Node):
    """`achieved share of nine_in_ten`."""

    target: Name


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class ShortfallOf(Node):
    """`shortfall of nine_in_ten`."""

    target: Name


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class ExcessOf(Node):
    """`excess of delay_target`."""

    target: Name


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class RelativeExcessOf(Node):
    """`relative excess of loss_target`."""

    target: Name


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class LossOf(Node):
    """`loss of uptime`."""

    measure: Name


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Length(Node):
    """`length`, of the outage that a line is about."""


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class AllPoints(Node):
    """`all points`."""


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class NumberOf(Node):
    """`number of incidents that miss respond`."""

    items: CountedItems


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class DaysFrom(Node):
    """`calendar days from due of repair until restored`."""

    start: Name | DueOf
    end: Name | DueOf


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class InThePeriod(Node):
    """`in the previous period`."""

    side: Side


QuantityWindow: TypeAlias = OverWindow | InThePeriod

OwnQuantity: TypeAlias = (
    LatenessOf
    | AchievedShareOf
    | ShortfallOf
    | ExcessOf
    | RelativeExcessOf
    | LossOf
    | Length
    | AllPoints
    | NumberOf
    | DaysFrom
)
"""A quantity of one place, which more words than a name say."""


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Windowed(Node):
    """`failures over the last 12 periods`, `downtime in any 30 consecutive calendar days`."""

    quantity: Name | OwnQuantity
    window: QuantityWindow


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class StatisticOver(Node):
    """`mean of availability over the last 3 periods weighted by time`."""

    how: Literal["mean", "highest", "lowest", "total"]
    quantity: Name | OwnQuantity
    window: QuantityWindow
    weighting: Literal["weighted by time", "unweighted"] | None


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class TotalCreditOver(Node):
    """`total credit over the last 12 periods`; without a window that of the period."""

    window: QuantityWindow | None


Quantity: TypeAlias = Name | OwnQuantity | Windowed | StatisticOver | TotalCreditOver

# --- conditions on the history of periods --------------------------------------------------------


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class InEachOf(Node):
    """`in each of the previous 2 periods`."""

    side: Side
    periods: int


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class InSomeOf(Node):
    """`in at least 4 of the last 12 periods`."""

    least: int
    side: Side
    periods: int


Window: TypeAlias = InEachOf | InSomeOf | InThePeriod


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Outcome(Node):
    """`nine_in_ten is missed in each of the previous 2 periods`; no window is this period."""

    target: Name
    result: Literal["met", "missed", "exceeded", "yes", "no"]
    window: Window | None


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class QuantityIs(Node):
    """`downtime is above 7.2 elapsed hours`."""

    quantity: Quantity
    bound: Bound
    value: Measurable | PercentagePoints | CalendarDays


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class FactIs(Node):
    """`agreement is ended`, of a period, of a thing, or of what a line is about."""

    fact: Name
    value: Name | Text | OneOf
    negated: ClassVar[bool] = False


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class FactIsNot(Node):
    """`agreement is not ended`."""

    fact: Name
    value: Name | Text | OneOf
    negated: ClassVar[bool] = True


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class AllOutcomes(Node):
    """Conditions joined with `and`."""

    parts: tuple[History, ...]


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class AnyOutcome(Node):
    """Conditions joined with `or`."""

    parts: tuple[History, ...]


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class NotOutcome(Node):
    """`not (...)`."""

    part: History


History: TypeAlias = (
    Outcome | QuantityIs | FactIs | FactIsNot | AllOutcomes | AnyOutcome | NotOutcome
)

# --- condition -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class StartsWhen(Phrase):
    """`starts when answer is missed in each of the last 2 periods`."""

    history: History


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class EndsWhen(Phrase):
    """`ends when answer is met`."""

    history: History


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class AtMostOnce(Phrase):
    """`at most once` in the life of the contract."""


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class TakesEffect(Phrase):
    """`takes effect in the next period`."""

    when: Literal["same", "next"]


ConditionPhrase: TypeAlias = "When | StartsWhen | EndsWhen | AtMostOnce | TakesEffect"


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class ConditionStatement(Line):
    """`condition server_default clause "2.4"`."""

    name: Name
    title: Text | None
    clause: Text | None
    phrases: tuple[ConditionPhrase, ...]


# --- period --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class PeriodFrom(Phrase):
    """`is 3 calendar months from 2026-02-01`."""

    count: Number
    unit: str
    first: Date


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class PeriodBefore(Phrase):
    """`is 365 calendar days before claimed`."""

    count: Number
    moment: Name


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class PeriodLasting(Phrase):
    """`is calendar month counts as 720 elapsed hours`."""

    of: StandardPeriod
    length: Duration


PeriodPhrase: TypeAlias = PeriodFrom | PeriodBefore | PeriodLasting


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class PeriodStatement(Line):
    """`period service_year clause "1"`."""

    name: Name
    title: Text | None
    clause: Text | None
    phrases: tuple[PeriodPhrase, ...]
