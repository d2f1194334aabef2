"""The same audit writes the same bytes on any machine, on any day, wherever it runs."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from random import Random

import pytest

from slarules.cli import run
from tests.laws.exports import contents, events, export
from tests.pipeline.desk import arguments

ROWS = events(Random(11), 12)  # noqa: S311 - chance for a test

ELSEWHERE = """
import datetime, os, pathlib, sys

class Later(datetime.datetime):
    @classmethod
    def now(cls, tz=None):
        return super().now(tz) + datetime.timedelta(days=int(sys.argv[1]))

datetime.datetime = Later
os.umask(int(sys.argv[2], 8))
found = pathlib.Path.glob
pathlib.Path.glob = lambda folder, pattern: reversed(list(found(folder, pattern)))
os.listdir = lambda path=".", names=os.listdir: names(path)[::-1]

from slarules.cli import run
sys.exit(run(sys.argv[3:]))
"""
"""A machine whose clock goes another way, and whose folders list their files in another order."""

UNREADABLE = {"LC_ALL": "POSIX", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
GERMAN = {"LC_ALL": "de_DE.UTF-8", "LANG": "de_DE.UTF-8"}
TURKISH = {"LC_ALL": "tr_TR.UTF-8", "LANG": "tr_TR.UTF-8"}

MACHINES: Mapping[str, tuple[str, str, Mapping[str, str]]] = {
    "far east, years later": ("3000", "022", {**GERMAN, "TZ": "Pacific/Kiritimati"}),
    "half an hour off, years before": ("-3000", "077", {**TURKISH, "TZ": "America/St_Johns"}),
    "no zone and no language": ("0", "002", {**UNREADABLE, "TZ": "nowhere"}),
}


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The run of this machine."""
    folder = export(tmp_path_factory.mktemp("here") / "desk", ROWS)
    assert run([*words(folder), "--out", str(folder / "run")]) == 0
    return folder / "run"


def words(folder: Path) -> list[str]:
    return [*arguments(folder, "meridian-internal.sla"), "--audience", "provider"]


def compared(folder: Path) -> tuple[Mapping[str, bytes], Mapping[str, object]]:
    """Return the files of a run and its manifest without what may differ."""
    files = dict(contents(folder))
    manifest = json.loads(files.pop("manifest.json"))
    for name in ("clock", "previous", "seal"):
        del manifest[name]
    return files, manifest


@pytest.mark.parametrize("name", MACHINES)
def test_another_machine_writes_the_same_bytes(here: Path, tmp_path: Path, name: str) -> None:
    days, umask, machine = MACHINES[name]
    folder = export(tmp_path / "somewhere else", ROWS)
    command = [sys.executable, "-c", ELSEWHERE, days, umask, *words(folder)]
    subprocess.run(
        [*command, "--out", "run"],
        cwd=folder,
        env={**os.environ, "PYTHONHASHSEED": str(len(name)), **machine},
        check=True,
        capture_output=True,
    )
    assert compared(folder / "run") == compared(here)


def test_the_clock_of_the_other_machine_did_go_another_way(tmp_path: Path) -> None:
    folder = export(tmp_path / "desk", ROWS)
    command = [sys.executable, "-c", ELSEWHERE, "3000", "022", *words(folder), "--out", "run"]
    subprocess.run(command, cwd=folder, check=True, capture_output=True)
    manifest = json.loads((folder / "run" / "manifest.json").read_bytes())
    assert manifest["clock"]["started_at"] > "2031"


def test_a_run_after_another_of_one_register_differs_in_its_manifest_alone(
    here: Path, tmp_path: Path
) -> None:
    folder = export(tmp_path / "desk", ROWS)
    register = ["--register", str(tmp_path / "slarules.db")]
    for name in ("first", "second"):
        assert run([*words(folder), *register, "--out", str(folder / name)]) == 0
    assert compared(folder / "first") == compared(folder / "second") == compared(here)
    manifest = json.loads((folder / "second" / "manifest.json").read_bytes())
    assert manifest["previous"] is not None
