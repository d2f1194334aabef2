"""A statement that cannot be read is told alone: what others say of it is not told again."""

from __future__ import annotations

from pathlib import Path

import pytest

from slarules.contract import load
from slarules.resources import shipped

HARBOUR = Path(str(shipped("rules"))) / "contracts" / "harbour.sla"

MISTAKES = {
    "targets": ("  measures respond from", "  measures from respond"),
    "amount": ("  is EUR 42,000.00 every", "  is EUR 42.000 every"),
    "level": ('level P2 clause "3.1" means', "level P2 clause 3.1 means"),
    "head": ('  timezone "Europe/Dublin"', "  timezone Europe/Dublin"),
    "target": ("  needs at least 90% of tickets to have", "  needs 90% of tickets to have"),
    "clock": ("  open Saturday from 09:00 to 13:00", "  open Saturday 09:00 to 13:00"),
    "vocabulary": ('use vocabulary "service-desk" version 2', "use vocabulary service-desk"),
    "no such vocabulary": ('"service-desk" version 2', '"service-dsk" version 2'),
    "holidays": ('use holidays "IE" version "2026.1"', "use holidays IE"),
    "fact": ("fact site one of quayside", "fact site of quayside"),
    "settlement": ("  order base", "  orders base"),
    "credit": ("  by lateness of resolve", "  by latenes of resolve"),
    "cap": ("  shared pro rata", "  shared prorata"),
    "exception": ("  notwithstanding desk", "  not withstanding desk"),
    "multiplier": ("  times 1.5", "  times one"),
    "kind of item": ("  given ticket A", "  given tickt A"),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_one_mistake_is_one_error(mistake: str, tmp_path: Path) -> None:
    right, wrong = MISTAKES[mistake]
    text = HARBOUR.read_text(encoding="utf-8")
    assert right in text
    path = tmp_path / "harbour.sla"
    path.write_text(text.replace(right, wrong, 1), encoding="utf-8")
    errors = [str(p) for p in load(path).problems if p.tier == "error"]
    assert len(errors) == 1, errors


def test_what_else_is_wrong_is_told_beside_a_statement_that_cannot_be_read(tmp_path: Path) -> None:
    text = HARBOUR.read_text(encoding="utf-8")
    for right, wrong in (
        MISTAKES["target"],
        ("EUR 500.00   |", "USD 500.00   |"),
        ("suspends resolve", "suspends resolv"),
    ):
        text = text.replace(right, wrong, 1)
    path = tmp_path / "harbour.sla"
    path.write_text(text, encoding="utf-8")
    codes = sorted(p.code for p in load(path).problems if p.tier == "error")
    assert codes == ["E009", "E201", "E304"]


def test_a_file_that_is_not_there_is_a_problem(tmp_path: Path) -> None:
    loaded = load(tmp_path / "nothing.sla")
    assert loaded.contract is None
    assert [p.code for p in loaded.problems] == ["E215"]


def test_a_file_that_is_no_text_is_a_problem(tmp_path: Path) -> None:
    path = tmp_path / "picture.sla"
    path.write_bytes(b"\xff\xd8\xff\xe0")
    assert [p.code for p in load(path).problems] == ["E215"]


def test_a_literate_contract_is_a_contract(tmp_path: Path) -> None:
    text = HARBOUR.read_text(encoding="utf-8")
    path = tmp_path / "harbour.sla.md"
    path.write_text(f"# Agreement\n\nAs agreed:\n\n```sla\n{text}```\n", encoding="utf-8")
    assert [str(p) for p in load(path).problems if p.tier == "error"] == []
    assert load(path).contract is not None
