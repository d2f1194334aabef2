"""In which unit a target or measure of a contract is read, and how its values are shown."""

from __future__ import annotations

from fractions import Fraction
from typing import assert_never

from slarules.core.contract import Contract
from slarules.core.measures import BadTime, GoodShare, Intervals
from slarules.core.targets import MeasureValue
from slarules.core.units import unit_of
from slarules.engine.outcome import Achieved, TargetResult
from slarules.instants import MINUTE, Micros
from slarules.report.numbers import decimal, duration, percent, places_of


def shown_value(contract: Contract, name: str, value: Fraction) -> str:
    """Return a value of a target or measure, rounded down: `89.47%`, `3.20`, `4 h`."""
    match unit_of(contract, name):
        case "share":
            return percent(value, _share_places(contract, name))
        case "duration":
            return duration(value.numerator // value.denominator)
        case "count":
            return decimal(value, 0)
        case "number":
            return decimal(value, 2)
        case unit:
            assert_never(unit)


def shown_level(contract: Contract, result: TargetResult) -> str:
    """Return the level that a target needs, in full: `90%`."""
    return level_of(contract, result.target, result.level)


def level_of(contract: Contract, name: str, level: Fraction) -> str:
    """Return the level of a target, in full: `90%`."""
    match unit_of(contract, name):
        case "share":
            return percent(level, places_of(level * 100, 0))
        case "duration":
            return duration(level.numerator // level.denominator)
        case "number" | "count":
            return decimal(level, places_of(level, 0))
        case unit:
            assert_never(unit)


def _share_places(contract: Contract, name: str) -> int:
    # One decimal more than the level has, so that 99.949% is not shown beside 99.95% as 99.94%.
    levels = [v.terms.targets[name].level for v in contract.versions if name in v.terms.targets]
    return max([2, *(places_of(level * 100, 0) + 1 for level in levels)])


def shown_parts(contract: Contract, name: str, achieved: Achieved) -> str | None:
    """Return what a share is a share of: `17 of 19`, `44,535 of 44,580 min`."""
    if achieved.good is None or achieved.whole is None:
        return None
    unit = _interval_of(contract, name)
    if unit is None:
        return f"{decimal(achieved.good, 0)} of {decimal(achieved.whole, 0)}"
    if any((part / unit).denominator != 1 for part in (achieved.good, achieved.whole)):
        good, whole = (duration(int(part)) for part in (achieved.good, achieved.whole))
        return f"{good} of {whole}"
    good, whole = (decimal(part / unit, 0) for part in (achieved.good, achieved.whole))
    return f"{good} of {whole} {'min' if unit == MINUTE else f'x {duration(unit)}'}"


def _interval_of(contract: Contract, name: str) -> Micros | None:
    """Return how long the intervals are that a share of time counts."""
    for version in reversed(contract.versions):
        target = version.terms.targets.get(name)
        measure = (
            target.value.measure if target and isinstance(target.value, MeasureValue) else name
        )
        found = version.terms.measures.get(measure)
        match found and found.value:
            case GoodShare(time=BadTime(bad=Intervals(unit=unit))):
                return unit
            case GoodShare():
                return MINUTE
    return None
