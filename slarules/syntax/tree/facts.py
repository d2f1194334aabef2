"""Conditions on facts, and the occurrences that start and end things."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from slarules.syntax.tree.base import (
    Bound,
    CalendarDays,
    Duration,
    Limit,
    Name,
    Node,
    Value,
)

# --- conditions: `where`, `while`, `provided` ----------------------------------------------------


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Is(Node):
    """`site is quayside`, `level is one of P2, P3`, `status is not closed`."""

    fact: Name
    negated: bool
    values: tuple[Value, ...]


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class IsKnown(Node):
    """`question_to_customer is known`; `known` is false for `is unknown`."""

    fact: Name
    known: bool


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class IsWithin(Node):
    """`share is at least 50%`."""

    fact: Name
    limit: Limit


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class IsOnDay(Node):
    """`reported is on a desk day`."""

    moment: Name
    negated: bool
    clock: Name


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class IsWithinHours(Node):
    """`reported is within desk hours`."""

    moment: Name
    negated: bool
    clock: Name


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class ClockDays(Node):
    """A number of days of a clock, such as `3 desk days`."""

    count: int
    clock: Name


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Notice(Node):
    """`announced at least 5 calendar days before start`, or as many desk days or desk hours."""

    moment: Name
    bound: Bound
    length: CalendarDays | ClockDays | Duration
    side: Literal["before", "after"]
    anchor: Name


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class AllOf(Node):
    """Conditions joined with `and`."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class AnyOf(Node):
    """Conditions joined with `or`."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Not(Node):
    """`not (...)`."""

    part: Condition


Timing: TypeAlias = IsOnDay | IsWithinHours | Notice
Condition: TypeAlias = Is | IsKnown | IsWithin | Timing | AllOf | AnyOf | Not


# --- occurrences ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Happens(Node):
    """A moment or an event by its name."""

    name: Name


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Becomes(Node):
    """`status becomes solved`, `status becomes one of solved, closed`."""

    fact: Name
    values: tuple[Value, ...]


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class StopsBeing(Node):
    """`status stops being solved`."""

    fact: Name
    values: tuple[Value, ...]


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Changes(Node):
    """`site changes`."""

    fact: Name


Occurrence: TypeAlias = Happens | Becomes | StopsBeing | Changes
