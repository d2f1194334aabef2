"""The summary beside the folders of a portfolio, and which of those folders still stand."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

from slarules.errors import UsageError
from slarules.report.audited import Audited
from slarules.report.documents import targets, written
from slarules.report.portfolio import COLUMNS, Portfolio, Row, State, cells, row
from slarules.report.statement_document import statements
from slarules.runs.manifest import MANIFEST
from slarules.runs.spreadsheet import write_csv
from slarules.runs.whole_file import replacing_file, write_whole

SUMMARY = "summary.json"
SUMMARY_TABLE = "summary.csv"


def refuse_a_run(out: Path) -> None:
    """Refuse a place that is a file or the folder of one run.

    Raises:
        UsageError: It is.
    """
    if out.exists() and not out.is_dir():
        raise UsageError(f"{out} is a file; --out needs a folder")
    if (out / MANIFEST).exists():
        raise UsageError(
            f"{out} is the folder of one run; a portfolio has a folder for each, so name another"
        )


def write(out: Path, found: Portfolio) -> None:
    """Write the two files of a summary, each whole or not at all."""
    write_whole(out / SUMMARY, written(found.document()).encode())
    with replacing_file(out / SUMMARY_TABLE) as unfinished:
        write_csv(unfinished, COLUMNS, map(cells, found.rows))


def row_of(audited: Audited, state: State = "made") -> Row:
    """Return the row of an audit that was just carried out."""
    contract, outcome = audited.contract, audited.outcome
    names = contract.customer, contract.name
    return row(
        names,
        state,
        targets(contract, outcome),
        statements(contract, outcome),
        len(audited.findings),
    )


def placed(each: Row, folder: Path) -> Row:
    """Return a row with the folder of its run."""
    manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    return replace(each, folder=folder.name, evidence=manifest["evidence"])
