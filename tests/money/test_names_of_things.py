"""A target may have the name of a kind of thing: what a scenario says of it is about the target."""

from __future__ import annotations

from pathlib import Path

from slarules.contract import load
from slarules.scenarios.run import run

TEXT = """\
language slarules 1

contract lines "Lines"
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
  is the value of network_reading

target network clause "1"
  needs level at least 99%
  every calendar month

credit shortfall clause "2"
  each period that misses network
  pays EUR 10.00

settlement clause "3"
  order base, rounding

scenario "Given outright"
  given period 2026-02 with network missed
  expect network missed
  expect total credit EUR 10.00
"""


def test_a_target_with_the_name_of_a_thing_is_the_target(tmp_path: Path) -> None:
    file = tmp_path / "lines.sla"
    file.write_text(TEXT, encoding="utf-8")
    contract = load(file).contract
    assert contract is not None
    assert [result.failures for result in run(contract)] == [()]
