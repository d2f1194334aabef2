"""Values of measurements that a scenario gives."""

from __future__ import annotations

from fractions import Fraction
from typing import Literal

from slarules.contract.conditions import said_kind, value_of
from slarules.contract.problems.kinds import WrongKind
from slarules.contract.scope import Scope
from slarules.contract.weights import percent
from slarules.contract.words import micros
from slarules.core.conditions import UNKNOWN, Missing, Value
from slarules.core.contract import Fact, Measurement
from slarules.syntax import tree

ADMITTED = {"share": "a share from 0% to 100%", "count": "a whole number"}
"""How the values are named that a measurement of a type may have."""


def measurement_of(one: Measurement, kind: str | None) -> Measurement:
    """Return a measurement as it is taken of a kind of thing, where it is taken of several."""
    others = (other for other in (one, *one.others) if other.of == kind)
    return next(others, one)


def admitted(
    value: Fraction, detail: tree.With, measurement: Measurement, scope: Scope
) -> Fraction | None:
    """Return a value that a measurement may have; another is told."""
    if measurement.admits(value):
        return value
    needed = ADMITTED.get(measurement.kind, "a number")
    is_percent = isinstance(detail.value, tree.Percent)
    given = percent(value) if is_percent else percent(value / 100).removesuffix("%")
    scope.tell(WrongKind(span=detail.value.span, what=measurement.name, needed=needed, given=given))
    return None


def said(value: tree.GivenValue) -> str:
    """Return the name or the text that is written."""
    return value.value if isinstance(value, tree.Text) else str(value)


def reading_value(
    detail: tree.With, measurement: Measurement, scope: Scope
) -> Value | Missing | None:
    """Return the value of a measurement; one that it cannot have is told."""
    kind: Literal["one of", "number"] = "one of" if measurement.kind == "one of" else "number"
    fact = Fact(measurement.name, kind, measurement.values)
    match detail.value:
        case tree.Unknown():
            return UNKNOWN
        case tree.Percent(value=percent) if kind == "number":
            return admitted(Fraction(percent) / 100, detail, measurement, scope)
        case tree.Duration() as length if kind == "number":
            return Fraction(micros(length)) if scope.clock(length.clock) else None
        case tree.Number(value=number) if kind == "number":
            return admitted(Fraction(number), detail, measurement, scope)
        case tree.Name() | tree.Text() | tree.YesNo() | tree.Number() as written:
            return value_of(fact, written, scope)
        case other:
            said = said_kind(other)
            needed = "a number" if kind == "number" else "one of its values"
            problem = WrongKind(span=other.span, what=measurement.name, needed=needed, given=said)
            scope.tell(problem)
            return None
