"""The folder of a run that is named by its number in a register, or by how its hash begins."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

from slarules.errors import UsageError
from slarules.register.bodies import RunMade
from slarules.register.database import existing
from slarules.runs.manifest import MANIFEST
from slarules.runs.whole_folder import refuse_set_aside

SHORTEST = 4
"""Letters of a hash that name a run at least."""


def folder_of(named: str, register: str) -> Path:
    """Return the folder of a run.

    Args:
        named: A folder, the number of the run in the register, or how its manifest's hash begins.
        register: The path or the URL of the register.

    Raises:
        RunFolderError: A run that was cut short set it aside.
        UsageError: There is no such run, more than one, or its folder holds another by now.
    """
    refuse_set_aside(Path(named))
    if Path(named).is_dir():
        return Path(named)
    with existing(register) as held:
        entries, shown = held.entries(None, "run"), held.shown
    runs = {entry.number: entry.body for entry in entries if isinstance(entry.body, RunMade)}
    found = [run for number, run in runs.items() if _is_named(named, number, run)]
    if len({run.manifest for run in found}) != 1:
        many = f"{len(found)} runs are" if found else "no run is"
        raise UsageError(
            f"{named} is no folder, and {many} named so in {shown}; 'slarules runs' lists them"
        )
    return _unchanged(found[-1], named)


def _is_named(named: str, number: int, run: RunMade) -> bool:
    if named == str(number):
        return True
    return len(named) >= SHORTEST and run.manifest.startswith(named.lower())


def _unchanged(run: RunMade, named: str) -> Path:
    path = Path(run.folder) / MANIFEST
    try:
        content = path.read_bytes()
    except OSError:
        raise UsageError(
            f"run {named} was written to {run.folder}, and is not there; name its folder"
        ) from None
    if sha256(content).hexdigest() != run.manifest:
        raise UsageError(
            f"run {named} was written to {run.folder}, and another run is there by now; "
            "name the folder of a copy of it"
        )
    return path.parent
