"""An audit made by hand, so that what is shown can be checked against what was put in."""

from __future__ import annotations

from datetime import UTC, datetime
from fractions import Fraction

from slarules.core.conditions import UNKNOWN
from slarules.core.contract import Contract, Fact, Kind, Terms, Version, Vocabulary
from slarules.core.money import Credit, Money, Part, Subject
from slarules.core.promises import Origin
from slarules.core.settling import Rounding, Settlement
from slarules.core.targets import ShareInTime, Target
from slarules.engine.outcome import (
    Achieved,
    Change,
    Line,
    Outcome,
    Statement,
    TargetResult,
    Verdict,
)
from slarules.facts.findings import Counts, Finding
from slarules.facts.history import Happening, History, RowRef, Step, Timeline
from slarules.instants import HOUR, Instant, Micros, instant
from slarules.report.audited import Audited, Input


def at(text: str) -> Instant:
    return instant(datetime.fromisoformat(text).replace(tzinfo=UTC))


TICKET = Kind("ticket", "tickets", {"level": Fact("level", "one of", ("P1", "P2"))}, {}, {})
TARGET = Target(
    "in_time",
    "Nine in ten in time",
    ShareInTime("resolve", "ticket"),
    "at least",
    Fraction(9, 10),
    "calendar month",
)
CREDIT = Credit(
    "shortfall",
    "Shortfall",
    Subject("period", target="in_time"),
    None,
    (),
    (Part(Money(Fraction(500))),),
)


def terms() -> Terms:
    return Terms(
        clocks={},
        levels={},
        promises={},
        pauses=(),
        exclusions=(),
        removals=(),
        cancels=(),
        unknown=(),
        measures={},
        targets={TARGET.name: TARGET},
        amounts={},
        credits={CREDIT.name: CREDIT},
        pools={},
        multipliers={},
        caps={},
        earnbacks={},
        claims=(),
        settlement=Settlement(("base", "lid", "rounding"), Origin("7.8")),
        always=(),
    )


def contract() -> Contract:
    return Contract(
        name="harbour",
        title="Harbour support",
        reference="MSA 1",
        provider="Northwind",
        customer="Harbour",
        groups={},
        zone="Europe/Dublin",
        currency="EUR",
        every="calendar month",
        starts=at("2026-01-01"),
        ends=None,
        signed=None,
        before_start=None,
        belongs={},
        rounding=Rounding("half up", 2),
        mapping=("harbour_csv", 1),
        vocabulary=Vocabulary({"ticket": TICKET}, {}, {}),
        coverage=(),
        versions=(Version("base", "as signed", at("2026-01-01"), terms()),),
        scenarios=(),
    )


def verdict() -> Verdict:
    return Verdict(
        item="T-1",
        kind="ticket",
        customer=None,
        promise="resolve",
        table="desk",
        measure="resolve",
        cycle=1,
        cycle_of=None,
        level="P1",
        started_at=at("2026-03-03T16:00"),
        due_at=at("2026-03-03T20:00"),
        due_latest=None,
        ended_at=at("2026-03-03T21:30:00.250000"),
        missed_at=at("2026-03-03T20:00"),
        elapsed=Micros(5 * HOUR + 30 * 60_000_000 + 250_000),
        paused=Micros(0),
        excluded=Micros(0),
        goal=Micros(4 * HOUR),
        goal_text="4 elapsed hours",
        verdict="missed",
        lateness=(Micros(90 * 60_000_000), Micros(90 * 60_000_000)),
        provisional=False,
        period="2026-03",
        belongs_at=None,
        needs=(),
        version="base",
        internal=False,
        origin=Origin("4.1"),
    )


def target() -> TargetResult:
    return TargetResult(
        target="in_time",
        title="Nine in ten in time",
        period="2026-03",
        counts={"met": 17, "missed": 2},
        achieved=Achieved(Fraction(17, 19), Fraction(17, 19), Fraction(17), Fraction(19)),
        level=Fraction(9, 10),
        relation="at least",
        outcome="missed",
        rule=None,
        provisional=False,
        needs=(),
        version="base",
        internal=False,
        origin=Origin("4.3"),
    )


def line() -> Line:
    return Line(
        statement="shortfall",
        title="Shortfall",
        subject="2026-03",
        period="2026-03",
        basis="achieved 89.47%",
        base_least=Fraction(500),
        base_most=Fraction(500),
        earned_least=Fraction(500),
        earned_most=Fraction(500),
        least=Fraction(1000, 3),
        most=Fraction(1000, 3),
        shown_least=Fraction(33333, 100),
        shown_most=Fraction(33333, 100),
        changes=(Change("lid", Fraction(-500, 3), Fraction(-500, 3), "ceiling", Origin("7.5")),),
        needs=(),
        claimable_until=at("2026-05-01"),
        state="claimable",
        origin=Origin("7.2"),
    )


def statement() -> Statement:
    return Statement(
        period="2026-03",
        currency="EUR",
        lines=(line(),),
        total_least=Fraction(1000, 3),
        total_most=Fraction(1000, 3),
        shown_least=Fraction(33333, 100),
        shown_most=Fraction(33333, 100),
        payable_least=Fraction(33333, 100),
        payable_most=Fraction(33333, 100),
        final=False,
        why_provisional=("good_run looks at 2026-06",),
        needs=(),
        version="base",
    )


def history() -> History:
    row, reported = RowRef("events.csv", 2), at("2026-03-03T16:00")
    ticket = Timeline(
        item="T-1",
        kind="ticket",
        facts={"level": (Step(reported, "P1", 0, row), Step(at("2026-03-03T17:00"), UNKNOWN))},
        happened={"reported": (Happening(reported, 0, row),)},
    )
    return History((ticket,), at("2026-04-10"), at("2026-04-10"))


def audited() -> Audited:
    return Audited(
        contract=contract(),
        outcome=Outcome((verdict(),), (), (target(),), (statement(),)),
        history=history(),
        audience="customer",
        findings=(Finding("unmapped", "events.csv", 7, "priority", "no rule for 'Urgent'", 3),),
        counts=(Counts("events.csv", 120, 117, 0, 3),),
        needs=(),
        sources={"events.csv": "0" * 64},
        sentences={"reported": ("reported is when created",)},
        inputs=(Input("harbour.sla", b"language slarules 1\n"),),
        command=("slarules", "audit", "harbour.sla"),
    )
