"""Exports of a help desk for Meridian's contract and overlay, drawn at random, and their runs."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

from tests.pipeline.desk import EVENTS, arguments, desk
from tests.shared import ROOT

HEADER, *_ = EVENTS.split("\n")
START = datetime(2025, 3, 1, tzinfo=UTC)
LIFE = (
    ("set", "assignee", "lee"),
    ("set", "status", "Open"),
    ("set", "priority", "High"),
    ("set", "status", "Solved"),
    ("comment", "", "=1+1"),
    ("set", "assignee", ""),
)


def events(random: Random, tickets: int) -> list[str]:
    """Return rows in order of time; no two of them at one instant, but where a ticket begins."""
    rows: list[tuple[datetime, str]] = []
    for number in range(tickets):
        at = START + timedelta(seconds=random.randrange(40 * 86_400) * 100 + number)
        name, priority = f"I-{number}", random.choice(("Critical", "High", "Odd", ""))
        rows.append((at, f"{name},{at:%Y-%m-%dT%H:%M:%SZ},created,,,kim,customer,"))
        for field, value in (("priority", priority), ("category", "=cmd()")):
            rows.append((at, f"{name},{at:%Y-%m-%dT%H:%M:%SZ},set,{field},{value},kim,customer,"))
        for kind, field, value in random.sample(LIFE, random.randint(0, len(LIFE))):
            at += timedelta(seconds=random.randrange(1, 400) * 100)
            said = f"{name},{at:%Y-%m-%dT%H:%M:%SZ},{kind},{field},{value},lee,agent,yes"
            rows.append((at, said))
    return [row for _, row in sorted(rows, key=lambda row: row[0])]


def turned(rows: Sequence[str], random: Random) -> list[str]:
    """Return rows in another order; those of one instant of a ticket keep theirs."""
    together: dict[str, list[str]] = {}
    for row in rows:
        together.setdefault(",".join(row.split(",")[:2]), []).append(row)
    groups = list(together.values())
    random.shuffle(groups)
    return [row for group in groups for row in group]


def export(folder: Path, rows: Sequence[str]) -> Path:
    """Write Meridian's texts and an export into a new folder."""
    folder.mkdir()
    desk(folder)
    (folder / "export" / "events.csv").write_text("\n".join([HEADER, *rows, ""]), encoding="utf-8")
    return folder


def run(folder: Path, contract: str = "meridian.sla", *more: str, **machine: str) -> Path:
    """Audit an export in a process of its own; return the folder of the run."""
    to = folder / "run"
    command = [sys.executable, "-m", "slarules", *arguments(folder, contract), *more]
    environment = {**os.environ, **machine}
    subprocess.run(
        [*command, "--out", str(to)], env=environment, cwd=ROOT, check=True, capture_output=True
    )
    return to


def contents(run: Path) -> Mapping[str, bytes]:
    """Return every file of a run by its path."""
    files = (path for path in run.rglob("*") if path.is_file())
    return {path.relative_to(run).as_posix(): path.read_bytes() for path in files}
