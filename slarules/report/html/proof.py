"""For an auditor: what was computed by what, from what, and how to repeat and verify it."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from markupsafe import Markup

from slarules.facts.source import at_snapshot, snapshot_in
from slarules.report.evidence import Evidence
from slarules.report.html.shown import code, name, on_the_wall
from slarules.report.html.tables import Row, Table, columns, table

MOST = 200
RUN = "RUN"
RECORDS = "RECORDS"
REGISTER = "REGISTER"
AGAIN = "AGAIN"
"""What stands in commands for folders and a register that the reader has somewhere."""


@dataclass(frozen=True, slots=True)
class Proof:
    """The section for the auditor."""

    facts: tuple[tuple[str, Markup | str], ...]
    command: str
    compare: str
    explain: str
    sources: Table
    files: Table


def proof(evidence: Evidence) -> Proof:
    """Return the last section of the page."""
    return Proof(
        tuple(_facts(evidence)),
        shlex.join(_again(evidence)),
        shlex.join(["slarules", "runs", "compare", RUN, AGAIN]),
        _explain(evidence),
        _hashes("Files of the source that were read", evidence.manifest.sources),
        _hashes("Files of the run", _others(evidence.manifest.files)),
    )


def _facts(evidence: Evidence) -> Iterator[tuple[str, Markup | str]]:
    manifest, head = evidence.manifest, evidence.promises.head
    wall = on_the_wall(head.zone)
    yield "Evidence", code(manifest.evidence)
    yield "As of", Markup("{} {}, {}").format(wall(manifest.as_of), head.zone, code(manifest.as_of))
    yield (
        "Complete through",
        Markup("{} {}, {}").format(
            wall(manifest.complete_through), head.zone, code(manifest.complete_through)
        ),
    )
    for snapshot in manifest.snapshots:
        yield "Data", Markup("{}, {}").format(name(f"{snapshot}"), code(snapshot.hash))
    yield "For", manifest.audience
    yield "Contract", name(manifest.contract)
    for what, version in manifest.versions.items():
        yield f"Version of {what}", version
    yield "Items", _listed(evidence.counts.items)
    yield "Verdicts", _listed(evidence.counts.verdicts)
    yield "Scenarios in the contract", f"{evidence.promises.scenarios:,}"


def _listed(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{n:,} {word}" for word, n in counts.items()) or "none"


def _others(files: Mapping[str, str]) -> Mapping[str, str]:
    """Return the files but this page, which cannot hold its own hash."""
    return {file: digest for file, digest in files.items() if file != "report.html"}


def _hashes(caption: str, hashes: Mapping[str, str]) -> Table:
    rows = [Row((name(file), code(digest))) for file, digest in sorted(hashes.items())]
    return table(caption, columns("File", "SHA-256"), rows, MOST, "manifest.json has all")


def _explain(evidence: Evidence) -> str:
    worst = evidence.timelines.timelines[:1]
    asked = [worst[0].item, worst[0].measure] if worst else ["ITEM"]
    # An item may have a name that looks like an option.
    plain = [] if not asked[0].startswith("-") else ["--"]
    return shlex.join(["slarules", "explain", RUN, *plain, *asked])


def _again(evidence: Evidence) -> Iterator[str]:
    """Yield the command that audits the same texts by the same records, wherever they are now."""
    manifest = evidence.manifest
    texts = [f"{RUN}/inputs/{text}" for text in manifest.inputs[:2]]
    replaced = {**dict(zip(("audit", "--mapping"), texts, strict=False)), "--source": RECORDS}
    before = ""
    for word in manifest.command:
        kind = word.partition(":")[0]
        into = replaced.pop(before, None)
        if into is None:
            yield word
        elif before == "--source":
            yield at_snapshot(f"{kind}:{into}", snapshot_in(word))
        else:
            yield into
        before = word
    if "--as-of" not in manifest.command:
        yield from ("--as-of", manifest.as_of)
    yield from ("--register", REGISTER if evidence.entries else "none", "--out", AGAIN)
