"""What names stand for in one text of a contract, and values in the unit of what they measure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal, TypeAlias, assert_never

from slarules.core.contract import Contract, Terms
from slarules.core.quantities import (
    AchievedShare,
    CreditTotal,
    DaysFrom,
    Excess,
    Lateness,
    Length,
    Loss,
    NumberOf,
    Over,
    Points,
    Quantity,
    Shortfall,
    ValueOf,
)
from slarules.core.units import Unit, unit_of_measure, unit_of_target
from slarules.report.numbers import decimal, duration, percent, places_of

Measured: TypeAlias = Literal[Unit, "percentage points", "points", "days", "money"]
"""In what a quantity is counted."""


FIXED: Mapping[type[Loss | Points | NumberOf | DaysFrom | CreditTotal], Measured] = {
    Loss: "percentage points",
    Points: "points",
    NumberOf: "count",
    DaysFrom: "days",
    CreditTotal: "money",
}
"""The units of quantities that have but one."""


@dataclass(frozen=True, slots=True)
class Names:
    """A text of a contract, by which names and numbers are read."""

    contract: Contract
    terms: Terms

    def money(self, value: Fraction, currency: str = "") -> str:
        """Return a sum in full: `EUR 1,200.00`."""
        places = places_of(value, self.contract.rounding.decimals)
        return f"{currency or self.contract.currency} {decimal(value, places)}"

    def value(self, value: Fraction, unit: Measured) -> str:
        """Return a number in full, with its unit."""
        match unit:
            case "share":
                return percent_in_full(value)
            case "percentage points":
                return several(value * 100, "percentage point")
            case "duration":
                return duration(value.numerator // value.denominator)
            case "number" | "count":
                return number(value)
            case "points":
                return several(value, "point")
            case "days":
                return several(value, "calendar day")
            case "money":
                return self.money(value)
            case _:
                assert_never(unit)

    def unit(self, quantity: Quantity) -> Measured:
        """Return in what a quantity is counted."""
        match quantity:
            case ValueOf(name):
                return self.unit_of_measure(name)
            case Lateness() | Length():
                return "duration"
            case AchievedShare(name):
                return self.unit_of_target(name)
            case Excess(relative=True):
                return "share"
            case Shortfall(name) | Excess(name):
                return _difference(self.unit_of_target(name))
            case Over(inner):
                return self.unit(inner)
            case _:
                return FIXED[type(quantity)]

    def unit_of_measure(self, name: str) -> Unit:
        """Return the unit of a period measure; what is none, such as a scorecard, is a number."""
        measure = self.terms.measures.get(name)
        return unit_of_measure(self.contract, self.terms, measure) if measure else "number"

    def unit_of_target(self, name: str) -> Unit:
        """Return the unit of a target."""
        target = self.terms.targets.get(name)
        return unit_of_target(self.contract, self.terms, target) if target else "share"


def _difference(unit: Unit) -> Measured:
    return "percentage points" if unit == "share" else unit


def number(value: Fraction) -> str:
    """Return a number in full; one that decimals cannot say as a fraction."""
    places = places_of(value, 0)
    exact = (value * 10**places).denominator == 1
    return decimal(value, places) if exact else str(value)


def percent_in_full(share: Fraction) -> str:
    """Return a share as a percentage in full: `99.95%`."""
    places = places_of(share * 100, 0)
    exact = (share * 100 * 10**places).denominator == 1
    return percent(share, places) if exact else f"{share * 100}%"


def several(value: Fraction, noun: str) -> str:
    """Return `1 point`, `2.5 points`."""
    return f"{number(value)} {noun}{'' if value == 1 else 's'}"
