"""Faults in a process of their own: `python -m tests.reliability FOLDER NAME...`.

Commands are forked from it, which no process survives that has threads, as one has that ran other
tests. It prints what breaks the promise, as JSON by the name of the fault, or why a fault cannot be
brought about here.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from tests.reliability.fault import CannotError
from tests.reliability.faults import FAULTS
from tests.servers import NoServerError

CANNOT = 5


def main(folder: Path, names: list[str]) -> int:
    """Bring faults about, each in an empty folder."""
    found: dict[str, list[str]] = {}
    for number, name in enumerate(names):
        fault = next(each for each in FAULTS if each.name == name)
        place = folder / str(number)
        place.mkdir()
        try:
            found[name] = list(fault.breaches(place))
        except (NoServerError, CannotError) as error:
            print(error)  # noqa: T201
            return CANNOT
    print(json.dumps(found))  # noqa: T201  # the test reads it
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), sys.argv[2:]))
