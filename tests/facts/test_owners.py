"""Whose an item is: the customer it names, or what the contract covers; others are left out."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from slarules import contract as contracts
from slarules.contract.mapping import load_mapping
from slarules.facts import Gathered, gather
from slarules.facts.findings import Finding
from tests.gathering import EVENTS, HARBOUR, HEAD, SNAPSHOTS, TICKETS, gathered, source

OPENED = TICKETS + '  reported is column "opened"\n'

WIDE = """id,opened,customer
1,2026-03-02,Harbour Logistics plc
2,2026-03-02,harbour logistics PLC
3,2026-03-02,Somebody Else Ltd
4,2026-03-02,
"""


def items(found: Gathered) -> list[str]:
    return [each.item for each in found.history.items]


def left_out(found: Gathered) -> list[tuple[str, str, int]]:
    kinds = {"another customer", "no customer", "contradiction"}
    return [(f.kind, f.what, f.count) for f in found.findings if f.kind in kinds]


OTHERS = "belongs to another customer; left out"


def test_an_item_of_another_customer_is_left_out_and_counted(tmp_path: Path) -> None:
    found = gathered(tmp_path, OPENED, tickets=WIDE)
    assert items(found) == ["1", "2", "4"]
    assert left_out(found) == [("another customer", OTHERS, 1)]
    assert (found.counts[0].read, found.counts[0].used, found.counts[0].excluded) == (4, 3, 1)


def test_rows_of_events_name_the_customer_in_a_column(tmp_path: Path) -> None:
    rows = """ticket,at,kind,field,value,actor,role,public,customer
A,2026-03-02T08:00Z,created,,,,,,HARBOUR
A,2026-03-02T08:10Z,comment,,,bob,agent,yes,
B,2026-03-02T08:00Z,created,,,,,,Somebody Else Ltd
B,2026-03-02T08:10Z,comment,,,bob,agent,yes,
"""
    found = gathered(tmp_path, EVENTS + "  reported is when created\n", events=rows)
    assert items(found) == ["A"]
    assert found.history.items[0].customer == "HARBOUR"
    assert found.counts[0].excluded == 2


def test_rows_of_events_name_the_customer_in_a_field(tmp_path: Path) -> None:
    rows = """ticket,at,kind,field,value
A,2026-03-02T08:00Z,created,,
A,2026-03-02T08:00Z,set,customer,Harbour
B,2026-03-02T08:00Z,created,,
B,2026-03-02T08:00Z,set,customer,Somebody Else Ltd
"""
    found = gathered(tmp_path, EVENTS + "  reported is when created\n", events=rows)
    assert items(found) == ["A"]


def test_a_set_row_counts_before_the_column_beside_it(tmp_path: Path) -> None:
    rows = """ticket,at,kind,field,value,customer
A,2026-03-02T08:00Z,created,,,Somebody Else Ltd
A,2026-03-02T09:00Z,set,customer,Harbour,Somebody Else Ltd
"""
    found = gathered(tmp_path, EVENTS + "  reported is when created\n", events=rows)
    assert items(found) == ["A"]


def test_snapshots_name_the_customer_in_a_column(tmp_path: Path) -> None:
    log = """id,updated,customer
A,2026-03-02T08:00Z,Harbour
B,2026-03-02T08:00Z,Somebody Else Ltd
"""
    found = gathered(tmp_path, SNAPSHOTS + "  reported is when created\n", **{"log.csv": log})
    assert items(found) == ["A"]


MOVES = """ticket,at,kind,field,value,customer
A,2026-03-02T08:00Z,created,,,Somebody Else Ltd
A,2026-03-04T08:00Z,set,customer,Harbour,
B,2026-03-02T08:00Z,created,,,Harbour
B,2026-03-04T08:00Z,set,customer,Somebody Else Ltd,
"""


@pytest.mark.parametrize(("as_of", "own"), [("2026-03-03", ["B"]), ("2026-03-05", ["A"])])
def test_an_item_belongs_to_whom_it_names_at_the_as_of_instant(
    tmp_path: Path, as_of: str, own: list[str]
) -> None:
    text = EVENTS.replace("the latest time in the file", "2026-03-06 24:00")
    found = gathered(tmp_path, text + "  reported is when created\n", as_of, events=MOVES)
    assert items(found) == own


def test_two_rows_of_one_item_that_name_different_customers_are_nobodys(tmp_path: Path) -> None:
    rows = "id,opened,customer\n1,2026-03-02,Harbour\n1,2026-03-02,Somebody Else Ltd\n"
    found = gathered(tmp_path, OPENED, tickets=rows)
    assert items(found) == []
    assert [(kind, count) for kind, _, count in left_out(found)] == [("contradiction", 1)]


# --- covers --------------------------------------------------------------------------------------

COVERS = '  covers tickets where site is quayside\n\nuse vocabulary "ser'


def covering(folder: Path, files: dict[str, str], rules: str) -> Gathered:
    text = HARBOUR.read_text("utf-8")
    path = folder / "harbour.sla"
    path.write_text(text.replace('use vocabulary "ser', COVERS, 1), "utf-8")
    loaded = contracts.load(path)
    assert loaded.contract is not None, [str(problem) for problem in loaded.problems]
    (folder / "m.sla").write_text(HEAD + rules, "utf-8")
    measured = load_mapping(folder / "m.sla", loaded.contract)
    assert measured.mapping is not None, [str(problem) for problem in measured.problems]
    return gather(loaded.contract, measured.mapping, source(folder, **files))


SITES = """  site is quayside when column "Location" is "Quay"
  site is depot when column "Location" is "Depot"
