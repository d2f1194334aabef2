"""`slarules mapping`: what a mapping makes of a source, before any run."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from slarules.cli.exits import FINDINGS, WELL
from slarules.cli.options import EXISTING_FILE, format_option, screen, source_option

if TYPE_CHECKING:
    from slarules.contract.mapping import LoadedMapping
    from slarules.facts.findings import Finding
    from slarules.facts.gathering import Gathered

HEADINGS = {
    "Fields that are missing": ("missing field", "missing file", "no history"),
    "Values that no rule maps": ("unmapped", "undeclared", "disagree"),
    "Never found": ("never happened",),
}
"""What a mapping is to blame for; the rest is the source's."""


@click.group()
def command() -> None:
    """Look at what a mapping makes of a source."""


@command.command()
@click.argument("mapping", type=EXISTING_FILE)
@source_option
@click.option(
    "--path",
    "search",
    multiple=True,
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="A further folder to look for the vocabulary in.",
)
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
    shown = _as_json(loaded, found) if form == "json" else "\n".join(_as_text(loaded, found))
    click.echo(shown)
    return FINDINGS if any(each.kind != "detected" for each in found.findings) else WELL


def _as_text(loaded: LoadedMapping, found: Gathered) -> Iterator[str]:
    _, paint = screen()
    for problem in loaded.problems:
        yield str(problem)
    for counts in found.counts:
        rest = f"{counts.excluded:,} left out, {counts.unmapped:,} unreadable"
        yield f"{counts.file}: {counts.read:,} rows read, {counts.used:,} used, {rest}"
    for heading, findings in _by_heading(found):
        yield ""
        yield paint(heading, "title")
        yield from (f"  {finding}" for finding in findings)


def _by_heading(found: Gathered) -> Iterator[tuple[str, list[Finding]]]:
    told = {kind for kinds in HEADINGS.values() for kind in kinds}
    others = {each.kind for each in found.findings} - told
    for heading, kinds in {**HEADINGS, "Else": tuple(others)}.items():
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
