"""Times the commands people wait for, each in turn with a bare start of the interpreter.

`python -m benchmarks.speed [--runs 5] [NAME...]` from the root of the checkout. Seconds differ from
machine to machine and from hour to hour; the ratio to what ran beside it differs less.
"""

from __future__ import annotations

import argparse
import csv
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from time import perf_counter

from benchmarks import many_contracts
from benchmarks.long_contract import long_contract
from slarules import demo
from slarules.resources import shipped

BOSTON = Path(__file__).parents[2] / "shared" / "data" / "boston_311_2015"
SLARULES = (sys.executable, "-m", "slarules")
BARE = (sys.executable, "-c", "pass")


@dataclass(frozen=True, slots=True)
class Workload:
    """A command, and what we want of it: so many bare starts, or about so many seconds."""

    name: str
    command: tuple[str, ...]
    goal: str
    once: bool = False


def workloads(folder: Path) -> Iterator[Workload]:
    """Yield every workload, its files written into `folder`."""
    rules, long = Path(str(shipped("rules"))), folder / "long.sla"
    long.write_text(long_contract(5_000), encoding="utf-8")
    ordinary = str(rules / "contracts" / "harbour.sla")
    files = demo.write(folder / "demo")
    audit = ("audit", str(files.contract), "--mapping", str(files.mapping), "--source")
    yield Workload("help", (*SLARULES, "--help"), "6 starts")
    yield Workload("check", (*SLARULES, "check", ordinary), "0.5 s")
    yield Workload("check the library", (*SLARULES, "check", str(rules)), "5 s")
    yield Workload("check 5,000 lines", (*SLARULES, "check", str(long)), "1 s")
    thousand = a_third(files.source, folder / "thousand")
    yield Workload("audit 1,000 tickets", (*SLARULES, *audit, f"csv:{thousand}"), "1 s")
    kept = (str(folder / "run"), "--register", "none")
    demo_audit = (*SLARULES, *audit, f"csv:{files.source}")
    yield Workload("audit of the demo", demo_audit, "2.5 s")
    yield Workload("evidence of the demo", (*demo_audit, "--out", *kept), "3.5 s")
    yield Workload("evidence verified", (*SLARULES, "verify", kept[0]), "3 s")
    many = many_contracts.write(folder / "many", 200, 20_000)
    words = ("audit", str(many.contracts), "--mapping", str(many.mapping), "--source")
    out = ("--out", str(folder / "portfolio"), "--register", "none")
    portfolio = (*SLARULES, *words, f"csv:{many.source}", *out)
    yield Workload("audit 200 contracts", portfolio, "30 s", once=True)
    tenth = (sys.executable, "-m", "benchmarks.settlement")
    yield Workload("settlement, a tenth", tenth, "6 s", once=True)
    if BOSTON.is_dir():
        boston = (sys.executable, "-m", "tests.real.boston", str(folder / "boston"))
        yield Workload("boston, and compare", boston, "60 s", once=True)
        yield Workload("boston with evidence", boston_kept(folder), "60 s", once=True)
        incidents = (sys.executable, "-m", "tests.real.servicenow", str(folder / "servicenow"))
        yield Workload("servicenow, and compare", incidents, "60 s", once=True)


def boston_kept(folder: Path) -> tuple[str, ...]:
    """Return the audit of Boston that keeps its evidence; the comparison wrote its texts."""
    texts = folder / "boston"
    audit = ("audit", str(texts / "boston.sla"), "--mapping", str(texts / "boston-csv.sla"))
    asked = ("--source", f"csv:{BOSTON}", "--as-of", "2016-01-12T22:23")
    return (*SLARULES, *audit, *asked, "--out", str(folder / "boston-run"), "--register", "none")


def a_third(history: Path, to: Path) -> Path:
    """Write every third ticket of the demo's history, and all else of it, into a folder."""
    to.mkdir()
    for path in history.iterdir():
        with (
            path.open(encoding="utf-8", newline="") as whole,
            (to / path.name).open("w", encoding="utf-8", newline="") as part,
        ):
            rows = csv.reader(whole)
            out = csv.writer(part, lineterminator="\n")
            out.writerow(next(rows))
            out.writerows(r for r in rows if path.name != "events.csv" or _number(r[0]) % 3 == 0)
    return to


def _number(ticket: str) -> int:
    return int(ticket.rpartition("-")[2])


def seconds(command: Sequence[str]) -> float:
    """Return how long a command takes from its start to its end."""
    # Whoever installs slarules has its modules compiled; a checkout may be told not to keep them.
    kept = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
    began = perf_counter()
    subprocess.run(command, check=True, capture_output=True, env=kept)  # noqa: S603 - our own
    return perf_counter() - began


def told(workload: Workload, runs: int) -> str:
    """Run a workload in turn with bare starts, and return its line."""
    times = range(1 if workload.once else runs)
    if not workload.once:
        seconds(workload.command)
    pairs = [(seconds(BARE), seconds(workload.command)) for _ in times]
    took = median(own for _, own in pairs)
    starts = median(own / bare for bare, own in pairs)
    return f"{workload.name:<22}{took:>8.2f} s{starts:>9.1f} starts   goal {workload.goal}"


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the workloads that are asked for, or all."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", help="only those whose names begin so")
    parser.add_argument("--runs", type=int, default=5)
    asked = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        for workload in workloads(Path(folder)):
            if not asked.names or workload.name.startswith(tuple(asked.names)):
                sys.stdout.write(f"{told(workload, asked.runs)}\n")
                sys.stdout.flush()


if __name__ == "__main__":
    main()
