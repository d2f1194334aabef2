"""What follows from the inputs and facts of a run, computed again and compared with its files."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

from slarules.engine.choice import AskedEngine
from slarules.errors import RunFolderError
from slarules.report.audited import Audited
from slarules.report.documents import Json, written
from slarules.report.evidence.run import Manifest
from slarules.runs.facts import FACTS, write_facts
from slarules.runs.manifest import MANIFEST, REPORT, manifest_of, versions
from slarules.runs.rerun import INPUTS, audited_again
from slarules.runs.results import write_results, write_text
from slarules.runs.verify.found import Check, Difference, compared
from slarules.runs.verify.same import parted

FINDINGS = "findings.csv"
OF_THIS_RUN = ("clock", "engine", "evidence", "files", "previous", "seal", "versions")
"""Keys of a manifest that say nothing of what was computed, or are checked with the files."""

WHOLE = 10_000
"""Differences that are told of one check at most."""


def figures(folder: Path, manifest: Manifest, engine: AskedEngine) -> Check:
    """Compare every file that follows from `inputs/` and the facts with what does follow.

    Args:
        engine: What computes it again, whatever computed the run.
    """
    try:
        again = audited_again(folder, manifest, engine)
    except RunFolderError as error:
        return compared("figures", "nothing can be computed", (_broken(folder, error),))
    with TemporaryDirectory() as made:
        write_results(Path(made), again)
        write_text(Path(made) / MANIFEST, written(_kept_part(_manifest_again(again))))
        differences = [
            *_files_parted(folder, Path(made), manifest),
            *_manifest_parted(folder, Path(made), manifest),
            *_strange(manifest, {path.name for path in Path(made).iterdir()}),
        ]
        names = sorted({path.name for path in Path(made).iterdir()} - {FINDINGS, MANIFEST})
    said = (
        f"{', '.join(names)} against what follows from {INPUTS}/ and {FACTS} by the "
        f"{again.engine} engine"
    )
    return compared("figures", said, tuple(differences[:WHOLE]))


def _broken(folder: Path, error: RunFolderError) -> Difference:
    said = str(error).removeprefix(f"{folder}/")
    return Difference(f"{INPUTS}/ or {FACTS}", "", said, "what a run writes")


def _files_parted(folder: Path, made: Path, manifest: Manifest) -> Iterator[Difference]:
    for path in sorted(made.iterdir()):
        known = path.name in manifest.files or _is_of_this_version(manifest)
        if path.name not in (FINDINGS, MANIFEST) and known:
            yield from parted(path.name, folder / path.name, path)


def _is_of_this_version(manifest: Manifest) -> bool:
    return manifest.versions.get("slarules") == versions()["slarules"]


def _manifest_again(again: Audited) -> Json:
    return manifest_of(again, {}, {}, None)


def _kept_part(manifest: Mapping[str, object]) -> Json:
    return {key: value for key, value in manifest.items() if key not in OF_THIS_RUN}


def _manifest_parted(folder: Path, made: Path, manifest: Manifest) -> Iterator[Difference]:
    """Yield where the manifest says something else of the run than its facts do."""
    del folder
    kept = made / f"kept-{MANIFEST}"
    write_text(kept, written(_kept_part(manifest.model_dump(mode="json"))))
    yield from parted(MANIFEST, kept, made / MANIFEST)
    kept.unlink()


def _strange(manifest: Manifest, made: set[str]) -> Iterator[Difference]:
    known = {*made, FACTS, FINDINGS, REPORT}
    for name in manifest.files:
        if name not in known and not name.startswith(f"{INPUTS}/"):
            yield Difference(name, "", "is there", "no run writes it")


def source_again(folder: Path, manifest: Manifest, again: Audited) -> Check:
    """Compare what the source yields now with the facts, findings and counts that a run kept.

    Args:
        again: The run carried out again, over the source, on the texts that it kept.
    """
    with TemporaryDirectory() as made:
        write_results(Path(made), again)
        write_facts(Path(made) / FACTS, again.history)
        names = (FACTS, FINDINGS, "counts.json")
        differences = [
            *_digests(manifest.sources, again.sources),
            *_snapshots(manifest, again),
            *(each for name in names for each in parted(name, folder / name, Path(made) / name)),
        ]
    said = f"{', '.join(names)} and the digests of the files against the source, read again"
    return compared("source", said, tuple(differences[:WHOLE]))


def _digests(kept: Mapping[str, str], found: Mapping[str, str]) -> Iterator[Difference]:
    for name in sorted({*kept, *found}):
        here, there = kept.get(name, "nothing"), found.get(name, "nothing")
        if here != there:
            yield Difference(MANIFEST, f"sources, {name}", here, there)


def _snapshots(manifest: Manifest, again: Audited) -> Iterator[Difference]:
    """Yield where another version of a store was read; it may have another name by now."""
    kept = {(each.source, each.number): each.hash for each in manifest.snapshots}
    found = {(each.source, each.number): each.hash for each in again.snapshots}
    for source, number in sorted({*kept, *found}):
        of = source, number
        here, there = kept.get(of, "nothing"), found.get(of, "nothing")
        if here != there:
            yield Difference(MANIFEST, f"snapshots, {number} of {source}", here, there)
