"""What money hangs on has to be written, and what cannot be meant is refused, each by its code."""

from __future__ import annotations

import pytest

from tests.money.ambiguities.cases import (
    DOWN,
    END,
    PAYS,
    READ,
    REPLIES,
    Case,
    errors,
    failures,
    told,
)
from tests.money.ambiguities.of_money import CAP, FLOOR, HIGHEST, SECOND, settled

LOST = DOWN.replace("share of good time in all time", "total bad time").replace(
    "at least 99.9%", "at most 60 elapsed minutes"
)
UNITS = """credit each
  each period that misses promised
  by up
  table
  | up                       | amount                                         |
  | at most 1 elapsed hour   | none                                           |
  | above 1 elapsed hour     | 5% of fee for each started 1 elapsed hour of up |
  paid band by band
  at most 100% of fee

"""
STEPS = """credit each
  each period that misses promised
  pays 5% of fee for each started 0.1 percentage points of shortfall of promised
  at most 100% of fee

"""
DAYS = """credit days
  each period that misses promised
  pays 3 days of service
  a day of service is worth fee pro rata for 1 calendar day

"""
STATE = """condition bad
  starts when promised is missed in each of the last 2 periods
  ends when promised is met
  takes effect in the next period

"""
LATE = """credit late
  each ticket that misses reply
  by lateness of reply
  table
  | lateness               | amount     |
  | at most 1 elapsed hour | none       |
  | above 1 elapsed hour   | 10% of fee |

"""
OFFICE = """clock office
  open Monday to Friday from 09:00 to 17:00

"""
EXCESS = """measure lost
  is the share of lost_packets in packets

target few
  needs lost at most 0.1%
  with no data counts as met

credit over
  each period that misses few
  by relative excess of few
  table
  | relative excess | amount     |
  | at most 50%     | none       |
  | above 50%       | 10% of fee |

"""
WHOLE = """credit slow
  each period
  by up
  table
  | up             | amount     |
  | at least 99.9% | none       |
  | below 99.9%    | 10% of fee |
  | unknown        | none       |

"""
SCALED = """measure hit
  is the share of accounts where affected is yes in accounts

credit part
  each period that misses promised
  pays 10% of fee
  scaled by hit

"""
COUNT = """measure seen
  is the number of tickets

"""
SERVERS = """measure server_up
  separately for each server
  bad time is outages
  is the share of good time in all time

target server_promised
  needs server_up at least 99%
  with no data counts as met

"""
POOL = """pool risk
  size 10% of fee every calendar month
  weights total exactly 100%
  table
  | target   | weight |
  | promised | 100%   |

"""
BY_SERVER = (
    SERVERS
    + """credit server_down
  each server that misses server_promised
  pays 10% of fee

"""
)

CASES = (
    Case("units", READ + STEPS + END, "  at most 100% of fee\n", "E405"),
    Case("units", READ + STEPS + END, "started ", "E009"),
    Case("units", LOST + UNITS + END, "  paid band by band\n", "E405"),
    Case("units", READ + STEPS + END, "0.1 percentage points", "E319", "10 elapsed minutes"),
    Case("history", READ + STATE, "  takes effect in the next period\n", "E405"),
    Case(
        "money",
        READ + DAYS + END,
        "  a day of service is worth fee pro rata for 1 calendar day\n",
        "E405",
    ),
    Case("money", READ + PAYS + SECOND + CAP + settled("month"), "  shared pro rata\n", "E405"),
    Case("advice", READ + PAYS + CAP + settled("month"), "  excess is lost\n", "A703"),
    Case("advice", READ + PAYS + END, "claim\n  automatic\n", "A702"),
    Case("order", READ + PAYS + CAP + settled("month"), "month, ", "E503"),
    Case("order", READ + PAYS + SECOND + HIGHEST + settled("best"), "best, ", "E503"),
    Case("order", READ + PAYS + FLOOR + settled("small"), "small, ", "E503"),
    Case("kinds", READ + PAYS + COUNT + END, "5% of fee", "E201", "5% of seen"),
    Case("kinds", REPLIES + LATE + OFFICE + END, "above 1 elapsed", "E303", "above 1 office"),
    Case("kinds", EXCESS + END, "at most 0.1%", "E301", "at most 0%"),
    Case("kinds", READ + SCALED + COUNT + END, "scaled by hit", "E301", "scaled by seen"),
    Case(
        "kinds",
        READ + SCALED + STEPS + END,
        "pays 10% of fee\n  scaled",
        "E507",
        "pays 10% of fee for each started 0.1 percentage points of shortfall of promised\n"
        "  without limit\n  scaled",
    ),
    Case(
        "things",
        DOWN + SERVERS + POOL + END,
        "| promised | 100%",
        "E516",
        "| server_promised | 100%",
    ),
    Case("things", BY_SERVER + END, "each server that", "E516", "each period that"),
    Case(
        "warnings",
        READ + PAYS + CAP.replace("20%", "3%") + settled("month"),
        "at most 3%",
        "W612",
        "at most 20%",
    ),
    Case("warnings", READ + WHOLE + END, "99.9% | none ", "W603", "99.9% | 1% of fee "),
    Case("warnings", READ, "at least 99.9%", "W622", "above 100%"),
)


@pytest.mark.parametrize("case", CASES, ids=lambda c: f"{c.number}-{c.tells}-{c.line[:24].strip()}")
def test_it_is_told_by_its_code(case: Case) -> None:
    assert case.tells in told(case.silent)


@pytest.mark.parametrize("case", CASES, ids=lambda c: f"{c.number}-{c.tells}-{c.line[:24].strip()}")
def test_what_is_right_is_not(case: Case) -> None:
    assert errors(case.contract) == []
    assert case.tells not in told(case.contract)


BESIDE = """right leave
  for customer
  when promised is missed
  lapses never

duty plan
  for provider
  each period
  when promised is missed
  due
    within 15 calendar days after period end

"""
FIVE = """
scenario "Missed"
  given period 2024-03
    with fee GBP 100.00
    with level_reading 99.5%
  expect total credit GBP 5.00
"""


@pytest.mark.parametrize("beside", ["", BESIDE], ids=["alone", "with a right and a duty"])
def test_a_right_or_duty_moves_no_money(beside: str) -> None:
    assert failures(READ + PAYS + beside + END + FIVE) == []
