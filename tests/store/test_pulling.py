"""What is pulled is kept once, whatever comes again, changes or goes away."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from slarules.adapters import Batch, Checkpoint, Notice, arrow
from slarules.errors import SourceError, UsageError
from slarules.instants import SECOND, Instant
from slarules.pulling import Sink
from slarules.store import open_store
from slarules.store import sink as sinks
from slarules.store.verifying import verified
from tests.store.desk import (
    NAME,
    START,
    Clock,
    Desk,
    cells,
    change,
    changes,
    held,
    pulled,
    rows_of,
    ticket,
)


def test_what_comes_again_is_kept_once(tmp_path: Path) -> None:
    desk, clock = Desk({"A": [changes("1", "2"), changes("2", "3")]}), Clock()
    first, _ = pulled(tmp_path / "s", desk, clock)
    assert first.new == {"changes": 3}
    desk.queues["A"].append(changes("3", "4"))
    second, _ = pulled(tmp_path / "s", desk, clock)
    assert desk.asked_from == {"A": b"2"}
    assert second.new == {"changes": 1}
    assert cells(held(tmp_path / "s"), "changes", "event_id") == [("1",), ("2",), ("3",), ("4",)]


def test_a_pull_that_finds_nothing_new_makes_no_snapshot(tmp_path: Path) -> None:
    desk, clock = Desk({"A": [changes("1")]}), Clock()
    pulled(tmp_path, desk, clock)
    clock.pass_seconds(3600)
    again, _ = pulled(tmp_path, desk, clock)
    assert (again.is_more, again.snapshot, again.new) == (False, 1, {})


def test_what_is_edited_is_kept_as_it_was_and_as_it_is(tmp_path: Path) -> None:
    clock = Clock()
    pulled(tmp_path, Desk({"A": [{"changes": [change("1", new="open")]}]}), clock)
    before = held(tmp_path)
    pulled(tmp_path, Desk({"A": [{"changes": [change("1", new="Open")]}]}), clock)
    assert cells(held(tmp_path), "changes", "new", "snapshot") == [("Open", 2), ("open", 1)]
    assert cells(held(tmp_path, 1), "changes", "new") == [("open",)]
    assert held(tmp_path, 1) == before


def test_what_the_source_forgets_stays(tmp_path: Path) -> None:
    clock = Clock()
    sample = {"event_id": "m1", "name": "latency", "start": 1, "value": "0.2"}
    pulled(tmp_path, Desk({"A": [{"measurements": [sample]}, changes("1", "2")]}), clock)
    pulled(tmp_path, Desk({"A": [{}, changes("2")]}), clock)
    assert cells(held(tmp_path), "measurements", "value") == [("0.2",)]
    assert cells(held(tmp_path), "changes", "event_id") == [("1",), ("2",)]


def test_that_a_field_was_looked_at_again_is_no_change_of_it(tmp_path: Path) -> None:
    clock = Clock()
    row = {"ticket_id": "t1", "field_id": "f", "value": "x"}
    pulled(tmp_path, Desk({"A": [{"current": [{**row, "as_of": 1}]}]}), clock)
    again, _ = pulled(tmp_path, Desk({"A": [{"current": [{**row, "as_of": 2}]}]}), clock)
    assert not again.new


def test_rows_are_committed_as_they_gather_and_not_each_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sinks, "ROWS", 4)
    pages = [changes(f"{page}a", f"{page}b") for page in range(6)]
    pulled(tmp_path, Desk({"A": pages}), Clock())
    assert len(held(tmp_path).through_of) == 3


def test_time_that_passes_commits_however_few_rows_there_are(tmp_path: Path) -> None:
    clock = Clock()
    with open_store(tmp_path) as store, store.writing(NAME, now=clock) as sink:
        for number in range(3):
            clock.pass_seconds(10)
            sink.batch("A", rows_of("changes", [change(str(number))]))
            sink.checkpoint("A", Checkpoint(b"%d" % number, Instant(number)))
        assert sink.committed.snapshot == 3


def test_what_has_no_checkpoint_behind_it_is_not_kept(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="on fire"):
        pulled(tmp_path, Desk({"A": [changes("1"), changes("2")]}, ends_at=1), Clock())
    assert cells(held(tmp_path), "changes", "event_id") == [("1",)]
    pulled(tmp_path, Desk({"A": [changes("1"), changes("2")]}), Clock())
    assert cells(held(tmp_path), "changes", "event_id") == [("1",), ("2",)]


def test_a_source_is_complete_through_where_its_slowest_part_is(tmp_path: Path) -> None:
    clock = Clock()
    desk = Desk({"A": [changes("1")], "B": [changes("2"), changes("3")]})
    pulled(tmp_path, desk, clock)
    assert held(tmp_path).complete_through == START - 100 * SECOND
    desk.queues = {"B": desk.queues["B"]}
    pulled(tmp_path, desk, clock)
    assert held(tmp_path).complete_through == START - 99 * SECOND


def test_a_ticket_that_is_no_longer_shown_is_lost_and_may_come_back(tmp_path: Path) -> None:
    clock = Clock()
    desk = Desk({"A": [{"tickets": [ticket("t1"), ticket("t2")]}]}, shown={"t1", "t2"})
    pulled(tmp_path, desk, clock)
    clock.pass_seconds(60)
    desk.shown = {"t1"}
    _, outcome = pulled(tmp_path, desk, clock)
    assert outcome.lost == 1
    gone = ("t2", "lost", clock())
    read = ("ticket_id", "visibility", "epoch_us(gone_at)")
    assert cells(held(tmp_path), "tickets", *read)[1] == gone
    desk.shown = {"t1", "t2"}
    pulled(tmp_path, desk, clock)
    assert ("t2", "visible", None) in cells(held(tmp_path), "tickets", *read)


def test_notices_and_the_catalogue_come_back_as_they_were(tmp_path: Path) -> None:
    notice = Notice("truncated", "the history is cut", ticket_id="t1", at=Instant(7))
    committed, _ = pulled(tmp_path, Desk({"A": [changes("1")]}, [notice]), Clock())
    found = held(tmp_path)
    assert (committed.notices, found.notices) == ({"truncated": 1}, (notice,))
    assert found.catalogue
    assert found.catalogue.fields[0].name == "Assignee"
    assert found.catalogue.fields[0].values == ()


WRONG: list[tuple[dict[str, Any], str]] = [
    ({"actor_role": "boss"}, "changes 9, 'actor_role': 'boss' is none of"),
    ({"ticket_id": None}, "changes 9, 'ticket_id': is empty"),
    ({"event_id": None}, "changes ?, 'event_id': is empty"),
    ({"at": -(10**17)}, "changes 9, 'at': '"),
]


@pytest.mark.parametrize(("wrong", "told"), WRONG)
def test_a_row_that_is_not_as_its_table_says_is_named(
    tmp_path: Path, wrong: dict[str, Any], told: str
) -> None:
    with open_store(tmp_path) as store, store.writing(NAME, now=Clock()) as sink:
        sink.batch("A", rows_of("changes", [change("1")]))
        sink.checkpoint("A", Checkpoint(b"1"))
        sink.batch("A", rows_of("changes", [change("2")]))
        with pytest.raises(SourceError) as caught:
            sink.batch("A", rows_of("changes", [change("3"), change("9") | wrong]))
        sink.flush()
    assert str(caught.value).startswith(f"{NAME}, {told}")
    assert cells(held(tmp_path), "changes", "event_id") == [("1",)]


@pytest.mark.parametrize("column", ["event_id", "new", "at"])
def test_columns_that_lack_or_have_another_type_are_named(tmp_path: Path, column: str) -> None:
    whole = arrow("changes", {name: [cell] for name, cell in change("1").items()})
    others = [name for name in whole.column_names if name != column]
    with open_store(tmp_path) as store, store.writing(NAME, now=Clock()) as sink:
        with pytest.raises(SourceError, match=rf"'{column}': is missing in 'changes'"):
            sink.batch("A", Batch("changes", whole.select(others)))
        renamed = whole.rename_columns([*whole.column_names[:-1], "colour"])
        with pytest.raises(SourceError, match="'colour': the table 'changes' has no such column"):
            sink.batch("A", Batch("changes", renamed))


def test_only_one_writes_a_source_at_a_time_and_it_is_told_who(tmp_path: Path) -> None:
    with open_store(tmp_path) as store, store.writing(NAME, now=Clock()):
        with pytest.raises(UsageError, match=r"written by .*, process \d+, since 2026-01-05T08"):
            pulled(tmp_path, Desk({}), Clock())
        pulled(tmp_path, Desk({"A": [changes("1")]}), Clock(), source="desk:other")
    assert held(tmp_path, source="desk:other").snapshot == 1


def test_files_that_are_many_are_also_written_as_one_and_old_snapshots_stay(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("slarules.store.delta.MANY_FILES", 3)
    desk, clock = Desk({"A": []}), Clock()
    for number in range(6):
        desk.queues["A"].append(changes(str(number)))
        pulled(tmp_path, desk, clock)
    assert len(held(tmp_path).files["changes"]) < 6
    for number in range(1, 7):
        names = cells(held(tmp_path, number), "changes", "event_id")
        assert names == [(str(each),) for each in range(number)]
    with open_store(tmp_path) as store:
        assert list(verified(store)) == []


Page = st.lists(st.tuples(st.sampled_from("abcdef"), st.sampled_from("xyz")), max_size=4)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(pulls=st.lists(st.lists(Page, min_size=1, max_size=3), min_size=1, max_size=3))
def test_the_newest_row_of_each_key_is_what_came_last(
    pulls: list[list[list[tuple[str, str]]]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder, clock = tmp_path_factory.mktemp("store"), Clock()
    last: dict[str, str] = {}
    for pages in pulls:
        rows = [[change(key, new=value) for key, value in page] for page in pages]
        # Each pull reads all: nothing is left out because a cursor said so.
        with open_store(folder) as store, store.writing(NAME, now=clock) as sink:
            for number, page in enumerate(rows):
                if page:
                    sink.batch("A", rows_of("changes", page))
                sink.checkpoint("A", Checkpoint(b"%d" % number))
            sink.flush()
        last |= dict(pair for page in pages for pair in page)
    newest = {
        key: value
        for key, value, _ in sorted(
            cells(held(folder), "changes", "event_id", "new", "snapshot") if last else [],
            key=lambda row: row[2],
        )
    }
    assert newest == last


def test_the_sink_of_a_store_is_a_sink(tmp_path: Path) -> None:
    with open_store(tmp_path) as store, store.writing(NAME, now=Clock()) as sink:
        used: Sink = sink
        assert used.cursors() == {}
