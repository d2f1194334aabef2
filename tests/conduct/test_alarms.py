"""A made-up year in which nobody games stays under the rates that docs/conduct states."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from slarules.core.conduct import FORMS
from tests.conduct.alarms import ASKED, honest_year, per_thousand
from tests.shared import ROOT

MOST = 10
"""Findings per 1,000 tickets, of any rule."""

PAGE = (ROOT / "docs" / "conduct" / "README.md").read_text(encoding="utf-8")
MEASURED = PAGE.partition("## False alarms")[2]


@pytest.mark.slow
def test_an_honest_year_gives_few_findings(tmp_path: Path) -> None:
    found = honest_year(tmp_path, seed=4)
    assert {each.asked.rule for each in found} == set(FORMS)
    for each in found:
        assert each.looked_at > 2_000
        assert each.not_known == ()
        assert per_thousand(each) <= MOST, each.asked.rule
    assert not next(e for e in found if e.asked.rule == "heaping_under_goal").findings


def test_the_page_states_the_thresholds_that_were_measured() -> None:
    assert f"at most {MOST} per 1,000" in MEASURED
    for rule, phrases in ASKED.items():
        [line] = [
            row for row in MEASURED.splitlines() if row.startswith(f"| [{rule}]({rule}.md) |")
        ]
        for phrase in phrases:
            assert phrase in line


def test_every_rule_has_a_page_with_its_parts() -> None:
    pages = {path.stem for path in (ROOT / "docs" / "conduct").glob("*.md")} - {"README"}
    assert pages == set(FORMS)
    for rule in FORMS:
        text = (ROOT / "docs" / "conduct" / f"{rule}.md").read_text(encoding="utf-8")
        assert text.startswith(f"# {rule}\n")
        heads = re.findall(r"^## (.+)$", text, re.MULTILINE)
        assert heads == ["What it looks for", "What to declare", "What it is not", "False alarms"]
