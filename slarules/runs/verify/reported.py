"""Whether the report of a run shows what its files hold."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from slarules.errors import RunFolderError
from slarules.report.evidence.run import Manifest
from slarules.runs.evidence import evidence_with
from slarules.runs.manifest import REPORT, versions
from slarules.runs.results import write_text
from slarules.runs.verify.found import Check, Difference, compared
from slarules.runs.verify.same import parted


def reported(folder: Path, manifest: Manifest) -> Check:
    """Draw the report anew from the files of a run, and compare."""
    if REPORT not in manifest.files:
        return Check("report", "not checked", f"the run has no {REPORT}")
    then, now = manifest.versions.get("slarules"), versions()["slarules"]
    if then != now:
        why = (
            f"slarules {then} drew {REPORT}, and {now} may draw it otherwise; "
            "'slarules report' draws it anew from the files that were checked"
        )
        return Check("report", "not checked", why)
    said = f"{REPORT} against what the other files of the run hold"
    try:
        return compared("report", said, _parted(folder, manifest))
    except RunFolderError as error:
        broken = Difference(REPORT, "", "shows files that cannot be read", str(error))
        return compared("report", said, (broken,))


def _parted(folder: Path, manifest: Manifest) -> tuple[Difference, ...]:
    # What is drawn with takes a while to import, and not every run can be drawn.
    from slarules.report.html import page  # noqa: PLC0415

    # A report cannot show its own hash.
    others = {name: digest for name, digest in manifest.files.items() if name != REPORT}
    before = manifest.model_copy(update={"files": others})
    with TemporaryDirectory() as made:
        write_text(Path(made) / REPORT, page(evidence_with(folder, before)))
        return tuple(parted(REPORT, folder / REPORT, Path(made) / REPORT))
