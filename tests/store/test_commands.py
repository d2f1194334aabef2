"""`slarules pull` and `slarules store`, as a person uses them."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from slarules import cli
from slarules.adapters import Profile
from slarules.plugins import Loaded, OfferedAdapter, Plugin, Plugins
from tests.store.desk import Desk, changes, comment, ticket

PULL = ["pull", "desk:acme", "--store", "kept"]


@pytest.fixture
def desk(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Desk:
    """A desk that a plugin offers, set up in the working folder."""
    made = Desk({"A": [changes("1", "2"), {"comments": [comment("c1", actor_id="joe-7")]}]})

    def make(_: Profile) -> Desk:
        return made

    plugin = Plugin("test", "acme-test", "1")
    offered = Plugins([Loaded(plugin, (), {"desk": OfferedAdapter(make, "a desk", 1)})])
    monkeypatch.setattr("slarules.sources.load", lambda: offered)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "slarules.toml").write_text("[desk.acme]\n", encoding="utf-8")
    return made


@pytest.fixture
def said(capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, str, str]]:
    """Run a command; return its exit code, standard output and standard error."""

    def run(*words: str) -> tuple[int, str, str]:
        code = cli.run(words)
        told = capsys.readouterr()
        return code, told.out, told.err

    return run


Said = Callable[..., tuple[int, str, str]]


@pytest.mark.usefixtures("desk")
def test_a_pull_tells_what_is_new_and_how_far_it_is_complete(said: Said) -> None:
    code, out, err = said(*PULL)
    assert (code, err) == (0, "")
    first, *rows, through = out.splitlines()
    assert first == "desk:acme in kept: snapshot 1"
    assert [row.split() for row in rows] == [["2", "changes"], ["1", "comments"]]
    assert through.startswith("  complete through 2026-01-05T")
    assert said(*PULL)[1].startswith("desk:acme in kept: nothing new since snapshot 1\n")


def test_a_source_that_fails_ends_with_3_and_what_it_had_delivered_is_told(
    desk: Desk, said: Said
) -> None:
    desk.ends_at = 1
    code, out, err = said(*PULL)
    assert code == 3
    assert "2  changes" in out
    assert "the desk is on fire" in err
    desk.ends_at = None
    code, out, _ = said(*PULL)
    assert (code, "1  comments" in out, "changes" in out) == (0, True, False)


def test_a_program_reads_what_was_pulled(desk: Desk, said: Said) -> None:
    desk.queues["A"].append({"tickets": [ticket("t1")]})
    code, out, _ = said(*PULL, "--format", "json")
    told = json.loads(out)
    assert (code, told["schema_version"], told["snapshot"], told["is_new"]) == (0, 1, 1, True)
    assert told["rows"] == {"changes": 2, "comments": 1, "tickets": 1}
    assert told["complete_through"].startswith("2026-01-05T")


@pytest.mark.usefixtures("desk")
def test_the_snapshots_of_a_store_are_listed_and_checked(said: Said, tmp_path: Path) -> None:
    said(*PULL)
    listed = said("store", "list", "kept")[1]
    assert "desk:acme" in listed
    assert "3 (+3)" in listed
    assert said("store", "verify", "kept")[1].startswith("kept: whole\n")
    file = next((tmp_path / "kept").rglob("*.parquet"))
    file.write_bytes(file.read_bytes()[:-9])
    code, out, _ = said("store", "verify", "kept", "--format", "json")
    assert code == 1
    assert str(file.relative_to(tmp_path)) in json.loads(out)["flaws"][0]


@pytest.mark.usefixtures("desk")
def test_a_person_is_erased_and_the_list_says_so(said: Said) -> None:
    said(*PULL)
    words = ["--actor", "joe-7", "--reason", "asked", "--by", "officer"]
    code, out, _ = said("store", "erase", "kept", *words)
    assert code == 0
    assert out.startswith("desk:acme: 1 row no longer says whose it is; snapshot 2\n")
    assert "erasure by officer: asked" in said("store", "list", "kept")[1]
    assert "1 to 1 cannot be read any more" in said("store", "verify", "kept")[1]
    assert "joe-7" not in said("store", "list", "kept", "--format", "json")[1]


@pytest.mark.usefixtures("desk")
def test_what_an_erasure_leaves_is_told(said: Said) -> None:
    said(*PULL)
    words = ["--actor", "joe-7", "--actor", "A", "--reason", "asked", "--by", "officer"]
    _, out, _ = said("store", "erase", "kept", *words)
    assert out.endswith("still there, since rows and parts are found by it: the names of parts\n")
    said(*PULL)
    _, out, _ = said("store", "erase", "kept", "--format", "json", *words)
    assert json.loads(out)["remaining"] == ["the names of parts"]


def test_there_has_to_be_a_store(said: Said) -> None:
    code, _, err = said("store", "list", "nowhere")
    assert (code, err.startswith("slarules: there is no store nowhere;")) == (2, True)


@pytest.mark.usefixtures("desk")
def test_a_file_is_no_store(said: Said, tmp_path: Path) -> None:
    (tmp_path / "kept").write_text("x")
    assert said(*PULL)[::2] == (2, "slarules: kept is a file, and a store is a folder\n")
