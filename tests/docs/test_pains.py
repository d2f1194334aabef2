"""What the page on time says becomes of common pains is shown by scenarios and tests that exist."""

from __future__ import annotations

import re

from tests.shared import ROOT

PAGE = (ROOT / "docs" / "semantics.md").read_text("utf-8")
TABLE = PAGE[PAGE.index("| what hurts |") :]
ROWS = [row.rsplit(" | ", 1)[1] for row in TABLE.splitlines() if row.startswith("| ")][2:]
SHOWN = re.compile(r'`(tests/[^`]+)`(?:: "([^"]+)")?|"(R[^"]+)"')


def test_every_scenario_and_test_that_is_named_exists() -> None:
    found = [match for row in ROWS for match in SHOWN.finditer(row)]
    assert len(found) > 10
    for match in found:
        file, title, rule = match.groups()
        text = (ROOT / file).read_text("utf-8") if file else PAGE
        assert f'scenario "{title or rule}"' in text or (file and not title), match[0]


def test_every_pain_has_something_to_show() -> None:
    assert [row for row in ROWS if not SHOWN.search(row) and "](" not in row] == []
