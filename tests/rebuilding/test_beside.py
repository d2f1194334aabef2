"""Outages, measurements and the product's own figures come out of a store as they went in."""

from __future__ import annotations

from pathlib import Path

from slarules.core.mapping import Layout
from slarules.facts.native import NativeResult
from slarules.facts.source import FileRows
from slarules.rebuilding import HeldSource
from slarules.sources.files import finding
from tests.gathering import moment
from tests.rebuilding.kept import Kept, seen


def cells(kept: Kept, table: str, layout: Layout | None = None) -> list[dict[str, str]]:
    read = HeldSource(kept.held(), finding).read(layout or Layout(()))
    return [
        dict(zip(batch.columns, row, strict=True))
        for batch in read
        if isinstance(batch, FileRows) and batch.table.shape == table
        for row in batch.rows
    ]


def outage(kept: Kept, event: str, start: str, end: str | None, **cells: str) -> Kept:
    return kept.put("outages", event_id=event, service="web", start=start, end=end, **cells)


def test_an_outage_lasts_until_its_end_and_one_that_was_called_off_is_none(
    tmp_path: Path,
) -> None:
    kept = Kept(tmp_path)
    outage(kept, "1", "2026-03-02 09:00", "2026-03-02 10:00", kind="outage", share="0.25")
    outage(kept, "2", "2026-03-03 09:00", None)
    outage(kept, "3", "2026-03-04 09:00", "2026-03-04 09:00", kind="maintenance")
    first, second = cells(kept, "outages")
    assert first["start"] == "2026-03-02 09:00:00Z"
    assert first["end"] == "2026-03-02 10:00:00Z"
    assert (first["kind"], first["share"], first["source"]) == ("outage", "0.25", "jira:acme")
    assert (second["kind"], second["end"]) == ("", "")


def test_numbers_are_written_as_the_mapping_reads_them(tmp_path: Path) -> None:
    kept = Kept(tmp_path)
    kept.put("measurements", event_id="1", name="load", start="2026-03-02 09:00", value="0.25")
    assert [row["value"] for row in cells(kept, "measurements")] == ["0.25"]
    comma = Layout((), decimal="comma")
    assert [row["value"] for row in cells(kept, "measurements", comma)] == ["0,25"]


def test_an_outage_that_was_corrected_is_as_it_was_last_told(tmp_path: Path) -> None:
    kept = outage(Kept(tmp_path), "1", "2026-03-02 09:00", None)
    kept.snapshot = 2
    outage(kept, "1", "2026-03-02 09:00", "2026-03-02 10:00")
    (row,) = cells(kept, "outages")
    assert row["end"] == "2026-03-02 10:00:00Z"


def test_what_the_product_counted_keeps_every_microsecond(tmp_path: Path) -> None:
    kept = Kept(tmp_path).ticket()
    kept.put(
        "native_sla",
        event_id="1",
        ticket_id="1",
        measure="Time to resolution",
        cycle=2,
        started_at="2026-03-02 09:00",
        elapsed_us=90_000_001,
        breached=True,
        state="ongoing",
    )
    (native,) = seen(kept).native
    assert native == NativeResult(
        item="T-1",
        measure="Time to resolution",
        cycle=2,
        started_at=moment("2026-03-02 09:00"),
        due_at=None,
        ended_at=None,
        elapsed=90_000_001,  # type: ignore[arg-type]  # microseconds
        paused=None,
        breached=True,
        state="ongoing",
        row=native.row,
    )


def test_outages_are_complete_as_far_as_the_source_vouches(tmp_path: Path) -> None:
    kept = outage(Kept(tmp_path).ticket(), "1", "2026-03-02 09:00", "2026-03-02 10:00")
    history = seen(kept, outages_through=moment("2026-03-20 00:00")).history
    assert history.spans_complete_through == moment("2026-03-20 00:00")
