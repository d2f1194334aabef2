"""Statements: final or provisional and why, claims, versions, assessed periods."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from slarules.core.contract import Contract, Version
from slarules.core.quantities import ValueOf
from slarules.engine.outcome import Statement
from slarules.engine.reference.periods import assessed, version_of_period
from slarules.facts.history import History
from slarules.hours.periods import parse_label
from tests.engine import desk
from tests.engine.build import (
    band,
    between,
    cap,
    earnback,
    end_of,
    eur,
    evaluated,
    given,
    money_terms,
    multiplier,
    one,
    percent,
    period_credit,
    reading,
    reading_measure,
    scenario,
    share_target,
    until,
    value_target,
    verdict,
    verdicts_of,
    within_days,
)

MARCH = "2026-03"
PLAIN = money_terms(
    share_target("first", "90", empty="met"), period_credit("a", "first", pays=eur("100"))
)


def statement(history: History, *words: str, contract: Contract | None = None) -> Statement:
    found = evaluated(contract or desk.contract(PLAIN), history, verdicts_of(words))
    return found.statement(MARCH)


def test_a_period_that_is_over_and_vouched_for_is_final() -> None:
    found = statement(until(MARCH), "missed")
    assert (found.final, found.why_provisional, found.needs) == (True, (), ())


def test_a_period_that_goes_on_is_provisional() -> None:
    early = desk.at("2026-03-31 23:00")
    found = statement(replace(until(MARCH), as_of=early), "missed")
    assert found.why_provisional == ("2026-03 is not over.",)


def test_a_source_that_ends_before_the_period_does_not_vouch_for_it() -> None:
    found = statement(replace(until(MARCH), complete_through=desk.at("2026-03-31 23:00")), "missed")
    assert found.why_provisional == ("The source is complete only through 2026-03-31T21:00:00Z.",)


def test_a_source_of_maintenance_that_ends_before_the_period_does_not_vouch_for_it() -> None:
    early = replace(until(MARCH), spans_complete_through=desk.at("2026-03-31 23:00"))
    assert statement(early, "missed").why_provisional == (
        "The source of maintenance and the like is complete only through 2026-03-31T21:00:00Z.",
    )


def test_what_rests_on_the_last_of_its_kind_is_told_until_the_items_are_closed() -> None:
    resting = tuple(
        replace(v, provisional=True, until_closed=("resolved",)) for v in verdicts_of(["met"])
    )
    found = evaluated(desk.contract(PLAIN), until(MARCH), (*resting, *verdicts_of(["missed"])))
    assert found.statement(MARCH).why_provisional == (
        "Not closed yet: 1 judged for 2026-03. Until then a later resolved may count.",
    )


def test_an_undetermined_item_of_no_known_period_may_be_one_of_any() -> None:
    lost = tuple(replace(v, period=None) for v in verdicts_of(["undetermined"]))
    found = evaluated(desk.contract(PLAIN), until(MARCH), lost)
    assert found.statement(MARCH).why_provisional == (
        "Undetermined, and of no known period: 1 judged.",
        "What is owed depends on facts that are not known.",
    )
    assert found.statement(MARCH).total_least < found.statement(MARCH).total_most
    (target,) = (target for target in found.outcome.targets if target.period == MARCH)
    assert (target.outcome, target.provisional, target.counts) == ("undetermined", True, {})


def test_such_an_item_leaves_a_target_met_that_one_more_miss_would_not_miss() -> None:
    lost = tuple(replace(v, period=None) for v in verdicts_of(["undetermined"]))
    placed = verdicts_of(["met"] * 19)
    found = evaluated(desk.contract(PLAIN), until(MARCH), (*placed, *lost))
    (target,) = (target for target in found.outcome.targets if target.period == MARCH)
    assert (target.outcome, target.counts) == ("met", {"met": 19})
    assert target.achieved is not None
    assert (target.achieved.least, target.achieved.most) == (Fraction(19, 20), Fraction(1))


def test_an_open_item_that_belongs_to_the_period_keeps_it_open() -> None:
    found = statement(until(MARCH), "met", "open")
    assert found.why_provisional == ("Not over yet: 1 judged for 2026-03.",)


def test_what_internal_promises_wait_for_does_not_hold_back_a_statement() -> None:
    inner = verdict("T9", "open", internal=True, promise="triage")
    found = evaluated(desk.contract(PLAIN), until(MARCH), [verdict("A", "met"), inner])
    assert found.statement(MARCH).final


def test_unknown_facts_keep_a_statement_open_only_where_they_move_money() -> None:
    assert not statement(until(MARCH), "undetermined").final
    assert statement(until(MARCH), "missed", "missed", "undetermined").final


def test_lines_come_in_the_order_of_the_file() -> None:
    terms = money_terms(
        share_target("first", "90"),
        period_credit("b", "first", pays=eur("2")),
        period_credit("a", "first", pays=eur("1")),
    )
    found = statement(until(MARCH), "missed", contract=desk.contract(terms))
    assert [line.statement for line in found.lines] == ["b", "a"]


def test_a_claim_touches_its_credits_alone() -> None:
    terms = money_terms(
        share_target("first", "90"),
        period_credit("a", "first", pays=eur("1")),
        period_credit("b", "first", pays=eur("2")),
        claims=(within_days(30, "a"),),
    )
    found = statement(until(MARCH), "missed", contract=desk.contract(terms))
    assert [line.state for line in found.lines] == ["claimable", "automatic"]
    assert [line.claimable_until for line in found.lines] == [desk.at("2026-05-01 00:00"), None]


def test_the_claim_ends_on_a_local_date_also_over_the_clock_change() -> None:
    terms = replace(PLAIN, claims=(within_days(30),))
    history = until("2026-02", as_of=end_of("2026-02"))
    items = verdicts_of(["missed"], "2026-02")
    (line,) = evaluated(desk.contract(terms), history, items).lines("2026-02")
    assert line.claimable_until == desk.at("2026-03-31 00:00")


def test_terms_change_with_the_first_period_that_begins_after_they_take_effect() -> None:
    second = Version("second", "", desk.at("2026-02-01 00:00"), PLAIN)
    third = Version("third", "", desk.at("2026-03-02 00:00"), PLAIN)
    contract = desk.contract(PLAIN, second, third)
    names = []
    for label in ("2026-01", "2026-02", "2026-03", "2026-04"):
        period = parse_label(label, desk.ZONE)
        assert period is not None
        names.append(version_of_period(contract, period).name)
    assert names == ["signed", "second", "second", "third"]


@pytest.mark.parametrize(
    ("as_of", "labels"),
    [
        ("2026-03-01 00:00", ["2026-01", "2026-02"]),
        ("2026-03-01 00:01", ["2026-01", "2026-02", "2026-03"]),
        ("2026-01-01 00:00", []),
    ],
)
def test_periods_run_from_the_start_to_the_evaluation_instant(
    as_of: str, labels: list[str]
) -> None:
    history = History((), desk.at(as_of), desk.at(as_of))
    assert [period.label for period in assessed(desk.contract(PLAIN), history)] == labels


def test_no_period_follows_the_end_of_the_contract() -> None:
    contract = replace(desk.contract(PLAIN), ends=desk.at("2026-02-01 00:00"))
    assert [p.label for p in assessed(contract, until(MARCH))] == ["2026-01"]


def test_a_scenario_begins_with_what_it_tells() -> None:
    told = scenario(given("2026-02", first="met"), given(MARCH, first="met"))
    assert [p.label for p in assessed(desk.contract(PLAIN), told)] == ["2026-02", MARCH]


BY_VALUE = money_terms(
    reading_measure("patched", "patched_share"),
    value_target("kpi", "98", "patched"),
    period_credit(
        "a",
        "kpi",
        band("95", "98", eur("10")),
        band(None, "95", eur("50")),
        by=ValueOf("patched"),
    ),
    multiplier("again", "a", "2", "kpi", 1),
    cap("total", eur("60")),
    earnback("back", "a", "50", "kpi", 1),
    order=("base", "again", "total", "back"),
)


def test_a_value_between_two_readings_moves_target_multiplier_and_earn_back_together() -> None:
    """February lies from 94 % to 99 %: January comes half back, or else March doubles."""
    values = {"2026-01": ["96"], "2026-02": ["94", "99"], MARCH: ["97"]}
    readings = [
        reading("patched_share", label, percent(v)) for label, vs in values.items() for v in vs
    ]
    found = evaluated(desk.contract(BY_VALUE), until(MARCH, readings=readings))
    assert found.total("2026-01") == one("10")
    # Met: -5 of January. Missed at 94: 50 doubled to 100, capped at 60.
    assert found.total("2026-02") == between("-5", "60")
    # February met: 10. Missed: 20.
    assert found.total(MARCH) == between("10", "20")


def test_the_whole_value_decides_between_bands_at_their_limits() -> None:
    for value, owed in (("98", "0"), ("97.999", "10"), ("95", "10"), ("94.999", "50")):
        told = {"2026-02": "99", MARCH: value}
        readings = [reading("patched_share", label, percent(v)) for label, v in told.items()]
        history = until(MARCH, readings=readings)
        assert evaluated(desk.contract(BY_VALUE), history).total(MARCH) == one(owed)


def test_a_fixed_sum_says_what_was_missed() -> None:
    (line,) = statement(until(MARCH), "missed").lines
    assert line.basis == "first missed, 2026-03 -> EUR 100.00"
    assert line.least == Fraction(100)
