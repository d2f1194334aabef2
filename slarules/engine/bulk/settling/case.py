"""The numbers of one customer while its periods are settled, and the functions that read them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TypeAlias

from slarules.engine.bulk.settling.beyond import Open
from slarules.engine.bulk.settling.customers import Column

NO_COLUMN: Column = ()


@dataclass(slots=True)
class Owed:
    """A line in the making.

    Attributes:
        earned_in: The index of the period that earned it.
        base: What it was before the steps.
        age: For how many periods it has been carried.
    """

    statement: str
    earned_in: int
    amount: Fraction
    base: Fraction
    age: int = 0


@dataclass(slots=True)
class Case:
    """One customer.

    Attributes:
        missed: By target, whether each period missed it; `None` where that is not known.
        totals: What was credited in each settled period.
        lines: The lines of each settled period.
        due: What was carried to the period in hand; `carried`: what goes on to the next.
    """

    values: Mapping[str, Column]
    fees: Mapping[str, Column]
    missed: dict[str, list[bool | None]] = field(default_factory=dict)
    totals: list[Fraction] = field(default_factory=list)
    lines: list[list[Owed]] = field(default_factory=list)
    due: list[Owed] = field(default_factory=list)
    carried: list[Owed] = field(default_factory=list)

    def value(self, measure: str, at: int) -> Fraction:
        """Return the value of a measure in a period; it is open where there is none."""
        return given(self.values.get(measure, NO_COLUMN), at)

    def has(self, measure: str, at: int) -> bool:
        """Tell whether there is data of a measure in a period."""
        column = self.values.get(measure, NO_COLUMN)
        return at < len(column) and column[at] is not None

    def fee(self, amount: str, at: int) -> Fraction:
        """Return what was billed in a period; it is open where billing does not say."""
        return given(self.fees.get(amount, NO_COLUMN), at)


def given(column: Column, at: int) -> Fraction:
    """Return the value of a period that a column has to have."""
    value = column[at] if 0 <= at < len(column) else None
    if value is None:
        raise Open
    return value


Number: TypeAlias = Callable[[Case, int], Fraction]
"""A number of a customer in the period of an index."""

Test: TypeAlias = Callable[[Case, int], bool]
