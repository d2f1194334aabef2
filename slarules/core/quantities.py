"""Quantities that a period produces, and the per-period targets on them."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Literal, TypeAlias

from slarules.core.conditions import Relation
from slarules.core.promises import UNWRITTEN, Origin, PeriodKind
from slarules.instants import Micros


@dataclass(frozen=True, slots=True)
class GoodTimeShare:
    """The share of good intervals in all intervals not excluded, as a monitor's readings say.

    Attributes:
        service: Whose readings and spans count; `None` for those without a service.
        reading: The measurement that is compared.
        bad: The relation to `limit` in which an interval is bad.
        unit: The length of an interval, aligned to the period's start.
        no_data: What an interval without a reading counts as.
        excluded: Whether excluded time leaves both sides or is added back as good.
    """

    service: str | None
    reading: str
    bad: Relation
    limit: Fraction
    unit: Micros
    no_data: Literal["good", "bad", "skipped", "unknown"]
    excluded: Literal["both sides", "added back"]


@dataclass(frozen=True, slots=True)
class ReadingValue:
    """The value of a measurement in the period."""

    reading: str


PeriodValue: TypeAlias = GoodTimeShare | ReadingValue


@dataclass(frozen=True, slots=True)
class PeriodMeasure:
    """A named quantity of each period."""

    name: str
    title: str
    value: PeriodValue
    origin: Origin = UNWRITTEN


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
class Target:
    """An objective of each period.

    Attributes:
        level: As an exact number: a share 0 to 1, or in the measure's unit.
        empty: What a period without items or data counts as; `None` leaves it undetermined.
    """

    name: str
    title: str
    value: ShareInTime | MeasureValue
    relation: Literal["at least", "at most"]
    level: Fraction
    every: PeriodKind
    small: SmallNumber | None = None
    empty: Outcome | None = None
    internal: bool = False
    origin: Origin = UNWRITTEN


@dataclass(frozen=True, slots=True)
class TargetIs:
    """The target has the outcome in each of `count` periods of the window.

    `last` is this period and those before it, `previous` those before it, `next` those after it.
    """

    target: str
    outcome: Outcome
    window: Literal["last", "previous", "next"] = "last"
    count: int = 1


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


History: TypeAlias = TargetIs | EveryHistory | SomeHistory | NotHistory
