"""Audits a year of requests to the city of Boston and compares with the city's own verdicts.

`python -m tests.real.boston [FOLDER]` from the root of the checkout; what parts is listed in
`FOLDER/disagreements.csv`.
"""

from __future__ import annotations

import resource
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from tempfile import mkdtemp

from slarules import audit
from slarules.resources import shipped
from tests.real.city import BOSTON, EXPORTED, requests, rules, write_targets
from tests.real.comparison import Compared, Reasons, compare

TEXTS = ("boston.sla", "boston-311.sla", "boston-csv.sla")


@dataclass(frozen=True, slots=True)
class Compare:
    """Every request judged by both, why they part, and how long our side took.

    Attributes:
        seconds: By the clock on the wall.
    """

    compared: list[Compared]
    reasons: Reasons
    seconds: float


def run(folder: Path) -> Compare:
    """Audit the city's requests with the texts and the table written into `folder`."""
    for name in TEXTS:
        (folder / name).write_bytes(shipped("rules").joinpath("boston", name).read_bytes())
    write_targets(folder / "targets.csv")
    began = time.perf_counter()
    found = audit(folder / "boston.sla", folder / "boston-csv.sla", f"csv:{BOSTON}", as_of=EXPORTED)
    seconds = time.perf_counter() - began
    compared = compare(requests(), found.outcome.verdicts)
    return Compare(compared, Reasons(compared, rules()), seconds)


def told(result: Compare) -> str:
    """Return the comparison as a page."""
    targeted = [c for c in result.compared if c.request.target is not None]
    same_verdict = sum(c.same_verdict for c in targeted)
    same_due = sum(c.same_due for c in targeted)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    lines = [
        f"{len(result.compared):>8,} requests audited in {result.seconds:.1f} s, peak {peak} MiB",
        f"{len(targeted):>8,} with a due time of the city",
        f"{same_due:>8,} due times the same within 90 s ({same_due / len(targeted):.2%})",
        f"{same_verdict:>8,} verdicts the same ({same_verdict / len(targeted):.2%})",
        f"{len(result.reasons.listed):>8,} listed, where a due time or a verdict parts:",
    ]
    counted = result.reasons.counts().most_common()
    return "\n".join([*lines, *(f"{n:>8,}   {reason}" for reason, n in counted)])


def main(arguments: list[str]) -> None:
    """Run, print the page, and say where the list is."""
    folder = Path(arguments[0]) if arguments else Path(mkdtemp(prefix="boston-"))
    folder.mkdir(parents=True, exist_ok=True)
    result = run(folder)
    listed = folder / "disagreements.csv"
    result.reasons.write(listed)
    sys.stdout.write(f"{told(result)}\n{listed}\n")


if __name__ == "__main__":
    main(sys.argv[1:])
