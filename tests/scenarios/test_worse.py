"""Scenarios one step worse, of measures that repeat."""

from __future__ import annotations

from pathlib import Path

from slarules.contract import load
from slarules.scenarios.engines import REFERENCE
from slarules.scenarios.worse import worse

CONTRACT = """\
language slarules 1

contract w "W"
  provider "P"
  customer "C"
  effective from 2026-01-01
  timezone "Europe/Berlin"
  currency EUR
  assessed every calendar month
  tickets belong to the period of due
  rounded half up to the cent once per statement

use vocabulary "service-desk" version 2

amount fee
  is EUR 1,000.00 every calendar month

targets t
  measures next_reply each time from customer_message until agent_message
  judged by level as reported
  table
  | level | next_reply         |
  | any   | 30 elapsed minutes |

target quick
  needs at least 90% of tickets to meet next_reply
  every calendar month
  with no tickets counts as met

credit late
  each period that misses quick
  by achieved share of quick
  table
  | achieved share             | amount     |
  | at least 50% and below 90% | 10% of fee |
  | below 50%                  | 20% of fee |

settlement
  order base, rounding

claim
  automatic

always "Later never earns"
  worse quick never earns provider more

scenario "Three answers"
  given ticket A
    with level P1
    with reported 2026-03-02 09:00
    with customer_message 2026-03-02 09:00
    with agent_message 2026-03-02 09:10
    with customer_message 2026-03-02 10:00
    with agent_message 2026-03-02 10:10
    with customer_message 2026-03-02 11:00
    with agent_message 2026-03-02 11:20
  expect A next_reply cycle 1 met
  expect A next_reply cycle 3 met
"""


def test_one_more_first_cycle_is_late_or_the_last_one_is(tmp_path: Path) -> None:
    path = tmp_path / "w.sla"
    path.write_text(CONTRACT, encoding="utf-8")
    contract = load(path).contract
    assert contract is not None
    told = REFERENCE.tell(contract, contract.scenarios[0])
    met = [("A", cycle, "met") for cycle in (1, 2, 3)]
    found = {}
    for step in worse(told, "quick"):
        outcome = REFERENCE.tell(contract, step.scenario).outcome
        found[step.says] = [(v.item, v.cycle, v.verdict) for v in outcome.verdicts]
    assert found == {
        "one more item like A, late": [*met, ("A_again", 1, "missed")],
        "A late in cycle 3": [*met[:2], ("A", 3, "missed")],
    }
