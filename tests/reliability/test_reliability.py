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
from tests.reliability.page import PAGE, page
from tests.shared import ROOT

GROUPED = pytest.mark.xdist_group("postgresql")
"""One worker has all servers, since two that are made at once get into each other's way."""


def case(fault: Fault) -> ParameterSet:
    marks = [GROUPED] if "database" in fault.name else []
    return pytest.param(fault, id=fault.name.replace(" ", "-"), marks=marks)


@pytest.mark.parametrize("fault", [case(each) for each in FAULTS])
def test_what_is_promised_for_a_fault_is_kept(fault: Fault, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "tests.reliability", fault.name, str(tmp_path)]
    ended = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=False)
    if ended.returncode == CANNOT:
        pytest.skip(ended.stdout)
    assert ended.returncode == 0, ended.stderr
    assert json.loads(ended.stdout) == []


def test_the_page_tells_of_these_faults_and_outcomes() -> None:
    assert PAGE.read_text(encoding="utf-8") == page()
