"""The run that a claim or a statement comes from: whole, for the customer, and what it says."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from slarules.entries.words import nearest
from slarules.errors import RunFolderError, UsageError
from slarules.hours.local import local
from slarules.instants import Instant, instant
from slarules.report.evidence.money import Statement, Statements
from slarules.report.evidence.promises import Promises
from slarules.report.evidence.run import Manifest
from slarules.runs.evidence import document
from slarules.runs.manifest import MANIFEST, digest_of
from slarules.runs.verify.files import files, manifest_found

AMOUNT = re.compile(r"-?[0-9]{1,60}(\.[0-9]{1,10})?")
"""A sum as a statement shows it and a register holds it."""


@dataclass(frozen=True, slots=True)
class Run:
    """A run folder whose files are as its manifest says.

    Attributes:
        digest: The SHA-256 of its manifest.
    """

    folder: Path
    manifest: Manifest
    digest: str
    statements: Statements
    zone: str

    @property
    def mapping(self) -> str:
        """The SHA-256 of the text of its mapping."""
        return self.manifest.files[f"inputs/{self.manifest.inputs[1]}"]

    def statement(self, period: str) -> Statement:
        """Return the statement of a period.

        Raises:
            UsageError: It has none.
        """
        by = {each.period: each for each in self.statements.statements}
        if period not in by:
            raise UsageError(f"{self.folder} has no statement of {period}; {nearest(period, by)}")
        return by[period]


def customers_run(folder: Path) -> Run:
    """Return a run that both parties may see.

    Raises:
        RunFolderError: The folder is none of a run, or not as its manifest says.
        UsageError: It is a run for the provider alone.
    """
    found, unsealed = manifest_found(folder)
    check = files(folder, found, unsealed)
    if check.differences:
        first = check.differences[0]
        raise RunFolderError(
            f"{folder} is not as the run wrote it ({first.file}); slarules verify {folder} tells "
            "all that differs"
        )
    manifest = document(folder / MANIFEST, Manifest)
    if manifest.audience != "customer":
        raise UsageError(
            f"{folder} is a run for the provider alone; audit again with --audience customer"
        )
    if not all(f"inputs/{name}" in manifest.files for name in manifest.inputs):
        raise RunFolderError(f"{folder} lacks a text that its manifest names")
    run = Run(
        folder,
        manifest,
        digest_of(folder / MANIFEST),
        document(folder / "statement.json", Statements),
        document(folder / "promises.json", Promises).head.zone,
    )
    _refuse_nonsense(run)
    return run


def _refuse_nonsense(run: Run) -> None:
    """Refuse sums, times and zones that none are; hashes fit what anybody wrote into both files."""
    try:
        instant(datetime.fromisoformat(run.manifest.as_of))
        local(Instant(0), run.zone)
        for statement in run.statements.statements:
            for amount in (statement.total, *(line.amount for line in statement.lines)):
                _refuse_no_sum(amount.least.shown)
                _refuse_no_sum(amount.most.shown)
            for line in statement.lines:
                instant(datetime.fromisoformat(line.claimable_until or run.manifest.as_of))
    except (ValueError, OverflowError) as error:
        raise RunFolderError(f"{run.folder} holds what no run writes: {error}") from error


def _refuse_no_sum(text: str) -> None:
    if not AMOUNT.fullmatch(text):
        raise ValueError(f"{text[:40]!r} is no sum of money")
