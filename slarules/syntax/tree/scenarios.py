"""The statement `scenario`: what is given, and what is expected."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal, TypeAlias

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


Detail: TypeAlias = With | WithBadMinutes


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


# --- expect --------------------------------------------------------------------------------------

Verdict: TypeAlias = Literal["met", "missed", "open", "undetermined", "excluded", "cancelled"]


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class VerdictIs(Node):
    """`met`."""

    verdict: Verdict


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class MissedAt(Node):
    """`missed at 2026-03-18 11:30`."""

    at: LocalInstant


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class DueAt(Node):
    """`due at 2026-03-18 11:30`."""

    at: LocalInstant


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class DueBetween(Node):
    """`due between A and B`."""

    earliest: LocalInstant
    latest: LocalInstant


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Used(Node):
    """`used 60 desk minutes`."""

    time: Duration


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Paused(Node):
    """`paused 3 desk hours`."""

    time: Duration


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class ExcludedTime(Node):
    """`excluded 2 elapsed hours`."""

    time: Duration


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class BelongsTo(Node):
    """`belongs to 2026-04`."""

    period: PeriodLabel


RunFinding: TypeAlias = (
    VerdictIs | MissedAt | DueAt | DueBetween | Used | Paused | ExcludedTime | BelongsTo
)


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class ExpectRun(Phrase):
    """`expect A respond cycle 2 met`, `expect A held for networks met`."""

    repeats: ClassVar[bool] = True
    item: Name
    measure: Name
    of: Value | None
    cycle: Number | None
    finding: RunFinding


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class ExpectTarget(Phrase):
    """`expect monthly_uptime missed in 2026-03`."""

    repeats: ClassVar[bool] = True
    target: Name
    verdict: Literal["met", "missed", "exceeded", "undetermined"]
    period: PeriodLabel | None


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Ratio(Node):
    """`44,535 of 44,580 minutes`, compared exactly; the unit is for the reader."""

    part: Number
    whole: Number
    unit: Literal["minutes"] | None


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class ExpectValue(Phrase):
    """`expect uptime 99.9%`, `expect uptime 44,535 of 44,580 minutes`."""

    repeats: ClassVar[bool] = True
    measure: Name
    value: Ratio | Percent | Number | Duration
    period: PeriodLabel | None


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class MoneyBetween(Node):
    """`between EUR 0.00 and EUR 500.00`: what is unknown leaves a range."""

    least: Money
    most: Money


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class ExpectCredit(Phrase):
    """`expect credit late_p1 EUR 500.00 in 2026-01`."""

    repeats: ClassVar[bool] = True
    credit: Name
    money: Money | MoneyBetween
    period: PeriodLabel | None


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class ExpectTotal(Phrase):
    """`expect total credit EUR 8,400.00`."""

    repeats: ClassVar[bool] = True
    money: Money | MoneyBetween
    period: PeriodLabel | None


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class ExpectElapsed(Phrase):
    """`expect 7 night hours from A until B`."""

    repeats: ClassVar[bool] = True
    time: Duration
    start: LocalInstant
    end: LocalInstant


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class ExpectDue(Phrase):
    """`expect 8 night hours after A is B`."""

    repeats: ClassVar[bool] = True
    time: Duration
    start: LocalInstant
    end: LocalInstant


Given: TypeAlias = GivenThing | GivenPeriod | GivenAsOf | GivenComplete | GivenCompleteBeside
Expect: TypeAlias = (
    ExpectRun | ExpectTarget | ExpectValue | ExpectCredit | ExpectTotal | ExpectElapsed | ExpectDue
)


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Scenario(Line):
    """`scenario "The clock stops while we wait for the customer" clause "4.5"`."""

    title: Text
    clause: Text | None
    phrases: tuple[Given | Expect, ...]
