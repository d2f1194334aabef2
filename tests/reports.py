"""Runs that reports are made of: the demo's year, and a desk with an internal overlay."""

from __future__ import annotations

import atexit
import shutil
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

from slarules.cli import run
from tests.pipeline.desk import arguments, desk


def made(name: str) -> Path:
    """Return a folder that goes with the process."""
    folder = Path(mkdtemp(prefix=f"slarules-{name}-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


@cache
def demo() -> Path:
    """Return the folder of the demo's run."""
    folder = made("demo") / "demo"
    assert run(["demo", "--out", str(folder)]) == 0
    return folder / "run"


@cache
def meridian(audience: str) -> Path:
    """Return the folder of a run of Meridian's overlay for an audience."""
    folder = desk(made("desk"))
    asked = [*arguments(folder, "meridian-internal.sla"), "--audience", audience]
    assert run([*asked, "--out", str(folder / "run")]) == 0
    return folder / "run"
