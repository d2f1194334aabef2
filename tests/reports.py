"""Runs that reports are made of: the demo's year, and a desk with an internal overlay."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from tempfile import mkdtemp

from slarules.cli import run
from tests.pipeline.desk import arguments, desk


@cache
def demo() -> Path:
    """Return the folder of the demo's run."""
    folder = Path(mkdtemp(prefix="slarules-demo-")) / "demo"
    assert run(["demo", "--out", str(folder)]) == 0
    return folder / "run"


@cache
def meridian(audience: str) -> Path:
    """Return the folder of a run of Meridian's overlay for an audience."""
    folder = desk(Path(mkdtemp(prefix="slarules-desk-")))
    asked = [*arguments(folder, "meridian-internal.sla"), "--audience", audience]
    assert run([*asked, "--out", str(folder / "run")]) == 0
    return folder / "run"
