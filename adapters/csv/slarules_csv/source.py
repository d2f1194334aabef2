"""A folder of CSV and Parquet files as a source."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from slarules.core.mapping import Layout, Table
from slarules.facts.findings import Finding
from slarules.facts.source import Batch, FileRead, Reported
from slarules_csv.files import Packing, digest, files_of, packing, undeclared
from slarules_csv.limits import USUAL, Limits
from slarules_csv.rows import Lines, TextRows


class CsvSource:
    """The files in a folder; `limits` keep a hostile one from taking the machine."""

    def __init__(self, folder: str, limits: Limits = USUAL) -> None:
        self._folder = Path(folder)
        self._limits = limits

    @property
    def name(self) -> str:
        """See `Source.name`."""
        return f"csv:{self._folder}"

    def read(self, layout: Layout, wanted: frozenset[str] | None = None) -> Iterator[Reported]:  # noqa: ARG002
        """See `Source.read`."""
        for table in (*layout.tables, *undeclared(layout.tables)):
            for path in files_of(table, self._folder):
                yield from self._file(path, table, layout)

    def _file(self, path: Path, table: Table, layout: Layout) -> Iterator[Reported]:
        kind = packing(path)
        if kind is Packing.PARQUET:
            yield from self._parquet(path, table)
        else:
            yield from self._text(path, kind, table, layout)

    def _text(
        self, path: Path, kind: Packing, table: Table, layout: Layout
    ) -> Iterator[Batch | Finding | FileRead]:
        name = self._shown(path)
        lines = Lines(path, layout, self._limits, kind)
        read = TextRows(lines, table, name)
        yield from read.batches()
        yield FileRead(table, name, lines.digest.hexdigest(), read.rows, read.unreadable)

    def _parquet(self, path: Path, table: Table) -> Iterator[Batch | FileRead]:
        # DuckDB takes a tenth of a second to import, and most exports do not need it.
        from slarules_csv.duck import parquet_rows  # noqa: PLC0415

        chunks = parquet_rows(path, self._limits)
        columns = tuple(name.strip() for name in next(chunks)[0])
        name, count = self._shown(path), 0
        for rows in chunks:
            yield Batch(table, name, columns, range(count + 1, count + len(rows) + 1), rows)
            count += len(rows)
        yield FileRead(table, name, digest(path), count, 0)

    def _shown(self, path: Path) -> str:
        return path.relative_to(self._folder).as_posix()
