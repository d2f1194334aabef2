"""Measured: a quantity with the kind of number it is, and the clocks it is counted on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from slarules.contract.measures import measure_kind
from slarules.contract.problems.kinds import WrongKind
from slarules.contract.reach import clocks_of
from slarules.contract.scope import Scope
from slarules.core.conditions import ALWAYS
from slarules.core.measures import PeriodMeasure, Statistic, TotalBad
from slarules.core.quantities import (
    Quantity,
)
from slarules.source import NOWHERE, Span

QuantityKind: TypeAlias = Literal[
    "share",
    "points of share",
    "number",
    "count",
    "duration",
    "money",
    "points",
    "calendar days",
    "one of",
]


@dataclass(frozen=True, slots=True)
class Measured:
    """A quantity with what it is.

    Attributes:
        kind: `points of share` are percentage points; a `one of` is a named value of a reading.
        head: How a column of a table is headed that is about it.
        clocks: Of a duration, the clocks it may be counted on; none where that is not known.
        place: What says what it is.
    """

    quantity: Quantity
    kind: QuantityKind
    head: str
    clocks: tuple[str, ...] = ()
    place: Span = NOWHERE

    @property
    def clock(self) -> str | None:
        """The clock of a duration."""
        return self.clocks[0] if self.clocks else None


def kind_of(measured: PeriodMeasure, scope: Scope) -> QuantityKind:
    """Return what the value of a measure of periods is."""
    match measure_kind(measured, scope):
        case "share" | "number" | "count" | "duration" | "one of" as kind:
            return kind
        case _:
            return "number"


def measure_clocks(measured: PeriodMeasure, scope: Scope) -> tuple[str, ...]:
    """Return on which clocks the value of a measure is counted that is a length of time."""
    match measured.value:
        case TotalBad(time):
            return (time.counts_on or "elapsed",)
        case Statistic(of=of) if of in scope.known.promises:
            return clocks_of(scope.known.promises[of], ALWAYS)
        case _:
            return ("elapsed",) if kind_of(measured, scope) == "duration" else ()


def wrong(span: Span, what: str, needed: str, given: str, scope: Scope) -> None:
    """Tell that something of another kind stands where it cannot."""
    scope.tell(WrongKind(span=span, what=what, needed=needed, given=given))
