"""Lines of a credit for each outage of a measure, by the moment that the measure takes for ends."""

from __future__ import annotations

from tests.money.points.paper import failures

CONTRACT = """span breakdown
  moment repaired
    means "The service worked again"

measure downtime
  bad time is breakdowns
  bad time runs from start until repaired
  is the total bad time

credit hourly
  each breakdown of downtime
  pays GBP 5.00

settlement
  order base, rounding

"""

HEAD = "  breakdowns belong to the period of end\n"


def test_an_outage_without_an_end_has_a_line_in_the_period_in_which_it_was_repaired() -> None:
    scenario = """scenario "Repaired in June"
  given period 2026-05
  given breakdown B1
    with start 2026-05-31 23:00
    with repaired 2026-06-01 01:00
  given period 2026-06
  expect total credit GBP 0.00 in 2026-05
  expect credit hourly of B1 GBP 5.00 in 2026-06
"""
    assert failures(CONTRACT + scenario, HEAD) == []


def test_an_outage_repaired_nobody_knows_when_may_have_a_line() -> None:
    scenario = """scenario "Repaired some time"
  given period 2026-06
  given breakdown B1
    with start 2026-06-03 23:00
    with repaired unknown
  expect total credit from GBP 0.00 to GBP 5.00
"""
    assert failures(CONTRACT + scenario, HEAD) == []
