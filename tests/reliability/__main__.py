"""One fault in a process of its own: `python -m tests.reliability NAME FOLDER`.

Commands are forked from it, which no process survives that has threads, as one has that ran other
tests. It prints what breaks the promise, as JSON, or why the fault cannot be brought about here.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from tests.reliability.faults import FAULTS
from tests.servers import NoServerError

CANNOT = 5


def main(name: str, folder: Path) -> int:
    """Bring a fault about in an empty folder."""
    fault = next(each for each in FAULTS if each.name == name)
    try:
        print(json.dumps(list(fault.breaches(folder))))  # noqa: T201  # the test reads it
    except NoServerError as error:
        print(error)  # noqa: T201
        return CANNOT
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], Path(sys.argv[2])))
