from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from slarules import cli

pytestmark = pytest.mark.xdist_group("demo command")  # one run serves all


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """Run the demo where a person would, and return that folder and what was printed."""
    here = tmp_path_factory.mktemp("here")
    program = [sys.executable, "-m", "slarules", "demo"]
    ended = subprocess.run(program, cwd=here, capture_output=True, text=True, check=True)
    return here, ended.stdout


def test_the_demo_writes_beside_you_and_says_what_and_where(told: tuple[Path, str]) -> None:
    here, printed = told
    demo = here / "slarules-demo"
    assert {path.name for path in here.iterdir()} == {"slarules-demo"}
    for path in ("run", "run/report.html", "alster.sla", "alster-csv.sla", "history"):
        assert (demo / path).exists()
        assert f"slarules-demo/{path}\n" in printed


def test_the_demo_has_misses_a_cap_that_bites_and_an_earn_back(told: tuple[Path, str]) -> None:
    here, printed = told
    run = here / "slarules-demo" / "run"
    targets = json.loads((run / "targets.json").read_text("utf-8"))["targets"]
    assert sum(target["outcome"] == "missed" for target in targets) >= 2
    assert re.search(r"monthly_cap \(7\.6\) +EUR -", printed)
    assert re.search(r"good_quarter \(7\.7\), returned +EUR -", printed)


def test_the_question_it_suggests_has_an_answer(
    told: tuple[Path, str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    here, printed = told
    [line] = [line for line in printed.splitlines() if "slarules explain" in line]
    monkeypatch.chdir(here)
    assert cli.run(line.partition("slarules ")[2].split()) == 0
    assert "It would have been met" in capsys.readouterr().out
