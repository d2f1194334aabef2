"""Conditions on the facts of an item or a span, and the occurrences that start and end a run.

Every condition is true, false or unknown; unknown is a value with consequences, never an error.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from fractions import Fraction
from typing import Literal, TypeAlias


class Missing(Enum):
    """Why a fact or a moment has no value."""

    UNKNOWN = "unknown"
    ABSENT = "absent"


UNKNOWN = Missing.UNKNOWN
"""The source does not say: a condition on it is unknown."""

ABSENT = Missing.ABSENT
"""There is none: a condition on it is false, the moment has not happened."""

Value: TypeAlias = str | Fraction
"""A fact's value: a declared name, `yes` or `no`, a text, or an exact number."""

Truth: TypeAlias = bool | None
"""True, false, or unknown (`None`)."""

Relation: TypeAlias = Literal["at least", "above", "below", "at most", "exactly"]


@dataclass(frozen=True, slots=True)
class Always:
    """True of everything."""


@dataclass(frozen=True, slots=True)
class Is:
    """The fact has one of the values."""

    fact: str
    values: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Compares:
    """The fact, a number, stands in the relation to the limit."""

    fact: str
    relation: Relation
    limit: Fraction


@dataclass(frozen=True, slots=True)
class Known:
    """The moment has happened; false before it, true from it on."""

    moment: str


@dataclass(frozen=True, slots=True)
class Notice:
    """A moment of a span lies so many calendar days before or after its start or end.

    Local dates are compared in the contract's zone, so `announced at least 5 calendar days before
    start` holds when the date of `announced` is at most the date of `start` less 5.
    """

    moment: str
    relation: Literal["at least", "at most"]
    days: int
    side: Literal["before", "after"]
    anchor: str


@dataclass(frozen=True, slots=True)
class Every:
    """All parts hold."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Some:
    """At least one part holds."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """The part does not hold."""

    part: Condition


Condition: TypeAlias = Always | Is | Compares | Known | Notice | Every | Some | Not

ALWAYS = Always()


@dataclass(frozen=True, slots=True)
class Happens:
    """A moment or event of the vocabulary happens."""

    name: str


@dataclass(frozen=True, slots=True)
class Becomes:
    """A state takes one of the values and did not have one just before."""

    state: str
    values: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class StopsBeing:
    """A state had one of the values just before and does not have one any more."""

    state: str
    values: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Changes:
    """A fact takes any other value than before; the first known value counts."""

    fact: str


Occurrence: TypeAlias = Happens | Becomes | StopsBeing | Changes
