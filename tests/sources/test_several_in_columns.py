"""Several sources by columns: items from one, what lies beside them from all."""

from __future__ import annotations

from pathlib import Path

import pytest

from slarules.core.mapping import Layout, Table
from slarules.facts.columns import NotColumnsError
from slarules.sources.several import SeveralSources
from tests.files import csv_source
from tests.in_columns import assert_same, by_columns

LAYOUT = Layout((Table("snapshots", "ticket"),))


def two(folder: Path, *, both: bool) -> SeveralSources:
    desk, monitor = folder / "desk", folder / "monitor"
    desk.mkdir()
    monitor.mkdir()
    rows = "ticket,at\nA-1,2026-01-05T09:00:00Z\n"
    (desk / "snapshots.csv").write_text(rows)
    (monitor / "outages.csv").write_text("outage,start,end\no,2026-01-05T09:00:00Z,\n")
    if both:
        (monitor / "snapshots.csv").write_text(rows)
    return SeveralSources([csv_source(desk), csv_source(monitor)])


def test_items_from_one_and_outages_from_another(tmp_path: Path) -> None:
    assert_same(two(tmp_path, both=False), LAYOUT, [])


def test_items_from_two_are_left_to_who_reads_rows(tmp_path: Path) -> None:
    with pytest.raises(NotColumnsError, match="several sources"):
        by_columns(two(tmp_path, both=True), LAYOUT, [])
