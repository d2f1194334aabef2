"""From tables of things, outages and fees to what is owed for each thing."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

from slarules.contract import load
from slarules.contract.mapping import load_mapping
from slarules.engine.reference import evaluate
from slarules.facts import gather
from tests.docs.pages import blocks
from tests.gathering import source
from tests.money.time.lab import at
from tests.shared import ROOT

MAPPING = """language slarules 1

mapping m version 1 of "services" version 1 from "csv"
  incidents from "incidents.csv"
  a incident is named by column "id"
  ports from "ports.csv"
  a port is named by column "Port"
  times without an offset are in "UTC"
  history is complete through 2025-03-31 24:00

  level is P1 when column "prio" is "1"
  level is P2 otherwise
  reported is column "reported"
  first_reply is column "reply"
"""

FILES = {
    "incidents": "id,prio,reported,reply\nI1,1,2025-01-10 10:00,2025-01-10 10:30\n",
    "ports": "Port,kind\np1,standard\np2,metered\n",
    "outages": (
        "event,port,start,end\n"
        "O1,p1,2025-01-20 02:00,2025-01-20 05:00\n"
        "O2,p2,2025-01-20 02:00,2025-01-20 05:00\n"
        "O3,p1,2025-02-20 02:00,2025-02-21 05:00\n"
    ),
    "fees": (
        "name,period,of,amount,currency\n"
        "port_charge,2025-01,p1,1200.00,USD\n"
        "port_charge,2025-02,p1,800.00,USD\n"
        "port_charge,2025-01,p2,900.00,USD\n"
    ),
}


def test_a_credit_of_each_port_is_of_its_own_outages_and_charge(tmp_path: Path) -> None:
    page = blocks(ROOT / "docs" / "scenarios.md")
    text = next(block.text for block in page if block.name == "lines.sla")
    (tmp_path / "lines.sla").write_text(text, "utf-8")
    (tmp_path / "m.sla").write_text(MAPPING, "utf-8")
    contract = load(tmp_path / "lines.sla", [ROOT / "rules" / "vocabulary"]).contract
    assert contract is not None
    mapping = load_mapping(tmp_path / "m.sla", contract).mapping
    assert mapping is not None
    found = gather(contract, mapping, source(tmp_path, **FILES))
    owed = {s.period: s.total_most for s in evaluate(contract, found.history).statements}
    assert owed == {"2025-01": Fraction(120), "2025-02": Fraction(400), "2025-03": Fraction(0)}


RENTED = """language slarules 1

contract presses "Presses"
  provider "P"
  customer "C"
  effective from 2025-01-01
  timezone "UTC"
  currency EUR
  assessed every calendar month
  periods before the start count as met
  outages are split at period ends
  rounded half up to the cent once per statement

use vocabulary "services" version 1

item press
  fact grade one of gold, plain
  moment rented
    means "It was rented from then on"

measure downtime clause "1"
  separately for each press
  time before rented is excluded
  bad time is outages
  is the total bad time

credit back clause "2"
  each press where grade is gold
  pays EUR 1.00

settlement clause "3"
  order base, rounding
"""

PRESSES = """language slarules 1

mapping m version 1 of "services" version 1 from "csv"
  presses from "presses.csv"
  a press is named by column "Press"
  times without an offset are in "UTC"
  history is complete through 2025-01-31 24:00
"""


def test_a_moment_of_a_thing_is_a_column_of_its_table(tmp_path: Path) -> None:
    (tmp_path / "presses.sla").write_text(RENTED, "utf-8")
    (tmp_path / "m.sla").write_text(PRESSES, "utf-8")
    contract = load(tmp_path / "presses.sla", [ROOT / "rules" / "vocabulary"]).contract
    assert contract is not None
    mapping = load_mapping(tmp_path / "m.sla", contract).mapping
    assert mapping is not None
    rows = "Press,grade,rented\na,gold,2025-01-16 00:00\nb,plain,2025-01-20 00:00\n"
    history = gather(contract, mapping, source(tmp_path, presses=rows)).history
    [first, second] = sorted(history.items, key=lambda item: item.item)
    assert [each.value for each in first.facts["grade"]] == ["gold"]
    assert [happened.at for happened in second.happened["rented"]] == [at("2025-01-20 00:00")]
    [january] = evaluate(contract, history).statements
    assert january.total_most == 1
