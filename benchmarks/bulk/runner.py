"""Makes the files, lets every contender take its turns, and refuses times of a wrong answer."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, TypeAlias, get_args

from benchmarks.bulk import workload
from benchmarks.bulk.contenders import (
    AUDIT,
    CONTENDERS,
    MEASURES,
    OURS,
    REFERENCE,
    SINGLE,
    Contender,
)
from benchmarks.bulk.question import Answer, differences

EVENTS_A_TICKET = 5
SEED = 1
SHOWN = 5
PATIENCE = 420
"""Seconds for a turn of a contender."""
ROOT = Path(__file__).parents[2]
LIMITS = {"OMP_NUM_THREADS": "2", "POLARS_MAX_THREADS": "2", "NUMBA_NUM_THREADS": "2"}

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Call:
    """What one call took, in seconds by the clock and of processors."""

    seconds: float
    processor: float


When: TypeAlias = Literal["first", "again"]
WHENS: Sequence[When] = get_args(When)


@dataclass(slots=True)
class Times:
    """What a contender took on a file, in seconds, bytes and whole events.

    Attributes:
        first: The first call of each process.
        again: The further calls of all processes; none of what is asked once.
        read: How many bytes a call read, of whatever files.
        why_not: Why there is no time.
    """

    contender: Contender
    events: int
    first: list[Call] = field(default_factory=list)
    again: list[Call] = field(default_factory=list)
    peak: int = 0
    read: int = 0
    why_not: str = ""

    @property
    def is_timed(self) -> bool:
        """Whether there is a time."""
        return bool(self.first) and not self.why_not

    def best(self, when: When) -> Call:
        """Return the quickest call: what the machine does when nothing disturbs it."""
        calls = self.again if when == "again" and self.again else self.first
        return min(calls, key=lambda each: each.seconds)

    def scaled(self, when: When, events: int) -> Call:
        """Return the best call, scaled from a sample to so many events.

        What the first call takes longer than the others is taken once, not in proportion.
        """
        again, factor = self.best("again"), events / self.events
        more = self.best(when)
        return Call(
            again.seconds * factor + more.seconds - again.seconds,
            again.processor * factor + more.processor - again.processor,
        )


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
            _add(times, once(each, path, each.calls), expected)
            say(f"{turn + 1}/{count} {each.label}: {_told(times)}")
    return found


def refuse_wrong(found: Mapping[str, Times], folder: Path, say: Say) -> None:
    """Note of each contender that answers otherwise than the reference engine what differs."""
    sample = history(folder, 2_000, say)
    for task in MEASURES:
        asked = [each for each in found.values() if each.contender.asks == task]
        if not asked:
            continue
        judge = next(each for each in CONTENDERS if each.label == f"{task}: {REFERENCE}")
        right = Answer.of(once(judge, sample.path, 1)["answer"])
        for times in asked:
            said = once(times.contender, sample.path, 1)
            times.why_not = said.get("why_not") or _differs(Answer.of(said["answer"]), right)
            if times.why_not:
                say(f"{times.contender.label} is not timed: {times.why_not}")


def _add(times: Times, said: Mapping[str, Any], expected: dict[str, Answer]) -> None:
    contender = times.contender
    if "why_not" in said:
        times.why_not = said["why_not"]
        return
    if contender.asks is not None and contender.tickets is None:
        answer = Answer.of(said["answer"])
        times.why_not = _differs(answer, expected.setdefault(contender.asks, answer))
    first, *again = (Call(**each) for each in said["calls"])
    times.first.append(first)
    times.again += again
    times.peak = max(times.peak, said["peak"])
    times.read = said["read"]


def _told(times: Times) -> str:
    if not times.is_timed:
        return f"no time: {times.why_not}"
    first, again = (times.best(when).seconds for when in WHENS)
    return f"best first {first:.2f} s, best again {again:.2f} s"


def _differs(answer: Answer, right: Answer) -> str:
    lines = list(differences(answer, right))
    more = [f"and {len(lines) - SHOWN} more"] if len(lines) > SHOWN else []
    return "; ".join([*lines[:SHOWN], *more])


def once(contender: Contender, path: Path, calls: int) -> dict[str, Any]:
    """Let a fresh process ask a contender so often."""
    module = ("-m", "benchmarks.bulk.once")
    command = (sys.executable, *module, contender.label, str(path), str(calls))
    with subprocess.Popen(  # noqa: S603 - our own module
        command,
        cwd=ROOT,
        env=_environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as process:
        try:
            out, err = process.communicate(timeout=PATIENCE)
        except subprocess.TimeoutExpired:
            return {"why_not": f"not done after {PATIENCE} seconds"}
        finally:
            if process.poll() is None:
                # A command that it has started ends as well.
                os.killpg(process.pid, signal.SIGKILL)
    if process.returncode:
        last = err.strip().splitlines()[-1:] or [f"ended with {process.returncode}"]
        return {"why_not": last[0]}
    said: dict[str, Any] = json.loads(out)
    return said


def _environment() -> dict[str, str]:
    # Code that may not be kept would be compiled in each turn.
    own = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return {**own, **LIMITS}


def warm(contenders: Sequence[Contender], folder: Path, say: Say) -> None:
    """Let our code be compiled and kept, which happens once on a machine."""
    say("compiling, once on a machine")
    for each in contenders:
        # A small file would not be audited by compiled code, unless that is asked for.
        tickets = {OURS: 20_000, AUDIT: 200_000, SINGLE: 20_000}.get(each.name)
        if tickets:
            once(each, history(folder, tickets, say).path, 1)
