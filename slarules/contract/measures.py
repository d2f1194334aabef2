"""What the value of a measure of whole periods is in kind: a share, a number, a length of time."""

from __future__ import annotations

from fractions import Fraction
from typing import assert_never

from slarules.contract.conditions import said_kind
from slarules.contract.problems.kinds import ShareOutOfRange, WrongKind
from slarules.contract.problems.told import elsewhere
from slarules.contract.scope import Scope
from slarules.contract.words import micros
from slarules.core.measures import (
    Count,
    GoodShare,
    MeanOfRatios,
    PeriodMeasure,
    ReadingValue,
    ShareOf,
    ShareOfFixed,
    Statistic,
    TotalBad,
)
from slarules.source import NOWHERE, Span
from slarules.syntax import tree


def said_title(title: tree.Text | None, name: tree.Name) -> str:
    """Return a statement's title, or its name where it has none."""
    return title.value if title else name.text.replace("_", " ")


def in_kind(
    what: str, kind: str, value: tree.Measurable, scope: Scope, place: Span = NOWHERE
) -> Fraction | None:
    """Return a limit as a number of the kind that a measurement has; a wrong one is told."""
    match kind, value:
        case "share", tree.Percent(value=percent):
            return share_of(what, value, scope) if percent >= 0 else None
        case "number" | "count", tree.Number(value=number):
            return Fraction(number)
        case "share", _:
            needed = "a share, written as a percentage"
        case "duration", tree.Duration():
            return Fraction(micros(value))
        case "duration", _:
            needed = "a length of time, such as 5 elapsed minutes"
        case _:
            needed = "a number"
    also = elsewhere(place, f"{what} speaks of this")
    given = said_kind(value)
    scope.tell(WrongKind(span=value.span, what=what, needed=needed, given=given, also=also))
    return None


def share_of(what: str, percent: tree.Percent, scope: Scope) -> Fraction | None:
    """Return a percentage as a share from 0 to 1; one outside is told."""
    share = Fraction(percent.value) / 100
    if not 0 <= share <= 1:
        given = f"{percent.value:f}%"
        scope.tell(ShareOutOfRange(span=percent.span, what=what, given=given))
        return None
    return share


def measure_kind(measured: PeriodMeasure, scope: Scope) -> str:
    """Return what a period measure is: a share, a number, a count, a duration."""
    match measured.value:
        case GoodShare() | ShareOfFixed() | ShareOf() | MeanOfRatios():
            return "share"
        case TotalBad():
            return "duration"
        case Count():
            return "count"
        case ReadingValue(reading):
            found = scope.vocabulary.measurements.get(reading)
            return found.kind if found else "number"
        case Statistic(of=of):
            found = scope.vocabulary.measurements.get(of)
            if found:
                return found.kind
            return "duration" if of in scope.declared.get("measure", {}) else "number"
        case _:
            assert_never(measured.value)
