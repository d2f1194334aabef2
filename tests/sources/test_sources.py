"""What `--source` names is read as a history, whatever kind of adapter stands behind it."""

# ruff: noqa: ARG002  # adapters of a test take what every adapter takes

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from slarules.adapters import (
    Asked,
    Batch,
    Capability,
    Checkpoint,
    CheckReport,
    Context,
    Delivered,
    FileEnd,
    Notice,
    Partition,
    Profile,
    arrow,
)
from slarules.adapters.catalogue import Catalogue
from slarules.core.mapping import Layout, Table
from slarules.errors import SourceError, UsageError
from slarules.facts import Gathered, gather
from slarules.facts.source import FileRead, FileRows, Source
from slarules.plugins import Loaded, OfferedAdapter, Plugin, Plugins
from slarules.pulling import pull
from slarules.pulling.context import LiveContext
from slarules.sources import has_profiles, source_named, sources_named
from slarules.sources.context import FilesContext
from slarules.store import open_store
from slarules_csv.adapter import CsvAdapter
from tests.gathering import harbour, moment, values
from tests.rebuilding.kept import rules

NOW = moment("2026-04-01 00:00")
MADE = moment("2026-03-02 09:00")
MOVED = moment("2026-03-03 10:00")
THROUGH = moment("2026-03-31 12:00")


class Desk:
    """A ticket system with one ticket."""

    capabilities: frozenset[Capability] = frozenset({"history"})

    def __init__(self, profile: Profile) -> None:
        self.profile = profile

    def check(self, context: Context) -> CheckReport:
        return CheckReport()

    def discover(self, context: Context) -> Catalogue:
        return Catalogue(source=self.profile.name, adapter="desk")

    def partitions(self, asked: Asked, context: Context) -> Sequence[Partition]:
        return [Partition("all")]

    def read(
        self, partition: Partition, cursor: bytes | None, asked: Asked, context: Context
    ) -> Iterator[Delivered]:
        assert asked.fields is not None
        assert {"status", "priority"} <= asked.fields
        ticket: dict[str, list[Any]] = {"ticket_id": ["1"], "key": ["D-1"], "created_at": [MADE]}
        yield Batch("tickets", arrow("tickets", {**ticket, "visibility": ["visible"]}))
        yield Batch("current", arrow("current", held()))
        yield Batch("changes", arrow("changes", change()))
        yield Notice("deprecated", "the token ends soon")
        yield Checkpoint(b"1", THROUGH)

    def census(self, partition: Partition, asked: Asked, context: Context) -> Iterator[Batch]:
        return iter(())

    def close(self) -> None:
        pass


def held() -> dict[str, list[Any]]:
    """Return what the status is now."""
    return {"ticket_id": ["1"], "field_id": ["status"], "value": ["Done"], "as_of": [NOW]}


def change() -> dict[str, list[Any]]:
    """Return a change from open to done."""
    return {
        "event_id": ["e1"],
        "ticket_id": ["1"],
        "seq": [1],
        "at": [MOVED],
        "field_id": ["status"],
        "old": ["Open"],
        "new": ["Done"],
        "actor_role": ["agent"],
        "origin": ["recorded"],
    }


class Sheets(Desk):
    """A stranger's adapter of files, which hands its rows over as Arrow."""

    capabilities = frozenset({"files"})

    def partitions(self, asked: Asked, context: Context) -> Sequence[Partition]:
        return [Partition("sheet")]

    def read(
        self, partition: Partition, cursor: bytes | None, asked: Asked, context: Context
    ) -> Iterator[Delivered]:
        columns = '["ticket", "at", "kind", "field", "value"]'
        cells = ['["S-1", "2026-03-02T09:00Z", "created", "status", "Open"]', self.second]
        rows: dict[str, list[Any]] = {
            "event_id": ["1", "2"],
            "table": ["events", "events"],
            "file": ["sheet", "sheet"],
            "number": [1, 2],
            "columns": [columns, columns],
            "cells": cells,
        }
        yield Batch("rows", arrow("rows", rows))
        yield FileEnd("events", "sheet", "ab" * 32, 2, 0)
        yield Checkpoint(b"1")

    second = '["S-1", "2026-03-03T10:00Z", "set", "status", "Done"]'


