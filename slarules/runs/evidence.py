"""Read what a run says back from its folder, as reports take it."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping, Sequence
from io import StringIO
from pathlib import Path
from typing import Any, TypeVar

from pydantic import ValidationError

from slarules.errors import RunFolderError
from slarules.register.extract import EXTRACT, Numbered
from slarules.report.evidence import Evidence, VerdictRow
from slarules.report.evidence.conduct import Conducts
from slarules.report.evidence.figures import Targets
from slarules.report.evidence.misses import Timelines, Violations
from slarules.report.evidence.money import Statements
from slarules.report.evidence.parts import DocumentPart
from slarules.report.evidence.promises import Promises
from slarules.report.evidence.rights import Rights
from slarules.report.evidence.run import Counts, Finding, Manifest
from slarules.report.tables import TEXTS, VERDICTS, CellType
from slarules.runs.manifest import MANIFEST, REPORT, digest_of, evidence_of, no_run
from slarules.runs.parquet import ROWS, connection, literal
from slarules.runs.results import CONDUCT, FINDING_COLUMNS, RIGHTS

Document = TypeVar("Document", bound=DocumentPart)

LARGEST = 256 * 1024 * 1024
"""More bytes than any document of a run has: forty years of monthly statements have a tenth."""

AT_ONCE = 10_000
"""Rows of verdicts that are in memory together."""

SHOWN: frozenset[CellType] = frozenset({"time", "length"})
"""Cells that are read as numbers and given as text."""


REGISTER = f"inputs/{EXTRACT}"

READ = (
    "promises.json",
    "targets.json",
    "statement.json",
    "violations.json",
    "timelines.json",
    "counts.json",
    CONDUCT,
    RIGHTS,
    "findings.csv",
    "verdicts.parquet",
    REGISTER,
)


def read_evidence(folder: Path) -> Evidence:
    """Return what a run says, its files as the manifest knows them.

    Raises:
        RunFolderError: The folder is none of a run, or a file is missing, was changed, or is not as
            a run writes it.
    """
    if not (folder / MANIFEST).is_file():
        raise no_run(folder)
    manifest = document(folder / MANIFEST, Manifest)
    _refuse_changed(folder, manifest)
    return evidence_with(folder, manifest)


def _refuse_changed(folder: Path, manifest: Manifest) -> None:
    """Refuse to print an evidence hash over what it is not the hash of."""
    for name in READ:
        path = folder / name
        if path.is_file() and digest_of(path) != manifest.files.get(name):
            raise RunFolderError(f"{path} is not as the run wrote it; 'slarules verify' tells more")
    if evidence_of(manifest.files) != manifest.evidence:
        raise RunFolderError(
            f"{folder / MANIFEST} was changed: its files do not have the evidence hash that it says"
        )


def evidence_with(folder: Path, manifest: Manifest) -> Evidence:
    """Return what the files of a folder say, whatever its manifest knows of them.

    The report is left out of the manifest's files: it is made from evidence and cannot be in it.

    Raises:
        RunFolderError: A file is missing or not as a run writes it.
    """
    files = {name: digest for name, digest in manifest.files.items() if name != REPORT}
    return Evidence(
        manifest=manifest.model_copy(update={"files": files}),
        promises=document(folder / "promises.json", Promises),
        targets=document(folder / "targets.json", Targets),
        statements=document(folder / "statement.json", Statements),
        violations=document(folder / "violations.json", Violations),
        timelines=document(folder / "timelines.json", Timelines),
        counts=document(folder / "counts.json", Counts),
        findings=tuple(_findings(folder / "findings.csv")),
        verdicts=lambda: _verdicts(folder / "verdicts.parquet"),
        entries=_entries(folder / REGISTER) if REGISTER in manifest.files else (),
        conduct=document(folder / CONDUCT, Conducts) if CONDUCT in manifest.files else None,
        rights=document(folder / RIGHTS, Rights) if RIGHTS in manifest.files else None,
    )


def _entries(path: Path) -> tuple[Numbered, ...]:
    # Most runs have none; what reads entries is loaded for those that do.
    from slarules.register.extract_file import extract_in  # noqa: PLC0415

    try:
        return extract_in(_content(path)).entries
    except ValueError as error:
        raise RunFolderError(f"{path} is not as a run writes it: {_why(error)}") from error


def document(path: Path, kind: type[Document]) -> Document:
    """Return a JSON document of a run.

    Raises:
        RunFolderError: It is missing, or not as a run writes it.
    """
    try:
        return kind.model_validate_json(_content(path))
    except ValidationError as error:
        raise RunFolderError(f"{path} is not as a run writes it: {first_wrong(error)}") from error


def first_wrong(error: ValidationError) -> str:
    """Return the first thing that is wrong with a document, and where."""
    """Return the first thing that is wrong, with its place."""
    first = error.errors(include_url=False, include_input=False)[0]
    place = ".".join(str(part) for part in first["loc"])
    return f"{place}: {first['msg']}" if place else first["msg"]


def _content(path: Path) -> bytes:
    try:
        if path.stat().st_size > LARGEST:
            raise RunFolderError(f"{path} is larger than any that a run writes")
        return path.read_bytes()
    except FileNotFoundError as error:
        raise RunFolderError(
            f"{path} is missing; the run was not written by this slarules or was changed"
        ) from error


def _findings(path: Path) -> Iterator[Finding]:
    text = StringIO(_content(path).decode(errors="replace"), newline="")
    try:
        for number, cells in enumerate(csv.reader(text, strict=True)):
            if number:
                yield _finding(cells)
            elif cells != list(FINDING_COLUMNS):
                raise RunFolderError(f"{path} does not begin with the names of its columns")
    except (ValueError, csv.Error) as error:
        raise RunFolderError(f"{path} is not as a run writes it: {_why(error)}") from error


def _finding(cells: Sequence[str]) -> Finding:
    file, row, column, kind, count, what = cells
    return Finding(
        file=file,
        row=int(row) if row else None,
        column=column or None,
        kind=kind,
        count=int(count),
        what=what,
    )


def _why(error: Exception) -> str:
    return first_wrong(error) if isinstance(error, ValidationError) else str(error)


CASTS: Mapping[CellType, str] = {
    "text": 'CAST("{}" AS VARCHAR)',
    "number": 'CAST("{}" AS BIGINT)',
    "truth": 'CAST("{}" AS BOOLEAN)',
    "time": 'epoch_us(CAST("{}" AS TIMESTAMPTZ))',
    "length": 'CAST(CAST("{}" AS DECIMAL(38, 6)) * 1000000 AS HUGEINT)',
}
"""How a column is read, exactly: instants and lengths as whole microseconds."""


def _verdicts(path: Path) -> Iterator[VerdictRow]:
    """Yield the rows of the verdicts, some at a time."""
    import duckdb  # noqa: PLC0415

    columns = ", ".join(CASTS[column.type].format(column.name) for column in VERDICTS)
    try:
        with connection() as database:
            found = database.execute(
                f"SELECT {columns} FROM {ROWS}",  # noqa: S608
                [literal(path)],
            )
            while rows := found.fetchmany(AT_ONCE):
                yield from map(_verdict, rows)
    except (duckdb.Error, OverflowError) as error:
        what = str(error).splitlines()[0]
        raise RunFolderError(f"{path} is not as a run writes it: {what}") from error


def _verdict(cells: Sequence[Any]) -> VerdictRow:
    """Return a row, its times and lengths as `verdicts.csv` writes them."""
    return VerdictRow._make(
        TEXTS[column.type](cell) if column.type in SHOWN and cell is not None else cell
        for column, cell in zip(VERDICTS, cells, strict=True)
    )
