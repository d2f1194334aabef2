"""The manifest of a run: what was computed by what, and the hash of every file, sealed."""

from __future__ import annotations

import platform
from collections.abc import Mapping
from dataclasses import asdict
from hashlib import file_digest, sha256
from importlib.metadata import version
from pathlib import Path, PurePosixPath

from slarules.errors import RunFolderError
from slarules.hours.local import zone_rules_version
from slarules.instants import iso
from slarules.report.audited import Audited
from slarules.report.documents import SCHEMA_VERSION, Json, written

MANIFEST = "manifest.json"
SIGNATURE = "signature.json"
BESIDE = (SIGNATURE,)
"""Files of a run that its manifest cannot have the hash of: they are about the manifest."""

REPORT = "report.html"
KIND = "slarules run"


def manifest_of(
    audited: Audited, files: Mapping[str, str], clock: Mapping[str, str], previous: str | None
) -> Json:
    """Return the manifest of a run, sealed.

    Args:
        files: The SHA-256 of every other file of the run.
        clock: Readings of the machine's clock by name.
        previous: The hash of the register's last run of this contract, if there is one.
    """
    history = audited.history
    return sealed(
        {
            "schema_version": SCHEMA_VERSION,
            "kind": KIND,
            "contract": audited.contract.name,
            "versions": versions(),
            "engine": audited.engine,
            "audience": audited.audience,
            "as_of": iso(history.as_of),
            "complete_through": iso(history.complete_through),
            "periods": [statement.period for statement in audited.statements],
            "command": list(audited.command),
            "inputs": [each.name for each in audited.inputs],
            "sources": dict(audited.sources),
            "snapshots": [asdict(each) for each in audited.snapshots],
            "evidence": evidence_of(files),
            "files": dict(files),
            "previous": previous,
            "clock": dict(clock),
        }
    )


def no_run(folder: Path) -> RunFolderError:
    """Return an error for a folder without a manifest, with the run below it that may be meant."""
    inside = next((each.parent for each in sorted(folder.glob(f"*/{MANIFEST}"))), None)
    hint = f"{inside} may be" if inside else "'slarules audit ... --out DIR' writes one"
    return RunFolderError(f"{folder} is no folder of a run; {hint}")


def sealed(manifest: Json) -> Json:
    """Return a manifest with the hash of all of it but the seal."""
    bare = {key: value for key, value in manifest.items() if key != "seal"}
    # A run writes no half a character; what somebody else did to a manifest may.
    return {**bare, "seal": sha256(written(bare).encode(errors="surrogatepass")).hexdigest()}


def evidence_of(files: Mapping[str, str]) -> str:
    """Return the hash that stands for what a run says: of every file but the report.

    The report prints it, and so cannot be in it.
    """
    lines = sorted(f"{name} {digest}" for name, digest in files.items() if name != REPORT)
    return sha256("\n".join(lines).encode()).hexdigest()


def versions() -> dict[str, str]:
    """Return what decides what a run comes to: slarules, Python, the rules of the zones."""
    return {
        "slarules": version("slarules"),
        "python": platform.python_version(),
        "tzdata": zone_rules_version(),
    }


def hashes(folder: Path) -> dict[str, str]:
    """Return the SHA-256 of every file below a folder, by its path from there."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): digest_of(path) for path in files}


def digest_of(path: Path) -> str:
    """Return the SHA-256 of a file."""
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()


def is_of_a_run(manifest: object) -> bool:
    """Tell whether a manifest is one that a run wrote, its inputs inside its folder."""
    match manifest:
        case {"kind": kind, "inputs": [str(), *_] as inputs, "files": dict()}:
            return kind == KIND and all(_is_inside(name) for name in inputs)
        case _:
            return False


def _is_inside(name: object) -> bool:
    path = PurePosixPath(name) if isinstance(name, str) else None
    return path is not None and not path.is_absolute() and ".." not in path.parts
