"""The run that a claim or a statement comes from: whole, for the customer, and what it says."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from slarules.entering.words import nearest
from slarules.errors import RunFolderError, UsageError
from slarules.report.evidence.money import Statement, Statements
from slarules.report.evidence.promises import Promises
from slarules.report.evidence.run import Manifest
from slarules.runs.evidence import document
from slarules.runs.manifest import MANIFEST
from slarules.runs.verify.files import files, manifest_found


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
    return Run(
        folder,
        manifest,
        sha256((folder / MANIFEST).read_bytes()).hexdigest(),
        document(folder / "statement.json", Statements),
        document(folder / "promises.json", Promises).head.zone,
    )
