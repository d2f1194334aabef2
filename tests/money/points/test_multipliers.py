"""Multipliers by facts of what a line is about, by a quantity, and by the history of periods."""

from __future__ import annotations

from fractions import Fraction
from itertools import permutations

import pytest

from tests.money.points.paper import codes, ends, line, settled, total

TICKETS = """credit fixed
  each ticket
  pays GBP 10.00

multiplier by_severity
  on fixed
  table
  | severity | times |
  | critical | 3     |
  | high     | 1.5   |
  | low      | 1     |

multiplier by_level
  on fixed
  table
  | level | times |
  | P1    | 2     |
  | P2    | 1     |

settlement
  order base, by_severity, by_level, rounding
"""


def ticket(severity: str, level: str = "P2", name: str = "T1") -> str:
    return f"\n  given ticket {name}\n    with severity {severity}\n    with level {level}"


PERIOD = "  given period 2026-06"


@pytest.mark.parametrize(
    ("severity", "level", "paid"),
    [("critical", "P1", 60), ("critical", "P2", 30), ("high", "P1", 30), ("low", "P2", 10)],
)
def test_each_multiplier_applies_once(severity: str, level: str, paid: int) -> None:
    statement = settled(TICKETS, PERIOD + ticket(severity, level))
    assert total(statement) == paid
    assert line(statement, "fixed").earned_least == paid


def test_a_line_says_what_multiplied_it() -> None:
    statement = settled(TICKETS, PERIOD + ticket("high", "P1"))
    changes = line(statement, "fixed").changes
    said: list[tuple[object, ...]] = [(each.step, each.least, each.why) for each in changes]
    assert said == [
        ("by_severity", 5, "times 1.5 as severity high"),
        ("by_level", 15, "times 2 as level P1"),
    ]


def test_an_unknown_fact_is_a_range_over_its_rows() -> None:
    statement = settled(TICKETS, PERIOD + ticket("unknown"))
    assert ends(statement) == (10, 30)
    assert "severity of T1" in statement.needs


def test_the_order_of_lines_does_not_matter() -> None:
    several = [ticket("high", "P1", "A"), ticket("low", "P2", "B"), ticket("critical", "P2", "C")]
    totals = {total(settled(TICKETS, PERIOD + "".join(one))) for one in permutations(several)}
    assert totals == {30 + 10 + 30}


OUTAGES = """measure downtime
  bad time is outages
  is the total bad time

credit fixed
  each outage of downtime
  pays GBP 10.00

multiplier by_length
  on fixed
  by length
  table
  | length                                            | times |
  | below 1 elapsed hour                              | 1     |
  | at least 1 elapsed hour and below 4 elapsed hours | 1.5   |
  | at least 4 elapsed hours                          | 2     |

settlement
  order base, by_length, rounding
"""


@pytest.mark.parametrize(
    ("end", "paid"),
    [("10:59", 10), ("11:00", 15), ("13:59", 15), ("14:00", 20)],
)
def test_a_length_is_in_the_row_that_it_reaches(end: str, paid: int) -> None:
    outage = f"\n  given outage O1\n    with start 2026-06-03 10:00\n    with end 2026-06-03 {end}"
    assert total(settled(OUTAGES, PERIOD + outage)) == Fraction(paid)


def test_a_table_covers_every_case_once() -> None:
    assert codes(TICKETS) == set()
    assert codes(TICKETS.replace("  | high     | 1.5   |\n", "")) == {"E401"}
    assert codes(TICKETS.replace("  | P1    | 2     |", "  | any   | 2     |")) == {"E402"}
    assert codes(OUTAGES.replace("at least 4 elapsed", "at least 5 elapsed")) == {"E403"}


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("| severity | times |", "| severty  | times |", "E201"),
        ("| severity | times |", "| severity | often |", "E405"),
        ("| high     | 1.5   |", "| high     | 150%  |", "E301"),
        ("on fixed\n", "on fixd\n", "E201"),
        ("base, by_severity, by_level", "base, by_level", "E503"),
    ],
)
def test_what_a_multiplier_cannot_say(old: str, new: str, code: str) -> None:
    assert code in codes(TICKETS.replace(old, new))


BY_CONDITION = """measure level_share
  is the value of level_reading

target good
  needs level_share at least 99%
  every calendar month

condition chronic
  when good is missed in each of the last 2 periods

credit fixed
  each period
  pays GBP 10.00

multiplier by_condition
  on fixed
  table
  | chronic | times |
  | yes     | 3     |
  | no      | 1     |

settlement
  order base, by_condition, rounding
"""


@pytest.mark.parametrize(
    ("chronic", "least", "most"), [("yes", 30, 30), ("no", 10, 10), ("unknown", 10, 30)]
)
def test_a_condition_may_choose_the_row(chronic: str, least: int, most: int) -> None:
    statement = settled(BY_CONDITION, f"{PERIOD}\n    with chronic {chronic}")
    assert ends(statement) == (least, most)
    names = [change.step for change in line(statement, "fixed").changes]
    assert names == ([] if chronic == "no" else ["by_condition"])
