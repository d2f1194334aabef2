"""Quantities that a period, an item or a span produces, and conditions on the history of periods.

A quantity is never multiplied by another: money is linear in what happened.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Literal, TypeAlias

from slarules.core.conditions import ALWAYS, Condition, Relation
from slarules.core.measures import Items
from slarules.core.periods import THIS_PERIOD, Periods, Window
from slarules.core.promises import UNWRITTEN, Origin

# --- quantities -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ValueOf:
    """The value of a period measure, or of a scorecard."""

    measure: str


@dataclass(frozen=True, slots=True)
class Lateness:
    """Counted time past due on the promise's own clock, in microseconds."""

    promise: str


@dataclass(frozen=True, slots=True)
class AchievedShare:
    """The value that a target achieved; for a share in time 0 to 1."""

    target: str


@dataclass(frozen=True, slots=True)
class Shortfall:
    """How far a target that needs at least a level is missed: max(0, level - achieved)."""

    target: str


@dataclass(frozen=True, slots=True)
class Excess:
    """How far a target that allows at most a level is missed: max(0, achieved - level).

    `relative` divides it by the level.
    """

    target: str
    relative: bool = False


@dataclass(frozen=True, slots=True)
class Loss:
    """100% less the value of a measure that is a share."""

    measure: str


@dataclass(frozen=True, slots=True)
class Length:
    """The bad time of the one outage that a line is about, after the steps of a measure."""

    measure: str


@dataclass(frozen=True, slots=True)
class Points:
    """The points that a statement earned in the period; of all statements without a name."""

    statement: str | None = None


@dataclass(frozen=True, slots=True)
class NumberOf:
    """A count of items or spans."""

    items: Items


@dataclass(frozen=True, slots=True)
class DueOf:
    """The due time of an item on a promise."""

    promise: str


Moment: TypeAlias = str | DueOf
"""A moment of the item that a line is about."""


@dataclass(frozen=True, slots=True)
class DaysFrom:
    """Local dates after that of one moment up to and with that of another; never negative.

    A date is left out when a pause of `pauses`, a measure, covers its first instant.
    """

    start: Moment
    end: Moment
    pauses: str | None = None


@dataclass(frozen=True, slots=True)
class CreditTotal:
    """What is credited in money, after all steps; of all credits without a name."""

    credit: str | None = None


@dataclass(frozen=True, slots=True)
class Over:
    """A quantity over several periods.

    Attributes:
        how: How the values become one. With `AnyDays` it is `highest`: the greatest value that
            any such stretch has.
        by_time: Of a mean, whether longer periods weigh more.
    """

    quantity: Quantity
    window: Window
    how: Literal["total", "mean", "highest", "lowest"]
    by_time: bool = False


Quantity: TypeAlias = (
    ValueOf
    | Lateness
    | AchievedShare
    | Shortfall
    | Excess
    | Loss
    | Length
    | Points
    | NumberOf
    | DaysFrom
    | CreditTotal
    | Over
)


# --- conditions on periods ------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class TargetIs:
    """A target, a measure of the item, or a condition has the outcome in periods of the window.

    Attributes:
        outcome: `exceeded` is strictly better than the level. Of a condition, `yes` or `no`.
        window: `Periods("last", 1)` is this period alone.
        at_least: In so many of them; `None` is in each.
    """

    target: str
    outcome: Literal["met", "missed", "exceeded", "yes", "no"]
    window: Periods = THIS_PERIOD
    at_least: int | None = None


@dataclass(frozen=True, slots=True)
class QuantityIs:
    """A quantity stands in the relation to a number in its own unit."""

    quantity: Quantity
    relation: Relation
    limit: Fraction


@dataclass(frozen=True, slots=True)
class FactsAre:
    """Facts of the period, or of what a line is about, hold: `when agreement is ended`."""

    where: Condition


@dataclass(frozen=True, slots=True)
class EveryHistory:
    """All parts hold."""

    parts: tuple[History, ...]


@dataclass(frozen=True, slots=True)
class SomeHistory:
    """At least one part holds."""

    parts: tuple[History, ...]


@dataclass(frozen=True, slots=True)
class NotHistory:
    """The part does not hold."""

    part: History


History: TypeAlias = TargetIs | QuantityIs | FactsAre | EveryHistory | SomeHistory | NotHistory


@dataclass(frozen=True, slots=True)
class Latch:
    """A state: after a period it is (before or `starts`) and not `ends`.

    Attributes:
        once: It may start once in the life of the contract.
        takes_effect: Whether a change shows in the period that brings it, or in the next.
    """

    starts: History
    ends: History
    once: bool
    takes_effect: Literal["same", "next"]


@dataclass(frozen=True, slots=True)
class PeriodCondition:
    """A named truth of each period; where a target counts as missed, it counts when it is yes.

    Attributes:
        holds: A condition on the history of periods, or a latch.
        each: The kind of thing that it has one truth for each of, by the measures it asks.
    """

    name: str
    title: str
    holds: History | Latch
    each: str | None = None
    where: Condition = ALWAYS
    origin: Origin = UNWRITTEN
