"""An expectation holds when what came is what it says; its mutants never hold beside it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest

from slarules.core.clocks import Clock, WeeklyHours, WeeklySpan
from slarules.core.contract import Contract, Terms
from slarules.core.promises import Origin
from slarules.core.scenarios import (
    Expectation,
    ExpectBelongs,
    ExpectCredit,
    ExpectDue,
    ExpectDueTime,
    ExpectLength,
    ExpectMeasure,
    ExpectOpen,
    ExpectTarget,
    ExpectVerdict,
    GivenPeriod,
    GivenThing,
    Scenario,
)
from slarules.engine.outcome import (
    Achieved,
    Line,
    MeasureResult,
    Outcome,
    Statement,
    TargetResult,
    Verdict,
)
from slarules.hours.local import midnight
from slarules.instants import HOUR, MINUTE, Instant, Micros
from slarules.scenarios.expect import holds, observed
from slarules.scenarios.mutants import mutants
from slarules.scenarios.told import Nothing, Told

NINE = Instant(midnight(date(2026, 3, 3), "Europe/Dublin") + 9 * HOUR)
DUE = Instant(NINE + 2 * HOUR)

VERDICT = Verdict(
    item="A",
    kind="ticket",
    customer=None,
    promise="resolve",
    table="desk",
    measure="resolve",
    cycle=1,
    cycle_of=None,
    level="P1",
    started_at=NINE,
    due_at=DUE,
    due_latest=None,
    ended_at=Instant(DUE + HOUR),
    missed_at=DUE,
    elapsed=Micros(3 * HOUR),
    paused=Micros(0),
    excluded=HOUR,
    goal=Micros(2 * HOUR),
    goal_text="2 elapsed hours",
    verdict="missed",
    lateness=(HOUR, HOUR),
    provisional=False,
    belongs_at=DUE,
    period="2026-03",
    needs=(),
    version="small",
    internal=False,
    origin=Origin("4.1"),
)

TARGET = TargetResult(
    target="nine_in_ten",
    title="",
    period="2026-03",
    counts={"met": 3, "missed": 1},
    achieved=Achieved(Fraction(3, 4), Fraction(3, 4), Fraction(3), Fraction(4)),
    level=Fraction(9, 10),
    relation="at least",
    outcome="missed",
    rule=None,
    provisional=False,
    needs=(),
    version="small",
    internal=False,
    origin=Origin("4.3"),
)

GOOD, ALL = 44_535, 44_580
SHARE = Fraction(GOOD, ALL)
UPTIME = MeasureResult(
    measure="uptime",
    title="",
    period="2026-03",
    achieved=Achieved(SHARE, SHARE, Fraction(GOOD * MINUTE), Fraction(ALL * MINUTE)),
    needs=(),
    origin=Origin("2.1"),
)


def line(subject: str, earned: Fraction) -> Line:
    return Line(
        statement="late",
        title="",
        subject=subject,
        period="2026-03",
        basis="",
        base_least=earned,
        base_most=earned,
        earned_least=earned,
        earned_most=earned,
        least=earned,
        most=earned,
        shown_least=earned,
        shown_most=earned,
        changes=(),
        needs=(),
        claimable_until=None,
        state="automatic",
        origin=Origin("7.1"),
    )


STATEMENT = Statement(
    period="2026-03",
    currency="EUR",
    lines=(line("A", Fraction("64.2185")), line("B", Fraction("64.2185"))),
    total_least=Fraction("100.004"),
    total_most=Fraction("100.004"),
    shown_least=Fraction(100),
    shown_most=Fraction(100),
    payable_least=Fraction(100),
    payable_most=Fraction(100),
    final=True,
    why_provisional=(),
    needs=(),
    version="small",
)

DESK = Clock(
    "desk",
    "Europe/Dublin",
    WeeklyHours(tuple(WeeklySpan(day, Micros(9 * HOUR), Micros(17 * HOUR)) for day in range(5))),
)

TRUE: list[Expectation] = [
    ExpectVerdict("A", "resolve", "missed"),
    ExpectVerdict("A", "resolve", "missed", DUE),
    ExpectDue("A", "resolve", DUE, DUE),
    ExpectLength("A", "resolve", "used", Micros(3 * HOUR), "elapsed"),
    ExpectLength("A", "resolve", "excluded", HOUR, "elapsed"),
    ExpectBelongs("A", "resolve", "2026-03"),
    ExpectCredit("late", Fraction("128.44"), Fraction("128.44")),
    ExpectCredit(None, Fraction(100), Fraction(100)),
    ExpectTarget("nine_in_ten", "missed"),
    ExpectMeasure("nine_in_ten", Fraction(3, 4), None),
    ExpectMeasure("nine_in_ten", Fraction(6), Fraction(8)),
    ExpectMeasure("uptime", Fraction(GOOD), Fraction(ALL), MINUTE),
    ExpectOpen(Micros(8 * HOUR), "desk", NINE, Instant(NINE + 24 * HOUR)),
    ExpectDueTime(Micros(9 * HOUR), "desk", NINE, Instant(NINE + 25 * HOUR)),
]


@pytest.fixture
def told(contract: Contract, terms: Terms) -> Told:
    version = replace(contract.versions[0], terms=replace(terms, clocks={"desk": DESK}))
    item = GivenThing("ticket", "A", is_span=False, facts=(), moments=())
    scenario = Scenario("", (item,), (GivenPeriod("2026-03"),), ())
    outcome = Outcome((VERDICT,), (UPTIME,), (TARGET,), (STATEMENT,))
    return Told(replace(contract, versions=(version,)), scenario, outcome)


@pytest.mark.parametrize("expected", TRUE, ids=lambda e: type(e).__name__)
def test_it_holds_and_none_of_its_mutants_does(expected: Expectation, told: Told) -> None:
    assert holds(expected, told)
    wrong = list(mutants(expected, told.contract))
    assert wrong
    assert not [mutant for mutant in wrong if holds(mutant, told)]


@pytest.mark.parametrize("expected", TRUE, ids=lambda e: type(e).__name__)
def test_what_came_instead_of_a_mutant_would_have_held(expected: Expectation, told: Told) -> None:
    for mutant in mutants(expected, told.contract):
        came = observed(mutant, told)
        assert not isinstance(came, Nothing)
        assert holds(came, told)


def test_the_time_for_each_value_is_told_apart(told: Told) -> None:
    desk = replace(VERDICT, cycle_of="desk", elapsed=HOUR)
    field = replace(VERDICT, cycle_of="field", elapsed=Micros(2 * HOUR))
    both = replace(told, outcome=replace(told.outcome, verdicts=(desk, field)))
    used = ExpectLength("A", "resolve", "used", HOUR, "elapsed", cycle_of="desk")
    assert holds(used, both)
    assert not holds(replace(used, cycle_of="field"), both)
    assert holds(replace(used, cycle_of="field", length=Micros(2 * HOUR)), both)


@pytest.mark.parametrize(
    ("expected", "reason"),
    [
        (ExpectVerdict("B", "resolve", "met"), "no item B is given"),
        (ExpectVerdict("A", "respond", "met"), "A has no respond"),
        (ExpectVerdict("A", "resolve", "met", cycle=2), "no cycle 2"),
        (ExpectVerdict("A", "resolve", "met", cycle_of="desk"), "A resolve has no time for desk"),
        (
            ExpectVerdict("A", "resolve", "met", cycle=2, cycle_of="desk"),
            "A resolve has no time for desk in cycle 2",
        ),
        (ExpectTarget("nine_in_ten", "met", "2026-02"), "not judged in 2026-02"),
        (ExpectCredit(None, Fraction(0), Fraction(0), "2026-02"), "no statement for 2026-02"),
    ],
)
def test_where_there_is_nothing_to_compare_the_reason_is_said(
    expected: Expectation, reason: str, told: Told
) -> None:
    seen = observed(expected, told)
    assert isinstance(seen, Nothing)
    assert reason in seen.reason


def test_a_credit_that_earned_nothing_is_zero(told: Told) -> None:
    assert holds(ExpectCredit("other", Fraction(0), Fraction(0)), told)
