"""`slarules adapters`: list, new and check."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread
from wsgiref.simple_server import WSGIRequestHandler, make_server

import pytest

from slarules.instants import HOUR, Micros
from slarules.sources.context import present
from slarules.testing import CANARY, Bench, World
from tests.testing.skeleton import ADAPTER, changed

NOW_OFF = Micros(2 * HOUR)


def slarules(
    *words: str, folder: Path, environ: dict[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    known = {**os.environ, "PYTHONPATH": str(folder), "NO_COLOR": "1", **(environ or {})}
    command = [sys.executable, "-m", "slarules", *words]
    return subprocess.run(
        command, cwd=folder, env=known, capture_output=True, text=True, check=False
    )


class Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        pass


@contextmanager
def served(world: World) -> Iterator[str]:
    """Serve a world's application and give its address."""
    assert world.app is not None
    with make_server("127.0.0.1", 0, world.app, handler_class=Quiet) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/api"
        server.shutdown()
        thread.join()


@pytest.fixture
def desk() -> World:
    """Return a desk in which something happened until now."""
    from skeleton_desk import SkeletonDesk

    world: World = SkeletonDesk()
    world.pass_time(Micros(present() - world.now() - NOW_OFF))
    Bench(make=changed, open=changed, world=world).fill()
    world.pass_time(Micros(present() - world.now()))
    return world


def installed(folder: Path, address: str, text: str) -> None:
    """Install the skeleton with an adapter of this text, and set a source up."""
    package = folder / "slarules_skeleton"
    package.mkdir()
    plugin = ADAPTER.with_name("__init__.py").read_text(encoding="utf-8")
    (package / "__init__.py").write_text(plugin, encoding="utf-8")
    (package / "adapter.py").write_text(text, encoding="utf-8")
    info = folder / "slarules_skeleton-0.1.0.dist-info"
    info.mkdir()
    told = "Metadata-Version: 2.1\nName: slarules-skeleton\nVersion: 0.1.0\n"
    (info / "METADATA").write_text(told, encoding="utf-8")
    points = "[slarules]\nskeleton = slarules_skeleton\n"
    (info / "entry_points.txt").write_text(points, encoding="utf-8")
    profile = f'[skeleton.acme]\nurl = "{address}"\ntoken = {{ env = "DESK_TOKEN" }}\n'
    (folder / "slarules.toml").write_text(profile, encoding="utf-8")


def test_a_new_adapter_passes_its_own_tests_at_once(tmp_path: Path) -> None:
    made = slarules("adapters", "new", "acme_desk", folder=tmp_path)
    assert made.returncode == 0, made.stderr
    folder = tmp_path / "slarules-acme-desk"
    assert not [path for path in folder.rglob("*") if "skeleton" in path.name.lower()]
    assert "skeleton" not in "".join(
        path.read_text(encoding="utf-8").lower() for path in folder.rglob("*") if path.is_file()
    )
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-W", "error"]
    ran = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stdout
    assert "skipped" not in ran.stdout


def test_the_mapping_of_a_new_adapter_has_no_problems(tmp_path: Path) -> None:
    from slarules.contract.mapping import load_mapping

    slarules("adapters", "new", "acme", folder=tmp_path)
    mapping = tmp_path / "slarules-acme" / "slarules_acme" / "mapping" / "acme.sla"
    loaded = load_mapping(mapping, None, ())
    assert [str(each) for each in loaded.problems] == []


@pytest.mark.parametrize("name", ["Acme", "1st", "a-b", "class", "../x", ""])
def test_a_name_that_cannot_be_one_is_refused(tmp_path: Path, name: str) -> None:
    made = slarules("adapters", "new", name, folder=tmp_path)
    assert made.returncode == 2
    assert "cannot be the name of an adapter" in made.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_there_is_not_written_into(tmp_path: Path) -> None:
    (tmp_path / "there").mkdir()
    made = slarules("adapters", "new", "acme", "--out", "there", folder=tmp_path)
    assert made.returncode == 2
    assert "there is there already" in made.stderr


def test_the_list_says_what_a_source_that_is_set_up_can_do(tmp_path: Path) -> None:
    installed(tmp_path, "https://desk.acme.example/api", ADAPTER.read_text(encoding="utf-8"))
    listed = slarules("adapters", "list", "--format", "json", folder=tmp_path)
    assert listed.returncode == 0, listed.stderr
    by_name = {each["name"]: each for each in json.loads(listed.stdout)["adapters"]}
    assert by_name["skeleton"] == {
        "name": "skeleton",
        "distribution": "slarules-skeleton",
        "version": "0.1.0",
        "reads": "histories from skeleton",
        "capabilities": ["census", "comments", "deletions", "history", "incremental"],
        "set_up": ["skeleton:acme"],
    }
    assert by_name["jira"]["capabilities"] is None


def test_the_list_says_which_are_broken(tmp_path: Path) -> None:
    installed(tmp_path, "https://desk.acme.example/api", "")
    plugin = tmp_path / "slarules_skeleton" / "__init__.py"
    plugin.write_text("import no_such_module\n", encoding="utf-8")
    listed = slarules("adapters", "list", folder=tmp_path)
    assert listed.returncode == 1
    assert "broken: X101: plugin 'skeleton' of slarules-skeleton" in listed.stdout


def test_a_live_source_that_keeps_everything_holds(tmp_path: Path, desk: World) -> None:
    with served(desk) as address:
        installed(tmp_path, address, ADAPTER.read_text(encoding="utf-8"))
        checked = slarules(
            "adapters", "check", "skeleton", folder=tmp_path, environ={"DESK_TOKEN": CANARY}
        )
    assert checked.returncode == 0, checked.stdout + checked.stderr
    assert "signed in as reader@acme.example" in checked.stdout
    assert "not checked here, since each needs a world that can be steered" in checked.stdout
    assert CANARY not in checked.stdout + checked.stderr


def test_a_live_source_whose_adapter_does_not_is_told(tmp_path: Path, desk: World) -> None:
    text = ADAPTER.read_text(encoding="utf-8").replace(
        '"seq": event["id"],', '"seq": moment(event["at"]),'
    )
    with served(desk) as address:
        installed(tmp_path, address, text)
        checked = slarules(
            "adapters",
            "check",
            "skeleton:acme",
            "--format",
            "json",
            folder=tmp_path,
            environ={"DESK_TOKEN": CANARY},
        )
    assert checked.returncode == 1, checked.stderr
    found = json.loads(checked.stdout)
    assert [each["name"] for each in found["checks"] if each["state"] == "fails"] == ["order.total"]


def test_a_source_that_lets_nobody_in_is_not_read_to_its_end(tmp_path: Path, desk: World) -> None:
    with served(desk) as address:
        installed(tmp_path, address, ADAPTER.read_text(encoding="utf-8"))
        checked = slarules(
            "adapters", "check", "skeleton:acme", folder=tmp_path, environ={"DESK_TOKEN": "wrong-1"}
        )
    assert checked.returncode == 3
    assert "wrong-1" not in checked.stderr


def test_a_source_that_is_not_set_up_is_told_with_those_that_are(tmp_path: Path) -> None:
    checked = slarules("adapters", "check", "jira", folder=tmp_path)
    assert checked.returncode == 2
    assert "write jira:ARGUMENT" in checked.stderr
