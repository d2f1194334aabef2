"""An audit that asks a site directly: nothing of it stays behind, and it may be said again."""

from __future__ import annotations

import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from shutil import rmtree
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, make_server

import duckdb
import pytest

from slarules import cli
from slarules.sources.passing import passing_folder
from tests.adapters.jira.fake.app import JiraApp
from tests.adapters.jira.test_end_to_end import CONTRACT, MAPPING, worked_site

PROFILE = """[jira.acme]
site = "{url}"
account = "audit@acme.example"
token = {{ env = "ACME_TOKEN" }}
projects = ["HELP"]
service_management = true
roles = {{ agents = ["ada"], automation = ["robot"] }}
{more}"""

VEIL = """
[jira.acme.privacy]
pseudonymise = ["actors", "requester"]
key = { env = "ACME_PRIVACY_KEY" }
"""

AUDIT = ["audit", "support.sla", "--mapping", str(MAPPING), "--register", "none"]
DIRECT = [*AUDIT, "--source", "jira:acme"]


class Quiet(WSGIRequestHandler):
    def log_message(self, *_: object) -> None:
        pass


@dataclass
class Held:
    """An application that keeps its answers back from its third request on, when told to."""

    app: JiraApp
    is_held: bool = False
    asked: int = 0
    came: threading.Event = field(default_factory=threading.Event)
    free: threading.Event = field(default_factory=threading.Event)

    def __call__(self, environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        self.asked += 1
        if self.is_held and self.asked > 2:
            self.came.set()
            self.free.wait(60)
        return self.app(environ, start)


@contextmanager
def served(app: Held) -> Iterator[str]:
    """Give the address of an application on loopback."""
    server = make_server("127.0.0.1", 0, app, handler_class=Quiet)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        app.free.set()
        server.shutdown()
        server.server_close()


@pytest.fixture
def app() -> Held:
    return Held(JiraApp(worked_site(), is_cloud=True))


@pytest.fixture
def work(tmp_path: Path, app: Held, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder to work in, with a folder `tmp` for what passes."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("ACME_TOKEN", "canary-token")
    monkeypatch.setenv("ACME_PRIVACY_KEY", "0" * 64)
    monkeypatch.setenv("TMPDIR", str(tmp_path / "tmp"))
    monkeypatch.setattr(tempfile, "tempdir", None)
    (tmp_path / "tmp").mkdir()
    (tmp_path / "support.sla").write_text(CONTRACT, "utf-8")
    with served(app) as url:
        (tmp_path / "slarules.toml").write_text(PROFILE.format(url=url, more=""), "utf-8")
        yield tmp_path
    monkeypatch.setattr(tempfile, "tempdir", None)


def left(work: Path) -> list[Path]:
    return list((work / "tmp").glob("slarules-*"))


def test_the_same_world_gives_the_same_bytes_and_nothing_stays(
    work: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    class Standing:
        @staticmethod
        def time_ns() -> int:
            return 1_772_700_000_000_000_000

    monkeypatch.setattr("slarules.sources.context.time", Standing)
    for out in ("one", "two"):
        assert cli.run([*DIRECT, "--out", out]) == 0
        hint = "nothing of jira:acme is kept; slarules pull jira:acme --store history keeps it"
        assert hint in capsys.readouterr().err
    files = [path.relative_to(work / "one") for path in (work / "one").rglob("*") if path.is_file()]
    for name in files:
        if name.name != "manifest.json":
            assert (work / "one" / name).read_bytes() == (work / "two" / name).read_bytes(), name
    assert left(work) == []


def persons(work: Path) -> set[str]:
    """Return who is named in the folders that passed."""
    found = set()
    for table, column in (("tickets", "requester_id"), ("comments", "actor_id")):
        (folder,) = (work / "tmp").rglob(f"tables/*/{table}")
        rows = duckdb.read_parquet(f"{folder}/*.parquet").select(column).fetchall()
        found |= {str(name) for (name,) in rows}
    return found


def test_names_are_replaced_before_anything_is_written(
    work: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("slarules.sources.passing.rmtree", lambda *_, **__: None)
    assert cli.run(DIRECT) == 0
    assert {"cleo", "ada"} <= persons(work)
    for folder in left(work):
        rmtree(folder)
    plain = (work / "slarules.toml").read_text("utf-8")
    (work / "slarules.toml").write_text(plain + VEIL, "utf-8")
    assert cli.run([*DIRECT, "--out", "run"]) == 0
    verdicts = (work / "run" / "verdicts.csv").read_text("utf-8")
    assert [row.split(",")[15] for row in verdicts.splitlines()[1:]] == [
        "met",
        "met",
        "missed",
        "missed",
    ]
    assert len(persons(work)) > 2
    assert not persons(work) & {"cleo", "dora", "ada", "robot"}


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_whoever_ends_it_finds_nothing_left(work: Path, app: Held, number: int) -> None:
    app.is_held = True
    running = subprocess.Popen(  # our own words
        [sys.executable, "-m", "slarules", *DIRECT], stderr=subprocess.PIPE, text=True
    )
    assert app.came.wait(60)
    assert len(left(work)) == 1
    assert left(work)[0].stat().st_mode & 0o077 == 0
    running.send_signal(number)
    _, told = running.communicate(timeout=60)
    if number == signal.SIGKILL:
        # Nobody can clean up then; whoever asks a source next does.
        assert len(left(work)) == 1
        mine = type("Owner", (), {})()
        made = passing_folder(mine)
        assert left(work) == [Path(made)]
    else:
        assert running.returncode == 130
        assert "stopped" in told
        assert left(work) == []
