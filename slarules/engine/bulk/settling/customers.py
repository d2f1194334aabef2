"""What is given of each customer, and what comes out: sums without words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import NamedTuple, TypeAlias

Column: TypeAlias = Sequence[Fraction | None]
"""A value for each assessed period in order; `None` where there is no data."""


@dataclass(frozen=True, slots=True)
class Customer:
    """The columns of one customer.

    Attributes:
        values: By measure, what it came to after all its steps.
        fees: By amount, what was billed.
    """

    name: str
    values: Mapping[str, Column]
    fees: Mapping[str, Column] = field(default_factory=dict)


class LineSum(NamedTuple):
    """What a line comes to after all steps; a tuple, for there are millions."""

    statement: str
    subject: str
    unit: str
    least: Fraction
    most: Fraction


class PeriodSum(NamedTuple):
    """What a period comes to: its exact total, the same rounded, and the lines that make it."""

    period: str
    least: Fraction
    most: Fraction
    shown_least: Fraction
    shown_most: Fraction
    lines: tuple[LineSum, ...]
