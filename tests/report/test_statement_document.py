"""statement.json: every step is there, and they add up."""

from __future__ import annotations

from fractions import Fraction

import pytest

from slarules.report.evidence.money import Statement, Statements
from slarules.runs.evidence import document
from tests.reports import demo


def statements() -> tuple[Statement, ...]:
    return document(demo() / "statement.json", Statements).statements


@pytest.mark.parametrize("end", ["least", "most"])
@pytest.mark.parametrize("number", range(12))
def test_what_is_earned_and_each_step_add_up_to_the_total(number: int, end: str) -> None:
    statement = statements()[number]

    def exact(value: object) -> Fraction:
        return Fraction(getattr(value, end).exact)

    earned = sum((exact(each.base) for each in statement.earned), Fraction(0))
    steps = sum((exact(each) for each in statement.steps), Fraction(0))
    assert earned + steps == exact(statement.total)
    assert sum(Fraction(getattr(line.amount, end).shown) for line in statement.lines) == Fraction(
        getattr(statement.total, end).shown
    )
    for line in statement.lines:
        changed = sum((exact(change) for change in line.changes), Fraction(0))
        assert exact(line.base) + changed == exact(line.amount)


@pytest.mark.parametrize("number", range(12))
def test_what_is_left_of_a_credit_is_the_sum_of_its_lines_as_they_are_shown(number: int) -> None:
    statement = statements()[number]
    for credit in statement.earned:
        lines = [each for each in statement.lines if each.statement == credit.statement]
        assert credit.left is not None
        for end in ("least", "most"):
            left = getattr(credit.left, end)
            amounts = [getattr(each.amount, end) for each in lines]
            assert Fraction(left.shown) == sum(Fraction(each.shown) for each in amounts)
            assert Fraction(left.exact) == sum(Fraction(each.exact) for each in amounts)


def test_all_periods_together_are_the_sum_of_what_each_shows() -> None:
    whole = document(demo() / "statement.json", Statements)
    for end in ("least", "most"):
        totals = [Fraction(getattr(each.total, end).shown) for each in whole.statements]
        payable = [Fraction(getattr(each.payable, end)) for each in whole.statements]
        assert Fraction(getattr(whole.total, end)) == sum(totals)
        assert Fraction(getattr(whole.payable, end)) == sum(payable)


def test_the_cap_took_off_what_the_demo_tells() -> None:
    # The demo's own story: in October everything together is cut to 20% of the fee of 39,140.
    october = next(each for each in statements() if each.period == "2025-10")
    [cap] = [each for each in october.steps if each.step == "monthly_cap"]
    assert Fraction(october.total.least.exact) == Fraction(39_140) / 5
    assert (cap.clause, cap.least.shown) == ("7.6", "-5557.00")


def test_the_last_day_of_a_claim_is_told() -> None:
    july = next(each for each in statements() if each.period == "2025-07")
    [line] = july.lines
    assert (line.state, line.claimable_through) == ("expired", "2025-10-29")
