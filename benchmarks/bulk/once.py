"""One contender in a process of its own: `python -m benchmarks.bulk.once LABEL FILE CALLS`.

The module of the contender is imported before the time counts; what it imports late counts. It is
asked the same several times: the first call holds what is done once in a process, the others do
not. Each call has new connections and frames.
"""

from __future__ import annotations

import json
import resource
import sys
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from time import perf_counter
from typing import Any

from benchmarks.bulk.contenders import CONTENDERS
from benchmarks.bulk.question import Answer, NotMeasuredError

LONG = 60
"""No further call begins after so many seconds."""


def main() -> int:
    """Print as JSON how long each call took, how much memory they took, and the answer."""
    label, path, calls = sys.argv[1:]
    contender = next(each for each in CONTENDERS if each.label == label)
    import_module(contender.module)
    _ends_first()
    try:
        said = called(contender.prepared(path), int(calls))
    except NotMeasuredError as error:
        said = {"why_not": str(error)}
    sys.stdout.write(json.dumps(said))
    return 0


def _ends_first() -> None:
    """Let the system end this process, and no other, where memory runs out."""
    score = Path("/proc/self/oom_score_adj")
    if score.is_file():
        score.write_text("1000", "ascii")


def called(work: Callable[[], Answer | None], most: int) -> dict[str, Any]:
    """Return what the calls took, and what they answered; all of them have to answer the same."""
    calls: list[dict[str, float]] = []
    answers, began, had_read = [], perf_counter(), _read()
    while len(calls) < most and (not calls or perf_counter() - began < LONG):
        used, started = _used(), perf_counter()
        answer = work()
        calls.append({"seconds": perf_counter() - started, "processor": _used() - used})
        answers.append(None if answer is None else answer.plain())
    if any(each != answers[0] for each in answers):
        return {"why_not": "its answers differ from call to call"}
    read = (_read() - had_read) // len(calls)
    return {"calls": calls, "peak": peak(), "read": read, "answer": answers[0]}


def _used() -> float:
    both = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(each.ru_utime + each.ru_stime for each in both)


def _read() -> int:
    """Return how many bytes this process, and those it started and that ended, have read."""
    counts = Path("/proc/self/io")
    if not counts.is_file():
        return 0
    return int(counts.read_text("ascii").split()[1])


def peak() -> int:
    """Return the most memory that this process, or one that it started, has held, in bytes."""
    children = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024
    status = Path("/proc/self/status")
    if status.is_file():
        # What `getrusage` says is never less than what the parent held when it started us.
        line = next(each for each in status.read_text("ascii").splitlines() if "VmHWM" in each)
        return max(children, int(line.split()[1]) * 1024)
    return max(children, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024)


if __name__ == "__main__":
    sys.exit(main())
