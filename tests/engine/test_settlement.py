"""The settled sums of the normative examples and of the design's worked cases."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from slarules.core.contract import Contract, Terms, Version
from slarules.core.money import Greater, Named, Times
from slarules.core.quantities import AchievedShare
from slarules.core.targets import SmallNumber
from tests.engine import desk
from tests.engine.build import (
    FEE,
    band,
    between,
    billed,
    cap,
    earnback,
    end_of,
    eur,
    evaluated,
    fee,
    given,
    late_band,
    late_credit,
    money_terms,
    multiplier,
    of,
    one,
    percent,
    period_credit,
    pool,
    scenario,
    share_target,
    start_of,
    until,
    verdict,
    verdicts_of,
    within_days,
)

NINE_IN_TEN = share_target("nine_in_ten", "90", small=SmallNumber(10, 1), empty="met")

HARBOUR = money_terms(
    NINE_IN_TEN,
    fee("42,000.00"),
    late_credit(
        "late_p1",
        "resolve",
        late_band(0, 2, eur("500.00")),
        late_band(2, 8, eur("1,500.00")),
        late_band(8, None, eur("4,000.00")),
    ),
    period_credit(
        "bulk_shortfall",
        "nine_in_ten",
        band("85", "90", of("5")),
        band("75", "85", of("10")),
        band(None, "75", of("15")),
        by=AchievedShare("nine_in_ten"),
    ),
    multiplier("repeat_failure", "bulk_shortfall", "1.5", "nine_in_ten", 2),
    cap("monthly_cap", of("20")),
    earnback("good_run", "bulk_shortfall", "100", "nine_in_ten", 3),
    order=("base", "repeat_failure", "monthly_cap", "good_run"),
)

MERIDIAN = money_terms(
    share_target("kpi_restore", "95"),
    share_target("kpi_answer", "80", "answer"),
    share_target("kpi_patch", "98", "patch"),
    billed("monthly_charges"),
    pool(
        "at_risk",
        of("12", Named("monthly_charges")),
        {"kpi_restore": "80", "kpi_answer": "50", "kpi_patch": "70"},
    ),
    order=("base", "at_risk"),
)


def contract(terms: Terms, *amended: Version) -> Contract:
    return desk.contract(terms, *amended)


def test_a_third_bad_month_running_is_doubled_by_half_and_then_capped() -> None:
    told = scenario(
        given("2026-01", nine_in_ten="missed"),
        given("2026-02", nine_in_ten="missed"),
        given("2026-03", nine_in_ten=percent("70")),
    )
    owed = evaluated(contract(HARBOUR), told)
    assert owed.earned("bulk_shortfall", "2026-03") == one("9,450")
    assert owed.total("2026-03") == one("8,400")
    (line,) = owed.lines("2026-03")
    assert (
        line.basis
        == "achieved share of nine_in_ten 70%: below 75 -> 15% of monthly_fee = EUR 6,300.00"
    )
    assert [change.step for change in line.changes] == ["repeat_failure", "monthly_cap"]
    assert [change.least for change in line.changes] == [3150, -1050]
    assert [change.origin.clause for change in line.changes] == ["11", "9"]


def test_a_second_bad_month_is_not_a_repeat_of_two() -> None:
    told = scenario(
        given("2026-02", nine_in_ten="missed"), given("2026-03", nine_in_ten=percent("70"))
    )
    owed = evaluated(contract(HARBOUR), told)
    assert owed.earned("bulk_shortfall", "2026-03") == one("6,300")


def test_a_miss_without_its_share_is_owed_within_the_bands_and_says_what_would_settle_it() -> None:
    told = scenario(given("2026-03", nine_in_ten="missed"))
    statement = evaluated(contract(HARBOUR), told).statement("2026-03")
    assert (statement.shown_least, statement.shown_most) == between("2100", "6300")
    assert statement.needs == ("achieved share of nine_in_ten not known in 2026-03",)
    assert not statement.final


def test_three_good_months_give_back_what_the_cap_left() -> None:
    told = scenario(
        given("2026-01", nine_in_ten="missed"),
        given("2026-02", nine_in_ten="missed"),
        given("2026-03", nine_in_ten=percent("70")),
        *(given(f"2026-{month:02}", nine_in_ten="met") for month in (4, 5, 6)),
    )
    owed = evaluated(contract(HARBOUR), told)
    assert owed.lines("2026-05") == []
    (line,) = owed.lines("2026-06")
    assert line.least == -8400
    assert (line.statement, line.title) == ("good_run", "Returned of bulk_shortfall 2026-03")
    assert owed.total("2026-06") == one("-8,400")
    assert owed.statement("2026-03").final


def test_one_bad_month_in_the_look_ahead_gives_nothing_back() -> None:
    told = scenario(
        given("2026-01", nine_in_ten=percent("80")),
        given("2026-02", nine_in_ten="met"),
        given("2026-03", nine_in_ten=percent("88")),
        given("2026-04", nine_in_ten="met"),
    )
    owed = evaluated(contract(HARBOUR), told)
    assert owed.lines("2026-04") == []
    assert owed.total("2026-03") == one("2,100")


def test_a_credit_that_may_come_back_is_provisional_until_the_look_ahead_is_over() -> None:
    told = scenario(
        given("2026-03", nine_in_ten=percent("80")), given("2026-04", nine_in_ten="met")
    )
    statement = evaluated(contract(HARBOUR), told).statement("2026-03")
    assert not statement.final
    assert statement.why_provisional == ("good_run looks ahead through 2026-06.",)


def test_a_returned_credit_still_counts_as_a_miss_for_repeats() -> None:
    met = {f"2026-{month:02}": "met" for month in (2, 3, 4)}
    told = scenario(
        given("2025-12", nine_in_ten="missed"),
        given("2026-01", nine_in_ten=percent("80")),
        *(given(label, nine_in_ten=word) for label, word in met.items()),
        given("2026-05", nine_in_ten=percent("80")),
    )
    wide = replace(
        HARBOUR,
        multipliers={
            "repeat_failure": multiplier("repeat_failure", "bulk_shortfall", "2", "nine_in_ten", 1)
        },
    )
    early = replace(contract(wide), starts=start_of("2025-01"))
    owed = evaluated(early, told)
    assert owed.earned("bulk_shortfall", "2026-01") == one("8,400")
    assert owed.lines("2026-04", "good_run")[0].least == -8400


def test_pool_pays_at_most_its_size() -> None:
    told = scenario(
        given(
            "2026-05",
            monthly_charges=eur("900,000.00"),
            kpi_restore="missed",
            kpi_answer="missed",
            kpi_patch="met",
        )
    )
    owed = evaluated(contract(MERIDIAN), told)
    assert owed.earned("at_risk", "2026-05") == one("108,000")
    assert owed.total("2026-05") == one("108,000")
    assert [line.subject for line in owed.lines("2026-05")] == ["kpi_restore", "kpi_answer"]
    assert owed.lines("2026-05")[0].base_least == 86400


def test_an_amended_cap_holds_from_the_first_period_that_begins_after_it_takes_effect() -> None:
    lower = replace(
        MERIDIAN,
        caps={"lower_cap": cap("lower_cap", of("10", Named("monthly_charges")))},
        settlement=replace(MERIDIAN.settlement, order=("base", "at_risk", "lower_cap", "rounding")),
    )
    amended = contract(MERIDIAN, Version("second", "", desk.at("2026-07-02 00:00"), lower))
    missed = {"kpi_restore": "missed", "kpi_answer": "missed", "kpi_patch": "met"}
    charges = eur("900,000.00")
    told = scenario(
        given("2026-07", monthly_charges=charges, **missed),
        given("2026-08", monthly_charges=charges, **missed),
    )
    owed = evaluated(amended, told)
    assert owed.total("2026-07") == one("108,000")
    assert owed.total("2026-08") == one("90,000")
    assert owed.statement("2026-08").version == "second"


def test_lateness_picks_the_band_and_each_ticket_is_a_line() -> None:
    hour = desk.hours(1)
    late = [
        verdict("A", "missed", lateness=(hour // 2, hour // 2)),
        verdict("B", "missed", lateness=(2 * hour, 2 * hour)),
        verdict("C", "missed", lateness=(2 * hour + 1, 2 * hour + 1)),
        verdict("D", "met"),
    ]
    terms = replace(HARBOUR, targets={}, credits={"late_p1": HARBOUR.credits["late_p1"]})
    plain = replace(terms, settlement=replace(terms.settlement, order=("base", "rounding")))
    history = replace(scenario(given("2026-03")), given={})
    owed = evaluated(contract(plain), history, late)
    assert [line.subject for line in owed.lines("2026-03")] == ["A", "B", "C"]
    assert [line.shown_least for line in owed.lines("2026-03")] == [500, 500, 1500]
    assert owed.lines("2026-03")[0].basis == (
        "lateness 30 min: above 0 and at most 2 elapsed hours -> EUR 500.00"
    )


def test_an_unknown_ticket_is_worth_from_nothing_to_the_highest_band() -> None:
    terms = replace(HARBOUR, targets={}, credits={"late_p1": HARBOUR.credits["late_p1"]})
    plain = replace(terms, settlement=replace(terms.settlement, order=("base", "rounding")))
    history = replace(scenario(given("2026-03")), given={})
    owed = evaluated(contract(plain), history, verdicts_of(["missed", "undetermined"]))
    assert owed.total("2026-03") == between("500", "4500")
    assert owed.statement("2026-03").needs == ("first_reply of T1",)


def test_a_cap_in_order_fills_line_by_line() -> None:
    terms = money_terms(
        share_target("first", "90"),
        share_target("second", "90"),
        fee("1,000.00"),
        period_credit("a", "first", pays=of("15")),
        period_credit("b", "second", pays=of("10")),
        cap("total", of("20"), "in order"),
        order=("base", "total"),
    )
    told = scenario(given("2026-03", first="missed", second="missed"))
    owed = evaluated(contract(terms), told)
    assert [line.least for line in owed.lines("2026-03")] == [150, 50]
    assert [line.earned_least for line in owed.lines("2026-03")] == [150, 100]


def test_a_cap_over_a_year_leaves_what_earlier_months_have_not_used() -> None:
    yearly = replace(cap("yearly", eur("250")), every="calendar year")
    terms = money_terms(
        share_target("first", "90"),
        period_credit("a", "first", pays=eur("100")),
        yearly,
        order=("base", "yearly"),
    )
    told = scenario(*(given(f"2026-{month:02}", first="missed") for month in (1, 2, 3, 4)))
    owed = evaluated(contract(terms), told)
    assert [owed.total(f"2026-{m:02}") for m in (1, 2, 3, 4)] == [
        one("100"),
        one("100"),
        one("50"),
        one("0"),
    ]


def test_amounts_look_back_and_take_the_greater() -> None:
    terms = money_terms(
        share_target("first", "90"),
        billed(),
        period_credit(
            "a", "first", pays=Times(percent("10"), Greater((FEE, Named("monthly_fee", -1))))
        ),
    )
    told = scenario(
        given("2026-02", monthly_fee=eur("3,000")),
        given("2026-03", monthly_fee=eur("2,000"), first="missed"),
    )
    assert evaluated(contract(terms), told).total("2026-03") == one("300")


def test_a_fee_that_billing_does_not_say_is_told_and_keeps_the_statement_open() -> None:
    terms = money_terms(
        share_target("first", "90"), billed(), period_credit("a", "first", pays=of("10"))
    )
    statement = evaluated(contract(terms), scenario(given("2026-03", first="missed"))).statement(
        "2026-03"
    )
    assert statement.needs == ("monthly_fee of 2026-03",)
    assert not statement.final


def test_half_comes_back_once_though_two_clauses_would_return_it() -> None:
    terms = money_terms(
        share_target("voice", "90"),
        fee("60,000"),
        period_credit("voice_credit", "voice", pays=of("5")),
        earnback("after_two", "voice_credit", "50", "voice", 2),
        earnback("after_three", "voice_credit", "100", "voice", 3),
        order=("base", "after_two", "after_three"),
    )
    told = scenario(
        given("2026-01", voice="missed"),
        *(given(f"2026-{month:02}", voice="met") for month in (2, 3, 4)),
    )
    owed = evaluated(contract(terms), told)
    assert owed.total("2026-03") == one("-1,500")
    assert owed.total("2026-04") == one("0")


def test_lines_of_a_credit_may_be_claimed_to_the_end_of_the_last_local_date() -> None:
    terms = money_terms(
        share_target("first", "90"),
        period_credit("a", "first", pays=eur("100")),
        claims=(within_days(30),),
    )
    told = scenario(given("2026-03", first="missed"))
    (line,) = evaluated(contract(terms), told).lines("2026-03")
    assert (line.claimable_until, line.state) == (desk.at("2026-05-01 00:00"), "claimable")
    later = replace(told, as_of=desk.at("2026-05-01 00:00"), complete_through=end_of("2026-03"))
    (line,) = evaluated(contract(terms), later).lines("2026-03")
    assert line.state == "expired"
    assert Fraction(100) == line.least


def test_what_is_payable_leaves_out_what_can_no_longer_be_claimed() -> None:
    terms = money_terms(
        share_target("first", "90"),
        period_credit("a", "first", pays=eur("33.335")),
        period_credit("b", "first", pays=eur("33.335")),
        claims=(within_days(30, "a"),),
    )
    told = scenario(given("2026-03", first="missed"))
    early = evaluated(contract(terms), told).statement("2026-03")
    assert early.payable_least == early.payable_most == early.shown_least
    told = replace(told, as_of=desk.at("2026-05-01 00:00"), complete_through=end_of("2026-03"))
    late = evaluated(contract(terms), told)
    (kept,) = late.lines("2026-03", "b")
    assert late.statement("2026-03").payable_least == kept.shown_least
    assert late.total("2026-03") == one("66.67")


def test_what_is_payable_is_a_range_where_what_is_earned_is_one() -> None:
    terms = money_terms(
        share_target("first", "90"),
        period_credit("a", "first", pays=eur("100")),
        period_credit("b", "first", pays=eur("50")),
        claims=(within_days(30, "a"),),
    )
    told = replace(until("2026-03"), as_of=desk.at("2026-06-01 00:00"))
    owed = evaluated(contract(terms), told, verdicts_of(["undetermined"]))
    statement = owed.statement("2026-03")
    assert owed.total("2026-03") == between("0", "150")
    assert (statement.payable_least, statement.payable_most) == between("0", "50")


@pytest.mark.parametrize(
    ("asked", "state"), [("2026-04-30 23:59:59", "claimed"), ("2026-05-01 00:00", "expired")]
)
def test_a_credit_that_was_asked_for_in_time_is_claimed(asked: str, state: str) -> None:
    terms = money_terms(
        share_target("first", "90"),
        period_credit("a", "first", pays=eur("100")),
        claims=(within_days(30),),
    )
    told = replace(
        scenario(given("2026-03", first="missed")),
        as_of=desk.at("2026-06-01 00:00"),
        complete_through=end_of("2026-03"),
        claims={("a", "2026-03"): desk.at(asked)},
    )
    (line,) = evaluated(contract(terms), told).lines("2026-03")
    assert line.state == state
