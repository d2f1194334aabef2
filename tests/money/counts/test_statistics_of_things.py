"""A mean kept for each thing takes the items of that thing alone."""

from __future__ import annotations

from tests.money.points import paper

TERMS = """targets repairs
  measures restore from reported until restored
  table
  | level | restore         |
  | P1    | 4 elapsed hours |
  | P2    | 8 elapsed hours |

measure mean_restore
  separately for each network
  is the mean of restore over tickets

target quick
  needs mean_restore at most 150 elapsed minutes
  every calendar month

settlement
  order base, rounding
"""


def ticket(name: str, network: str, restored: str) -> str:
    return f"""  given ticket {name}
    with network {network}
    with level P1
    with reported 2026-06-02 08:00
    with restored 2026-06-02 {restored}
"""


def test_the_mean_of_one_network_leaves_out_tickets_of_another() -> None:
    given = ticket("A", "n1", "10:00") + ticket("B", "n1", "12:00") + ticket("C", "n2", "09:00")
    expected = """  expect mean_restore of n1 3 elapsed hours
  expect mean_restore of n2 1 elapsed hour
"""
    scenario = f'\nscenario "S"\n  given period 2026-06\n{given}{expected}'
    assert paper.failures(TERMS + scenario) == []


def test_a_ticket_of_an_unknown_network_may_count_for_each() -> None:
    given = ticket("A", "n1", "10:00") + ticket("B", "unknown", "12:00")
    expected = "  expect quick of n1 undetermined\n"
    scenario = f'\nscenario "S"\n  given period 2026-06\n{given}{expected}'
    assert paper.failures(TERMS + scenario) == []
