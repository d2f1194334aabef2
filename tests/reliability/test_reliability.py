"""Every fault is brought about; the page tells just these faults and outcomes."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from _pytest.mark import ParameterSet

from tests.reliability.__main__ import CANNOT
from tests.reliability.fault import Fault
from tests.reliability.faults import FAULTS
from tests.reliability.lies import LIES
from tests.reliability.page import PAGE, page
from tests.shared import ROOT

GROUPED = pytest.mark.xdist_group("postgresql")
"""One worker has all servers, since two that are made at once get into each other's way."""


def case(fault: Fault) -> ParameterSet:
    needs_server = "database" in fault.name or "PostgreSQL" in fault.injected
    marks = [GROUPED] if needs_server else []
    return pytest.param(fault, id=fault.name.replace(" ", "-"), marks=marks)


def breaches(folder: Path, *faults: Fault) -> dict[str, list[str]]:
    """Bring faults about in a process, and return what breaks the promise of each."""
    words = [str(folder), *(each.name for each in faults)]
    command = [sys.executable, "-m", "tests.reliability", *words]
    ended = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=False)
    if ended.returncode == CANNOT:
        pytest.skip(ended.stdout)
    assert ended.returncode == 0, ended.stderr
    found: dict[str, list[str]] = json.loads(ended.stdout)
    return found


@pytest.mark.parametrize("fault", [case(each) for each in FAULTS if each not in LIES])
def test_what_is_promised_for_a_fault_is_kept(fault: Fault, tmp_path: Path) -> None:
    assert breaches(tmp_path, fault) == {fault.name: []}


@pytest.mark.parametrize("half", [0, 1])
def test_what_is_promised_for_a_server_that_lies_is_kept(half: int, tmp_path: Path) -> None:
    some = LIES[half::2]
    assert breaches(tmp_path, *some) == {each.name: [] for each in some}


def test_the_page_tells_of_these_faults_and_outcomes() -> None:
    assert PAGE.read_text(encoding="utf-8") == page()
