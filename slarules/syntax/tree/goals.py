"""Goals: what a cell of a `targets` table may promise."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from slarules.syntax.tree.base import Duration, Name, Node, NoneCell, TimeOfDay


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class EarlierOf(Node):
    """`the earlier of A and B`."""

    left: Goal
    right: Goal


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class LaterOf(Node):
    """`the later of A and B`."""

    left: Goal
    right: Goal


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class BySameTime(Node):
    """`by the same time 2 support days later`; the clock `calendar` counts all dates."""

    days: int
    clock: Name


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class ByClose(Node):
    """`by close of the 2nd support day after`."""

    ordinal: int
    clock: Name


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class ByCloseOfSame(Node):
    """`by close of the same support day`."""

    clock: Name


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class ByTime(Node):
    """`by 16:00 on the 2nd support day after`; `on the next` is the first."""

    time: TimeOfDay
    ordinal: int
    clock: Name


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class ByMoment(Node):
    """`by promised`, or with a clock `by promised or the next desk opening`."""

    moment: Name
    opening: Name | None


Deadline: TypeAlias = BySameTime | ByClose | ByCloseOfSame | ByTime | ByMoment
Goal: TypeAlias = Duration | EarlierOf | LaterOf | Deadline | NoneCell
Extreme: TypeAlias = Literal["earlier", "later"]
