"""Our due times beside those of Request Tracker's own service level engine, for every ticket."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from slarules import pipeline
from slarules.adapters import Asked
from slarules.instants import SECOND, Instant, iso
from slarules.pulling import pull
from slarules.report.audited import Audited
from slarules.store import open_store
from tests.adapters.request_tracker.reader import SOURCE, adapter, context
from tests.adapters.request_tracker.story import Story
from tests.shared import ROOT

pytestmark = pytest.mark.xdist_group("request tracker")

CONTRACT = Path(__file__).parent / "contract.sla"
MAPPING = ROOT / "adapters/request-tracker/slarules_request_tracker/mapping/request-tracker.sla"


def pulled(story: Story, folder: Path) -> None:
    """Pull the desk into a store, as `slarules pull` does."""
    working = context(story.tracker)
    try:
        with open_store(str(folder)) as store, store.writing(SOURCE, now=story.tracker.now) as sink:
            pull(adapter(story.tracker), Asked(), working, sink)
    finally:
        working.close()


def dues(audited: Audited) -> Mapping[str, list[str]]:
    """Return the due times of each ticket, cycle by cycle."""
    found: dict[str, list[str]] = {}
    for verdict in sorted(audited.outcome.verdicts, key=lambda each: (each.item, each.cycle)):
        if verdict.due_at is not None:
            found.setdefault(verdict.item, []).append(iso(verdict.due_at))
    return found


@pytest.fixture(scope="module")
def store(story: Story, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("store")
    pulled(story, folder)
    return folder


@pytest.fixture(scope="module")
def audited(store: Path) -> Audited:
    return pipeline.audit(CONTRACT, MAPPING, f"store:{store}")


def of_request_tracker(story: Story) -> Mapping[str, list[str]]:
    """Return each Due that Request Tracker wrote into its history, in order."""
    found: dict[str, list[str]] = {}
    for ticket in story.tickets.values():
        history = story.tracker.ask(
            "root",
            "GET",
            f"ticket/{ticket}/history?per_page=100&fields=Type,Field,NewValue,ObjectId",
        )
        for row in history["items"]:
            is_due = row["Field"] == "Due" and row["ObjectId"] == ticket
            if is_due and not row["NewValue"].startswith("1970"):
                found.setdefault(ticket, []).append(row["NewValue"].replace(" ", "T") + "Z")
    return found


def test_due_times_are_those_of_request_tracker(story: Story, audited: Audited) -> None:
    theirs = dict(of_request_tracker(story))
    waiting = theirs.pop(story.tickets["waiting"])
    ours = dict(dues(audited))
    after_waiting = ours.pop(story.tickets["waiting"])
    assert ours == theirs
    # A due time before the wait, and one after it. Request Tracker counts both ends of a wait, so
    # that each wait moves its due time by a second too many.
    assert waiting == ["2026-03-31T08:00:00Z", "2026-03-31T10:00:01Z"]
    assert after_waiting == ["2026-03-31T10:00:00Z"]


def test_the_story_holds_the_cases_that_it_is_told_for(story: Story, audited: Audited) -> None:
    named = {name: dues(audited).get(ticket) for name, ticket in story.tickets.items()}
    assert named["weekend"] == ["2026-03-30T14:30:09Z"]  # over the change of clocks
    assert named["night"] == ["2026-03-29T04:00:00Z"]  # six hours, of which one does not exist
    assert named["autumn weekend"] == ["2026-10-26T15:30:09Z"]  # Monday 16:30:09 of winter
    assert named["autumn night"] == ["2026-10-25T04:00:00Z"]  # of six hours one comes twice
    assert named["holiday, shut"] == ["2026-11-25T08:00:00Z"]  # the end of a day: the next opening
    assert named["answered"] == ["2026-03-30T08:00:00Z", "2026-03-31T08:00:00Z"]


def test_its_own_numbers_are_kept_beside_the_history(story: Story, store: Path) -> None:
    import duckdb

    with open_store(str(store)) as opened:
        files = [str(path) for path in opened.snapshot().files["native_sla"]]
        asked = "select ticket_id, epoch_us(due_at) from read_parquet(?)"
        found = duckdb.execute(asked, [files]).fetchall()
    native = {ticket: due for ticket, due in found if due is not None}
    holiday = native[story.tickets["holiday"]]
    assert iso(Instant(holiday // SECOND * SECOND)) == "2026-11-24T15:00:00Z"


def test_a_second_pull_of_a_desk_where_nothing_happened_changes_no_verdict(
    story: Story, store: Path, audited: Audited
) -> None:
    pulled(story, store)
    assert dues(pipeline.audit(CONTRACT, MAPPING, f"store:{store}")) == dues(audited)
