"""What a scenario gives is all there is; what it does not give is absent, never unknown."""

from __future__ import annotations

from datetime import datetime
from fractions import Fraction
from zoneinfo import ZoneInfo

import pytest

from slarules.core.conditions import ABSENT, UNKNOWN
from slarules.core.contract import Contract
from slarules.core.scenarios import (
    GivenFact,
    GivenMoment,
    GivenPeriod,
    GivenThing,
    Scenario,
)
from slarules.facts.history import BEGINNING, Step, UnknownMoment
from slarules.instants import Instant, Interval, instant
from slarules.scenarios.given import history, judged_at, last_period
from slarules.scenarios.timelines import steps, timeline


def at(text: str) -> Instant:
    return instant(datetime.fromisoformat(text).replace(tzinfo=ZoneInfo("Europe/Dublin")))


def ticket(*moments: GivenMoment, facts: tuple[GivenFact, ...] = ()) -> GivenThing:
    return GivenThing("ticket", "A", is_span=False, facts=facts, moments=moments)


REPORTED = GivenMoment("reported", at("2026-03-03 16:00"))


def test_a_fact_without_times_holds_throughout() -> None:
    assert steps([GivenFact("level", "P1")]) == (Step(BEGINNING, "P1"),)


def test_between_its_stretches_a_fact_is_absent() -> None:
    given = [GivenFact("status", "open", Instant(10), Instant(20))]
    assert steps(given) == (Step(Instant(10), "open"), Step(Instant(20), ABSENT))


def test_a_stretch_that_follows_at_once_leaves_no_gap() -> None:
    given = [
        GivenFact("level", "P3", Instant(20)),
        GivenFact("level", "P1", Instant(10), Instant(20)),
    ]
    assert steps(given) == (Step(Instant(10), "P1"), Step(Instant(20), "P3"))


def test_what_is_given_without_times_holds_around_a_stretch() -> None:
    given = [GivenFact("site", "depot"), GivenFact("site", "quayside", Instant(10), Instant(20))]
    assert [step.value for step in steps(given)] == ["depot", "quayside", "depot"]


def test_unknown_is_unknown_and_bounds_are_kept() -> None:
    polled = GivenMoment("first_reply", None, Instant(10), Instant(20))
    told = timeline(ticket(REPORTED, polled, facts=(GivenFact("cause", UNKNOWN),)))
    assert told.moment("first_reply") == UnknownMoment(Instant(10), Instant(20))
    assert told.value("cause", Instant(0)) is UNKNOWN
    assert told.moment("resolved") is None


def test_events_of_one_name_are_all_told_in_order() -> None:
    later, earlier = GivenMoment("reopened", Instant(20)), GivenMoment("reopened", Instant(10))
    assert [h.at for h in timeline(ticket(later, earlier)).happened["reopened"]] == [10, 20]


@pytest.mark.parametrize(
    ("scenario", "expected"),
    [
        (Scenario("as written", (ticket(REPORTED),), (), (), as_of=Instant(7)), Instant(7)),
        (
            Scenario("after the last period", (ticket(REPORTED),), (GivenPeriod("2026-03"),), ()),
            at("2026-04-01 00:00"),
        ),
        (
            Scenario("just after the last instant", (ticket(REPORTED),), (), ()),
            Instant(at("2026-03-03 16:00") + 1),
        ),
    ],
    ids=lambda value: value.title if isinstance(value, Scenario) else "",
)
def test_a_scenario_is_judged(scenario: Scenario, expected: Instant, contract: Contract) -> None:
    assert judged_at(scenario, contract) == expected
    assert history(scenario, contract).until == expected


def test_evidence_after_the_last_moment_of_an_item_is_waited_for(contract: Contract) -> None:
    storm = GivenThing(
        "force_majeure",
        "S1",
        is_span=True,
        facts=(),
        moments=(
            GivenMoment("start", at("2026-03-03 09:00")),
            GivenMoment("end", at("2026-03-03 12:00")),
            GivenMoment("notified", at("2026-03-05 23:59")),
        ),
    )
    told = history(Scenario("storm", (storm, ticket(REPORTED)), (), ()), contract)
    assert told.as_of == at("2026-03-05 23:59") + 1
    assert told.spans[0].moments == {"notified": at("2026-03-05 23:59")}
    assert (told.spans[0].start, told.spans[0].end) == (
        at("2026-03-03 09:00"),
        at("2026-03-03 12:00"),
    )


def test_midnight_that_ends_a_month_is_still_that_month(contract: Contract) -> None:
    scenario = Scenario("", (ticket(REPORTED),), (), (), as_of=at("2026-04-01 00:00"))
    assert last_period(scenario, contract).label == "2026-03"


def test_bad_minutes_need_no_outage_with_a_start_and_an_end(contract: Contract) -> None:
    bad = Interval(at("2026-03-08 02:30"), at("2026-03-08 03:45"))
    outage = GivenThing("outage", "O1", is_span=True, facts=(), moments=(), bad=(bad,))
    told = history(Scenario("", (outage,), (GivenPeriod("2026-03"),), ()), contract)
    assert (told.spans, told.bad) == ((), ((None, bad),))


def test_a_period_given_twice_holds_what_both_give(contract: Contract) -> None:
    fee = GivenPeriod("2026-03", amounts=(("monthly_fee", Fraction(42_000)),))
    missed = GivenPeriod("2026-03", outcomes=(("nine_in_ten", "missed"),))
    told = history(Scenario("", (), (fee, missed), ()), contract)
    assert told.fees == {("monthly_fee", "2026-03"): Fraction(42_000)}
    assert told.given["2026-03"].outcomes == (("nine_in_ten", "missed"),)


def test_the_history_says_that_it_is_a_scenario(contract: Contract) -> None:
    assert list(history(Scenario("", (ticket(REPORTED),), (), ()), contract).given) == ["2026-03"]
