"""What a run folder says, as values: one class for each object of its JSON documents.

Reports are made from this alone, so that what they show is what the files hold. An exact number is
text, a fraction such as `49/52`; beside it stands what a person reads. Times are UTC with `Z`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from slarules.register.extract import Numbered
from slarules.report.evidence.conduct import Conducts
from slarules.report.evidence.figures import Targets
from slarules.report.evidence.misses import Timelines, Violations
from slarules.report.evidence.money import Statements
from slarules.report.evidence.promises import Promises
from slarules.report.evidence.rights import Rights
from slarules.report.evidence.run import Counts, Finding, Manifest


class VerdictRow(NamedTuple):
    """A row of the verdicts, its cells as `verdicts.csv` writes them but for empty ones: `None`."""

    item: str
    customer: str | None
    measure: str
    cycle: int
    cycle_of: str | None
    level: str | None
    started_at: str | None
    due_at: str | None
    due_latest: str | None
    ended_at: str | None
    missed_at: str | None
    elapsed_s: str | None
    paused_s: str | None
    excluded_s: str | None
    goal_s: str | None
    verdict: str
    provisional: bool
    period: str | None
    clause: str | None
    text_version: str
    internal: bool
    table: str


@dataclass(frozen=True, slots=True)
class Evidence:
    """All that a run says.

    Attributes:
        verdicts: Reads the rows of the verdicts anew each time, a few at a time; how many there
            are stands in `counts`.
        entries: What the run counted of the register, by number.
        conduct: What rules of conduct found; `None` where the contract asks for none.
        rights: What may and must be done; `None` where the contract says nothing of that.
    """

    manifest: Manifest
    promises: Promises
    targets: Targets
    statements: Statements
    violations: Violations
    timelines: Timelines
    counts: Counts
    findings: tuple[Finding, ...]
    verdicts: Callable[[], Iterator[VerdictRow]]
    entries: tuple[Numbered, ...] = ()
    conduct: Conducts | None = None
    rights: Rights | None = None
