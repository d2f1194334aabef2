"""What a scenario expects."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal, TypeAlias

from slarules.syntax.tree.base import (
    Date,
    Duration,
    LocalInstant,
    Money,
    Name,
    Node,
    Number,
    Percent,
    PeriodLabel,
    Phrase,
    Value,
)

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
    """`expect monthly_uptime of n1 missed in 2026-03`, `expect server_default yes`."""

    repeats: ClassVar[bool] = True
    target: Name
    of: Name | None
    outcome: Literal["met", "missed", "exceeded", "undetermined", "yes", "no"]
    period: PeriodLabel | None


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class ExpectState(Phrase):
    """`expect chronic of c1 open until 2026-08-30 in 2026-07`."""

    repeats: ClassVar[bool] = True
    right: Name
    of: Name | None
    state: Literal["open", "closed"]
    until: Date | None
    period: PeriodLabel | None


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Ratio(Node):
    """`44,535 of 44,580 minutes`, compared exactly; the unit is for the reader."""

    part: Number
    whole: Number
    unit: Literal["minutes", "hours"] | None


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class ExpectValue(Phrase):
    """`expect uptime 99.9%`, `expect uptime of p1 44,535 of 44,580 minutes`."""

    repeats: ClassVar[bool] = True
    measure: Name
    of: Name | None
    value: Ratio | Percent | Number | Duration
    period: PeriodLabel | None


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class MoneyBetween(Node):
    """`between EUR 0.00 and EUR 500.00`, `from EUR 0.00 to EUR 500.00`: unknown leaves a range."""

    least: Money
    most: Money


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class DaysGiven(Node):
    """`3 days of service`."""

    count: Number


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class DaysBetween(Node):
    """`from 3 to 5 days of service`."""

    least: Number
    most: Number


Expected: TypeAlias = Money | MoneyBetween | DaysGiven | DaysBetween


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class ExpectCredit(Phrase):
    """`expect credit late_p1 EUR 500.00 in 2026-01`; also of a bonus, and what is returned."""

    repeats: ClassVar[bool] = True
    noun: Literal["credit", "bonus", "returned"]
    credit: Name
    of: Name | None
    sum: Expected
    period: PeriodLabel | None


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class ExpectTotal(Phrase):
    """`expect total credit EUR 8,400.00`."""

    repeats: ClassVar[bool] = True
    sum: Expected
    period: PeriodLabel | None


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class CountBetween(Node):
    """`between 2 and 4`: what is unknown leaves a range."""

    least: Number
    most: Number


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class ExpectPoints(Phrase):
    """`expect points late_reply of A 4 in 2026-03`."""

    repeats: ClassVar[bool] = True
    points: Name
    of: Name | None
    count: Number | CountBetween
    period: PeriodLabel | None


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class ExpectAllPoints(Phrase):
    """`expect all points 17`."""

    repeats: ClassVar[bool] = True
    count: Number | CountBetween
    period: PeriodLabel | None


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class ExpectClaim(Phrase):
    """`expect claim written of n1 closes on 2026-10-05`."""

    repeats: ClassVar[bool] = True
    claim: Name | None
    of: Name | None
    closes: Date
    period: PeriodLabel | None


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class OwedUntil(Node):
    """`until 2026-10-05`."""

    date: Date


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class NotOwed(Node):
    """`not owed`."""


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class ExpectDuty(Phrase):
    """`expect duty report of A until 2026-10-05`, `expect duty report not owed in 2026-03`."""

    repeats: ClassVar[bool] = True
    duty: Name
    of: Name | None
    state: OwedUntil | NotOwed
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


Expect: TypeAlias = (
    ExpectRun
    | ExpectTarget
    | ExpectState
    | ExpectValue
    | ExpectCredit
    | ExpectTotal
    | ExpectPoints
    | ExpectAllPoints
    | ExpectClaim
    | ExpectDuty
    | ExpectElapsed
    | ExpectDue
)
