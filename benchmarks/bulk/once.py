"""One contender, once, in a process of its own: `python -m benchmarks.bulk.once LABEL FILE`.

The module of the contender is imported before the time counts; what it imports late counts.
"""

from __future__ import annotations

import json
import resource
import sys
from importlib import import_module
from pathlib import Path
from time import perf_counter

from benchmarks.bulk.contenders import CONTENDERS
from benchmarks.bulk.ours import NotMeasuredError


def main() -> int:
    """Print as JSON how long it took, how much memory, and the answer."""
    label, path = sys.argv[1:]
    contender = next(each for each in CONTENDERS if each.label == label)
    import_module(contender.module)
    work = contender.prepared(path)
    started, began = _used(), perf_counter()
    try:
        answer = work()
    except NotMeasuredError as error:
        sys.stdout.write(json.dumps({"why_not": str(error)}))
        return 0
    seconds = perf_counter() - began
    said = {
        "seconds": seconds,
        "processor": _used() - started,
        "peak": peak(),
        "answer": None if answer is None else answer.plain(),
    }
    sys.stdout.write(json.dumps(said))
    return 0


def _used() -> float:
    both = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(each.ru_utime + each.ru_stime for each in both)


def peak() -> int:
    """Return the most memory that this process has held, in bytes."""
    status = Path("/proc/self/status")
    if status.is_file():
        # What `getrusage` says is never less than what the parent held when it started us.
        line = next(each for each in status.read_text("ascii").splitlines() if "VmHWM" in each)
        return int(line.split()[1]) * 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


if __name__ == "__main__":
    sys.exit(main())