class TornSheets(Sheets):
    """One of whose rows is no list of texts."""

    second = "[1, 2"


@pytest.fixture
def offered(monkeypatch: pytest.MonkeyPatch) -> dict[str, OfferedAdapter]:
    """Return what plugins offer besides our own, to add to."""
    adapters = {
        "desk": OfferedAdapter(Desk, "a desk", 1),
        "sheets": OfferedAdapter(Sheets, "sheets", 1),
        "torn": OfferedAdapter(TornSheets, "sheets", 1),
        "csv": OfferedAdapter(lambda profile: CsvAdapter(profile.argument), "files", 1),
    }
    plugins = Plugins([Loaded(Plugin("test", "acme-test", "1"), (), adapters)])
    monkeypatch.setattr("slarules.sources.load", lambda: plugins)
    return adapters


def audited(folder: Path, source: Source, as_of: str | None = None) -> Gathered:
    at = None if as_of is None else moment(as_of)
    return gather(harbour(), rules(folder), source, at)


def steps(found: Gathered) -> list[tuple[str, str]]:
    (item,) = found.history.items
    return values(item, "status")


HISTORY = [("2026-03-02 09:00", "open"), ("2026-03-03 10:00", "solved")]


@pytest.mark.usefixtures("offered")
def test_a_live_source_is_pulled_and_read(tmp_path: Path) -> None:
    found = audited(tmp_path, source_named("desk:acme", lambda: NOW))
    assert steps(found) == HISTORY
    assert found.history.complete_through == THROUGH
    assert any("the token ends soon" in each.what for each in found.findings)


@pytest.mark.usefixtures("offered")
def test_a_store_names_the_snapshot_that_was_seen(tmp_path: Path) -> None:
    live = source_named("desk:acme", lambda: NOW)
    direct = audited(tmp_path, live)
    with open_store(tmp_path / "store") as store, store.writing("desk:acme", now=lambda: NOW) as to:
        asked = Asked(fields=frozenset({"status", "priority"}))
        pull(Desk(Profile("desk", "acme")), asked, context(), to)
    kept = audited(tmp_path, source_named(f"store:{tmp_path / 'store'}"))
    assert kept.history.items == direct.history.items
    (seen,) = kept.snapshots
    assert (seen.store, seen.source) == (f"store:{tmp_path / 'store'}", "desk:acme")
    again = audited(tmp_path, source_named(f"{seen.store}#{seen.number}"))
    assert again.files == kept.files == direct.files
    assert [each.hash for each in again.snapshots] == [seen.hash]
    assert again.history == kept.history


def context() -> LiveContext:
    return LiveContext(source="desk:acme", clock=lambda: NOW, resolve=lambda _: "")


@pytest.mark.usefixtures("offered")
def test_files_of_a_stranger_are_read_without_a_detour(tmp_path: Path) -> None:
    found = audited(tmp_path, source_named("sheets:x"), "2026-03-31 00:00")
    assert steps(found) == HISTORY
    assert found.files == {"sheet": "ab" * 32}


@pytest.mark.usefixtures("offered")
def test_a_row_that_is_no_list_of_texts_is_an_error_with_its_place(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="row 2"):
        audited(tmp_path, source_named("torn:x"), "2026-03-31 00:00")


def test_an_adapter_of_another_interface_is_refused(offered: dict[str, OfferedAdapter]) -> None:
    offered["desk"] = OfferedAdapter(Desk, "", 2)
    with pytest.raises(UsageError, match=r"version 2 .* this slarules has version 1"):
        source_named("desk:acme")


def lacking(_profile: Profile) -> Desk:
    raise ModuleNotFoundError("No module named 'msgspec'", name="msgspec")


