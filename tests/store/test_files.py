"""Files in a store: what a file holds now is what counts of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from slarules.adapters import Asked
from slarules.core.mapping import Layout, Table
from slarules.facts.source import FileRows
from slarules.pulling import LiveContext, pull
from slarules.sources import source_named
from slarules.store import open_store
from slarules_csv.adapter import CsvAdapter
from tests.store.desk import Clock

LAYOUT = Layout((Table("events", item="ticket"),))


def kept(folder: Path, store: Path, lines: list[str]) -> int:
    """Pull a file with these rows; return how many rows are new."""
    (folder / "events.csv").write_text("\n".join(["ticket,kind", *lines, ""]), encoding="utf-8")
    context = LiveContext("csv:data", Clock(), resolve=lambda _: "")
    with open_store(store) as opened, opened.writing("csv:data", now=Clock()) as sink:
        pull(CsvAdapter(str(folder)), Asked(layout=LAYOUT), context, sink)
        return sink.committed.new["rows"]


def read(store: Path) -> list[str]:
    """Return the first cells that an audit of the store would read."""
    found = source_named(f"store:{store}").read(LAYOUT)
    return [row[0] for each in found if isinstance(each, FileRows) for row in each.rows]


@pytest.mark.parametrize(
    "versions",
    [
        pytest.param([["a"], ["b"], ["a"]], id="changed and changed back"),
        pytest.param([["a", "b"], ["a"]], id="the last row taken away"),
        pytest.param([["a", "b"], ["b"]], id="the first row taken away"),
        pytest.param([["a", "b"], ["c"]], id="fewer rows, and others"),
        pytest.param([["a"], []], id="emptied"),
        pytest.param([["a", "b"], ["b", "a"]], id="the other way round"),
        pytest.param([["a", "a"], ["a"]], id="one of two equal rows taken away"),
    ],
)
def test_what_a_file_holds_now_counts(tmp_path: Path, versions: list[list[str]]) -> None:
    data, store = tmp_path / "data", tmp_path / "kept"
    data.mkdir()
    for number, tickets in enumerate(versions, 1):
        kept(data, store, [f"{ticket},created" for ticket in tickets])
        assert read(store) == tickets
        if number > 1:
            assert read(Path(f"{store}#{number - 1}")) == versions[number - 2]


def test_a_file_that_is_as_it_was_brings_nothing(tmp_path: Path) -> None:
    data, store = tmp_path / "data", tmp_path / "kept"
    data.mkdir()
    assert kept(data, store, ["a,created", "b,created"]) == 2
    assert kept(data, store, ["a,created", "b,created"]) == 0
