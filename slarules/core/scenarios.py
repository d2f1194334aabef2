"""Tests by example, as the engine reads them: what is given, and what is expected."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Literal, TypeAlias

from slarules.core.conditions import Missing, Value
from slarules.core.promises import UNWRITTEN, Origin
from slarules.instants import Instant, Interval, Micros


@dataclass(frozen=True, slots=True)
class GivenFact:
    """A fact or state holds a value: throughout, from an instant on, or until another."""

    name: str
    value: Value | Missing
    start: Instant | None = None
    end: Instant | None = None


@dataclass(frozen=True, slots=True)
class GivenMoment:
    """A moment or event happened at an instant, or is unknown, perhaps between two."""

    name: str
    at: Instant | None
    after: Instant | None = None
    before: Instant | None = None


Told: TypeAlias = Literal["met", "missed", "unknown"] | Micros
"""What is said outright of a measure of an item: the verdict, or the time used."""


@dataclass(frozen=True, slots=True)
class GivenReading:
    """A measurement has a value over a stretch; `of` is the thing that it is about."""

    name: str
    value: Value | Missing
    during: Interval
    of: str | None = None


@dataclass(frozen=True, slots=True)
class GivenThing:
    """An item (`ticket A`) or a span of the world (`maintenance M1`).

    `given 57 incidents ...` makes as many, named `incident 1` and so on.

    Attributes:
        bad: Stretches given outright as bad (`with minutes bad from ... until ...`).
        told: Measures given outright: met, missed, or by the time used.
        length: Of a span without times, how long it was (`with length 2 elapsed hours`).
        readings: Values of measurements in stretches (`with zones_down 2 from ... until ...`).
        amounts: Billed amounts of the item itself.
        period: The label of the period given last before it, for what has no times.
    """

    kind: str
    name: str
    is_span: bool
    facts: tuple[GivenFact, ...]
    moments: tuple[GivenMoment, ...]
    bad: tuple[Interval, ...] = ()
    origin: Origin = UNWRITTEN
    told: tuple[tuple[str, Told], ...] = ()
    length: Micros | None = None
    readings: tuple[GivenReading, ...] = ()
    amounts: tuple[tuple[str, Fraction], ...] = ()
    period: str | None = None


@dataclass(frozen=True, slots=True)
class GivenPeriod:
    """A period, or a thing in a period, with values given outright, which are then not computed.

    Attributes:
        of: The thing, its kind and name (`given port p1 with ...`); `None` is the period itself.
        facts, moments: Facts of the period or of the thing in it.
        credits: What credits, points or the total credit came to, by name or `TOTAL`.
        outcomes: Targets given as met, missed or unknown; conditions as yes or no.
        achieved: Targets given by the share they achieved; the outcome follows from the level.
        amounts: Billed amounts in the contract's currency.
        readings: Values of measurements or period measures.
    """

    label: str
    outcomes: tuple[tuple[str, Literal["met", "missed", "unknown", "yes", "no"]], ...] = ()
    achieved: tuple[tuple[str, Fraction], ...] = ()
    amounts: tuple[tuple[str, Fraction], ...] = ()
    readings: tuple[tuple[str, Fraction], ...] = ()
    origin: Origin = UNWRITTEN
    of: tuple[str, str] | None = None
    facts: tuple[GivenFact, ...] = ()
    moments: tuple[GivenMoment, ...] = ()
    credits: tuple[tuple[str, Fraction], ...] = ()


TOTAL = "total credit"
"""How the sum of a period's credits is named among `GivenPeriod.credits`."""


@dataclass(frozen=True, slots=True)
class ExpectVerdict:
    """An item's measure has the verdict; `missed_at` where the text names the instant."""

    item: str
    measure: str
    verdict: str
    missed_at: Instant | None = None
    cycle: int = 1
    cycle_of: str | None = None
    origin: Origin = UNWRITTEN


@dataclass(frozen=True, slots=True)
class ExpectDue:
    """An item's measure falls due at `earliest`, or between it and `latest`."""

    item: str
    measure: str
    earliest: Instant
    latest: Instant
    cycle: int = 1
    cycle_of: str | None = None
    origin: Origin = UNWRITTEN


