"""A target that is asked by the quarter, in a contract that is assessed by the month."""

from __future__ import annotations

from pathlib import Path

from slarules.contract import load
from slarules.scenarios.run import run

TEXT = """\
language slarules 1

contract quarters "A quarterly target in a monthly contract"
  reference "Invented"
  provider "P"
  customer "C"
  effective from 2026-01-01
  timezone "UTC"
  currency EUR
  assessed every calendar month
  periods before the start count as met
  rounded half up to the cent once per statement

use vocabulary "services" version 1

measure level clause "1"
  is the value of level_reading

measure desk_share clause "1"
  is the value of desk_reading

target quarterly clause "1"
  needs level at least 99%
  every calendar quarter

target desk clause "1"
  needs desk_share at least 90%
  every calendar month

credit desk_credit clause "2"
  each period that misses desk
  pays EUR 10.00

multiplier after_a_bad_quarter clause "2"
  on desk_credit
  times 2
  when quarterly is missed in the previous period

right leave clause "3"
  for customer
  when quarterly is missed in each of the last 2 periods
  lapses 30 calendar days after period end

settlement clause "4"
  order base, after_a_bad_quarter, rounding

scenario "One bad quarter opens nothing, a second does, in the month in which it ends"
  given period 2026-Q1 with quarterly missed
  given period 2026-03 with desk met
  given period 2026-05 with desk missed
  given period 2026-Q2 with quarterly missed
  given period 2026-06 with desk met
  expect leave closed in 2026-03
  expect leave closed in 2026-05
  expect credit desk_credit EUR 20.00 in 2026-05
  expect leave open until 2026-07-30 in 2026-06
"""


def test_windows_are_of_the_targets_own_periods(tmp_path: Path) -> None:
    file = tmp_path / "quarters.sla"
    file.write_text(TEXT, encoding="utf-8")
    loaded = load(file)
    assert loaded.contract is not None, [str(problem) for problem in loaded.problems]
    assert [result.failures for result in run(loaded.contract)] == [()]
