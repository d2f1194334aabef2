"""Memory that is limited: what an audit by columns takes does not grow with its rows."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from benchmarks.bulk.workload import write
from tests.reliability.fault import CannotError, Fault
from tests.shared import ROOT

TEXTS = ROOT / "benchmarks" / "bulk" / "texts"

FEW, MANY = 1_000, 200_000
"""Tickets, of five events each."""

ROOM = 150_000_000
"""Bytes that many events may take beyond those that few take.

As Python values the rows of a million events take some 800 MB; that they do not fit is shown by the
reference engine, which holds them all.
"""

PLENTY = 1 << 40

STARTED = """
import atexit, os, resource, sys
most, told = int(sys.argv.pop(1)), sys.argv.pop(1)
os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:2])
resource.setrlimit(resource.RLIMIT_AS, (most, most))
def tell():
    with open("/proc/self/status") as status, open(told, "w") as out:
        out.writelines(line for line in status if line.startswith("VmPeak"))
atexit.register(tell)
from slarules.cli import main
main()
"""
"""A command with a limit, that tells its peak; by two cores, since each thread needs addresses."""


class Limited(NamedTuple):
    """How a command ended, and the most bytes of addresses that it had."""

    code: int
    said: str
    why: str
    peak: int


class Desk:
    """A folder with few events, and one with many."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.out = folder, folder / "out" / "run"
        self.started = folder / "started.py"
        self.started.write_text(STARTED, encoding="utf-8")
        for tickets in (FEW, MANY):
            (folder / str(tickets)).mkdir()
            write(folder / str(tickets) / "log.parquet", tickets, 1)

    def audit(self, tickets: int, most: int, engine: str = "bulk", *more: str) -> Limited:
        """Audit with a limit."""
        told = self.folder / "peak.txt"
        words = [
            *("audit", str(TEXTS / "one.sla"), "--mapping", str(TEXTS / "log.sla")),
            *("--source", f"csv:{self.folder / str(tickets)}", "--engine", engine),
            *("--register", "none", "--format", "json", *more),
        ]
        command = [sys.executable, str(self.started), str(most), str(told), *words]
        ended = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=False)
        peak = int(told.read_text(encoding="utf-8").split()[1]) * 1024
        return Limited(ended.returncode, ended.stdout, ended.stderr, peak)


def memory_is_limited(folder: Path) -> Iterator[str]:
    """Audit many events with little more memory than few take, and with far too little."""
    if not sys.platform.startswith("linux"):
        raise CannotError("only Linux keeps to a limit of addresses, and tells of them")
    desk = Desk(folder)
    free = desk.audit(MANY, PLENTY)  # also compiles what is not yet compiled
    enough = desk.audit(FEW, PLENTY).peak + ROOM
    limited = desk.audit(MANY, enough)
    if limited.code or limited.said != free.said:
        yield f"with {enough} bytes: {limited.code}, {limited.why}"
    by_rows = desk.audit(MANY, enough, "reference", "--out", str(desk.out))
    small = desk.audit(MANY, enough // 2, "bulk", "--out", str(desk.out))
    for ended in (by_rows, small):
        if ended.code != 2 or ended.said or "there is not enough memory" not in ended.why:
            yield f"too little: {ended}"
    if desk.out.parent.exists() and any(desk.out.parent.iterdir()):
        yield "something is left"


LIMITS = (
    Fault(
        "memory is limited",
        "an audit of a million events may have the addresses (`ulimit -v`) of one of 5,000 and "
        "150 MB more, of which their rows as Python values would take 800; then half of that",
        "by columns it ends as without a limit, with the same output; the reference engine, and "
        "with half of that also columns: exit 2 and a sentence, nothing is left",
        memory_is_limited,
    ),
)
