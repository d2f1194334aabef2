"""A table that asks for no level is not told to say which one counts."""

from __future__ import annotations

from pathlib import Path

from slarules.contract import load

BAD = Path(__file__).parent / "bad" / "W601_judged_at_the_end.sla"


def codes(path: Path) -> list[str]:
    return [problem.code for problem in load(path).problems]


def test_only_a_fact_that_picks_a_row_has_to_be_read_at_some_time(tmp_path: Path) -> None:
    assert "W601" in codes(BAD)
    head, _, tail = BAD.read_text("utf-8").partition("  | P1 ")
    rest = tail[tail.index("  | P4 ") :].partition("\n")[2]
    file = tmp_path / "any.sla"
    file.write_text(f"{head}  | any   | 4 elapsed hours  |\n{rest}", "utf-8")
    assert "W601" not in codes(file)
    assert not [code for code in codes(file) if code.startswith("E")]
