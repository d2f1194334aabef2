"""What a store holds comes by columns as it comes by rows."""

from __future__ import annotations

from pathlib import Path

import pytest

from slarules.core.mapping import Layout, Table
from slarules.facts.columns import NotColumnsError
from slarules.rebuilding import HeldSource
from slarules.sources.files import finding
from tests.in_columns import assert_same, by_columns, rows_of
from tests.rebuilding.kept import Kept

LAYOUT = Layout((Table("events", "ticket"),), row_holds="When")
NAMES = ["kind", "field", "value", "old", "actor", "role", "public", "when", "nothing"]


def source(kept: Kept) -> HeldSource:
    return HeldSource(kept.held(), finding)


def desk(folder: Path) -> Kept:
    kept = Kept(folder).ticket("1", key="B-1").ticket("2", key="A-2", customer="Acme")
    kept.change("2026-03-02 10:00", "Open", "Pending").change("2026-03-02 10:00", "x", "Done")
    kept.comment("2026-03-02 09:30").comment("2026-03-03 09:30", "customer", ticket_id="2")
    return kept.current("Closed").change("2026-03-04 10:00", "Open", "Done", ticket_id="3")


def test_events_of_tickets(tmp_path: Path) -> None:
    assert_same(source(desk(tmp_path)), LAYOUT, NAMES)


def test_rows_that_were_learned_late(tmp_path: Path) -> None:
    kept = desk(tmp_path)
    kept.snapshot, kept.observed = 2, "2026-04-30 00:00"
    kept.change("2026-03-05 10:00", "Closed", "Open").comment("2026-03-06 09:30", seq=4)
    kept.through_of = {1: 1_774_828_800_000_000, 2: 1_777_507_200_000_000}  # type: ignore[dict-item]
    assert_same(source(kept), LAYOUT, NAMES)


def test_a_store_without_tickets_has_no_table(tmp_path: Path) -> None:
    kept = Kept(tmp_path)
    with source(kept).in_columns(LAYOUT) as held:
        assert not held.tables
        assert len(list(held.beside())) == len(list(source(kept).read(LAYOUT)))


def test_the_rows_of_some_tickets(tmp_path: Path) -> None:
    with source(desk(tmp_path)).in_columns(LAYOUT) as held:
        found = rows_of(held, ["A-2"])
    assert [(number, cells[0], cells[2]) for _, number, cells in found] == [
        (0, "A-2", "created"),
        (1, "A-2", "comment"),
    ]


def test_names_with_blanks_are_left_to_who_reads_rows(tmp_path: Path) -> None:
    kept = Kept(tmp_path).ticket("1", key=" A")
    with pytest.raises(NotColumnsError, match="blanks"):
        by_columns(source(kept), LAYOUT, [])
