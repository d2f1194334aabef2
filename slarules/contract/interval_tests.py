"""When an interval is bad: tests of its readings, and how few of them are too few."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import assert_never

from slarules.contract.conditions import said_kind
from slarules.contract.measures import in_kind
from slarules.contract.problems.kinds import WrongKind, ZeroGoal
from slarules.contract.problems.names import UnknownName, UnknownValue
from slarules.contract.scope import Scope
from slarules.contract.words import UNITS
from slarules.core.contract import Measurement
from slarules.core.measures import (
    AllReadings,
    AnyReading,
    IntervalTest,
    ReadingIs,
    ReadingSays,
    Volume,
)
from slarules.instants import Micros
from slarules.syntax import tree


def interval_length(written: tree.EachInterval, scope: Scope) -> Micros | None:
    """Return how long an interval lasts; one without length is told."""
    unit = UNITS[written.unit.removesuffix("s")]  # type: ignore[index]
    length = Micros(int(written.count.value * unit))
    if length <= 0:
        scope.tell(ZeroGoal(span=written.span))
        return None
    return length


def interval_test(written: tree.IntervalTest, scope: Scope) -> IntervalTest | None:
    """Return a test of readings; a part that is wrong is told and left out."""
    match written:
        case tree.AllReadings(parts=parts):
            return AllReadings(tests) if (tests := _tests(parts, scope)) else None
        case tree.AnyReading(parts=parts):
            return AnyReading(tests) if (tests := _tests(parts, scope)) else None
        case tree.ReadingIs():
            return _compares(written, scope)
        case tree.ReadingSays():
            return _says(written, scope)
        case _:
            assert_never(written)


def _tests(parts: Sequence[tree.IntervalTest], scope: Scope) -> tuple[IntervalTest, ...]:
    return tuple(test for part in parts if (test := interval_test(part, scope)))


def _compares(written: tree.ReadingIs, scope: Scope) -> ReadingIs | None:
    reading = scope.measurement(written.measurement)
    limit = written.limit
    if reading is None:
        return None
    if written.of is None:
        value = in_kind(f"measurement {reading.name}", reading.kind, limit.value, scope)
        return None if value is None else ReadingIs(reading.name, limit.bound, value)
    whole = scope.measurement(written.of)
    if whole is None or not isinstance(limit.value, tree.Percent):
        _told_of_share(written, scope)
        return None
    share = Fraction(limit.value.value) / 100
    return ReadingIs(reading.name, limit.bound, share, whole.name)


def _told_of_share(written: tree.ReadingIs, scope: Scope) -> None:
    value = written.limit.value
    if not isinstance(value, tree.Percent):
        what, needed = f"a share of {written.of}", "a percentage"
        given = said_kind(value)
        scope.tell(WrongKind(span=value.span, what=what, needed=needed, given=given))


def _says(written: tree.ReadingSays, scope: Scope) -> ReadingSays | None:
    reading = scope.measurement(written.measurement)
    if reading is None:
        return None
    found = tuple(v for each in written.values if (v := _named(each, reading, scope)) is not None)
    return ReadingSays(reading.name, found) if found else None


def _named(written: tree.Value, reading: Measurement, scope: Scope) -> str | None:
    if not isinstance(written, tree.Name):
        what, needed = f"measurement {reading.name}", "one of its values"
        given = said_kind(written)
        scope.tell(WrongKind(span=written.span, what=what, needed=needed, given=given))
        return None
    values = tuple(str(value) for value in reading.values)
    if written.text not in values:
        name = f"measurement {reading.name}"
        if not values:
            what, needed, given = name, "a comparison, such as above 5", said_kind(written)
            scope.tell(WrongKind(span=written.span, what=what, needed=needed, given=given))
        else:
            problem = UnknownValue(
                span=written.span, fact=reading.name, value=written.text, values=values
            )
            scope.tell(problem)
        return None
    return written.text


def volume_of(written: tree.SmallVolume, scope: Scope) -> Volume | None:
    """Return how few of a measurement are too few."""
    reading = scope.measurement(written.measurement)
    if reading is None:
        return None
    if reading.kind not in ("count", "number"):
        noun = "measurement that counts"
        counts = [m.name for m in scope.vocabulary.measurements.values() if m.kind == "count"]
        span, name = written.measurement.span, written.measurement.text
        scope.tell(UnknownName.among(span, noun, name, counts))
        return None
    return Volume(reading.name, Fraction(written.below.value), written.reading)
