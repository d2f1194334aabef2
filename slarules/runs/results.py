"""The files of a run that people and programs read, all of them made from an audit."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

from slarules.report.audited import Audited
from slarules.report.conduct import conduct
from slarules.report.documents import SCHEMA_VERSION, Json, targets, written
from slarules.report.promises import promises
from slarules.report.rights_document import has_rights, rights
from slarules.report.statement_document import statements
from slarules.report.timelines import timelines
from slarules.report.violations import violations
from slarules.runs.parquet import write_parquet
from slarules.runs.spreadsheet import write_csv

CONDUCT = "conduct.json"
RIGHTS = "rights.json"
LEDGER = "ledger.csv"
LEDGER_COLUMNS = (
    "period", "statement", "subject", "of", "kind", "unit", "earned_in", "what", "in_period", "by",
    "least", "most",
)  # fmt: skip
FINDING_COLUMNS = ("file", "row", "column", "kind", "count", "what")


def write_results(folder: Path, audited: Audited) -> None:
    """Write every file that follows from the inputs and the facts, and what was odd in the source.

    `verify` writes them again from what a run kept, and compares.
    """
    write_verdicts(folder, audited)
    write_documents(folder, audited)


def write_verdicts(folder: Path, audited: Audited) -> None:
    """Write the verdicts, all of which are in memory."""
    verdicts = audited.verdicts
    write_parquet(folder / "verdicts.parquet", verdicts.arrow())
    write_csv(folder / "verdicts.csv", [c.name for c in verdicts.columns], verdicts.lines())


def write_documents(folder: Path, audited: Audited) -> None:
    """Write every file that follows from the inputs and the facts, but those of the verdicts."""
    write_csv(folder / "findings.csv", FINDING_COLUMNS, _findings(audited))
    if booked := [*_booked(audited)]:
        write_csv(folder / LEDGER, LEDGER_COLUMNS, booked)
    for name, document in _documents(audited).items():
        write_text(folder / name, written(document))


def _documents(audited: Audited) -> dict[str, Json]:
    """Return the JSON documents of a run by the name of the file."""
    contract, outcome = audited.contract, audited.outcome
    asked = audited.conduct
    return {
        **({CONDUCT: conduct(audited).model_dump(mode="json")} if asked else {}),
        **({RIGHTS: rights(contract, outcome)} if has_rights(contract) else {}),
        "targets.json": targets(contract, outcome),
        "statement.json": statements(contract, outcome),
        "counts.json": counts(audited),
        "promises.json": promises(audited).model_dump(mode="json"),
        "violations.json": violations(audited).model_dump(mode="json"),
        "timelines.json": timelines(audited).model_dump(mode="json"),
    }


def _booked(audited: Audited) -> Iterator[list[str]]:
    for statement in audited.statements:
        for line in statement.lines:
            told = (
                statement.period, line.statement, line.subject, line.of or "", line.kind, line.unit,
                line.earned_in or "",
            )  # fmt: skip
            for each in line.booked:
                yield [*told, each.what, each.period, each.by, str(each.least), str(each.most)]


def _findings(audited: Audited) -> Iterator[list[str]]:
    for each in audited.findings:
        cells = (each.file, each.row, each.column, each.kind, each.count, each.what)
        yield ["" if cell is None else str(cell) for cell in cells]


def counts(audited: Audited) -> dict[str, Any]:
    """Return what `counts.json` holds."""
    return {
        "schema_version": SCHEMA_VERSION,
        "files": [asdict(each) for each in audited.counts],
        "never_given": list(audited.needs),
        "items": dict(audited.review.items),
        "verdicts": dict(audited.review.words),
    }


def write_text(path: Path, text: str) -> None:
    """Write a text in UTF-8 with line feeds."""
    path.write_text(text, encoding="utf-8", newline="\n")
