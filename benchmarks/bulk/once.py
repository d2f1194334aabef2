"""One contender, once, in a process of its own: `python -m benchmarks.bulk.once LABEL FILE`.

The module of the contender is imported before the time counts; what it imports late counts.
"""

from __future__ import annotations

import json
import resource
import sys
from importlib import import_module
from time import perf_counter

from benchmarks.bulk.contenders import CONTENDERS
from benchmarks.bulk.ours import NotMeasuredError


def main() -> int:
    """Print as JSON how long it took, how much memory, and the answer."""
    label, path = sys.argv[1:]
    contender = next(each for each in CONTENDERS if each.label == label)
    import_module(contender.module)
    started = resource.getrusage(resource.RUSAGE_SELF)
    began = perf_counter()
    try:
        answer = contender.run(path)
    except NotMeasuredError as error:
        print(json.dumps({"why_not": str(error)}))
        return 0
    seconds = perf_counter() - began
    used = resource.getrusage(resource.RUSAGE_SELF)
    processor = used.ru_utime + used.ru_stime - started.ru_utime - started.ru_stime
    said = {
        "seconds": seconds,
        "processor": processor,
        "peak": used.ru_maxrss * 1024,
        "answer": None if answer is None else answer.plain(),
    }
    print(json.dumps(said))
    return 0


if __name__ == "__main__":
    sys.exit(main())
