"""A help desk pulled into a store, killed on the way, gone on with, counted, and audited.

    python -m benchmarks.pulling [--tickets 2000] [--changes 10] [--kills 2] [--seed 1]

`slarules pull` runs as people run it, against a made-up Jira Cloud (`benchmarks.jira_site`) behind
a socket of this machine. It is killed at random instants with SIGKILL and run again until it comes
to its end; then every event of the store is held against what the site has. Seconds are of the
processor where nothing else is said, so that other programs disturb little.
"""

from __future__ import annotations

import argparse
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from typing import Any

from benchmarks.jira_site import Change, JiraSite, Served, served

SLARULES = (sys.executable, "-m", "slarules")
NAME = "jira:bench"
GLANCE = 0.05
LINES = 5

PROFILE = """[jira.bench]
site = "http://127.0.0.1:{port}"
account = "audit@bench.example"
token = {{ env = "BENCH_TOKEN" }}
projects = [{projects}]
"""

CONTRACT = """language slarules 1

contract bench "Support for Bench"
  provider "Kontor Support GmbH"
  customer "Bench"
  effective from 2025-03-01 through 2025-12-31
  timezone "Europe/Berlin"
  currency EUR
  assessed every calendar month
  periods before the start count as met
  tickets belong to the period of resolved, or of due while unresolved
  rounded half up to the cent once per statement

use vocabulary "service-desk" version 2

clock desk clause "2"
  open Monday to Friday from 09:00 to 18:00

targets requests "Answer and solution" clause "4"
  measures time_to_first_response from reported until agent_message
  measures time_to_resolution from reported until resolved
  judged by level at the end
  table
  | level | time_to_first_response | time_to_resolution |
  | P1    | 15 elapsed minutes     | 4 desk hours       |
  | P2    | 60 elapsed minutes     | 8 desk hours       |
  | P3    | 4 elapsed hours        | 24 desk hours      |
  | P4    | none                   | none               |

pause waiting clause "5"
  suspends time_to_resolution
  while status is waiting_on_customer
"""


@dataclass(slots=True)
class Ran:
    """What a process took.

    Attributes:
        wall: Seconds by the clock.
        processor: Seconds of the processor.
        peak: MiB of memory at most.
        memory: MiB of memory whenever it was looked at, with how much was done by then.
    """

    code: int
    wall: float
    processor: float
    peak: float
    memory: list[tuple[int, float]] = field(default_factory=list)


def ran(
    words: Sequence[str], folder: Path, done: Callable[[], int], kill_at: int | None = None
) -> Ran:
    """Run `slarules` in a folder; kill it when so much is done."""
    environ = {**os.environ, "BENCH_TOKEN": "secret"}
    began, memory = time.monotonic(), []
    process = subprocess.Popen(words, cwd=folder, env=environ)  # noqa: S603  # our own
    while True:
        pid, status, used = os.wait4(process.pid, os.WNOHANG)
        if pid:
            break
        memory.append((done(), _memory(process.pid)))
        if kill_at is not None and done() >= kill_at:
            process.send_signal(signal.SIGKILL)
        time.sleep(GLANCE)
    process.returncode = os.waitstatus_to_exitcode(status)
    return Ran(
        process.returncode,
        time.monotonic() - began,
        used.ru_utime + used.ru_stime,
        used.ru_maxrss / 1024,
        memory,
    )


def _memory(pid: int) -> float:
    try:
        pages = int(Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[1])
    except (OSError, IndexError):
        return 0
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


