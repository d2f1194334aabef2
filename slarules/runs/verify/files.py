"""Every file of a run folder against the manifest, and the manifest against its seal."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from pathlib import Path

from slarules.errors import RunFolderError
from slarules.report.documents import Json, written
from slarules.runs.facts import FACTS
from slarules.runs.manifest import BESIDE, KIND, MANIFEST, digest_of, evidence_of, no_run, sealed
from slarules.runs.verify.found import MISSING, Check, Difference, compared

Found = Mapping[str, str]
"""Each thing in a folder by its path from there: the SHA-256 of a file, or what else it is."""

LINK = "a link"
EMPTY = "an empty folder"
OTHER = "neither file nor folder"


def manifest_found(folder: Path) -> tuple[Json, tuple[Difference, ...]]:
    """Return what can be read of a manifest, and where it is not as a run writes it.

    Raises:
        RunFolderError: The folder is none of a run.
    """
    path = folder / MANIFEST
    if not path.is_file() or path.is_symlink():
        if not (folder / FACTS).is_file():
            raise no_run(folder)
        return {}, (Difference(MANIFEST, "", MISSING, "a manifest"),)
    content = path.read_bytes()
    try:
        manifest = json.loads(content)
    except (ValueError, RecursionError) as error:
        return {}, (Difference(MANIFEST, "", f"is no JSON: {error}", "a manifest"),)
    if not isinstance(manifest, dict) or manifest.get("kind") != KIND:
        if not (folder / FACTS).is_file():
            raise RunFolderError(f"{folder} is no folder of a run: {MANIFEST} is of something else")
        return {}, (Difference(MANIFEST, "kind", _shown(manifest), KIND),)
    return manifest, tuple(_unsealed(manifest, content))


def _shown(manifest: object) -> str:
    kind = manifest.get("kind") if isinstance(manifest, dict) else manifest
    return repr(kind)[:60]


def _unsealed(manifest: Json, content: bytes) -> Iterator[Difference]:
    right = sealed(manifest)
    if manifest.get("seal") != right["seal"]:
        yield Difference(MANIFEST, "seal", str(manifest.get("seal"))[:64], right["seal"])
    elif _text(right) != content:
        yield Difference(MANIFEST, "", "is not in the form that a run writes", "that form")


def _text(document: Json) -> bytes:
    return written(document).encode("utf-8", "surrogatepass")


def files(folder: Path, manifest: Json, unsealed: tuple[Difference, ...]) -> Check:
    """Compare every file of a folder with the manifest's hashes."""
    told = _told(manifest)
    if not told:
        # Links are told whatever the manifest says: nothing is read through them.
        links = [each for each in _parted({}, found_in(folder)) if each.kept in (LINK, OTHER)]
        none = Difference(MANIFEST, "files", "no hashes", "the SHA-256 of every file")
        said = f"no hashes can be read in {MANIFEST}"
        return compared("files", said, (*(unsealed or (none,)), *links))
    differences = [*unsealed, *_parted(told, found_in(folder))]
    evidence = evidence_of(told)
    if manifest.get("evidence") != evidence:
        kept = str(manifest.get("evidence"))[:64]
        differences.append(Difference(MANIFEST, "evidence", kept, evidence))
    said = f"{len(told)} files against the hashes in {MANIFEST}, and that against its seal"
    more = "" if differences else "; nothing else is there"
    return compared("files", f"{said}{more}", tuple(differences))


def _told(manifest: Json) -> dict[str, str]:
    told = manifest.get("files")
    if not isinstance(told, dict):
        return {}
    return {name: digest for name, digest in told.items() if isinstance(digest, str)}


def found_in(folder: Path) -> Found:
    """Return everything below a folder; links are named and not followed."""
    found: dict[str, str] = {}
    left = [""]
    while left:
        above = left.pop()
        with os.scandir(folder / above) as entries:
            inside = {f"{above}{entry.name}": entry for entry in entries}
        if above and not inside:
            found[above] = EMPTY
        for name, entry in inside.items():
            if entry.is_dir(follow_symlinks=False):
                left.append(f"{name}/")
            else:
                found[name] = _what(entry)
    return dict(sorted(found.items()))


def _what(entry: os.DirEntry[str]) -> str:
    if entry.is_symlink():
        return LINK
    return _digest(Path(entry.path)) if entry.is_file() else OTHER


def _digest(path: Path) -> str:
    try:
        return digest_of(path)
    except OSError as error:
        return f"cannot be read: {error.strerror}"


def _parted(told: Mapping[str, str], found: Found) -> Iterator[Difference]:
    beside = {name: what for name, what in found.items() if name not in {MANIFEST, *BESIDE}}
    gone = {told[name]: name for name in told.keys() - beside.keys()}
    for name in sorted(told.keys() | beside.keys()):
        if name not in told:
            was = gone.get(beside[name])
            renamed = f"is there; it was {was}" if was else "is there"
            what = beside[name] if beside[name] in (LINK, EMPTY, OTHER) else renamed
            yield Difference(name, "", what, "nothing")
        elif name not in beside:
            yield Difference(name, "", MISSING, told[name])
        elif beside[name] != told[name]:
            yield Difference(name, "", beside[name], told[name])
    yield from (
        Difference(name, "", found[name], "a file")
        for name in sorted({MANIFEST, *BESIDE} & found.keys())
        if found[name] in (LINK, EMPTY, OTHER)
    )
