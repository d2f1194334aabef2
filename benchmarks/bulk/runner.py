"""Makes the files, lets every contender take its turns, and refuses times of a wrong answer."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks.bulk import workload
from benchmarks.bulk.contenders import OURS, OWN, REFERENCE, Contender
from benchmarks.bulk.question import Answer, differences

EVENTS_A_TICKET = 5
SEED = 1
SHOWN = 5
PATIENCE = 300
"""Seconds for a turn of a contender."""
ROOT = Path(__file__).parents[2]
LIMITS = {"OMP_NUM_THREADS": "2", "POLARS_MAX_THREADS": "2", "NUMBA_NUM_THREADS": "2"}

Say = Callable[[str], None]


@dataclass(slots=True)
class Times:
    """What a contender took on a file, turn by turn, in seconds, bytes and whole events.

    Attributes:
        why_not: Why there is none.
    """

    contender: Contender
    events: int
    seconds: list[float] = field(default_factory=list)
    processor: list[float] = field(default_factory=list)
    peak: int = 0
    why_not: str = ""

    @property
    def best(self) -> float:
        """The quickest turn: what the machine does when nothing disturbs it."""
        return min(self.seconds)

    @property
    def median(self) -> float:
        """The turn in the middle."""
        return median(self.seconds)

    def scaled(self, events: int) -> float:
        """Return the best turn, scaled in proportion from a sample to so many events."""
        return self.best * events / self.events


@dataclass(frozen=True, slots=True)
class History:
    """A file of the workload."""

    path: Path
    events: int


def history(folder: Path, tickets: int, say: Say) -> History:
    """Return the file with so many tickets, made where it is not there yet."""
    place = folder / f"{tickets}-{SEED}"
    path, count = place / "log.parquet", place / "events"
    if not count.is_file():
        say(f"making {path}")
        place.mkdir(parents=True, exist_ok=True)
        count.write_text(str(workload.write(path, tickets, SEED)), "utf-8")
    return History(path, int(count.read_text("utf-8")))


def turns(
    contenders: Sequence[Contender], folder: Path, events: int, count: int, say: Say
) -> Mapping[str, Times]:
    """Let contenders take turns, each on the whole file or on its sample, and return their times.

    Answers are held against the reference engine's on the sample of each contender, and those of
    the whole file against each other.
    """
    whole = history(folder, events // EVENTS_A_TICKET, say)
    found: dict[str, Times] = {}
    for each in contenders:
        own = whole if each.tickets is None else history(folder, each.tickets, say)
        found[each.label] = Times(each, own.events)
    refuse_wrong(found, folder, say)
    expected: dict[str, Answer] = {}
    for turn in range(count):
        for each in contenders if turn % 2 == 0 else reversed(contenders):
            times = found[each.label]
            path = whole.path if each.tickets is None else history(folder, each.tickets, say).path
            if times.why_not or turn >= (each.turns or count):
                continue
            _add(times, once(each, path), expected)
            if times.seconds:
                say(f"{turn + 1}/{count} {each.label}: {times.seconds[-1]:.2f} s")
    return found


def refuse_wrong(found: Mapping[str, Times], folder: Path, say: Say) -> None:
    """Note of each contender that answers otherwise than the reference engine what differs."""
    sample = history(folder, 2_000, say)
    for task in ("one", "six"):
        asked = [each for each in found.values() if each.contender.task == task]
        if not asked:
            continue
        judge = Contender(REFERENCE, task, OWN, "audit", ("reference",))
        said = once(judge, sample.path)
        right = Answer.of(said["answer"])
        for times in asked:
            said = once(times.contender, sample.path)
            times.why_not = said.get("why_not") or _differs(Answer.of(said["answer"]), right)
            if times.why_not:
                say(f"{times.contender.label} is not timed: {times.why_not}")


def _add(times: Times, said: Mapping[str, Any], expected: dict[str, Answer]) -> None:
    task = times.contender.task
    if "why_not" in said:
        times.why_not = said["why_not"]
        return
    if said["answer"] is not None and times.contender.tickets is None:
        answer = Answer.of(said["answer"])
        right = expected.setdefault(task, answer)
        times.why_not = _differs(answer, right)
    if not times.why_not:
        times.seconds.append(said["seconds"])
        times.processor.append(said["processor"])
        times.peak = max(times.peak, said["peak"])


def _differs(answer: Answer, right: Answer) -> str:
    lines = list(differences(answer, right))
    more = [f"and {len(lines) - SHOWN} more"] if len(lines) > SHOWN else []
    return "; ".join([*lines[:SHOWN], *more])


def once(contender: Contender, path: Path) -> dict[str, Any]:
    """Run a contender in a fresh process."""
    command = (sys.executable, "-m", "benchmarks.bulk.once", contender.label, str(path))
    try:
        done = subprocess.run(  # noqa: S603 - our own module
            command,
            cwd=ROOT,
            env=_environment(),
            capture_output=True,
            text=True,
            check=False,
            timeout=PATIENCE,
        )
    except subprocess.TimeoutExpired:
        return {"why_not": f"not done after {PATIENCE} seconds"}
    if done.returncode:
        last = done.stderr.strip().splitlines()[-1:] or [f"ended with {done.returncode}"]
        return {"why_not": last[0]}
    said: dict[str, Any] = json.loads(done.stdout)
    return said


def _environment() -> dict[str, str]:
    # Code that may not be kept would be compiled in each turn.
    own = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return {**own, **LIMITS}


def warm(folder: Path, say: Say) -> None:
    """Let our code be compiled and kept, which happens once on a machine."""
    say("compiling, once on a machine")
    sample = history(folder, 20_000, say)
    for task in ("one", "six"):
        once(Contender(OURS, task, OWN, "audit", ("bulk",)), sample.path)


def measured(found: Mapping[str, Times]) -> Iterator[Times]:
    """Yield those that have a time."""
    return (each for each in found.values() if each.seconds)
