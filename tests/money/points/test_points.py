"""Points: what statements of points earned, what multiplies it, and what reads it."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.money.points.paper import codes, ends, failures, line, points_of, settled, total

REPEATS = """measurement grade_reading
  is a number

measure grade
  is the value of grade_reading

target good
  needs grade at least 80
  every calendar month
  with no data counts as met

points failures
  each period that misses good
  by grade
  table
  | grade                    | amount   |
  | at least 60 and below 80 | 1 point  |
  | below 60                 | 3 points |

multiplier repeat
  on failures
  times 2
  when good is missed in the previous period

credit money
  each period
  pays GBP 10.00 for each point of all points
  at most GBP 50.00

settlement
  order base, repeat, money, rounding
"""


def months(*grades: int) -> str:
    return "\n".join(
        f"  given period 2026-{number:02} with grade {grade}"
        for number, grade in enumerate(grades, 1)
    )


@pytest.mark.parametrize(
    ("grades", "points"),
    [
        ((70,), 1),
        ((90, 70), 1),
        ((70, 70), 2),
        ((70, 70, 70), 2),
        ((50, 50, 50, 50), 6),
        ((70, 70, 90, 70), 1),
    ],
)
def test_doubling_never_compounds(grades: tuple[int, ...], points: int) -> None:
    assert settled(REPEATS, months(*grades)).points_least == points


@settings(max_examples=20, deadline=None)
@given(st.lists(st.integers(40, 100), min_size=1, max_size=6))
def test_points_are_at_most_twice_what_the_table_says(grades: list[int]) -> None:
    statement = settled(REPEATS, months(*grades))
    own = 0 if grades[-1] >= 80 else 1 if grades[-1] >= 60 else 3
    was_missed = len(grades) > 1 and grades[-2] < 80
    assert statement.points_least == statement.points_most == own * (2 if was_missed else 1)
    assert total(statement) == min(10 * statement.points_least, 50)


def test_money_is_paid_for_points_after_their_multipliers() -> None:
    statement = settled(REPEATS, months(50, 70))
    assert line(statement, "failures").earned_least == 2
    assert line(statement, "money").least == 20
    assert statement.total_least == 20


def test_points_are_no_part_of_the_total() -> None:
    text = REPEATS.replace(REPEATS[REPEATS.index("credit money") : REPEATS.index("settlement")], "")
    statement = settled(text.replace("repeat, money, rounding", "repeat"), months(50))
    assert points_of(statement) == (3, 3)
    assert ends(statement) == (0, 0)


def test_an_unknown_miss_before_is_a_range_of_points() -> None:
    given_ = "  given period 2026-01 with good unknown\n  given period 2026-02 with grade 70"
    statement = settled(REPEATS, given_)
    assert points_of(statement) == (1, 2)
    assert ends(statement) == (10, 20)


def test_money_that_reads_points_stands_behind_their_multiplier() -> None:
    assert codes(REPEATS) == set()
    assert codes(REPEATS.replace("repeat, money", "money, repeat")) == {"E517"}
    assert codes(REPEATS.replace("repeat, money, rounding", "repeat, rounding")) == {"E517"}


# --- points that lapse ----------------------------------------------------------------------------

LAPSING = """points earned
  each ticket where severity is low
  pays 5 points
  expire after 2 periods

points others
  each ticket where severity is high
  pays 7 points

settlement
  order base
"""


@pytest.mark.parametrize(
    ("months_given", "standing"),
    [
        ({1: (100, 0)}, 100),
        ({1: (100, 0), 3: (0, 0)}, 100),
        ({1: (100, 0), 4: (0, 0)}, 0),
        ({1: (100, 0), 2: (40, 0), 4: (1, 0)}, 41),
        ({1: (0, 9), 2: (0, 4)}, 4),
        ({1: (100, 9), 2: (40, 4)}, 144),
    ],
)
def test_points_stand_until_they_lapse(
    months_given: dict[int, tuple[int, int]], standing: int
) -> None:
    given_ = "".join(
        f"  given period 2026-{month:02}\n    with earned {one}\n    with others {other}\n"
        for month, (one, other) in months_given.items()
    )
    assert failures(f'{LAPSING}\nscenario "S"\n{given_}  expect all points {standing}\n') == []


def test_points_by_their_name_are_those_of_the_period() -> None:
    text = LAPSING.replace(
        "settlement\n  order base",
        "credit money\n  each period\n  pays GBP 1.00 for each point of earned\n  without limit\n\n"
        "credit balance\n  each period\n  pays GBP 1.00 for each point of all points\n"
        "  without limit\n\nsettlement\n  order base, rounding",
    )
    given_ = "  given period 2026-01 with earned 100\n  given period 2026-02 with earned 40"
    statement = settled(text, given_)
    assert line(statement, "money").least == 40
    assert line(statement, "balance").least == 140


# --- bands ----------------------------------------------------------------------------------------

BANDS = """item house

points deducted
  each house
  pays {points} points

credit deduction
  each period
  by deducted
  table
  | deducted                  | amount                              |
  | at most 20                | none                                |
  | above 20 and at most 100  | GBP 3.00 for each point of deducted |
  | above 100 and at most 200 | GBP 3.60 for each point of deducted |
  | above 200                 | GBP 4.50 for each point of deducted |
  paid band by band
  without limit

settlement
  order base, rounding
"""


@pytest.mark.parametrize(
    ("points", "paid"),
    [(20, 0), (21, 3), (100, 240), (120, 312), (200, 600), (250, 825)],
)
def test_each_band_pays_for_the_points_inside_it(points: int, paid: int) -> None:
    # 120 and 250 points are worked in the facts: GBP 312 and GBP 825.
    given_ = f"  given period 2026-06 with deducted {points}"
    assert total(settled(BANDS.format(points=points), given_)) == paid
