"""Whether a run stands in a register, and whether the register is whole."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from slarules.register.bodies import RunMade
from slarules.register.database import existing
from slarules.register.entry import Entry
from slarules.report.evidence.run import Manifest
from slarules.runs.manifest import MANIFEST, digest_of
from slarules.runs.verify.found import Check, Difference, compared

CHAIN = "the register"


def registered(folder: Path, manifest: Manifest, register: str | None) -> Check:
    """Compare a run with its entry in a register, and the register with its own chain.

    Raises:
        UsageError: There is no such register, or it cannot be opened.
    """
    if register is None:
        why = "--register URL asks whether the run was entered, with these very bytes"
        return Check("register", "not checked", why)
    with existing(register) as opened:
        flaws = opened.flaws()
        # A register that was changed cannot be asked what it says.
        entries = () if flaws else opened.entries(manifest.contract, "run")
    differences = [Difference(CHAIN, "", flaw, "a whole chain") for flaw in flaws]
    if not flaws:
        differences += _parted(folder, manifest, entries)
    said = f"the hash of {MANIFEST} against the runs in the register, and that against its chain"
    return compared("register", said, tuple(differences))


def _parted(folder: Path, manifest: Manifest, entries: Sequence[Entry]) -> Iterator[Difference]:
    digest = digest_of(folder / MANIFEST)
    own = [each for each in entries if _manifest_of(each) == digest]
    if not own:
        yield Difference(MANIFEST, "", digest, "the hash of a run that the register knows")
        return
    before = {each.hash for each in entries if each.number < own[0].number}
    if manifest.previous is not None and manifest.previous not in before:
        yield Difference(MANIFEST, "previous", manifest.previous, "the hash of a run before it")


def _manifest_of(entry: Entry) -> str | None:
    return entry.body.manifest if isinstance(entry.body, RunMade) else None
