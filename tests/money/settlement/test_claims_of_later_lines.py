"""What is carried or returned later is claimed, or lost, with the line that it comes from."""

from __future__ import annotations

from pathlib import Path

from slarules.contract import load
from slarules.engine.outcome import Statement
from slarules.scenarios.engines import REFERENCE

HEAD = """\
language slarules 1

contract later "Lines that come later"
  reference "Invented"
  provider "P"
  customer "C"
  effective from 2026-01-01
  timezone "UTC"
  currency GBP
  assessed every calendar month
  periods before the start count as met
  rounded half up to the cent once per statement

use vocabulary "services" version 1

amount fee clause "1"
  is GBP 1,000.00 every calendar month

measure level clause "2"
  is the value of level_reading

target kept clause "2"
  needs level at least 99%
  every calendar month

credit owed clause "3"
  each period that misses kept
  pays 20% of fee

claim clause "4"
  within 5 calendar days after period end
  otherwise no credit

"""

CARRIED = """\
cap limit clause "5"
  on total credit
  at most 15% of fee every calendar month
  shared in order
  excess is carried without end

settlement clause "6"
  order base, limit, rounding
"""

RETURNED = """\
earnback back clause "5"
  on owed
  returns 50%
  when kept is met in each of the next 2 periods
  as money

settlement clause "6"
  order base, back, rounding
"""

STORY = """
scenario "One bad month"
  given period 2026-01 with kept missed
  given period 2026-02 with kept met
  given period 2026-03 with kept met
  expect total credit GBP {total} in 2026-03
"""


def statements(tmp_path: Path, text: str, total: str) -> list[Statement]:
    file = tmp_path / "later.sla"
    file.write_text(HEAD + text + STORY.format(total=total), encoding="utf-8")
    loaded = load(file)
    assert loaded.contract is not None, [str(problem) for problem in loaded.problems]
    return list(REFERENCE.tell(loaded.contract, loaded.contract.scenarios[0]).outcome.statements)


def test_the_excess_of_what_nobody_claimed_is_not_payable(tmp_path: Path) -> None:
    _, february, _ = statements(tmp_path, CARRIED, "0.00")
    [carried] = february.lines
    assert (carried.kind, carried.state) == ("carried", "expired")
    assert february.shown_least == 50
    assert february.payable_least == 0


def test_what_nobody_claimed_is_not_asked_back(tmp_path: Path) -> None:
    *_, march = statements(tmp_path, RETURNED, "0.00")
    [returned] = march.lines
    assert (returned.kind, returned.state) == ("returned", "expired")
    assert march.shown_least == -100
    assert march.payable_least == 0
