"""Published and hand-computed examples of credits (W and X rows of the facts)."""

from __future__ import annotations

from fractions import Fraction

import pytest

from tests.money.credits.paper import settled
from tests.money.points.paper import codes, ends, line, read, total

FEE = "amount fee\n  from billing every calendar month\n\n"
LEVEL = "measure level\n  is the value of level_reading\n\n"
DELAY = "measure delay_ms\n  is the mean of delay over probes\n\n"
DOWN = "measure downtime\n  bad time is outages\n  is the total bad time\n\n"


def june(*values: str, fee: str = "GBP 1,000.00") -> str:
    """Return a June with a fee and values given outright."""
    lines = "".join(f"\n    with {value}" for value in values)
    return f"  given period 2026-06\n    with fee {fee}{lines}"


def test_a_fifth_of_the_monthly_charge() -> None:
    text = f"{FEE}{LEVEL}credit c\n  each period\n  pays 20% of fee\n"
    assert total(settled(text, june("level 99%", fee="GBP 10,000.00"))) == 2000


def test_three_and_a_half_hours_of_a_month_of_720() -> None:
    text = f"""{FEE}{DOWN}credit c
  each period
  pays fee pro rata for downtime out of 720 elapsed hours
  at most 100% of fee
"""
    given = (
        june(fee="GBP 10,000.00")
        + """
  given outage O1
    with start 2026-06-03 10:00
    with end 2026-06-03 13:30"""
    )
    assert total(settled(text, given)) == Fraction(10_000 * 7, 2 * 720)


@pytest.mark.parametrize(
    ("level", "second", "owed"),
    [("100%", 3, "0"), ("99.7%", 3, "0.2"), ("97%", 3, "0.3"), ("97%", 11, "1.1")],
)
def test_two_tiers_of_a_charge_of_ten(level: str, second: int, owed: str) -> None:
    text = f"""{FEE}{LEVEL}credit c
  each period
  by level
  table
  | level                         | amount        |
  | at least 99.8%                | none          |
  | at least 98% and below 99.8%  | 2% of fee     |
  | below 98%                     | {second}% of fee |
"""
    assert total(settled(text, june(f"level {level}", fee="GBP 10.00"))) == Fraction(owed)


@pytest.mark.parametrize(("delay", "owed"), [("44.9", 400), ("60", 1500), ("40.99", 0)])
def test_full_milliseconds_above_forty_at_most_fifteen(delay: str, owed: int) -> None:
    text = f"""{FEE}{DELAY}target quick
  needs delay_ms at most 40
  every calendar month

credit c
  each period that misses quick
  pays fee pro rata for 1 calendar day out of 30 calendar days for each full 1 of excess of quick
  at most 15 times fee
"""
    text = text.replace(
        "pays fee pro rata for 1 calendar day out of 30 calendar days for", "pays day for"
    ).replace("at most 15 times fee", "at most 15 times day")
    day = "amount day\n  is fee pro rata for 1 calendar day out of 30 calendar days\n\n"
    assert total(settled(day + text, june(f"delay_ms {delay}", fee="GBP 3,000.00"))) == owed


def test_three_days_of_service_of_a_month_of_thirty() -> None:
    text = f"""{FEE}{LEVEL}credit c
  each period
  by level
  table
  | level                        | amount            |
  | at least 99.9%               | none              |
  | at least 99.0% and below 99.9% | 3 days of service |
  | below 99.0%                  | 7 days of service |
  a day of service is worth fee pro rata for 1 calendar day
"""
    statement = settled(text, june("level 99.5%", fee="GBP 300.00"))
    assert total(statement) == 30
    assert {each.unit: int(each.least) for each in statement.lines} == {"days": 3, "money": 30}


@pytest.mark.parametrize(("times", "owed"), [(10, "125/6"), (100, "625/3"), (1000, "1000")])
def test_a_multiple_of_the_fee_for_the_time_lost(times: int, owed: str) -> None:
    text = f"""{FEE}{DOWN}credit c
  each period
  pays {times} times fee pro rata for downtime
  at most 100% of fee
"""
    given = (
        june()
        + """
  given outage O1
    with start 2026-06-03 10:00
    with end 2026-06-03 11:30"""
    )
    assert total(settled(text, given)) == Fraction(owed)


def test_where_the_contract_is_silent_the_rows_beside_are_the_ends() -> None:
    text = f"""{FEE}{LEVEL}credit c
  each period
  by level
  table
  | level                        | amount       |
  | at least 99%                 | none         |
  | at least 98% and below 99%   | undetermined |
  | below 98%                    | 10% of fee   |
"""
    statement = settled(text, june("level 98.5%"))
    assert ends(statement) == (0, 100)
    assert "silent" in line(statement, "c").basis


def test_facts_choose_the_row() -> None:
    text = f"""{FEE}{LEVEL}credit c
  each period
  by level
  table
  | edition          | level        | amount     |
  | basic            | any          | none       |
  | one of plus, top | at least 99% | none       |
  | plus             | below 99%    | 5% of fee  |
  | top              | below 99%    | 10% of fee |
"""
    owed = [
        total(settled(text, june(f"edition {edition}", "level 98%")))
        for edition in ("basic", "plus", "top")
    ]
    assert owed == [0, 50, 100]


def test_what_is_less_is_taken_off_and_nothing_falls_below_zero() -> None:
    text = f"{FEE}credit c\n  each period\n  pays 10% of fee less GBP 30.00\n"
    assert total(settled(text, june())) == 70
    assert total(settled(text, june(fee="GBP 100.00"))) == 0


@pytest.mark.parametrize(
    ("pays", "code"),
    [
        ("fee for each full 1 of shortfall of good", "E319"),
        ("fee for each full 1 elapsed hour of level", "E319"),
        ("fee for each full 0.1 percentage points of shortfall of good", "E405"),
        ("10% of level", "E201"),
        ("4 points", "E320"),
        ("USD 4.00", "E304"),
        ("fee plus USD 4.00", "E304"),
    ],
)
def test_what_is_no_amount_is_refused(pays: str, code: str) -> None:
    text = f"""{FEE}{LEVEL}target good
  needs level at least 99%
  every calendar month

credit c
  each period
  pays {pays}
"""
    assert code in codes(text)


def test_a_row_that_no_whole_number_reaches_is_told() -> None:
    text = f"""{FEE}measure failures
  is the number of tickets

credit c
  each period
  by failures
  table
  | failures           | amount   |
  | at most 2          | none     |
  | above 2 and below 3 | 1% of fee |
  | at least 3         | 2% of fee |
"""
    assert "W605" in {problem.code for problem in read(text).problems}


def test_a_rounded_measure_has_nothing_between_its_decimals() -> None:
    rows = """  | level                          | amount     |
  | at least 99.0%                 | none       |
  | at least 95.0% and at most 98.9% | 5% of fee |
  | below 95.0%                    | 10% of fee |
"""
    measure = "measure level\n  is the value of level_reading\n"
    credit = f"\ncredit c\n  each period\n  by level\n  table\n{rows}"
    assert "E403" in codes(FEE + measure + credit)
    assert "E403" not in codes(FEE + measure + "  rounded half up to 1 decimal\n" + credit)
