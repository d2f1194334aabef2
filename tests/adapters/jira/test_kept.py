"""A run on a store, later: it names its data, repeats on it, and its evidence can be read."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from shutil import copytree, rmtree

import httpx2
import pytest

from slarules import cli
from slarules.adapters import Asked, Profile
from slarules.pulling import LiveContext, pull
from slarules.store import open_store
from slarules_jira.adapter import made
from tests.adapters.jira.fake.app import JiraApp
from tests.adapters.jira.test_conformance import CLOUD
from tests.adapters.jira.test_end_to_end import CONTRACT, MAPPING, worked_site

SETTINGS = {
    **CLOUD,
    "roles": {"agents": ["ada"], "automation": ["robot"]},
    "projects": ["HELP"],
    "service_management": True,
}

Said = Callable[..., tuple[int, str]]


def pulled(app: JiraApp, store: Path) -> None:
    """Pull a site into a store."""
    context = LiveContext(
        "jira:acme",
        clock=lambda: app.site.now,
        resolve=lambda _: "secret",
        transport=lambda _: httpx2.WSGITransport(app),
        pause=lambda _: None,
    )
    adapter = made(Profile("jira", "acme", SETTINGS, "slarules.toml"))
    with open_store(store) as opened, opened.writing("jira:acme", now=context.now) as sink:
        assert pull(adapter, Asked(), context, sink).whole
    context.close()


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a store of two snapshots, and a run on the first of them."""
    folder = tmp_path_factory.mktemp("site")
    (folder / "support.sla").write_text(CONTRACT, "utf-8")
    app = JiraApp(worked_site(), is_cloud=True)
    pulled(app, folder / "history")
    before = Path.cwd()
    os.chdir(folder)
    try:
        audit = ["audit", "support.sla", "--mapping", str(MAPPING), "--register", "none"]
        assert cli.run([*audit, "--source", "store:history", "--out", "run"]) == 0
    finally:
        os.chdir(before)
    app.site.pass_time(86_400_000_000)
    app.site.to_status(app.site.visible()[0], "1")
    app.site.pass_time(86_400_000_000)
    pulled(app, folder / "history")
    return folder


@pytest.fixture
def said(
    site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Said:
    """Run a command in a copy of the folder; return its exit code and what it says."""
    copytree(site, tmp_path / "site")
    monkeypatch.chdir(tmp_path / "site")

    def run(*words: str) -> tuple[int, str]:
        code = cli.run(words)
        told = capsys.readouterr()
        return code, " ".join((told.out + told.err).split())

    return run


def test_a_run_says_which_data_it_saw_and_its_command_repeats_it(said: Said) -> None:
    manifest = json.loads(Path("run/manifest.json").read_text("utf-8"))
    (seen,) = manifest["snapshots"]
    assert (seen["store"], seen["source"], seen["number"]) == ("store:history", "jira:acme", 1)
    assert not [name for name in manifest["sources"] if "#" in name]
    assert "store:history#1" in manifest["command"]
    assert "store:history, snapshot 1 of jira:acme" in Path("run/report.html").read_text("utf-8")
    words = ["--mapping", str(MAPPING), "--register", "none", "--out", "again"]
    code, told = said("audit", "support.sla", "--source", "store:history#1", *words)
    assert (code, "store:history, snapshot 1 of jira:acme" in told) == (0, True)
    assert "of 2 files:" in told
    again = json.loads(Path("again/manifest.json").read_text("utf-8"))
    for each in (manifest, again):
        del each["clock"], each["seal"]
    assert again == manifest


def test_a_run_is_verified_on_the_snapshot_that_it_saw(said: Said) -> None:
    assert len(json.loads(said("store", "list", "history", "--format", "json")[1])["sources"]) == 1
    code, told = said("verify", "run", "--source", "store:history")
    assert (code, "Source: same" in told) == (0, True)
    code, told = said("verify", "run", "--source", "store:history#2")
    assert (code, "Something differs, see source" in told) == (1, True)
    assert "snapshots, 2 of jira:acme" in told


def test_a_snapshot_that_was_erased_is_told_and_the_rest_is_checked(said: Said) -> None:
    words = ["--reason", "request of 3 May", "--by", "data protection"]
    assert said("store", "erase", "history", "--actor", "ada", *words)[0] == 0
    code, told = said("verify", "run", "--source", "store:history")
    assert code == 1
    assert "Source: gone snapshot 1 of jira:acme cannot be read any more: data protection" in told
    assert "(request of 3 May)" in told
    assert "Figures: same" in told
    assert "Everything that was checked is the same; gone: source" in told
    document = json.loads(said("verify", "run", "--source", "store:history", "--format", "json")[1])
    assert document["same"] is False
    assert {each["name"]: each["state"] for each in document["checks"]}["source"] == "gone"


def test_evidence_is_read_in_the_words_of_the_source(said: Said) -> None:
    told = said("explain", "run", "HELP-1", "time_to_resolution")[1]
    assert "status is waiting_on_customer jira:acme/HELP-1:4" in told
    code, told = said("store", "show", "history#1", "jira:acme/HELP-1:4")
    assert code == 0
    assert "jira:acme in history, snapshot 1 changes" in told
    for line in (
        "field Status",
        "at 2026-03-02T10:00:00Z",
        "old_id 1 old Open new_id 3 new Waiting for customer",
        "actor_id ada actor_role agent",
        "snapshot 1",
    ):
        assert line in told
    whole = json.loads(said("store", "show", "history", "HELP-1", "--format", "json")[1])
    tables = {each["table"] for each in whole["rows"]}
    assert tables == {"tickets", "current", "changes", "comments"}
    (now,) = [each for each in whole["rows"] if each["key"] == ["10001", "status"]]
    assert [each["says"]["value"] for each in (*now["earlier"], now["last"])] == [
        "Resolved",
        "Open",
    ]
    assert "value was Resolved" in said("store", "show", "history", "HELP-1:0")[1]
    assert said("store", "show", "history", "HELP-7:1")[0] == 2


def test_the_folder_of_a_run_suffices_without_store_and_source(said: Said) -> None:
    rmtree("history")
    assert said("verify", "run")[0] == 0
    code, told = said("explain", "run", "HELP-2", "time_to_resolution")
    assert (code, "missed, 4 h over" in told) == (0, True)
