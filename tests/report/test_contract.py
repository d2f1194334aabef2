"""What `show` says of a contract."""

from __future__ import annotations

import json
from pathlib import Path

from slarules.contract import load
from slarules.core.contract import Contract
from slarules.report.contract import core, declarations, document
from slarules.resources import shipped


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
    assert "desk reads the level at the end (clause 4.1)\n" in told
    assert "to say something, write: judged by level as reported\n" in told


def test_the_core_is_shown_with_clauses_and_places() -> None:
    lines = core(contract("harbour")).splitlines()
    cap = next(line for line in lines if "caps monthly_cap" in line)
    assert "Cap name=monthly_cap" in cap
    assert cap.endswith("clause 7.5]")


def test_the_core_is_a_document_without_binary_fractions() -> None:
    told = json.dumps(document(contract("harbour")))
    assert json.loads(told, parse_float=lambda text: text) == json.loads(told)
    assert '"factor": "3/2"' in told
