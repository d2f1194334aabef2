"""Read what a run kept: enough to explain it with nothing else."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from slarules import contract as contracts
from slarules.contract.mapping import load_mapping
from slarules.core.contract import Contract
from slarules.errors import ContractError, RunFolderError
from slarules.facts.history import History
from slarules.runs.facts import FACTS, read_facts
from slarules.runs.manifest import MANIFEST, is_of_a_run, no_run


@dataclass(frozen=True, slots=True)
class Kept:
    """A contract and a history as a run saw them, and the mapping's sentences by word."""

    contract: Contract
    history: History
    sentences: Mapping[str, tuple[str, ...]]


def read(folder: Path, item: str | None = None) -> Kept:
    """Return what a run kept, the history whole or only what is known of one item.

    Raises:
        RunFolderError: The folder is none of a run, or lacks something.
    """
    contract_file, mapping_file = manifest(folder)["inputs"][:2]
    inputs = folder / "inputs"
    loaded = contracts.load(inputs / contract_file)
    if loaded.contract is None:
        raise RunFolderError(f"{inputs} is not as the run wrote it") from ContractError(
            loaded.problems
        )
    measured = load_mapping(inputs / mapping_file, loaded.contract)
    sentences = measured.mapping.says if measured.mapping else {}
    return Kept(loaded.contract, read_facts(folder / FACTS, item), sentences)


def manifest(folder: Path) -> dict[str, Any]:
    """Return the manifest of a run.

    Raises:
        RunFolderError: The folder has none.
    """
    try:
        found = json.loads((folder / MANIFEST).read_text("utf-8"))
    except FileNotFoundError as error:
        raise no_run(folder) from error
    except (OSError, ValueError, RecursionError) as error:
        raise RunFolderError(f"{folder} is no folder of a run: {MANIFEST}: {error}") from error
    if not is_of_a_run(found):
        raise RunFolderError(f"{folder} is no folder of a run, or its manifest was changed")
    return dict(found)
