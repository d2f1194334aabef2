"""What a scenario cannot give or expect is told where it stands, with what to write."""

from __future__ import annotations

from pathlib import Path

import pytest

from slarules.contract import load
from tests.shared import ROOT

CONTRACT = """language slarules 1

contract lines "Lines"
  reference "R"
  provider "P"
  customer "C"
  effective from 2026-01-01
  timezone "UTC"
  currency USD
  assessed every calendar month
  periods before the start count as met
  incidents belong to the period of reported
  outages are split at period ends
  rounded half up to the cent once per statement

use vocabulary "services" version 1

amount port_charge clause "1"
  from billing for each port every calendar month

targets replies clause "2"
  measures respond from reported until first_reply
  table
  | level | respond           |
  | P1    | 1 elapsed hour    |
  | P2    | 4 elapsed hours   |

measure downtime clause "3"
  separately for each port
  bad time is outages
  is the total bad time

target few_hours clause "3"
  needs downtime at most 4 elapsed hours
  every calendar month

condition bad_month clause "4"
  when few_hours is missed

credit down clause "5"
  each port where kind is standard
  by downtime
  table
  | downtime                 | amount             |
  | below 1 elapsed hour     | none               |
  | at least 1 elapsed hour  | 10% of port_charge |

points late_points clause "5"
  each incident that misses respond
  pays 2 points

right leave clause "6"
  for customer
  when few_hours is missed in each of the last 2 periods
  lapses never

settlement clause "7"
  order base, rounding

scenario "S"
{lines}
"""

GIVEN = "  given period 2026-03\n  given port p1 with kind standard\n"
ENOUGH = "  expect total credit USD 0.00"

BAD_GIVEN = (
    ("  given box b1", "E201", "no kind of item or span is called 'box'"),
    ("  given 3 boxes", "E201", "no kind of item, span or interval is called 'boxes'"),
    ("  given 0 incidents with respond met", "E301", "this count is a whole number from 1"),
    ("  given 2.5 incidents with respond met", "E301", "this count is a whole number from 1"),
    ("  given 99,999,999 incidents", "E301", "this count is a whole number from 1"),
    ("  given port p2 with kind golden", "E207", "golden"),
    ("  given port p2 with kind 5%", "E301", "kind is one of its values"),
    ("  given port p2 with colour red", "E201", "no fact or moment of a port is called 'colour'"),
    ("  given port p2 with port_charge 5", "E301", "port_charge is a sum, such as USD 1,000.00"),
    ("  given port p2 with port_charge EUR 5.00", "E304", "this sum is in EUR"),
    ("  given port p2 with downtime USD 5.00", "E301", "downtime is a percentage or a number"),
    ("  given port p2 with few_hours maybe", "E207", "maybe"),
    ("  given port p2 with minutes bad from 2026-03-01 00:00 until 2026-03-01 01:00", "E311", ""),
    ("  given incident A with respond 5%", "E301", "respond is met, missed, unknown or a length"),
    ("  given incident A with reported 5", "E301", "reported is a date and time, or unknown"),
    ("  given outage O1 with length 5", "E301", "length is a length of time"),
    ("  given outage O1 with few_hours met", "E201", "no fact or moment of a outage"),
    ("  given outage O1 with zones_down 2", "E201", "zones_down"),
    (
        "  given outage O1 with zones_down 2 from 2026-03-01 00:00",
        "E405",
        "this line does not say until when zones_down has this value",
    ),
    (
        "  given outage O1 with zones_down x from 2026-03-01 00:00 until 2026-03-01 01:00",
        "E301",
        "zones_down is a number",
    ),
    ("  given period 2026-04 with bad_month 5", "E301", "bad_month is yes, no or unknown"),
    ("  given period 2026-04 with down yes", "E301", "down is a sum, or a number of points"),
    ("  given period 2026-04 with total credit EUR 5.00", "E304", "this sum is in EUR"),
    ("  given period 2026-04 with nonsense 5", "E201", "nonsense"),
    ("  given 5 intervals with port p1", "E405", "how long an interval is"),
    ("  given 5 minutes with colour 5", "E201", "no measurement is called 'colour'"),
    ("  given 99,999 minutes with failed_probes 5", "E301", "how many intervals there are"),
)

BAD_EXPECTED = (
    ("  expect nothing_such met", "E201", "no target is called 'nothing_such'"),
    ("  expect nothing_such yes", "E201", "no condition is called 'nothing_such'"),
    ("  expect few_hours yes", "E201", "no condition is called 'few_hours'"),
    ("  expect leave met", "E201", "no target is called 'leave'"),
    ("  expect few_hours open", "E201", "no right is called 'few_hours'"),
    ("  expect few_hours of p9 met", "E201", "no item or thing of this scenario is called 'p9'"),
    ("  expect port_charge 5", "E201", "no measure or target is called 'port_charge'"),
    ("  expect downtime of p1 5 office minutes", "E201", "no clock is called 'office'"),
    ("  expect credit late_points USD 1.00", "E201", "no credit is called 'late_points'"),
    ("  expect points down 5", "E201", "no points is called 'down'"),
    ("  expect bonus down USD 1.00", "E201", "no bonus is called 'down'"),
    ("  expect returned down USD 1.00", "E201", "no earnback is called 'down'"),
    ("  expect credit down EUR 1.00", "E304", "this sum is in EUR"),
    ("  expect total credit EUR 1.00", "E304", "this sum is in EUR"),
    ("  expect claim written closes on 2026-04-01", "E201", "no claim is called 'written'"),
    ("  expect duty report until 2026-04-01", "E201", "no duty is called 'report'"),
    ("  expect total credit USD 0.00 in 2026-Q1", "E301", "a period of this contract is a month"),
)


def problems(folder: Path, lines: str) -> list[tuple[str, str]]:
    path = folder / "lines.sla"
    path.write_text(CONTRACT.format(lines=lines), "utf-8")
    found = load(path, [ROOT / "rules" / "vocabulary"]).problems
    return [(p.code, p.message) for p in found if p.tier == "error"]


def test_the_scenario_without_a_mistake_has_none(tmp_path: Path) -> None:
    assert problems(tmp_path, GIVEN + ENOUGH) == []


@pytest.mark.parametrize(("line", "code", "says"), BAD_GIVEN)
def test_what_cannot_be_given_is_told(tmp_path: Path, line: str, code: str, says: str) -> None:
    ((found, message),) = problems(tmp_path, f"{GIVEN}{line}\n{ENOUGH}")
    assert found == code
    assert says in message


@pytest.mark.parametrize(("line", "code", "says"), BAD_EXPECTED)
def test_what_cannot_be_expected_is_told(tmp_path: Path, line: str, code: str, says: str) -> None:
    ((found, message),) = problems(tmp_path, f"{GIVEN}{line}")
    assert found == code
    assert says in message


BEFORE_ANY_PERIOD = (
    ("  given port p1 with downtime 5 elapsed minutes", "in which period"),
    ("  given 5 minutes with failed_probes 5", "in which period they lie"),
    ("  given the previous 2 periods with few_hours met", "before which period they lie"),
)


@pytest.mark.parametrize(("line", "says"), BEFORE_ANY_PERIOD)
def test_what_belongs_to_a_period_needs_one(tmp_path: Path, line: str, says: str) -> None:
    ((code, message),) = problems(tmp_path, f"{line}\n{ENOUGH}")
    assert code == "E405"
    assert says in message
