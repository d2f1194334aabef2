"""A run computed again, from the inputs and facts that its folder kept."""

from __future__ import annotations

from pathlib import Path

from pydantic import ValidationError

from slarules.agreement import agreement
from slarules.engine.reference import evaluate
from slarules.errors import ContractError, RunFolderError, UsageError
from slarules.facts import findings
from slarules.order import Order
from slarules.report.audited import Audited
from slarules.report.evidence.run import Counts, Manifest
from slarules.report.periods import reported
from slarules.runs.facts import FACTS, read_facts
from slarules.runs.manifest import MANIFEST

COUNTS = "counts.json"
INPUTS = "inputs"


def manifest_of_run(folder: Path) -> Manifest:
    """Return what the manifest of a run says.

    Raises:
        RunFolderError: It is none, or says what no run says.
    """
    try:
        return Manifest.model_validate_json((folder / MANIFEST).read_bytes())
    except FileNotFoundError as error:
        raise RunFolderError(f"{folder} is no folder of a run: it has no {MANIFEST}") from error
    except ValidationError as error:
        raise RunFolderError(f"{folder / MANIFEST} is none of a run: {first(error)}") from error


def first(error: ValidationError) -> str:
    """Return the first thing that is wrong with a document, and where."""
    wrong = error.errors(include_url=False, include_input=False)[0]
    place = ".".join(map(str, wrong["loc"]))
    return f"{place}: {wrong['msg']}" if place else wrong["msg"]


def order_again(folder: Path, manifest: Manifest) -> Order:
    """Return the order that a run carried out, on the texts in its folder.

    Raises:
        RunFolderError: The manifest names no order.
    """
    try:
        return Order.again(folder / INPUTS, manifest.inputs, manifest.command)
    except (ValueError, IndexError) as error:
        raise RunFolderError(f"{folder / MANIFEST}: 'command' is no order: {error}") from error


def audited_again(folder: Path, manifest: Manifest) -> Audited:
    """Return what a run found, computed again.

    What the source alone says, the counts of rows, is taken as the folder has it; findings are
    left out.

    Raises:
        RunFolderError: The folder lacks something, or holds what no run writes.
    """
    order = order_again(folder, manifest)
    try:
        agreed = agreement(order)
        history = read_facts(folder / FACTS)
        counts = Counts.model_validate_json((folder / COUNTS).read_bytes())
    except ContractError as error:
        raise RunFolderError(f"{folder / INPUTS}: {error}") from error
    except UsageError as error:
        raise RunFolderError(f"{folder / INPUTS}: {error}") from error
    except (OSError, UnicodeDecodeError) as error:
        raise RunFolderError(f"{folder}: {error}") from error
    except ValidationError as error:
        raise RunFolderError(f"{folder / COUNTS}: {first(error)}") from error
    zone = agreed.contract.zone
    outcome = reported(evaluate(agreed.contract, history), order.asked(zone, history.until), zone)
    return Audited(
        contract=agreed.contract,
        outcome=outcome,
        history=history,
        audience=order.audience,
        findings=(),
        counts=tuple(findings.Counts(**each.model_dump()) for each in counts.files),
        needs=counts.never_given,
        sources=manifest.sources,
        sentences=agreed.mapping.says,
        inputs=agreed.inputs,
        command=manifest.command,
        warnings=agreed.warnings,
    )
