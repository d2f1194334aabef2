"""A run to be compared: all that went into it, and what it says."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from slarules.agreement import Agreement, agreement
from slarules.errors import ContractError, RunFolderError, UsageError
from slarules.facts.history import History
from slarules.order import Order
from slarules.register.extract import Extract
from slarules.report.evidence.run import Manifest
from slarules.runs.compare.figures import Figures, figures_in
from slarules.runs.facts import FACTS, read_facts
from slarules.runs.rerun import INPUTS, extract_of_run, manifest_of_run, order_again
from slarules.runs.verify.files import files, manifest_found


@dataclass(frozen=True)
class Run:
    """A run.

    Attributes:
        said: What its files say.
        extract: What a register held on the contract when it was made.
    """

    folder: Path
    manifest: Manifest
    order: Order
    agreed: Agreement
    history: History
    extract: Extract
    said: Figures

    @cached_property
    def periods(self) -> tuple[str, ...]:
        """The periods that it reports."""
        return self.manifest.periods


def run_in(folder: Path) -> Run:
    """Return the run in a folder.

    Raises:
        RunFolderError: It is none, or no longer as it was made.
    """
    if files(folder, *manifest_found(folder)).state != "same":
        raise RunFolderError(
            f"{folder} is not as the run wrote it, so nothing in it is compared; "
            "'slarules verify' names what differs"
        )
    manifest = manifest_of_run(folder)
    order = order_again(folder, manifest)
    try:
        agreed = agreement(order)
    except (ContractError, UsageError, OSError) as error:
        raise RunFolderError(f"{folder / INPUTS} cannot be read: {error}") from error
    return Run(
        folder=folder,
        manifest=manifest,
        order=order,
        agreed=agreed,
        history=read_facts(folder / FACTS),
        extract=extract_of_run(folder, manifest),
        said=figures_in(folder),
    )
