"""Audits the incidents of a ServiceNow and compares with the source's own verdict, `made_sla`.

`python -m tests.real.servicenow [FOLDER]` from the root of the checkout; what parts is listed in
`FOLDER/disagreements.csv`.
"""

from __future__ import annotations

import resource
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from tempfile import mkdtemp

from slarules import audit
from slarules.report.audited import Audited
from slarules.resources import shipped
from tests.real.incidents import CRITICAL, HOURS, INCIDENTS, LOW, MODERATE, incidents
from tests.real.servicenow_comparison import Compared, Place, judged

TEXTS = ("servicenow.sla", "servicenow-incidents.sla", "servicenow-csv.sla")


@dataclass(frozen=True, slots=True)
class Compare:
    """The audit, and every incident judged by both.

    Attributes:
        seconds: How long the audit took by the clock on the wall.
    """

    audited: Audited
    compared: Compared
    seconds: float


def run(folder: Path) -> Compare:
    """Audit the incidents with the texts written into `folder`."""
    for name in TEXTS:
        (folder / name).write_bytes(shipped("rules").joinpath("servicenow", name).read_bytes())
    began = time.perf_counter()
    found = audit(folder / "servicenow.sla", folder / "servicenow-csv.sla", f"csv:{INCIDENTS}")
    seconds = time.perf_counter() - began
    told = list(incidents())
    return Compare(found, Compared(told, judged(told, found.outcome.verdicts)), seconds)


def page(result: Compare) -> Iterator[str]:
    """Yield the lines of the comparison."""
    compared = result.compared
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    rows = sum(len(incident.updates) for incident in compared.incidents)
    yield f"{len(compared.incidents):>8,} incidents with {rows:,} updates"
    yield f"{'':>8} audited in {result.seconds:.1f} s, peak {peak} MiB"
    yield from _verdicts(compared)
    yield from _flips(compared)
    yield from _groups(compared)
    yield "What is odd in the log, and what the audit found in it"
    yield f"{len(compared.cut_off):>8,} incident that no row closes: the copy ends before it does"
    yield f"{len(compared.begun_before):>8,} incidents with a row from before they were opened"
    yield from (f"         {finding}" for finding in result.audited.findings)


def _verdicts(compared: Compared) -> Iterator[str]:
    yield "The verdict in the end"
    for priority in (MODERATE, LOW, CRITICAL):
        of = compared.of(priority)
        same = sum(each.same for each in of)
        unsettled = sum(each.verdict == "undetermined" for each in of)
        yield (
            f"{len(of):>8,} {priority}: {same:,} the same ({same / len(of):.2%}), "
            f"{unsettled} undetermined"
        )
        if priority in HOURS:
            hours = compared.by_hours(priority)
            yield f"{hours:>8,}   the same by 9 hours a day instead ({hours / len(of):.2%})"
    yield f"{len(compared.parting):>8,} listed, where the verdicts part:"
    for reason, count in compared.reasons().most_common():
        yield f"{count:>8,}   {reason}"


def _flips(compared: Compared) -> Iterator[str]:
    flipped = compared.flipped
    closing = sum(bool(i.flip and i.flip.false.state == "Closed") for i in flipped)
    yield "The flip of made_sla from true to false"
    yield f"{len(flipped):>8,} incidents flip, {closing:,} of them in a row that closes them"
    ours = sum(each.flip is not None for each in compared.judged)
    yield f"{ours:>8,} of them have a rule; our missed_at lies"
    for place in Place:
        found = compared.distances(place)
        yield f"{len(found):>8,}   {place} ({len(found) / ours:.2%}){_spread(found)}"
    late = list(compared.still_true())
    yield (
        f"{len(late):>8,} of the missed have rows after our missed_at that still say true: "
        f"{sum(rows for _, rows in late):,} rows"
    )
    done = len(compared.resolved_in_time())
    yield f"{done:>8,} of the missed were resolved before our missed_at, and closed after it"


def _spread(distances: list[timedelta]) -> str:
    """Return by how much most are off."""
    if not distances or not distances[-1]:
        return ""
    parts = ((1, "half"), (9, "nine in ten"))
    ends = {1: len(distances) // 2, 9: len(distances) * 9 // 10}
    shown = (f"{name} by at most {_long(distances[ends[part]])}" for part, name in parts)
    return f": {', '.join(shown)}, all by at most {_long(distances[-1])}"


def _long(length: timedelta) -> str:
    days = length / timedelta(days=1)
    return f"{days:.1f} days" if days >= 2 else f"{days * 24:.1f} h"


def _groups(compared: Compared) -> Iterator[str]:
    yield "The groups that held most of what was missed"
    groups = sorted(compared.by_group().items(), key=lambda group: -group[1]["missed"])
    for name, verdicts in groups[:8]:
        share = verdicts["missed"] / verdicts.total()
        shown = "no group" if name == "?" else name
        yield f"{verdicts['missed']:>8,} of {verdicts.total():,} ({share:.0%})  {shown}"


def main(arguments: list[str]) -> None:
    """Run, print the page, and say where the list is."""
    folder = Path(arguments[0]) if arguments else Path(mkdtemp(prefix="servicenow-"))
    folder.mkdir(parents=True, exist_ok=True)
    result = run(folder)
    listed = folder / "disagreements.csv"
    result.compared.write(listed)
    sys.stdout.write("\n".join([*page(result), str(listed), ""]))


if __name__ == "__main__":
    main(sys.argv[1:])
