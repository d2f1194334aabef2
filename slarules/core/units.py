"""In which unit the values of a period measure, a scorecard or a target are."""

from __future__ import annotations

from typing import Literal, TypeAlias

from slarules.core.contract import Contract, Terms
from slarules.core.measures import (
    Count,
    PeriodMeasure,
    PeriodValue,
    ReadingValue,
    Statistic,
    TotalBad,
)
from slarules.core.targets import MeasureValue, Target

Unit: TypeAlias = Literal["share", "number", "count", "duration"]


def unit_of(contract: Contract, name: str) -> Unit:
    """Return the unit of a target or period measure, of the latest text that has it."""
    for version in reversed(contract.versions):
        if target := version.terms.targets.get(name):
            return unit_of_target(contract, version.terms, target)
        if measure := version.terms.measures.get(name):
            return unit_of_measure(contract, version.terms, measure)
    return "number"


def unit_of_target(contract: Contract, terms: Terms, target: Target) -> Unit:
    """Return the unit of a target: that of its measure, or a share of runs."""
    if isinstance(target.value, MeasureValue):
        measure = terms.measures.get(target.value.measure)
        return unit_of_measure(contract, terms, measure) if measure else "number"
    return "share"


def unit_of_measure(contract: Contract, terms: Terms, measure: PeriodMeasure) -> Unit:
    """Return the unit of a period measure."""
    match measure.value:
        case Statistic(of=name) if any(p.measure.name == name for p in terms.promises.values()):
            return "duration"
        case value:
            return _unit_of_value(contract, value)


def _unit_of_value(contract: Contract, value: PeriodValue) -> Unit:
    match value:
        case TotalBad():
            return "duration"
        case Count():
            return "count"
        case ReadingValue(reading) | Statistic(of=reading):
            measurement = contract.vocabulary.measurements.get(reading)
            kind = "number" if measurement is None else measurement.kind
            return "number" if kind == "one of" else kind
        case _:
            return "share"
