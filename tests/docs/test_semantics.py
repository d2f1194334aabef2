"""The normative page on time: every rule is there, and every example holds."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

from slarules.cli import run
from tests.shared import ROOT

PAGES = tuple((ROOT / "docs" / name).read_text("utf-8") for name in ("semantics.md", "words.md"))
RULES = 41


def test_every_rule_has_its_place() -> None:
    told = {int(number) for page in PAGES for number in re.findall(r"R(\d+)", page)}
    spans = [(a, b) for page in PAGES for a, b in re.findall(r"R(\d+) to R(\d+)", page)]
    told |= {n for first, last in spans for n in range(int(first), int(last) + 1)}
    assert set(range(1, RULES + 1)) <= told


def test_every_example_holds(tmp_path: Path) -> None:
    page = Path(shutil.copy(ROOT / "docs" / "semantics.md", tmp_path))
    assert run(["test", str(page)]) == 0
