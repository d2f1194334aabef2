"""What is measured beside whole audits: intake, the file of verdicts, a portfolio.

Each has a step of its own that makes what it works on; that step is not timed.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO, TypeAlias
from unittest import mock

import pyarrow as pa

from benchmarks.bulk.ours import TEXTS, contract
from benchmarks.bulk.peers.sql import connected
from benchmarks.many_contracts import Many, name_of, write
from slarules import pipeline
from slarules.agreement import agreement
from slarules.engine.bulk.judging.columns import VerdictColumns
from slarules.engine.bulk.recording.cells import arrow, height, taken
from slarules.engine.bulk.recording.lines import Lines
from slarules.engine.bulk.recording.verdict_rows import rows_of, verdict_rows
from slarules.facts.columns import ColumnSource
from slarules.order import Order
from slarules.runs import verdicts_later
from slarules.runs.parquet import write_parquet
from slarules.runs.spreadsheet import SPECIAL_CELL, written
from slarules.sources import sources_named

Work: TypeAlias = Callable[[], object]
"""What is timed."""

CONTRACTS, TICKETS = 1_000, 50_000
GROUP = 122_880
"""Rows in a row group; DuckDB's own default."""


# --- intake ---------------------------------------------------------------------------------------


def csv_of(path: Path) -> Path:
    """Return the file of a history as CSV, made where it is not there yet."""
    folder = path.parent / "csv"
    file, partial = folder / "log.csv", folder.parent / "log.csv.partial"
    if not file.is_file():
        connected().execute(f"COPY (FROM '{path}') TO '{partial}' (FORMAT csv, HEADER)")
        folder.mkdir(exist_ok=True)
        partial.rename(file)
    return file


def our_intake(path: str) -> Work:
    """Read a CSV by columns, sorted by item, as an audit does."""
    file = csv_of(Path(path))
    texts = file.parent.parent / "csv-texts"
    texts.mkdir(exist_ok=True)
    shutil.copy(TEXTS / "desk-log.sla", texts)
    shutil.copy(TEXTS / "one.sla", texts)
    told = (TEXTS / "log.sla").read_text("utf-8").replace("log.parquet", "log.csv")
    (texts / "log.sla").write_text(told, "utf-8")
    order = Order(texts / "one.sla", texts / "log.sla", f"csv:{file.parent}")
    layout = agreement(order).mapping.layout
    columns = ("status", "priority")

    def read() -> int:
        source = sources_named(order.sources)
        assert isinstance(source, ColumnSource)  # noqa: S101 - files can be read so
        with source.in_columns(layout, frozenset(columns)) as held:
            return sum(1 for each in held.tables for _ in each.sorted_batches(columns))

    return read


def duckdb_intake(path: str) -> Work:
    """Read the same CSV into a table, as DuckDB's users do."""
    file = csv_of(Path(path))
    return lambda: connected().execute(f"CREATE TABLE log AS FROM read_csv('{file}')")


# --- the file of verdicts -------------------------------------------------------------------------


def our_verdicts(path: str) -> Work:
    """Write the verdicts of one measure, held in columns, as a run folder does."""
    parts, out = _judged(path), _room(path)
    return lambda: _write(parts, out)


def duckdb_verdicts(path: str) -> Work:
    """Copy a table with the same rows and columns to the same two kinds of file."""
    out = _room(path)
    if not (out / "verdicts.parquet").is_file():
        _write(_judged(path), out)
    db = connected()
    db.execute(f"CREATE TABLE verdicts AS FROM '{out / 'verdicts.parquet'}'")

    def copy() -> None:
        db.execute(f"COPY verdicts TO '{out / 'copy.parquet'}' (FORMAT parquet, COMPRESSION zstd)")
        db.execute(f"COPY verdicts TO '{out / 'copy.csv'}' (FORMAT csv, HEADER)")

    return copy


def _judged(path: str) -> Sequence[VerdictColumns]:
    source = f"csv:{Path(path).parent}"
    # A call keeps few verdicts; here all of them are wanted before the time counts.
    with mock.patch.object(verdicts_later, "MOST_KEPT", sys.maxsize):
        audited = pipeline.audit(contract(["resolve"]), TEXTS / "log.sla", source, engine="bulk")
    return audited.outcome.verdicts.parts  # type: ignore[attr-defined,no-any-return]


def _room(path: str) -> Path:
    folder = Path(path).parent / "verdicts"
    folder.mkdir(exist_ok=True)
    return folder


def _write(parts: Sequence[VerdictColumns], out: Path) -> None:
    none = rows_of(())
    with (out / "verdicts.csv").open("wb") as file:
        file.write(f"{','.join(none)}\n".encode())
        schema, batches = arrow(none).schema, _batches(parts, file)
        write_parquet(out / "verdicts.parquet", pa.RecordBatchReader.from_batches(schema, batches))


def _batches(parts: Sequence[VerdictColumns], file: BinaryIO) -> Iterator[pa.RecordBatch]:
    lines = Lines(SPECIAL_CELL, written)
    for part in parts:
        sheet = verdict_rows(part, lambda _: True).shown()
        file.writelines(lines.of(sheet))
        for first in range(0, height(sheet), GROUP):
            yield arrow(taken(sheet, slice(first, first + GROUP)))


# --- a portfolio ----------------------------------------------------------------------------------


def portfolio(path: str) -> Work:
    """Audit each of a thousand contracts over the history that they share."""
    many = _many(path)
    return lambda: _audit(many.contracts, many)


def one_of_portfolio(path: str) -> Work:
    """Audit one of those contracts over that history."""
    many = _many(path)
    return lambda: _audit(many.contracts / f"{name_of(0)}.sla", many)


def portfolio_over_nothing(path: str) -> Work:
    """Audit the thousand over the heads of that history: what they read besides the history."""
    many = _many(path)
    nothing = many.source.parent / "nothing"
    nothing.mkdir(exist_ok=True)
    for file in many.source.iterdir():
        with file.open("rb") as rows:
            (nothing / file.name).write_bytes(rows.readline())
    return lambda: _audit(many.contracts, replace(many, source=nothing), "--engine", "bulk")


def shared_bytes(folder: Path) -> int:
    """Return how large the history of the portfolio is."""
    return sum(file.stat().st_size for file in _many(str(folder / "-" / "-")).source.iterdir())


def _many(path: str) -> Many:
    folder = Path(path).parent.parent / f"portfolio-{CONTRACTS}-{TICKETS}"
    if not folder.is_dir():
        write(folder, CONTRACTS, TICKETS)
    return Many(folder / "contracts", folder / "shared-csv.sla", folder / "history")


def _audit(contracts: Path, many: Many, *further: str) -> None:
    command = (
        *(sys.executable, "-m", "slarules", "audit", str(contracts)),
        *("--mapping", str(many.mapping), "--source", f"csv:{many.source}"),
        *("--register", "none", "--format", "json", *further),
    )
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)  # noqa: S603 - our own program
