"""Per-period targets: shares, small numbers, empty periods, and what is not settled."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given as examples
from hypothesis import strategies as st

from slarules.core.targets import SmallNumber, Target
from slarules.engine.outcome import Achieved, TargetResult, Verdict
from slarules.facts.history import History
from tests.engine import desk
from tests.engine.build import (
    end_of,
    evaluated,
    given,
    money_terms,
    percent,
    reading,
    reading_measure,
    scenario,
    share_target,
    until,
    value_target,
    verdict,
    verdicts_of,
)

MARCH = "2026-03"
SMALL = SmallNumber(10, 1)


def result(
    target: Target, verdicts: list[Verdict], history: History | None = None, label: str = MARCH
) -> TargetResult:
    contract = desk.contract(money_terms(target, reading_measure("patched", "patched_share")))
    return evaluated(contract, history or until(MARCH), verdicts).target(target.name, label)


def test_exactly_at_the_level_is_met() -> None:
    found = result(share_target("t", "90"), verdicts_of(["met"] * 9 + ["missed"]))
    assert found.outcome == "met"
    assert found.achieved == Achieved(percent("90"), percent("90"), Fraction(9), Fraction(10))


def test_one_more_miss_is_below_it() -> None:
    found = result(share_target("t", "90"), verdicts_of(["met"] * 17 + ["missed"] * 2))
    assert found.outcome == "missed"


def test_excluded_and_cancelled_leave_both_sides() -> None:
    words = ["met", "missed", "excluded", "cancelled"]
    found = result(share_target("t", "90"), verdicts_of(words))
    assert found.achieved == Achieved(Fraction(1, 2), Fraction(1, 2), Fraction(1), Fraction(2))
    assert found.counts == {"met": 1, "missed": 1, "excluded": 1, "cancelled": 1}


def test_an_open_item_is_on_neither_side_and_makes_the_target_provisional() -> None:
    found = result(share_target("t", "90"), verdicts_of(["met", "open"]))
    assert found.outcome == "met"
    assert found.provisional


def test_a_period_that_is_over_and_judged_is_not_provisional() -> None:
    assert not result(share_target("t", "90"), verdicts_of(["met"])).provisional


@pytest.mark.parametrize(
    ("count", "misses", "outcome"),
    [(9, 1, "met"), (9, 2, "missed"), (10, 1, "met"), (10, 2, "missed"), (1, 1, "met")],
)
def test_with_few_items_one_may_miss(count: int, misses: int, outcome: str) -> None:
    words = ["missed"] * misses + ["met"] * (count - misses)
    found = result(share_target("t", "90", small=SMALL), verdicts_of(words))
    assert found.outcome == outcome


def test_the_small_number_rule_says_why() -> None:
    found = result(share_target("t", "90", small=SMALL), verdicts_of(["missed", "met"]))
    assert found.rule == "with fewer than 10 items at most 1 may miss: 1 of 2 did"


def test_an_empty_period_counts_as_the_contract_says() -> None:
    found = result(share_target("t", "90", empty="met"), [])
    assert (found.outcome, found.achieved) == ("met", None)
    assert found.rule == "no items in the period: counts as met"


def test_an_empty_period_of_a_silent_contract_is_undetermined() -> None:
    found = result(share_target("t", "90"), [])
    assert found.outcome == "undetermined"
    assert found.needs == ("no items in the period",)


def test_undetermined_items_give_a_range() -> None:
    words = ["met"] * 8 + ["missed", "undetermined"]
    found = result(share_target("t", "90"), verdicts_of(words))
    assert found.outcome == "undetermined"
    assert found.achieved == Achieved(percent("80"), percent("90"), Fraction(8), Fraction(10))
    assert found.needs == ("first_reply of T9",)


def test_an_item_that_may_leave_counts_with_either_number_of_items() -> None:
    """Ten items need 90 %; if the last is excluded, nine allow one miss."""
    leaving = verdict("T9", "undetermined", could_be=("excluded", "missed"))
    target = share_target("t", "95", small=SMALL)
    found = result(target, [*verdicts_of(["met"] * 8 + ["missed"]), leaving])
    assert found.outcome == "undetermined"


def test_an_undetermined_item_that_cannot_matter_leaves_the_outcome_settled() -> None:
    found = result(share_target("t", "50"), verdicts_of(["met", "met", "undetermined"]))
    assert found.outcome == "met"


def test_given_outcomes_win_over_items() -> None:
    told = scenario(given(MARCH, t="missed"))
    found = result(share_target("t", "90"), verdicts_of(["met"]), told)
    assert (found.outcome, found.rule) == ("missed", "given outright")


@pytest.mark.parametrize(("share", "outcome"), [("90", "met"), ("89.99", "missed")])
def test_a_given_share_is_judged_by_the_level(share: str, outcome: str) -> None:
    told = scenario(given(MARCH, t=percent(share)))
    assert result(share_target("t", "90"), [], told).outcome == outcome


def test_periods_that_a_scenario_does_not_give_count_as_the_head_says() -> None:
    told = scenario(given("2026-01", t="missed"), given(MARCH, t="missed"))
    found = result(share_target("t", "90", empty="missed"), [], told, "2026-02")
    assert (found.outcome, found.rule) == ("met", "no items in the period: counts as met")


@pytest.mark.parametrize(("value", "outcome"), [("98", "met"), ("97.9", "missed")])
def test_the_value_of_a_measurement_against_the_level(value: str, outcome: str) -> None:
    history = until(MARCH, readings=(reading("patched_share", MARCH, percent(value)),))
    assert result(value_target("t", "98", "patched"), [], history).outcome == outcome


def test_no_data_counts_as_the_contract_says() -> None:
    assert result(value_target("t", "98", "patched", empty="missed"), []).outcome == "missed"
    assert result(value_target("t", "98", "patched"), []).outcome == "undetermined"


def test_a_quarter_target_takes_the_items_of_three_months() -> None:
    target = replace(share_target("t", "90"), every="calendar quarter")
    items = [*verdicts_of(["met"] * 9, "2026-01"), *verdicts_of(["missed"], MARCH)]
    assert result(target, items, label="2026-Q1").counts == {"met": 9, "missed": 1}


def test_a_month_that_goes_on_is_provisional() -> None:
    middle = desk.at("2026-03-15 12:00")
    history = replace(until(MARCH), as_of=middle)
    assert result(share_target("t", "90"), verdicts_of(["met"]), history).provisional
    late = replace(until(MARCH), as_of=end_of("2026-05"))
    assert not result(share_target("t", "90"), verdicts_of(["met"]), late).provisional


words = st.lists(st.sampled_from(["met", "missed", "undetermined", "excluded"]), max_size=24)


@examples(words, st.randoms(use_true_random=False), st.integers(0, 100))
def test_the_order_of_items_does_not_matter(told: list[str], random: object, level: int) -> None:
    items = verdicts_of(told)
    mixed = list(items)
    random.shuffle(mixed)  # type: ignore[attr-defined]
    target = share_target("t", str(level), small=SMALL)
    one, other = result(target, items), result(target, mixed)
    assert (one.outcome, one.achieved, one.counts) == (other.outcome, other.achieved, other.counts)


@examples(words, st.integers(0, 100))
def test_settling_the_unknown_never_leaves_the_range(told: list[str], level: int) -> None:
    target = share_target("t", str(level), small=SMALL, empty="met")
    open_ = result(target, verdicts_of(told))
    ends = [
        result(target, verdicts_of([end if word == "undetermined" else word for word in told]))
        for end in ("met", "missed")
    ]
    outcomes = {end.outcome for end in ends}
    assert open_.outcome in (outcomes if len(outcomes) == 1 else {"undetermined"})
    found = [end.achieved for end in ends if end.achieved]
    if open_.achieved:
        assert open_.achieved.most == found[0].most
        assert open_.achieved.least == found[-1].least
