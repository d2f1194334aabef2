"""Conditions on the facts of an item or a span, and the occurrences that start and end a run.

Every condition is true, false or unknown; unknown is a value with consequences, never an error.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from fractions import Fraction
from typing import Literal, TypeAlias, assert_never

from slarules.core.clocks import Clock
from slarules.instants import Micros


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
class OnDay:
    """The local date of a moment, in the clock's zone, is a day of the clock (R10)."""

    moment: str
    clock: Clock


@dataclass(frozen=True, slots=True)
class WithinHours:
    """The clock is open at a moment."""

    moment: str
    clock: Clock


@dataclass(frozen=True, slots=True)
class Notice:
    """A moment lies so many days of a clock before or after another.

    Local dates are compared in the clock's zone, and the date of the anchor does not count: of
    `announced at least 5 calendar days before start` the date of `announced` is at most that of
    `start` less 5, and `answered at least 1 desk day after question` holds from the first day of
    the desk on that begins after the date of `question`.
    """

    moment: str
    relation: Literal["at least", "at most"]
    days: int
    side: Literal["before", "after"]
    anchor: str
    clock: Clock


@dataclass(frozen=True, slots=True)
class TimedNotice:
    """A moment lies so much time of a clock before or after another."""

    moment: str
    relation: Literal["at least", "at most"]
    length: Micros
    side: Literal["before", "after"]
    anchor: str
    clock: Clock


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


Timing: TypeAlias = OnDay | WithinHours | Notice | TimedNotice
"""Conditions on when something happened; each holds the clock it asks."""

Condition: TypeAlias = Always | Is | Compares | Known | Timing | Every | Some | Not

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


def word_of(occurrence: Occurrence) -> str:
    """Return the word of the vocabulary that an occurrence is about."""
    match occurrence:
        case Happens(word) | Becomes(word) | StopsBeing(word) | Changes(word):
            return word
        case _:
            assert_never(occurrence)
