"""The page for operators against what is written."""

from __future__ import annotations

from slarules.report.portfolio import COLUMNS, STATES
from tests.shared import ROOT

PAGE = (ROOT / "docs" / "portfolio.md").read_text("utf-8")


def test_every_column_and_state_of_the_summary_is_explained() -> None:
    missing = [word for word in (*COLUMNS, *STATES) if f"`{word}`" not in PAGE]
    assert missing == []
