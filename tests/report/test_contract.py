"""What `show` says of a contract."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from slarules.contract import load
from slarules.core.contract import Contract
from slarules.report.contract import core, declarations, document
from slarules.resources import shipped
from tests.shared import ROOT


def contract(name: str) -> Contract:
    found = load(Path(str(shipped("rules"))) / "contracts" / f"{name}.sla").contract
    assert found is not None
    return found


def test_a_contract_is_shown_by_its_dates_and_names() -> None:
    told = declarations(contract("harbour"))
    assert "in force   from 2026-01-01 through 2028-12-31, Europe/Dublin\n" in told
    assert "  targets: nine_in_ten\n" in told
    assert "settlement: base, repeat_failure, monthly_cap, good_run, rounding\n" in told


def test_an_amended_text_is_shown_by_what_changed() -> None:
    told = declarations(contract("meridian"))
    assert "Amendment No. 2, from 2026-07-01\n  for tickets reported on or after 2026-07-01" in told
    assert "caps: lower_cap" in told.partition("Amendment")[2]
    assert "pools" not in told.partition("Amendment")[2]


def test_choices_say_what_was_taken_and_how_to_write_another() -> None:
    told = declarations(contract("harbour"))
    counts = "after a change the whole run counts again by the new row and on its clock"
    assert f"desk reads the level at the end: {counts} (clause 4.1)\n" in told
    assert "to say something, write: judged by level as it changes keeping time used\n" in told


@pytest.mark.parametrize(
    ("about", "says", "write"),
    [
        ("respond", "solving without first_reply does not fulfil it", "until first_reply or"),
        ("respond", "automatic answers and internal notes count only if", "or agent_note"),
        ("respond and resolve", "the first end stays", "and goes on without the time between"),
        ("respond and resolve", "the first end stays", "and goes on with the time between"),
        ("respond and resolve", "the first end stays", "and starts again"),
        ("respond and resolve", "the first end stays", "as a new cycle"),
        ("respond and resolve", "withdrawn, merged or deleted ends nothing", "cancel NAME, ends"),
        ("respond and resolve", "a ticket split from another has a clock of its own", "mapping"),
        ("respond and resolve", "a run looks back to its start, however", "from FACT changes"),
        ("clock support", "a budget that ends at closing falls due at closing", "a budget ending"),
        ("waiting_on_customer", "every later wait counts too", "from question_to_customer until"),
        ("waiting_on_customer", "has no limit", "up to 12 elapsed hours for each ticket"),
    ],
)
def test_what_the_text_leaves_open_is_said_under_its_measures(
    about: str, says: str, write: str
) -> None:
    listed = declarations(contract("harbour")).partition(f"\n  {about}:\n")[2].splitlines()
    place = next(n for n, line in enumerate(listed) if says in line)
    assert all(line.startswith("    ") for line in listed[: place + 2])
    assert write in listed[place + 1]


def test_what_a_contract_says_is_not_left_open() -> None:
    shipped_rules = Path(str(shipped("rules")))
    found = load(shipped_rules / "library" / "equipment-maintenance.sla").contract
    assert found is not None
    said = [choice.says for choice in found.choices if choice.about == "arrive and repair"]
    assert "deleted ends nothing: the clock runs on until an end" in said
    assert not any("withdrawn" in says or "merged" in says for says in said)


def test_that_a_share_counts_the_runs_of_an_item_is_said() -> None:
    found = load(ROOT / "tests" / "scenarios" / "good" / "shares_of_cycles.sla").contract
    assert found is not None
    told = {choice.about: choice.says for choice in found.choices if "share" in choice.says}
    runs = "in a share of tickets each run counts by itself, so one ticket may count several times"
    assert told == {"next_reply and held_by": runs}
    harbour = [choice.says for choice in contract("harbour").choices]
    assert not any("in a share" in says for says in harbour)


def test_the_core_is_shown_with_clauses_and_places() -> None:
    lines = core(contract("harbour")).splitlines()
    cap = next(line for line in lines if "caps monthly_cap" in line)
    assert "Cap name=monthly_cap" in cap
    assert cap.endswith("clause 7.5]")


def test_the_core_is_a_document_without_binary_fractions() -> None:
    told = json.dumps(document(contract("harbour")))
    assert json.loads(told, parse_float=lambda text: text) == json.loads(told)
    assert '"factor": "3/2"' in told
