"""Things beside the items: their facts, what is billed and measured of them, spans about them."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from slarules.contract import load
from slarules.contract.mapping import load_mapping
from slarules.core.conditions import UNKNOWN
from slarules.core.contract import Contract
from slarules.facts import Gathered, gather
from slarules.instants import Instant
from tests.gathering import moment, odd, source
from tests.shared import ROOT

CONTRACT = """language slarules 1

contract lines "Lines"
  provider "P"
  customer "C"
  effective from 2026-01-01
  timezone "UTC"
  currency USD
  assessed every {every}
  periods before the start count as met
  outages are split at period ends
  rounded half up to the cent once per statement

use vocabulary "services" version 1

amount port_charge clause "1"
  from billing for each port every {every}
amount deposit clause "1"
  from billing for each port
amount fee clause "1"
  from billing every {every}
amount euro_for_a_dollar clause "1"
  from billing for each shipment

measure downtime clause "2"
  separately for each port
  source "third party" ahead of "provider"
  bad time is outages
  is the total bad time

measure served clause "2"
  separately for each class
  is 100% less the mean over 5 minute intervals of the share of failed in requests
  a 5 minute interval with no requests counts as 0%

credit down clause "3"
  each port where kind is standard
  by downtime
  table
  | downtime                 | amount             |
  | below 1 elapsed hour     | none               |
  | at least 1 elapsed hour  | 10% of port_charge |

settlement clause "4"
  order base, rounding
  paid in EUR at euro_for_a_dollar

scenario "A port"
  given period {label}
  given port p1 with kind standard
  expect total credit USD 0.00
"""

MAPPING = """language slarules 1

mapping m version 1 of "services" version 1 from "csv"
  ports from "ports.csv"
  a port is named by column "Port"
  periods from "periods.csv"
  a period is named by column "Month"
  times without an offset are in "UTC"
  history is complete through 2026-03-31 24:00

  kind is standard when column "Type" is "S"
  kind is metered when column "Type" is "M"