@dataclass(frozen=True, slots=True)
class ExpectLength:
    """An item's measure used, paused or excluded so much time, on the clock named."""

    item: str
    measure: str
    what: Literal["used", "paused", "excluded"]
    length: Micros
    clock: str
    cycle: int = 1
    cycle_of: str | None = None
    origin: Origin = UNWRITTEN


@dataclass(frozen=True, slots=True)
class ExpectBelongs:
    """An item's measure belongs to the period."""

    item: str
    measure: str
    period: str
    cycle: int = 1
    cycle_of: str | None = None
    origin: Origin = UNWRITTEN


@dataclass(frozen=True, slots=True)
class ExpectCredit:
    """A credit, or the total when `credit` is `None`, earns from `least` to `most`.

    `of` names the item, span, thing or event that the line is about. The total of points is that
    of all points statements; what an earn-back `returned` is expected by its own name. `currency`
    is another one that the total is paid in. `period` is a label such as `2026-03`; `None` is the
    last given period.
    """

    credit: str | None
    least: Fraction
    most: Fraction
    period: str | None = None
    origin: Origin = UNWRITTEN
    of: str | None = None
    unit: Literal["money", "points", "days"] = "money"
    currency: str | None = None
    noun: Literal["credit", "bonus", "returned"] = "credit"


@dataclass(frozen=True, slots=True)
class ExpectTarget:
    """A per-period target is met, missed, exceeded or undetermined, or a condition yes or no."""

    target: str
    outcome: str
    period: str | None = None
    origin: Origin = UNWRITTEN
    of: str | None = None


@dataclass(frozen=True, slots=True)
class ExpectRight:
    """A right is open, perhaps until the end of a date, closed, or undetermined."""

    right: str
    state: Literal["open", "closed", "undetermined"]
    until: date | None = None
    period: str | None = None
    of: str | None = None
    origin: Origin = UNWRITTEN


@dataclass(frozen=True, slots=True)
class ExpectDuty:
    """A duty is owed until the end of a date, or is not owed (`until` is `None`)."""

    duty: str
    until: date | None
    period: str | None = None
    of: str | None = None
    origin: Origin = UNWRITTEN


@dataclass(frozen=True, slots=True)
class ExpectClaim:
    """Credits of a period, or those under a named claim, can be claimed to the end of a date."""

    claim: str | None
    closes: date
    period: str | None = None
    of: str | None = None
    origin: Origin = UNWRITTEN


@dataclass(frozen=True, slots=True)
class ExpectMeasure:
    """A period measure or a target's share: `good` of `whole`, or `good` alone as a value.

    `unit` is the unit named in the text, such as minutes, when both are lengths of time; `clock`
    that of a length of time in microseconds.
    """

    measure: str
    good: Fraction
    whole: Fraction | None
    unit: Micros | None = None
    period: str | None = None
    origin: Origin = UNWRITTEN
    of: str | None = None
    clock: str | None = None


@dataclass(frozen=True, slots=True)
class ExpectOpen:
    """So much time of a clock lies between two instants."""

    length: Micros
    clock: str
    start: Instant
    end: Instant
    origin: Origin = UNWRITTEN


@dataclass(frozen=True, slots=True)
class ExpectDueTime:
    """So much time of a clock after an instant ends at another."""

    length: Micros
    clock: str
    start: Instant
    due: Instant
    origin: Origin = UNWRITTEN


Expectation: TypeAlias = (
    ExpectVerdict
    | ExpectDue
    | ExpectLength
    | ExpectBelongs
    | ExpectCredit
    | ExpectTarget
    | ExpectRight
    | ExpectDuty
    | ExpectClaim
    | ExpectMeasure
    | ExpectOpen
    | ExpectDueTime
)


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Where the text contradicts itself: the clause that an example refutes, and why."""

    clause: str
    why: str


@dataclass(frozen=True, slots=True)
class Scenario:
    """One test by example; instants of the sources and `as_of` are `None` where it is silent.

    Attributes:
        contradicts: The scenario is a printed example that the contract's own clause contradicts:
            what it expects is expected not to hold, at least once.
    """

    title: str
    things: tuple[GivenThing, ...]
    periods: tuple[GivenPeriod, ...]
    expectations: tuple[Expectation, ...]
    as_of: Instant | None = None
    complete_through: Instant | None = None
    spans_complete_through: Instant | None = None
    internal: bool = False
    origin: Origin = UNWRITTEN
    readings: tuple[GivenReading, ...] = ()
    contradicts: Contradiction | None = None