def pulls(site: JiraSite, at: Served, folder: Path, kills: int, seed: int) -> Iterator[Ran]:
    """Pull until the end, and kill the first pulls after a random number of issues."""
    projects = ", ".join(f'"P{number}"' for number in range(site.projects))
    profile = PROFILE.format(port=at.port, projects=projects)
    (folder / "slarules.toml").write_text(profile, encoding="utf-8")
    chosen = random.Random(seed)  # noqa: S311  # the same at every run
    ends = sorted(chosen.randrange(site.tickets // 10, site.tickets) for _ in range(kills))
    for end in [*ends, None]:
        yield ran(
            (*SLARULES, "pull", NAME, "--store", "kept"), folder, lambda: at.issues.value, end
        )


# --- what is in the store --------------------------------------------------------------------


def amiss(site: JiraSite, store: Path) -> Counter[str]:
    """Return what is wrong with the events of a store, counted."""
    import duckdb  # noqa: PLC0415

    from slarules.store import open_store  # noqa: PLC0415

    with open_store(store) as opened:
        files = opened.snapshot().files
    wrong: Counter[str] = Counter()
    with duckdb.connect() as duck:
        found = duck.execute(
            'SELECT event_id, ticket_id, epoch_us("at"), field_id, old_id, old, new_id, new '
            "FROM read_parquet(?) ORDER BY ticket_id::BIGINT, seq, event_id",
            [[str(path) for path in files["changes"]]],
        )
        there = _plain(found)
        wrong.update(_compared(there, chain.from_iterable(map(site.history, range(site.tickets)))))
        wrong.update(_counted(duck, files["tickets"], "tickets", "ticket_id", site.tickets))
        wrong.update(_counted(duck, files["comments"], "comments", "event_id", site.tickets))
    return wrong


def _counted(
    duck: Any,  # noqa: ANN401  # a connection of DuckDB
    files: Sequence[Path],
    table: str,
    key: str,
    wanted: int,
) -> Iterator[str]:
    ((rows, keys),) = duck.execute(
        f"SELECT count(*), count(DISTINCT {key}) FROM read_parquet(?)",  # noqa: S608  # our own
        [[str(path) for path in files]],
    ).fetchall()
    if (rows, keys) != (wanted, wanted):
        yield f"{table}: {rows} rows, {keys} of them different"


def _plain(found: Any) -> Iterator[Change]:  # noqa: ANN401  # a result of DuckDB
    while rows := found.fetchmany(10_000):
        for event, ticket, at, name, old_id, old, new_id, new in rows:
            # Nothing before is an empty text in a store, and nothing on the wire.
            yield Change(event, ticket, at, name, (old_id, old or None), (new_id, new))


def _compared(there: Iterator[Change], wanted: Iterator[Change]) -> Iterator[str]:
    last = ""
    expected = next(wanted, None)
    for each in there:
        if each.event_id == last:
            yield "there twice"
        elif expected is None:
            yield "of nothing that the site has"
        else:
            if each != expected:
                yield "otherwise than at the site"
            expected = next(wanted, None)
        last = each.event_id
    if expected is not None:
        yield from ("missing" for _ in chain([expected], wanted))


# --- told ------------------------------------------------------------------------------------


def tell_pulls(site: JiraSite, at: Served, runs: Sequence[Ran], store: Path) -> None:
    """Tell what the pulls took."""
    processor, wall = sum(run.processor for run in runs), sum(run.wall for run in runs)
    events = site.tickets * (site.changes + 1)
    for run in runs:
        end = "killed" if run.code < 0 else f"ended with {run.code}"
        tell(f"{end:<14} {run.wall:8.1f} s, {run.processor:7.1f} s of the processor")
    tell(
        f"tickets/s      {site.tickets / wall:10,.0f}   ({site.tickets / processor:,.0f} and core)"
    )
    tell(f"events/s       {events / wall:10,.0f}   ({events / processor:,.0f} and core)")
    tell(f"the site       {at.spent.value / 1e9:10.1f} s, {at.requests.value:,} requests")
    tell(f"memory         {_memories(runs[-1])}")
    files = [path for path in store.rglob("*") if path.is_file()]
    size = sum(path.stat().st_size for path in files) / 2**20
    columns = sum(path.suffix == ".parquet" for path in files)
    tell(f"store          {size:10.1f} MiB, {columns} files of columns, {len(files)} in all")


def _memories(run: Ran) -> str:
    last = max((done for done, _ in run.memory), default=0)
    first = min((done for done, _ in run.memory), default=0)
    told = []
    for share in (10, 25, 50, 75, 100):
        until = first + (last - first) * share // 100
        told.append(f"{max(m for done, m in run.memory if done <= until):.0f} MiB at {share} %")
    return f"{', '.join(told)}; {run.peak:.0f} MiB at most"


def tell(line: str) -> None:
    """Write a line."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def audit(site: JiraSite, folder: Path) -> None:
    """Audit the store, and tell what it took."""
    (folder / "bench.sla").write_text(CONTRACT, encoding="utf-8")
    words = ("audit", "bench.sla", "--mapping", "jira-service-management")
    output = folder / "audit.txt"
    command = " ".join((*SLARULES, *words, "--source", "store:kept", "--register", "none"))
    run = ran(("sh", "-c", f"exec {command} > {output} 2>&1"), folder, lambda: 0)
    events = site.tickets * (site.changes + 1)
    tell(
        f"audit          {run.wall:10.1f} s, {run.processor:.1f} s of the processor, "
        f"{run.peak:.0f} MiB at most, ended with {run.code}"
    )
    tell(f"audited        {events / run.processor:10,.0f} events/s and core")
    tell("\n".join(output.read_text(encoding="utf-8").splitlines()[:LINES]))


def main() -> None:
    """Measure, count, and tell."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tickets", type=int, default=2000)
    parser.add_argument("--changes", type=int, default=10)
    parser.add_argument("--kills", type=int, default=2)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep", type=Path, help="an empty folder in which everything stays")
    asked = parser.parse_args()
    site = JiraSite(asked.tickets, asked.changes)
    with tempfile.TemporaryDirectory() as temporary, served(site) as at:
        folder = asked.keep or Path(temporary)
        tell(f"load           {os.getloadavg()[0]:10.1f} on {os.cpu_count()} cores")
        runs = list(pulls(site, at, folder, asked.kills, asked.seed))
        tell_pulls(site, at, runs, folder / "kept")
        began = time.process_time()
        wrong = amiss(site, folder / "kept")
        found = dict(wrong) if wrong else "yes"
        tell(f"each once      {found}   ({time.process_time() - began:.1f} s to look)")
        audit(site, folder)
        tell(f"load           {os.getloadavg()[0]:10.1f} on {os.cpu_count()} cores")
    sys.exit(bool(wrong))


if __name__ == "__main__":
    main()
