"""The adapter of adapters/README.md works as it stands there."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.docs.pages import blocks
from tests.shared import ROOT

LINES = (
    {
        "line": 1,
        "id": "c1",
        "ticket": "T-1",
        "at": "2026-01-12T09:00+01:00",
        "was": None,
        "is": "New",
    },
    {
        "line": 2,
        "id": "c2",
        "ticket": "T-2",
        "at": "2026-01-12T09:05+01:00",
        "was": None,
        "is": "New",
    },
    {
        "line": 3,
        "id": "c3",
        "ticket": "T-1",
        "at": "2026-01-12T10:00+01:00",
        "was": "New",
        "is": "Open",
    },
    {
        "line": 4,
        "id": "c4",
        "ticket": "T-1",
        "at": "2026-01-12T10:00+01:00",
        "was": "Open",
        "is": "Done",
    },
)
CODE = 35
"""Lines of the adapter without blank ones and imports: thirty, and the hook that offers it."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    [module] = [
        block
        for block in blocks(ROOT / "adapters" / "README.md")
        if block.name == "slarules_diary.py"
    ]
    (tmp_path / module.name).write_text(module.text, encoding="utf-8")
    info = tmp_path / "slarules_diary-1.0.dist-info"
    info.mkdir()
    told = "Metadata-Version: 2.1\nName: slarules-diary\nVersion: 1.0\n"
    (info / "METADATA").write_text(told, encoding="utf-8")
    points = "[slarules]\ndiary = slarules_diary\n"
    (info / "entry_points.txt").write_text(points, encoding="utf-8")
    diary = "".join(json.dumps(line) + "\n" for line in LINES)
    (tmp_path / "log.jsonl").write_text(diary, encoding="utf-8")
    return tmp_path


def test_the_adapter_is_short(folder: Path) -> None:
    text = (folder / "slarules_diary.py").read_text(encoding="utf-8")
    code = [line for line in text.splitlines() if line.strip()]
    assert len([line for line in code if "import" not in line]) <= CODE


def test_the_adapter_of_thirty_lines_keeps_what_can_be_checked(folder: Path) -> None:
    command = [sys.executable, "-m", "slarules", "adapters", "check", "diary:log.jsonl"]
    ran = subprocess.run(
        [*command, "--format", "json"],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(folder)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
    states = {each["name"]: each["state"] for each in json.loads(ran.stdout)["checks"]}
    assert states["completeness.end"] == states["order.total"] == states["shape.light"] == "holds"
