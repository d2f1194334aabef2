"""Rows of a file as Python has them, which become Arrow only where somebody asks for that."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import TypeAlias

from slarules.adapters.delivery import ArrowStream
from slarules.adapters.tables import arrow
from slarules.errors import SourceError


@dataclass(slots=True)
class Occurrences:
    """Counts how often each row of a file came: rows that say the same get names of their own."""

    _seen: Counter[str] = field(default_factory=Counter)

    def ids(self, place: str, columns: str, cells: Sequence[str]) -> list[str]:
        """Return a name for each row, the same at every read of the file.

        Args:
            place: The table and file.
            columns, cells: As JSON.
        """
        start = sha256(f"{place}\n{columns}\n".encode(errors="surrogatepass"))
        names = []
        for row in cells:
            said = start.copy()
            said.update(row.encode(errors="surrogatepass"))
            digest = said.hexdigest()[:32]
            self._seen[digest] += 1
            names.append(f"{digest}:{self._seen[digest]}")
        return names


@dataclass(slots=True)
class PlainRows:
    """Some rows of a file, for a `Batch` of `rows`.

    To make them Arrow is a matter of microseconds a row, and who reads files directly needs none.
    Batches of one file are to be asked for Arrow in their order, each as often as one likes.

    Attributes:
        table: The shape or table of the mapping that the file belongs to; empty for none.
        columns: The names of the columns.
        numbers: The number of each row, counted as a spreadsheet does.
        rows: The rows, each with a cell for every column.
        occurrences: One for all batches of a file.
    """

    table: str
    file: str
    columns: tuple[str, ...]
    numbers: Sequence[int]
    rows: Sequence[Sequence[str]]
    occurrences: Occurrences
    _ids: list[str] | None = None

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
        """Return the rows by the Arrow C stream interface."""
        columns = json.dumps(self.columns, ensure_ascii=False)
        cells = [json.dumps([*row], ensure_ascii=False) for row in self.rows]
        if self._ids is None:
            self._ids = self.occurrences.ids(f"{self.table}\n{self.file}", columns, cells)
        count = len(cells)
        made = arrow(
            "rows",
            {
                "event_id": self._ids,
                "table": [self.table or None] * count,
                "file": [self.file] * count,
                "number": [*self.numbers],
                "columns": [columns] * count,
                "cells": cells,
            },
        )
        return made.__arrow_c_stream__(requested_schema)


def rows_of(data: ArrowStream) -> list[PlainRows]:
    """Return the rows of a batch of `rows`, those of each table, file and header together.

    Raises:
        SourceError: A row is not written as `rows` are.
    """
    if isinstance(data, PlainRows):
        return [data]
    # Whoever reads files directly needs no Arrow.
    from arro3.core import Table  # noqa: PLC0415

    read = Table.from_arrow(data)
    names = ("table", "file", "columns", "number", "cells")
    return grouped(zip(*(read.column(name).to_pylist() for name in names), strict=True))


Written: TypeAlias = tuple[str | None, str, str, int, str]
"""Table, file, columns, number and cells of a row, as they stand in `rows`."""


def grouped(written: Iterable[Written]) -> list[PlainRows]:
    """Return rows, those of each table, file and header together.

    Raises:
        SourceError: A row is not written as `rows` are.
    """
    found: dict[tuple[str, str, str], list[tuple[int, str]]] = {}
    for table, file, columns, number, cells in written:
        found.setdefault((table or "", file, columns), []).append((number, cells))
    return [_plain(*key, rows) for key, rows in found.items()]


def _plain(table: str, file: str, columns: str, rows: list[tuple[int, str]]) -> PlainRows:
    header = tuple(name.strip() for name in _texts(columns, file, 1))
    read = []
    for number, cells in rows:
        row = _texts(cells, file, number)
        if len(row) != len(header):
            raise SourceError(
                file, f"has {len(row)} cells, and {len(header)} columns", record=f"row {number}"
            )
        read.append(row)
    return PlainRows(table, file, header, [number for number, _ in rows], read, Occurrences())


def _texts(written: str, file: str, number: int) -> list[str]:
    try:
        texts = json.loads(written)
    except (ValueError, RecursionError):
        texts = None
    if not isinstance(texts, list) or not all(isinstance(each, str) for each in texts):
        raise SourceError(file, "is no JSON list of texts", record=f"row {number}")
    return texts