"""

PORTS = "Port,Type\np1,S\np2,M\n"
PERIODS = "Month,users,plan,subscribed\n2026-03,250,postpaid,2026-03-16\n"


def contract(folder: Path, every: str = "calendar month", label: str = "2026-03") -> Contract:
    path = folder / "lines.sla"
    path.write_text(CONTRACT.format(every=every, label=label), "utf-8")
    loaded = load(path, [ROOT / "rules" / "vocabulary"])
    assert loaded.contract is not None, [str(problem) for problem in loaded.problems]
    return loaded.contract


def read(folder: Path, of: Contract | None = None, **files: str) -> Gathered:
    of = of or contract(folder)
    path = folder / "m.sla"
    path.write_text(MAPPING, "utf-8")
    mapping = load_mapping(path, of).mapping
    assert mapping is not None
    files = {"ports": PORTS, "periods": PERIODS, **files}
    return gather(of, mapping, source(folder, **files))


def fact(found: Gathered, kind: str, name: str, of: str) -> object:
    (one,) = (item for item in found.history.items if (item.kind, item.item) == (kind, name))
    return one.value(of, found.history.as_of)


def test_a_thing_has_its_facts_by_the_rules_of_the_mapping(tmp_path: Path) -> None:
    found = read(tmp_path)
    assert fact(found, "port", "p1", "kind") == "standard"
    assert fact(found, "port", "p2", "kind") == "metered"


def test_a_fact_of_a_thing_without_a_rule_is_in_the_column_of_its_own_name(tmp_path: Path) -> None:
    found = read(tmp_path)
    assert fact(found, "period", "2026-03", "users") == Fraction(250)
    (period,) = (item for item in found.history.items if item.kind == "period")
    assert period.moment("subscribed") == moment("2026-03-16T00:00")


def test_what_is_billed_of_a_thing_names_it_in_the_column_of(tmp_path: Path) -> None:
    fees = (
        "name,period,of,amount,currency\n"
        "port_charge,2026-03,p1,1200.00,USD\n"
        "port_charge,2026-03,p2,900.00,USD\n"
        "deposit,,p1,50.00,USD\n"
        "euro_for_a_dollar,,D1,0.92,EUR\n"
        "fee,2026-03,,100.00,USD\n"
        "fee,2026-02,,100.00,EUR\n"
    )
    found = read(tmp_path, fees=fees)
    assert found.history.fees == {("fee", "2026-03"): Fraction(100)}
    assert found.history.fees_of == {
        ("port_charge", "2026-03", "p1"): Fraction(1200),
        ("port_charge", "2026-03", "p2"): Fraction(900),
        ("deposit", "", "p1"): Fraction(50),
        ("euro_for_a_dollar", "", "D1"): Fraction(92, 100),
    }
    assert ("undeclared", 7, "currency") in odd(found)


def test_two_amounts_of_one_thing_that_differ_are_both_left_out(tmp_path: Path) -> None:
    fees = "name,period,of,amount\nport_charge,2026-03,p1,1\nport_charge,2026-03,p1,2\n"
    found = read(tmp_path, fees=fees)
    assert found.history.fees_of == {}
    assert ("contradiction", 3, "amount") in odd(found)


def test_the_first_days_of_billing_cycles_are_those_of_the_fees(tmp_path: Path) -> None:
    fees = (
        "name,period,of,amount\n"
        "fee,2026-03-15,,7\nfee,2026-02-14,,7\nport_charge,cycle-2026-03-15,p1,5\n"
    )
    found = read(tmp_path, contract(tmp_path, "billing cycle"), fees=fees)
    assert found.history.cycles == (date(2026, 2, 14), date(2026, 3, 15))
    assert found.history.fees["fee", "cycle-2026-03-15"] == 7
    assert found.history.fees_of == {("port_charge", "cycle-2026-03-15", "p1"): 5}


def test_readings_say_of_which_thing_and_by_whom(tmp_path: Path) -> None:
    measurements = (
        "name,class,start,value,source\n"
        "requests,standard,2026-03-01T00:00Z,200,provider\n"
        "failed,standard,2026-03-01T00:00Z,3,\n"
    )
    asked, failed = read(tmp_path, measurements=measurements).history.readings
    assert (asked.name, asked.of, asked.value, asked.source) == (
        "requests",
        "standard",
        Fraction(200),
        "provider",
    )
    assert (failed.of, failed.source) == ("standard", None)
    five = Instant(moment("2026-03-01T00:00") + 300_000_000)
    assert asked.during.end == five


def test_a_reading_of_another_kind_of_thing_lasts_as_long_as_that_is_measured(
    tmp_path: Path,
) -> None:
    measurements = "name,product,start,value\nrequests,board,2026-03-01T00:00Z,200\n"
    (reading,) = read(tmp_path, measurements=measurements).history.readings
    assert reading.of == "board"
    assert reading.during.end - reading.during.start == 60_000_000


def test_a_reading_may_be_one_of_named_values(tmp_path: Path) -> None:
    measurements = (
        "name,feature,start,value\n"
        "monitor,api,2026-03-01T00:00Z,down\nmonitor,api,2026-03-01T00:01Z,sideways\n"
    )
    found = read(tmp_path, measurements=measurements)
    assert found.history.readings[0].value == "down"
    assert ("no number", 3, "value") in odd(found)


def test_a_span_says_what_it_is_about_by_the_kind_of_thing(tmp_path: Path) -> None:
    outages = "event,port,start,end,source\nO1,p1,2026-03-02T00:00Z,2026-03-02T01:00Z,third party\n"
    (span,) = read(tmp_path, outages=outages).history.spans
    assert (span.facts["port"], span.facts["source"]) == ("p1", "third party")


@pytest.mark.parametrize("level", ["-10%", "-0.1", "110%", "1.01"])
def test_a_share_below_nothing_or_above_all_is_refused_w10f(tmp_path: Path, level: str) -> None:
    measurements = f"name,start,end,value\nmail_reading,2026-03-01,2026-04-01,{level}\n"
    found = read(tmp_path, measurements=measurements)
    assert found.history.readings[0].value is UNKNOWN
    assert ("no number", 2, "value") in odd(found)