@pytest.mark.parametrize(
    ("distribution", "said"),
    [
        ("slarules", r'^desk needs more packages \(msgspec is missing\): pip install "slarules\['),
        (
            "acme-desk",
            "^desk of plugin 'desk' of acme-desk 1 needs msgspec, which is not installed",
        ),
    ],
)
def test_an_adapter_whose_packages_are_missing_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch, distribution: str, said: str
) -> None:
    offers = {"desk": OfferedAdapter(lacking, "a desk", 1)}
    plugins = Plugins([Loaded(Plugin("desk", distribution, "1"), (), offers)])
    monkeypatch.setattr("slarules.sources.load", lambda: plugins)
    with pytest.raises(UsageError, match=said):
        source_named("desk:acme")


@pytest.mark.usefixtures("offered")
def test_a_name_that_nobody_offers_is_told_with_its_neighbour() -> None:
    with pytest.raises(UsageError, match="did you mean 'store'"):
        source_named("stor:x")
    with pytest.raises(UsageError, match="NAME:ARGUMENT"):
        source_named("csv")


@pytest.mark.usefixtures("offered")
def test_several_sources_are_complete_as_far_as_those_that_tell(tmp_path: Path) -> None:
    folder = tmp_path / "world"
    folder.mkdir()
    (folder / "outages.csv").write_text("service,start,end\nweb,2026-03-02T09:00Z,\n")
    both = sources_named([f"csv:{folder}", "desk:acme"], lambda: NOW)
    found = audited(tmp_path, both)
    assert steps(found) == HISTORY
    assert found.history.complete_through == THROUGH
    assert found.history.spans_complete_through is None
    assert "outages.csv" in found.files


@pytest.mark.usefixtures("offered")
def test_two_files_of_one_name_are_refused(tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "outages.csv").write_text("service,start,end\n")
    both = sources_named([f"csv:{tmp_path / 'a'}", f"csv:{tmp_path / 'b'}"])
    with pytest.raises(SourceError, match="another name"):
        list(both.read(Layout(())))


def test_csv_files_come_back_from_a_store_as_they_were(tmp_path: Path) -> None:
    data = tmp_path / "data"
    data.mkdir()
    (data / "t.csv").write_text("id,note\n1,a\n2,b\n2,b\n")
    layout = Layout((Table("wide", "ticket", "t.csv", "id"),))
    for asked in (Asked(), Asked(layout=layout)):
        folder = tmp_path / ("with" if asked.layout else "without")
        for _ in range(2):
            with open_store(folder) as store, store.writing("csv:data", now=lambda: NOW) as to:
                pull(CsvAdapter(str(data)), asked, context(), to)
        rows = list(source_named(f"store:{folder}").read(layout))
        batches = [each for each in rows if isinstance(each, FileRows)]
        assert [(n, *r) for b in batches for n, r in zip(b.numbers, b.rows, strict=True)] == [
            (2, "1", "a"),
            (3, "2", "b"),
            (4, "2", "b"),
        ]
        direct = [r for r in source_named(f"csv:{data}").read(layout) if isinstance(r, FileRead)]
        assert direct == [r for r in rows if isinstance(r, FileRead) and "#" not in r.file]


def test_a_file_that_was_read_to_its_end_is_not_read_again(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text("id,note\n1,a\n")
    adapter, asked = CsvAdapter(str(tmp_path)), Asked()
    (part,) = adapter.partitions(asked, FilesContext())
    *_, end = adapter.read(part, None, asked, FilesContext())
    assert isinstance(end, Checkpoint)
    again = list(adapter.read(part, end.cursor, asked, FilesContext()))
    assert again == [Checkpoint(end.cursor)]
    (tmp_path / "t.csv").write_text("id,note\n1,a\n2,b\n")
    assert len(list(adapter.read(part, end.cursor, asked, FilesContext()))) > 1


def test_names_of_profiles_are_looked_for_where_profiles_looks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from slarules.profiles.file import NAME, VARIABLE

    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv(VARIABLE, raising=False)
    assert not has_profiles()
    (tmp_path / NAME).write_text("")
    assert has_profiles()
    (tmp_path / NAME).unlink()
    monkeypatch.setenv(VARIABLE, "x.toml")
    assert has_profiles()
