"""The statement `scenario`, and what it gives."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, TypeAlias

from slarules.syntax.tree.base import (
    Duration,
    Line,
    LocalInstant,
    Money,
    Name,
    Node,
    Number,
    Percent,
    PeriodLabel,
    Phrase,
    Text,
    Unknown,
    Value,
)
from slarules.syntax.tree.expectations import Expect

# --- given ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class UnknownBetween(Node):
    """`unknown between A and B`: a moment of which only bounds are known."""

    earliest: LocalInstant
    latest: LocalInstant


GivenValue: TypeAlias = (
    Value | Percent | Money | Duration | LocalInstant | PeriodLabel | Unknown | UnknownBetween
)


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class With(Line):
    """`with status open from A until B`; without `from`, the value holds throughout."""

    name: Name
    value: GivenValue
    start: LocalInstant | None
    end: LocalInstant | None


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class WithBadMinutes(Line):
    """`with minutes bad from A until B`."""

    start: LocalInstant
    end: LocalInstant


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class WithTotal(Line):
    """`with total credit EUR 100.00`."""

    money: Money


Detail: TypeAlias = With | WithBadMinutes | WithTotal


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class GivenThing(Phrase):
    """`given ticket A`, `given maintenance M1`, with what is known of it."""

    repeats: ClassVar[bool] = True
    kind: Name
    name: Name
    details: tuple[Detail, ...]


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class GivenPeriod(Phrase):
    """`given period 2026-03`, with what is known of it."""

    repeats: ClassVar[bool] = True
    period: PeriodLabel
    details: tuple[Detail, ...]


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class GivenMany(Phrase):
    """`given 57 incidents`, so many alike; `given 12 intervals`, one after another."""

    repeats: ClassVar[bool] = True
    count: Number
    kind: Name
    details: tuple[Detail, ...]


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class GivenPrevious(Phrase):
    """`given the previous 10 periods`, with what is known of each."""

    repeats: ClassVar[bool] = True
    count: Number
    details: tuple[Detail, ...]


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class GivenAsOf(Phrase):
    """`given as of 2026-03-02 09:30`."""

    at: LocalInstant


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class GivenComplete(Phrase):
    """`given history complete through 2026-03-02 09:25`."""

    at: LocalInstant


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class GivenCompleteBeside(Phrase):
    """`given outages complete through 2026-03-02 09:25`."""

    at: LocalInstant


Given: TypeAlias = (
    GivenThing
    | GivenMany
    | GivenPeriod
    | GivenPrevious
    | GivenAsOf
    | GivenComplete
    | GivenCompleteBeside
)


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Contradicts(Phrase):
    """`contradicts clause "7" because "..."`: a printed example that its own clause refutes."""

    clause: Text
    reason: Text


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Scenario(Line):
    """`scenario "The clock stops while we wait for the customer" clause "4.5"`."""

    title: Text
    clause: Text | None
    phrases: tuple[Contradicts | Given | Expect, ...]
