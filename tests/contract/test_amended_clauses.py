"""A goal stands in the clause that says it: that of its table, or that of an amendment."""

from __future__ import annotations

from pathlib import Path

from slarules.contract import load
from tests.contract.marks import BAD


def test_a_row_of_an_amendment_carries_the_clause_of_the_amendment() -> None:
    contract = load(BAD / "guarded.sla").contract
    assert contract is not None
    signed, amended = (v.terms.promises["resolve"] for v in contract.versions)
    assert {row.origin.clause for row in signed.rows} == {"2"}
    assert [row.origin.clause for row in amended.rows] == ["A1", "2", "2", "2"]


def test_an_amendment_without_a_clause_leaves_that_of_the_table(tmp_path: Path) -> None:
    text = (BAD / "guarded.sla").read_text("utf-8").replace('first clause "A1"', "first")
    path = tmp_path / "guarded.sla"
    path.write_text(text, encoding="utf-8")
    contract = load(path).contract
    assert contract is not None
    rows = contract.versions[1].terms.promises["resolve"].rows
    assert {row.origin.clause for row in rows} == {"2"}
