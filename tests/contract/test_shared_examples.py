"""The normative examples beside the checkout parse, check, and are canonical."""

from __future__ import annotations

from pathlib import Path

import pytest

from slarules.contract import check_files
from slarules.resources import shipped
from slarules.source import SourceText
from slarules.syntax import format_text, parse
from tests.shared import SHARED, needs_shared

EXAMPLES = SHARED / "examples"
FILES = sorted(
    path
    for pattern in ("lighthouse.sla", "vocabulary/*.sla", "mapping/*.sla")
    for path in EXAMPLES.glob(pattern)
)
RULES = Path(str(shipped("rules")))
SAME = {
    EXAMPLES / "lighthouse.sla": RULES / "contracts" / "lighthouse.sla",
    EXAMPLES / "vocabulary" / "service-desk.sla": RULES / "vocabulary" / "service-desk.sla",
    EXAMPLES / "vocabulary" / "availability.sla": RULES / "vocabulary" / "availability.sla",
}

pytestmark = needs_shared


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_an_example_parses_and_checks(path: Path) -> None:
    assert not parse(SourceText.read(path)).problems
    told = check_files([path]).problems
    assert [str(problem) for problem in told if problem.tier != "advice"] == []


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_an_example_is_formatted_to_itself(path: Path) -> None:
    text = SourceText.read(path)
    assert format_text(text) == text.text


@pytest.mark.parametrize("path", SAME, ids=lambda path: path.stem)
def test_what_is_shipped_of_the_examples_stays_equal(path: Path) -> None:
    assert SAME[path].read_text("utf-8") == path.read_text("utf-8")
