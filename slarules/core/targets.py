"""Objectives of each period, and what is called met and missed."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Literal, TypeAlias

from slarules.core.conditions import Value
from slarules.core.periods import PeriodKind, Window
from slarules.core.promises import UNWRITTEN, Origin


@dataclass(frozen=True, slots=True)
class ShareInTime:
    """The share of judged items whose run of the promise is met.

    `covers` is part of the promise's own `applies`. Excluded and cancelled runs leave both sides.
    """

    promise: str
    item: str


@dataclass(frozen=True, slots=True)
class MeasureValue:
    """The value of a period measure."""

    measure: str


@dataclass(frozen=True, slots=True)
class SmallNumber:
    """With fewer than `below` items the target is met when at most `may_miss` miss."""

    below: int
    may_miss: int


Outcome: TypeAlias = Literal["met", "missed"]


@dataclass(frozen=True, slots=True)
class LevelRow:
    """The level that holds where facts of the period or the thing have the values."""

    facts: tuple[tuple[str, tuple[Value, ...]], ...]
    level: Fraction | None
    origin: Origin = UNWRITTEN


@dataclass(frozen=True, slots=True)
class Averaged:
    """The mean of the values over several periods is judged.

    Attributes:
        by_time: Longer periods weigh more; else each period counts alike.
        alone: Without an earlier period the period stands alone; else it is undetermined.
    """

    window: Window
    by_time: bool
    alone: bool


@dataclass(frozen=True, slots=True)
class Target:
    """An objective of each period.

    Attributes:
        level: As an exact number: a share 0 to 1, or in the measure's unit; where `levels` has
            rows, the row of the period's facts says it and this is the strictest of them.
        relation: `above` and `below` are strict.
        empty: What a period without items or data counts as; `None` leaves it undetermined.
        each: The kind of thing that its measure is kept separately for, if it is.
    """

    name: str
    title: str
    value: ShareInTime | MeasureValue
    relation: Literal["at least", "at most", "above", "below"]
    level: Fraction
    every: PeriodKind
    small: SmallNumber | None = None
    empty: Outcome | None = None
    internal: bool = False
    origin: Origin = UNWRITTEN
    levels: tuple[LevelRow, ...] = ()
    averaged: Averaged | None = None
    each: str | None = None
