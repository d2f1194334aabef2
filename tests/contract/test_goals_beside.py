from __future__ import annotations

from pathlib import Path

from slarules.contract import load
from slarules.resources import shipped


def texts(folder: Path, table: str) -> list[str]:
    """Return the goals of the Boston contract with another table beside it, as written there."""
    for name in ("boston.sla", "boston-311.sla"):
        (folder / name).write_bytes(shipped("rules").joinpath("boston", name).read_bytes())
    (folder / "targets.csv").write_text(table, encoding="utf-8")
    contract = load(folder / "boston.sla").contract
    assert contract is not None
    return [row.goal_text for row in contract.versions[0].terms.promises["close"].rows]


def test_a_goal_from_a_file_is_told_in_its_own_words(tmp_path: Path) -> None:
    table = 'type,queue,close\nBench,Parks,60 city minutes\n"Bus, stop",any,none\n'
    goals = texts(tmp_path, f"{table}any other,any other,none\n")
    assert goals == ["60 city minutes", "none", "none"]


def test_a_cell_that_looks_like_another_is_not_taken_for_it(tmp_path: Path) -> None:
    table = "type,queue,close\nnone,nonesuch,none\nany other,any other,60 city minutes\n"
    assert texts(tmp_path, table) == ["none", "60 city minutes"]
