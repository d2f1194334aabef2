"""`slarules mapping`: what a mapping makes of a source, before any run."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from slarules.cli.exits import FINDINGS, WELL
from slarules.cli.options import EXISTING_FILE, format_option, path_option, screen, source_option
from slarules.cli.printing import harmless

if TYPE_CHECKING:
    from slarules.contract.mapping import LoadedMapping
    from slarules.facts.findings import Finding, FindingKind
    from slarules.facts.gathering import Gathered

HEADINGS: Mapping[str, tuple[FindingKind, ...]] = {
    "Fields that are missing": ("missing field", "missing file", "no history"),
    "Values that no rule maps": ("unmapped", "undeclared", "disagree"),
    "Never found": ("never happened", "not given"),
    "Cells that cannot be read": (
        "ragged",
        "too long",
        "no item",
        "no time",
        "no number",
        "unknown kind",
        "unknown role",
    ),
    "Rows left out": (
        "duplicate",
        "later than as-of",
        "another customer",
        "no customer",
        "not agreed",
    ),
    "What contradicts itself": ("out of order", "contradiction"),
    "Detected": ("detected",),
}
"""Where each kind of finding is told; what the mapping is to blame for stands first."""

SHOWN_ALIKE = 20
"""How many findings of one kind in one column are shown one by one."""


@click.group()
def command() -> None:
    """Look at what a mapping makes of a source."""


@command.command()
@click.argument("mapping", type=EXISTING_FILE)
@source_option
@path_option
@format_option()
def check(mapping: Path, source: str, search: tuple[Path, ...], form: str) -> int:
    """Show fields that are missing, values that no rule maps, moments that are never found."""
    from slarules.contract.mapping import load_mapping
    from slarules.errors import ContractError
    from slarules.facts.gathering import survey
    from slarules.sources import source_named

    loaded = load_mapping(mapping, None, search)
    if loaded.mapping is None or loaded.words is None:
        raise ContractError(loaded.problems)
    found = survey(loaded.words, loaded.mapping, source_named(source))
    as_text = form == "text"
    click.echo(harmless("\n".join(_as_text(loaded, found))) if as_text else _as_json(loaded, found))
    return FINDINGS if any(each.kind != "detected" for each in found.findings) else WELL


def _as_text(loaded: LoadedMapping, found: Gathered) -> Iterator[str]:
    from slarules.report.numbers import counted

    _, paint = screen()
    for problem in loaded.problems:
        yield str(problem)
    for counts in found.counts:
        read = counted(counts.read, "row")
        rest = f"{counts.excluded:,} left out, {counts.unmapped:,} unreadable"
        yield f"{counts.file}: {read} read, {counts.used:,} used, {rest}"
    for heading, findings in _by_heading(found):
        yield ""
        yield paint(heading, "title")
        yield from (f"  {line}" for line in _told(findings))


def _told(findings: Sequence[Finding]) -> Iterator[str]:
    """Yield a line a finding; of many alike in one column the first, and how many there are."""
    alike: dict[tuple[str, str, str | None], list[Finding]] = {}
    for finding in findings:
        alike.setdefault((finding.kind, finding.file, finding.column), []).append(finding)
    for (_, file, column), group in alike.items():
        yield from map(str, group[:SHOWN_ALIKE])
        if more := group[SHOWN_ALIKE:]:
            place = f"{file} '{column}'" if column else file
            rows = sum(finding.count for finding in more)
            yield f"{place}: {len(more):,} more like these in {rows:,} rows; --format json has all"


def _by_heading(found: Gathered) -> Iterator[tuple[str, list[Finding]]]:
    for heading, kinds in HEADINGS.items():
        findings = [each for each in found.findings if each.kind in kinds]
        if findings:
            yield heading, sorted(findings, key=lambda each: -each.count)


def _as_json(loaded: LoadedMapping, found: Gathered) -> str:
    document = {
        "schema_version": 1,
        "problems": [str(problem) for problem in loaded.problems],
        "counts": [asdict(counts) for counts in found.counts],
        "findings": [asdict(finding) for finding in found.findings],
        "files": dict(found.files),
    }
    return json.dumps(document, indent=2, ensure_ascii=False)