"""

LOCATED = """id,opened,customer,Location
1,2026-03-02,Somebody Else Ltd,Quay
2,2026-03-02,Harbour,Depot
3,2026-03-02,Harbour,
4,2026-03-02,,Quay
"""


def test_what_a_contract_covers_alone_decides(tmp_path: Path) -> None:
    found = covering(tmp_path, {"tickets": LOCATED}, OPENED + SITES)
    assert items(found) == ["1", "4"]
    assert left_out(found) == [
        ("another customer", "the contract does not cover it; left out", 1),
        ("another customer", "whether the contract covers it is not known; left out", 1),
    ]


def test_what_was_asserted_decides_on_coverage_too(tmp_path: Path) -> None:
    said = """item_or_event,fact,value,author,state,at
3,site,quayside,both,agreed,2026-03-03
1,site,depot,both,agreed,2026-03-03
"""
    found = covering(tmp_path, {"tickets": LOCATED, "assertions": said}, OPENED + SITES)
    assert items(found) == ["3", "4"]


# --- nothing of others ---------------------------------------------------------------------------


def told(found: Gathered) -> str:
    return "\n".join(str(replace(each, count=1)) for each in found.findings if shows(each))


def shows(finding: Finding) -> bool:
    return finding.kind != "not given"


def test_what_is_odd_about_an_item_of_another_customer_is_not_told(tmp_path: Path) -> None:
    rows = """ticket,at,kind,field,value,actor,role,public,customer
A,2026-03-02T08:00Z,created,,,,,,Harbour
B,2026-03-02T08:00Z,created,,,,,,Secret Ltd
B,Secret time,set,priority,High,,,,Secret Ltd
B,2026-03-02T08:01Z,Secret kind,,,,,,Secret Ltd
B,2026-03-02T08:02Z,set,priority,Secret priority,,,,Secret Ltd
B,2026-03-02T08:03Z,comment,,,bob,Secret role,Secret public,Secret Ltd
C,Secret time,created,,,,,,Secret Ltd
D,Secret time,created,,,,,,
"""
    rules = """  reported is when created
  level is P1 when field "priority" is "Urgent"
"""
    found = gathered(tmp_path, EVENTS + rules, events=rows)
    assert items(found) == ["A"]
    assert "Secret" not in told(found)
    assert left_out(found) == [("another customer", OTHERS, 1)]


def test_what_is_odd_about_ones_own_is_told(tmp_path: Path) -> None:
    rows = """ticket,at,kind,field,value,customer
A,2026-03-02T08:00Z,created,,,Harbour
A,soon,set,priority,High,Harbour
E,never,created,,,Harbour
"""
    found = gathered(tmp_path, EVENTS + "  reported is when created\n", events=rows)
    assert {f.row for f in found.findings if f.kind == "no time"} == {3, 4}


def test_rows_of_others_in_further_tables_are_told_without_their_names(tmp_path: Path) -> None:
    fees = "customer,name,period,amount,currency\n" + "".join(
        f"Secret Ltd,monthly_fee,2026-{month:02},100,EUR\n" for month in range(1, 13)
    )
    found = gathered(tmp_path, OPENED, tickets=WIDE, fees=fees)
    (other,) = [f for f in found.findings if f.file == "fees.csv" and f.kind == "another customer"]
    assert (other.row, other.count) == (2, 12)
    assert "Secret" not in told(found)
