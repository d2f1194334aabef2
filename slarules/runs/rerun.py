"""A run computed again, from the inputs and facts that its folder kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from pydantic import ValidationError

from slarules.agreement import agreement
from slarules.conduct import conduct_of
from slarules.core.contract import Contract
from slarules.engine.choice import AskedEngine, engine_for
from slarules.engine.computed import Computed
from slarules.engine.reference.billed_cycles import with_cycles
from slarules.engine.reference.revisions import revised
from slarules.errors import ContractError, RunFolderError, UsageError
from slarules.facts import findings
from slarules.facts.history import History
from slarules.facts.known import IssuedStatement
from slarules.facts.source import Snapshot
from slarules.order import Order
from slarules.register.extract import EXTRACT, Extract
from slarules.register.extract_file import extract_in, written
from slarules.report.audited import Audited, Input
from slarules.report.evidence.run import Counts, Manifest
from slarules.report.periods import reported
from slarules.runs.evidence import first_wrong
from slarules.runs.facts import FACTS, read_facts
from slarules.runs.manifest import MANIFEST, is_of_a_run, no_run

COUNTS = "counts.json"
INPUTS = "inputs"


def manifest_of_run(folder: Path) -> Manifest:
    """Return what the manifest of a run says.

    Raises:
        RunFolderError: It is none, or says what no run says.
    """
    try:
        manifest = Manifest.model_validate_json((folder / MANIFEST).read_bytes())
    except FileNotFoundError as error:
        raise no_run(folder) from error
    except ValidationError as error:
        raise RunFolderError(
            f"{folder} is no folder of a run: {MANIFEST}: {first_wrong(error)}"
        ) from error
    if not is_of_a_run(manifest.model_dump(mode="json")):
        raise RunFolderError(f"{folder / MANIFEST} names inputs outside {folder / INPUTS}")
    return manifest


def order_again(folder: Path, manifest: Manifest) -> Order:
    """Return the order that a run carried out, on the texts in its folder.

    Raises:
        RunFolderError: The manifest names no order.
    """
    try:
        return Order.again(folder / INPUTS, manifest.inputs, manifest.command)
    except (ValueError, IndexError) as error:
        raise RunFolderError(f"{folder / MANIFEST}: 'command' is no order: {error}") from error


def extract_of_run(folder: Path, manifest: Manifest) -> Extract:
    """Return what the register held on the contract when a run was made, as the run kept it.

    Raises:
        RunFolderError: What it kept is nothing that a run writes.
    """
    if EXTRACT not in manifest.inputs:
        return Extract(manifest.contract)
    path = folder / INPUTS / EXTRACT
    try:
        return extract_in(path.read_bytes())
    except (OSError, ValueError) as error:
        raise RunFolderError(f"{path} is not as a run writes it: {error}") from error


def computed_of(
    contract: Contract, history: History, issued: Sequence[IssuedStatement], order: Order
) -> Computed:
    """Return what a contract makes of a history, for the periods that an order asks for."""
    contract = with_cycles(contract, history.cycles)
    computed = engine_for(order.engine, len(history.items))(contract, history)
    statements = revised(computed.outcome.statements, issued, contract)
    outcome = replace(computed.outcome, statements=statements)
    asked = order.asked(contract.zone, history.until)
    return replace(computed, outcome=reported(outcome, asked, contract))


def audited_again(folder: Path, manifest: Manifest, engine: AskedEngine = "auto") -> Audited:
    """Return what a run found, computed again.

    What the source alone says, the counts of rows, is taken as the folder has it; findings are
    left out.

    Args:
        engine: What computes it again, whatever computed the run.

    Raises:
        RunFolderError: The folder lacks something, or holds what no run writes.
    """
    order = replace(order_again(folder, manifest), engine=engine)
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
        raise RunFolderError(f"{folder / COUNTS}: {first_wrong(error)}") from error
    extract = extract_of_run(folder, manifest)
    kept = (Input(EXTRACT, written(extract)),) if extract.entries else ()
    computed = computed_of(agreed.contract, history, extract.known.issued, order)
    return Audited(
        contract=agreed.contract,
        outcome=computed.outcome,
        history=history,
        audience=order.audience,
        findings=(),
        counts=tuple(findings.Counts(**each.model_dump()) for each in counts.files),
        needs=counts.never_given,
        sources=manifest.sources,
        sentences=agreed.mapping.says,
        inputs=(*agreed.inputs, *kept),
        command=manifest.command,
        warnings=agreed.warnings,
        conduct=conduct_of(agreed.contract, history, computed.outcome),
        snapshots=tuple(
            Snapshot(each.store, each.source, each.number, each.hash) for each in manifest.snapshots
        ),
        engine=computed.engine,
        alone=computed.alone,
    )
