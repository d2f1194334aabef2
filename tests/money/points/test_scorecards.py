"""Scorecards: weighted sums of measures."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.money.points.paper import codes, failures, line, settled

NAMES = ("technical", "management", "cost_control")

MEASURES = "".join(
    f"measurement {name}_score\n  is a number\n\nmeasure {name}\n  is the value of {name}_score\n\n"
    for name in NAMES
)


def card(weights: tuple[str, ...] = ("60%", "25%", "15%"), more: str = "") -> str:
    rows = "".join(f"  | {n} | {w} |\n" for n, w in zip(NAMES, weights, strict=True))
    return f"{MEASURES}scorecard rating\n{more}  table\n  | measure | weight |\n{rows}\n"


AWARD = """bonus award
  each period
  by rating
  table
  | rating                   | amount     |
  | below 51                 | none       |
  | at least 51 and below 76 | GBP 50.00  |
  | at least 76              | GBP 100.00 |
  | unknown                  | none       |

settlement
  order base, rounding
"""

WHOLE = "  weights total exactly 100%\n"
GATE = WHOLE + "  counts as 0 when any score is below 80\n"


def scenario(rating: str, *scores: str) -> str:
    told = "".join(f"    with {n} {s}\n" for n, s in zip(NAMES, scores, strict=False))
    return f'\nscenario "S"\n  given period 2026-06\n{told}  expect rating {rating}\n'


@pytest.mark.parametrize(
    ("more", "scores", "rating"),
    [
        (WHOLE, ("80", "0", "0"), "48"),
        (WHOLE, ("86", "92", "81"), "86.75"),
        (WHOLE, ("99", "79", "98"), "93.85"),
        (GATE, ("86", "92", "81"), "86.75"),
        (GATE, ("99", "79", "98"), "0"),
        (GATE, ("99", "80", "98"), "94.1"),
    ],
)
def test_a_rating_is_the_weighted_sum(more: str, scores: tuple[str, ...], rating: str) -> None:
    assert failures(card(more=more) + AWARD + scenario(rating, *scores)) == []


def test_plain_numbers_are_parts_of_their_sum() -> None:
    text = card(("2", "1", "1")) + AWARD + scenario("70", "80", "80", "40")
    assert failures(text) == []


@settings(max_examples=15, deadline=None)
@given(st.tuples(*(st.integers(0, 100),) * 3), st.integers(1, 99))
def test_a_rating_lies_between_the_lowest_and_the_highest_score(
    scores: tuple[int, int, int], part: int
) -> None:
    weights = (f"{part}", f"{100 - part}", "100")
    exact = (part * scores[0] + (100 - part) * scores[1] + 100 * scores[2]) / Fraction(200)
    text = f"{exact.numerator * (200 // exact.denominator) / 200:.3f}"
    told = scenario(text, *map(str, scores))
    assert min(scores) <= exact <= max(scores)
    assert failures(card(weights) + AWARD + told) == []


@pytest.mark.parametrize(("score", "paid"), [("50", 0), ("51", 50), ("75", 50), ("76", 100)])
def test_a_table_by_a_rating(score: str, paid: int) -> None:
    told = "".join(f"\n    with {name} {score}" for name in NAMES)
    statement = settled(card(more=WHOLE) + AWARD, f"  given period 2026-06{told}")
    assert sum(each.least for each in statement.lines) == paid
    assert statement.total_least == statement.total_most == 0
    if paid:
        assert line(statement, "award").kind == "bonus"
    assert statement.bonus_least == paid


def test_a_bonus_is_set_off_only_where_the_settlement_says_so() -> None:
    text = card(more=WHOLE) + AWARD.replace(
        "settlement\n", "credit fine\n  each period\n  pays GBP 30.00\n\nsettlement\n"
    )
    told = "  given period 2026-06" + "".join(f"\n    with {name} 60" for name in NAMES)
    assert settled(text, told).total_least == 30
    netted = text.replace("rounding\n", "rounding\n  bonuses are set off\n")
    assert settled(netted, told).total_least == -20


def test_a_gate_below_which_one_score_surely_lies_needs_no_other() -> None:
    text = card(more=GATE) + AWARD + scenario("0", "70")
    assert failures(text) == []


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (card(("60%", "25%", "10%"), WHOLE), "E313"),
        (card(("60%", "25%", "15")), "E301"),
        (card(("60%", "25%", "15%")), "E405"),
        (card(("2", "1", "1"), WHOLE), "E301"),
        (card(more=GATE.replace("80", "80%")), "E301"),
        (card(more=WHOLE).replace("| technical |", "| technicall |"), "E201"),
    ],
)
def test_what_a_scorecard_cannot_say(text: str, code: str) -> None:
    assert code in codes(text + AWARD)
