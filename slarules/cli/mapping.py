"""`slarules mapping`: what a mapping makes of a source, before any run."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from collections.abc import Mapping as Dict
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from slarules.cli import mapping_new
from slarules.cli.exits import FINDINGS, WELL
from slarules.cli.options import (
    EXISTING_FILE,
    MappingFile,
    format_option,
    path_option,
    screen,
    source_option,
)
from slarules.cli.printing import harmless

if TYPE_CHECKING:
    from slarules.core.contract import Contract
    from slarules.core.mapping import Mapping
    from slarules.discovery import Misfit
    from slarules.facts.findings import Finding, FindingKind
    from slarules.facts.gathering import Gathered

HEADINGS: Dict[str, tuple[FindingKind, ...]] = {
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
    "Rows that are missing": ("incomplete",),
    "What contradicts itself": ("out of order", "contradiction", "skewed", "other clock"),
    "Detected": ("detected",),
}
"""Where each kind of finding is told; what the mapping is to blame for stands first."""

HARMLESS: frozenset[FindingKind] = frozenset(
    {"detected", "duplicate", "later than as-of", "another customer", "not agreed"}
)
"""What nobody has to mend: it is told so that every row is accounted for."""

SHOWN_ALIKE = 20
"""How many findings of one kind in one column are shown one by one."""


@click.group()
def command() -> None:
    """Make a mapping, and look at what it makes of a source."""


command.add_command(mapping_new.command)


@command.command()
@click.argument("mapping", type=MappingFile())
@source_option
@click.option(
    "--contract",
    "measured",
    type=EXISTING_FILE,
    metavar="C",
    help="The contract that it measures: its words count, and what it lacks is told.",
)
@path_option
@format_option()
def check(
    mapping: Path,
    sources: tuple[str, ...],
    measured: Path | None,
    search: tuple[Path, ...],
    form: str,
) -> int:
    """Show fields that are missing, values that no rule maps, moments that are never found.

    A mapping is also held against what the source says that it has, and against what it had when
    the mapping was made: identifiers that are gone, values that were renamed or are not mapped.

    Ends with 1 when something has to be looked into; what is merely told does not count.
    """
    from slarules.contract.mapping import load_mapping
    from slarules.errors import ContractError
    from slarules.facts.gathering import survey
    from slarules.pipeline import load
    from slarules.sources import sources_named

    contract = load(measured, search) if measured else None
    loaded = load_mapping(mapping, contract, search)
    if loaded.mapping is None or loaded.words is None:
        raise ContractError(loaded.problems)
    fits = tuple(mapping_new.misfits_of(mapping, loaded.mapping, contract or loaded.words, sources))
    found = survey(contract or loaded.words, loaded.mapping, sources_named(sources))
    told = (*map(str, loaded.problems), *_another(loaded.mapping, contract))
    checked = Checked(told, found, tuple(_to_look_into(found, contract)), fits)
    click.echo(harmless("\n".join(_as_text(checked))) if form == "text" else _as_json(checked))
    another = len(told) > len(loaded.problems)
    return FINDINGS if checked.to_look_into or fits or another else WELL


@dataclass(frozen=True, slots=True)
class Checked:
    """What is told of a mapping, what it made of a source, and which findings may be wrong.

    Attributes:
        fits: Where the mapping does not fit what the source says that it has.
    """

    told: tuple[str, ...]
    found: Gathered
    to_look_into: tuple[Finding, ...]
    fits: tuple[Misfit, ...] = ()


def _another(mapping: Mapping, contract: Contract | None) -> Iterator[str]:
    """Yield a sentence when a contract is measured by another mapping."""
    this = (mapping.name, mapping.version)
    if contract and contract.mapping and contract.mapping != this:
        agreed, here = ("{} version {}".format(*each) for each in (contract.mapping, this))
        yield f"{contract.name} is measured by mapping {agreed}, and this is {here}: agree on one"


def _to_look_into(found: Gathered, contract: Contract | None) -> Iterator[Finding]:
    """Yield what may be wrong; a moment that no promise asks for may well never happen."""
    from slarules.facts.needs import used_by

    moments = used_by(contract).moments if contract else None
    for finding in found.findings:
        idle = finding.kind == "never happened" and moments is not None
        if finding.kind not in HARMLESS and not (idle and _word(finding) not in (moments or ())):
            yield finding


def _word(finding: Finding) -> str:
    return finding.what.partition(" ")[0]


def _as_text(checked: Checked) -> Iterator[str]:
    from slarules.report.numbers import counted

    found = checked.found

    _, paint = screen()
    yield from checked.told
    for counts in found.counts:
        read = counted(counts.read, "row")
        rest = f"{counts.excluded:,} left out, {counts.unmapped:,} unreadable"
        yield f"{counts.file}: {read} read, {counts.used:,} used, {rest}"
    for heading, findings in _by_heading(found):
        yield ""
        yield paint(heading, "title")
        yield from (f"  {line}" for line in _told(findings))
    if checked.fits:
        yield ""
        yield paint("What the source has, and the mapping", "title")
        yield from (f"  {misfit}" for misfit in checked.fits)
    if not (checked.to_look_into or checked.fits) and any(
        each.kind != "detected" for each in found.findings
    ):
        yield ""
        yield "Nothing of this has to be mended."


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


def _as_json(checked: Checked) -> str:
    found = checked.found
    document = {
        "schema_version": 1,
        "problems": list(checked.told),
        "counts": [asdict(counts) for counts in found.counts],
        "findings": [
            {**asdict(each), "harmless": each not in checked.to_look_into}
            for each in found.findings
        ],
        "misfits": [asdict(each) for each in checked.fits],
        "files": dict(found.files),
    }
    return json.dumps(document, indent=2, ensure_ascii=False)
