"""A pull of Jira that is killed on the way and run again: a store has everything once."""

from __future__ import annotations

import os
import random
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from benchmarks.jira_site import JiraSite, Served, served
from benchmarks.pulling import CONTRACT, PROFILE, amiss
from slarules.store import open_store

SITE = JiraSite(2000, changes=5, projects=3)

# So small that there is much to lose: otherwise all of it would be one snapshot.
PROGRAM = """
import sys
from slarules import cli
from slarules.store import sink
sink.ROWS = 1500
words = " ".join(sys.argv[1:]).split(" then ")
sys.exit(max(cli.run(each.split()) for each in words))
"""

PULL = "pull jira:bench --store"
AUDIT = "audit bench.sla --mapping jira-service-management --register none --as-of 2025-12-31"
LONGEST = 120


@pytest.fixture(scope="module")
def site() -> Iterator[Served]:
    with served(SITE) as found:
        yield found


@pytest.fixture
def desk(site: Served, tmp_path: Path) -> Path:
    """Return a folder with what a pull and an audit need."""
    projects = ", ".join(f'"P{number}"' for number in range(SITE.projects))
    profile = PROFILE.format(port=site.port, projects=projects)
    (tmp_path / "slarules.toml").write_text(profile, encoding="utf-8")
    (tmp_path / "bench.sla").write_text(CONTRACT, encoding="utf-8")
    return tmp_path


def begun(words: str, folder: Path) -> subprocess.Popen[bytes]:
    environ = {**os.environ, "BENCH_TOKEN": "secret"}
    command = (sys.executable, "-c", PROGRAM, words)
    return subprocess.Popen(command, cwd=folder, env=environ, stdout=subprocess.PIPE)


def output(folder: Path, *commands: str) -> bytes:
    with begun(" then ".join(commands), folder) as process:
        said, _ = process.communicate(timeout=LONGEST)
    assert process.returncode == 0
    return said


def kill(folder: Path, site: Served, issues: int, later: float) -> None:
    """Pull, and kill the pull when it has asked for so many issues more, and a moment later."""
    before = site.issues.value
    with begun(f"{PULL} kept", folder) as process:
        while site.issues.value < before + issues:
            assert process.poll() is None
            time.sleep(0.002)
        time.sleep(later)
        process.kill()
        process.communicate(timeout=LONGEST)
    assert process.returncode == -signal.SIGKILL


def audited(said: bytes) -> str:
    """Return what an audit says, behind what a pull says, but for what names its snapshot.

    The hash of a snapshot covers when it was made.
    """
    told = said[said.index(b"{") :].decode().replace("store:kept", "store:plain")
    found, count = re.subn(r'"number": \d+,\s+"hash": "[0-9a-f]{64}"', "", told)
    assert count == 1
    return found


def test_a_pull_that_is_killed_twice_and_resumed_keeps_every_event_once(
    desk: Path, site: Served
) -> None:
    chosen = random.Random(6)  # noqa: S311  # the same at every run
    kill(desk, site, chosen.randrange(900, 1200), chosen.random() / 10)
    kill(desk, site, chosen.randrange(100, 300), chosen.random() / 10)
    with open_store(desk / "kept") as store:
        assert store.snapshot().files["changes"]
    disturbed = output(desk, f"{PULL} kept", f"{AUDIT} --format json --source store:kept")
    assert amiss(SITE, desk / "kept") == {}
    plain = output(desk, f"{PULL} plain", f"{AUDIT} --format json --source store:plain")
    assert audited(disturbed) == audited(plain)
