"""Write a run's folder: whole or not at all, and the same bytes for the same inputs."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from shutil import move

from slarules.report.audited import Audited
from slarules.report.documents import Json, written
from slarules.report.evidence.run import Manifest
from slarules.runs.evidence import evidence_with
from slarules.runs.facts import FACTS, RECORDED, write_facts
from slarules.runs.manifest import MANIFEST, REPORT, digest_of, hashes, manifest_of
from slarules.runs.results import write_documents, write_text, write_verdicts
from slarules.runs.whole_folder import refuse_others, replacing


def write(
    folder: Path,
    audited: Audited,
    clock: Mapping[str, str],
    previous: str | None = None,
    recorded: Path | None = None,
) -> None:
    """Write the folder of a run; an older run in it is replaced.

    Args:
        folder: Where to write; anything but a run folder or an empty one is refused.
        audited: What to write.
        clock: Readings of the machine's clock by name; they stand in the manifest alone.
        previous: The hash of the register's last run of this contract, if there is one.
        recorded: Where the files of verdicts and facts lie that were written while the history was
            judged by columns; they are moved from there.

    Raises:
        UsageError: The folder holds what no run wrote.
        OSError: It cannot be written.
    """
    refuse_others(folder)
    with replacing(folder) as unfinished:
        if recorded is None:
            write_verdicts(unfinished, audited)
            write_facts(unfinished / FACTS, audited.history)
        else:
            for name in RECORDED:
                move(recorded / name, unfinished / name)
        write_documents(unfinished, audited)
        _write_inputs(unfinished / "inputs", audited)
        files = hashes(unfinished)
        _write_report(unfinished, manifest_of(audited, files, clock, previous))
        files = dict(sorted({**files, REPORT: digest_of(unfinished / REPORT)}.items()))
        manifest = manifest_of(audited, files, clock, previous)
        write_text(unfinished / MANIFEST, written(manifest))


def _write_report(folder: Path, manifest: Json) -> None:
    # It takes as long to import as to audit a small contract, which may write nothing.
    from slarules.report.html import page  # noqa: PLC0415

    said = Manifest.model_validate_json(written(manifest))
    write_text(folder / REPORT, page(evidence_with(folder, said)))


def _write_inputs(folder: Path, audited: Audited) -> None:
    for each in audited.inputs:
        path = folder / each.name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(each.content)
