"""Runs of a portfolio that still stand: made of the same by the same, and as they were made."""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from slarules.facts.gathering import Shared
from slarules.instants import Instant, instant
from slarules.pipeline import extract_input, extract_of
from slarules.portfolio.orders import Ready
from slarules.portfolio.summary import SUMMARY, placed
from slarules.register.bodies import RunMade
from slarules.register.database import Register
from slarules.report.documents import Json
from slarules.report.portfolio import Row, row
from slarules.runs.manifest import (
    BESIDE,
    MANIFEST,
    digest_of,
    hashes,
    is_of_a_run,
    sealed,
    versions,
)


@dataclass(frozen=True, slots=True)
class Earlier:
    """What an earlier run of the portfolio left.

    Attributes:
        out: The folder of the portfolio.
        evidence: What its summary says each contract's run is, by the contract's name.
        entered: Whether a run must stand in the register.
    """

    out: Path
    evidence: Mapping[str, str]
    entered: bool

    def row(self, each: Ready, shared: Shared, register: Register | None) -> Row | None:
        """Return the row of a run that need not be made again; None where it must.

        Args:
            shared: What was read of the source now.
            register: The register.
        """
        name, folder = each.member.name, self.out / each.member.name
        try:
            manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
            stands = (
                name in self.evidence
                and is_of_a_run(manifest)
                and manifest.get("evidence") == self.evidence[name]
                and _is_of_the_same(manifest, each, shared, register)
                and _is_as_it_was_made(manifest, folder)
                and (not self.entered or _is_entered(name, folder, register))
            )
            return _row(each, folder) if stands else None
        except (OSError, ValueError, RecursionError, KeyError, TypeError):
            return None


def earlier(out: Path, *, entered: bool) -> Earlier:
    """Return what an earlier run of a portfolio left in a folder."""
    try:
        rows = json.loads((out / SUMMARY).read_text(encoding="utf-8"))["rows"]
        evidence = {each["contract"]: each["evidence"] for each in rows if each["evidence"]}
    except (OSError, ValueError, RecursionError, KeyError, TypeError):
        evidence = {}
    return Earlier(out, evidence, entered)


def _is_of_the_same(manifest: Json, each: Ready, shared: Shared, register: Register | None) -> bool:
    order, agreed = each.order, each.agreed
    as_of = _instant(manifest["as_of"])
    counted = extract_of(register, agreed.contract, order.audience).until(as_of)
    inputs = (*agreed.inputs, *extract_input(counted))
    digests = {f"inputs/{i.name}": sha256(i.content).hexdigest() for i in inputs}
    before = {name: d for name, d in manifest["files"].items() if name.startswith("inputs/")}
    order = order.pinned(shared.read.snapshots)
    same = (
        (manifest["versions"], versions()),
        (manifest["command"], list(order.words(agreed.inputs[0].name))),
        (manifest["sources"], dict(shared.read.files)),
        (manifest["inputs"], [i.name for i in inputs]),
        (before, digests),
    )
    return all(then == now for then, now in same)


def _instant(text: str) -> Instant:
    return instant(datetime.fromisoformat(text))


def _is_as_it_was_made(manifest: Json, folder: Path) -> bool:
    there = {n: d for n, d in hashes(folder).items() if n not in {MANIFEST, *BESIDE}}
    return bool(sealed(manifest) == manifest and there == manifest["files"])


def _is_entered(name: str, folder: Path, register: Register | None) -> bool:
    if register is None:
        return False
    digest = digest_of(folder / MANIFEST)
    bodies = (entry.body for entry in register.entries(name, "run"))
    return any(isinstance(body, RunMade) and body.manifest == digest for body in bodies)


def _row(each: Ready, folder: Path) -> Row:
    contract = each.agreed.contract
    targets, statements = (
        json.loads((folder / name).read_text(encoding="utf-8"))
        for name in ("targets.json", "statement.json")
    )
    with (folder / "findings.csv").open(encoding="utf-8", newline="") as file:
        findings = sum(1 for _ in csv.reader(file)) - 1
    names = contract.customer, contract.name
    return placed(row(names, "unchanged", targets, statements, findings), folder)
