"""A folder of CSV and Parquet files as a source."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING

from slarules.adapters import (
    Asked,
    Batch,
    Capability,
    Checked,
    Checkpoint,
    CheckReport,
    Context,
    Delivered,
    FileEnd,
    Partition,
    Profile,
)
from slarules.adapters.plain import Occurrences, PlainRows
from slarules.core.mapping import Layout
from slarules.errors import SourceError, UsageError
from slarules.facts.columns import ItemTable
from slarules_csv.files import File, Packing, all_files, digest, files_of_layout, packing
from slarules_csv.limits import USUAL, Limits
from slarules_csv.rows import Lines, TextRows
from slarules_csv.stored import PLAIN, Stored

if TYPE_CHECKING:
    from slarules.adapters.catalogue import Catalogue

CAPABILITIES: frozenset[Capability] = frozenset({"files", "incremental"})


class CsvAdapter:
    """The files in a folder; `limits` keep a hostile one from taking the machine."""

    def __init__(self, folder: str, limits: Limits = USUAL) -> None:
        self._folder = Path(folder)
        self._limits = limits

    @property
    def capabilities(self) -> frozenset[Capability]:
        """See `Adapter.capabilities`."""
        return CAPABILITIES

    def check(self, context: Context) -> CheckReport:  # noqa: ARG002  # no network, no clock
        """See `Adapter.check`."""
        try:
            found = all_files(self._folder)
        except SourceError as error:
            return CheckReport((Checked(is_well=False, what=str(error)),))
        what = f"{self._folder} holds {len(found)} files of tables"
        return CheckReport((Checked(bool(found), what),))

    def discover(self, context: Context) -> Catalogue:  # noqa: ARG002
        """See `Adapter.discover`; what the columns of a file mean, a mapping says."""
        # To describe a source takes pydantic, and to read files does not.
        from slarules.adapters.catalogue import Catalogue  # noqa: PLC0415

        return Catalogue(source=f"csv:{self._folder.name}", adapter="csv")

    def partitions(self, asked: Asked, context: Context) -> Sequence[Partition]:  # noqa: ARG002
        """See `Adapter.partitions`: one for each file of each table of the layout.

        Without a layout, all files of the folder that look like tables.
        """
        if asked.layout is None:
            files = all_files(self._folder)
        else:
            files = files_of_layout(asked.layout, self._folder)
        return [self._partition(file) for file in files]

    def _partition(self, file: File) -> Partition:
        shown = file.path.relative_to(self._folder).as_posix()
        name = f"{file.table}:{shown}" if file.table else shown
        return Partition(name, shown, {"table": file.table, "path": shown, "stored": file.stored})

    def read(
        self,
        partition: Partition,
        cursor: bytes | None,
        asked: Asked,
        context: Context,  # noqa: ARG002
    ) -> Iterator[Delivered]:
        """See `Adapter.read`: a file that is as it was when it was read is not read again."""
        table, shown = partition.facts["table"], partition.facts["path"]
        file = File(self._folder / shown, table, partition.facts.get("stored", PLAIN))
        if cursor is not None and _read_before(cursor) == (_digest(file), file.stored.digest()):
            yield Checkpoint(cursor)
            return
        for each in self._delivered(file, asked.layout or Layout(())):
            yield each
            if isinstance(each, FileEnd):
                held = _cursor(each.digest, file.stored)
                yield Checkpoint(held, done=each.rows, total=each.rows)

    def _delivered(self, file: File, layout: Layout) -> Iterator[Delivered]:
        shown = file.path.relative_to(self._folder).as_posix()
        kind = packing(file.path)
        if kind is Packing.PARQUET:
            yield from self._parquet(file, shown)
        else:
            yield from self._text(file.path, kind, file.table, shown, layout)

    def _text(
        self, path: Path, kind: Packing, table: str, shown: str, layout: Layout
    ) -> Iterator[Delivered]:
        lines = Lines(path, layout, self._limits, kind)
        read = TextRows(lines, table, shown)
        yield from read.batches()
        yield FileEnd(table, shown, lines.digest.hexdigest(), read.rows, read.unreadable)

    def _parquet(self, file: File, shown: str) -> Iterator[Delivered]:
        # DuckDB takes a tenth of a second to import, and most exports do not need it.
        from slarules_csv.duck import parquet_rows  # noqa: PLC0415

        chunks = parquet_rows(file.path, self._limits, file.stored)
        columns = tuple(name.strip() for name in next(chunks)[0])
        count, occurrences = 0, Occurrences()
        for rows in chunks:
            numbers = range(count + 1, count + len(rows) + 1)
            plain = PlainRows(file.table, shown, columns, numbers, rows, occurrences)
            yield Batch("rows", plain)
            count += len(rows)
        yield FileEnd(file.table, shown, _digest(file), count, 0)

    def in_columns(self, layout: Layout) -> AbstractContextManager[Sequence[ItemTable]]:
        """Give the tables of items by columns; see `FilesInColumns`."""
        # It takes the extra [bulk], and small jobs need none of it.
        from slarules_csv.columns import tables_in_columns  # noqa: PLC0415

        def read_by_rows(file: File) -> None:
            for _ in self._delivered(file, layout):
                pass

        return tables_in_columns(self._folder, layout, self._limits, read_by_rows)

    def census(
        self,
        partition: Partition,  # noqa: ARG002
        asked: Asked,  # noqa: ARG002
        context: Context,  # noqa: ARG002
    ) -> Iterator[Batch]:
        """See `Adapter.census`: files name no tickets before a mapping does."""
        return iter(())

    def close(self) -> None:
        """See `Adapter.close`."""


def made(profile: Profile) -> CsvAdapter:
    """Return the adapter for `csv:FOLDER`.

    Raises:
        UsageError: No folder is named.
    """
    if not profile.argument:
        raise UsageError("csv: names no folder; write csv:FOLDER, such as csv:data")
    return CsvAdapter(profile.argument)


def _digest(file: File) -> str:
    return file.stored.sealed(digest(file.path))


def _cursor(of: str, stored: Stored) -> bytes:
    held = {"stored": stored.digest()} if stored != PLAIN else {}
    return json.dumps({"version": 1, "sha256": of, **held}).encode()


def _read_before(cursor: bytes) -> tuple[str, str] | None:
    """Return the digests in a cursor; None in one that is not ours, and the file is read again."""
    try:
        said = json.loads(cursor)
    except ValueError:
        return None
    if not isinstance(said, dict) or said.get("version") != 1:
        return None
    return str(said.get("sha256")), str(said.get("stored", ""))
