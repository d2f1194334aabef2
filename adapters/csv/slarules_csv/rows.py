"""The rows of a text file, each with its number, in batches; what does not fit is a finding."""

from __future__ import annotations

import codecs
import csv
import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from slarules.adapters import Batch, Notice, NoticeCode
from slarules.adapters.plain import Occurrences, PlainRows
from slarules.core.mapping import Layout
from slarules.errors import SourceError
from slarules_csv.dialect import decoded, marked_encoding, separator_of
from slarules_csv.files import Packing
from slarules_csv.limits import Limits
from slarules_csv.unpacking import byte_lines

COUNT = 5_000
"""Rows handed on at a time."""


@dataclass(slots=True)
class Lines:
    """The lines of a file as text.

    Attributes:
        detected: What the mapping does not say and the file shows.
        digest: Of the bytes that were read; whole when the last line was.
    """

    path: Path
    layout: Layout
    limits: Limits
    packing: Packing
    encoding: str = "utf-8"
    detected: list[str] = field(default_factory=list)
    digest: hashlib._Hash = field(default_factory=hashlib.sha256)

    def __iter__(self) -> Iterator[str]:
        lines = byte_lines(self.path, self.packing, self.limits, self.digest)
        first = next(lines, b"")
        self.encoding = self.layout.encoding or self._detected_encoding(first)
        if self.packing is Packing.ZSTD and codecs.lookup(self.encoding).name != "utf-8":
            raise SourceError(str(self.path), "is packed with zstd, and so must be in UTF-8")
        for line in decoded(_joined(first, lines), self.encoding):
            if "\0" in line:
                raise SourceError(str(self.path), "holds a NUL, so it is no text in this encoding")
            yield line

    def _detected_encoding(self, first: bytes) -> str:
        encoding = marked_encoding(first) or "utf-8"
        self.detected.append(f"encoded in {encoding}")
        return encoding


def _joined(first: bytes, lines: Iterator[bytes]) -> Iterator[bytes]:
    yield first
    yield from lines


@dataclass(slots=True)
class TextRows:
    """The rows of one file.

    Row numbers count as a spreadsheet does: the header is row 1, a cell of several lines makes one
    row, and an empty line is a row.

    Attributes:
        at_once: How many make a batch.
    """

    lines: Lines
    table: str
    file: str
    at_once: int = COUNT
    rows: int = 0
    unreadable: int = 0
    _number: int = 0
    _width: int = 0
    _columns: tuple[str, ...] = ()
    _occurrences: Occurrences = field(default_factory=Occurrences)

    def batches(self) -> Iterator[Batch | Notice]:
        """Yield the rows and what is odd about them.

        Raises:
            SourceError: The file cannot be read to its end.
        """
        # A process-wide setting of the module; the limit of its own is too low for descriptions.
        csv.field_size_limit(self.lines.limits.line)
        try:
            yield from self._read()
        except csv.Error as error:
            raise SourceError(
                self.file, _in_words(error), record=f"row {self._number + 1}"
            ) from error
        except UnicodeDecodeError as error:
            raise self._undecodable(error) from error

    def _read(self) -> Iterator[Batch | Notice]:
        lines = iter(self.lines)
        header = next(lines, "")
        separator = self.lines.layout.separator or separator_of(header)
        reader = csv.reader(_after(header, lines), delimiter=separator, strict=True)
        self._columns = tuple(name.strip() for name in next(reader, []))
        self._number, self._width = 1, len(self._columns)
        if not any(self._columns):
            raise SourceError(self.file, "has no header", record="row 1")
        yield from self._said(separator)
        while batch := self._batch(reader):
            found, findings = batch
            yield from findings
            yield found

    def _said(self, separator: str) -> Iterator[Notice]:
        said = list(self.lines.detected)
        if self.lines.layout.separator is None:
            name = "a tab" if separator == "\t" else f"'{separator}'"
            said.append(f"fields separated by {name}")
        if said:
            yield self._notice("detected", "detected", ", ".join(said))

    def _batch(self, reader: Iterator[list[str]]) -> tuple[Batch, list[Notice]] | None:
        numbers: list[int] = []
        rows: list[Sequence[str]] = []
        findings: list[Notice] = []
        longest = self.lines.limits.field
        before = self._number
        for row in reader:
            self._number += 1
            if len(row) != self._width:
                findings.extend(self._ragged(row))
                continue
            if max(map(len, row)) > longest:
                findings.extend(self._shortened(row))
            numbers.append(self._number)
            rows.append(row)
            if len(rows) == self.at_once:
                break
        self.rows += len(rows)
        if self._number == before:
            return None
        file, columns = self.file, self._columns
        plain = PlainRows(self.table, file, columns, numbers, rows, self._occurrences)
        return Batch("rows", plain), findings

    def _notice(
        self,
        code: NoticeCode,
        finding: str,
        what: str,
        row: int | None = None,
        column: str | None = None,
    ) -> Notice:
        return Notice(code, what, finding=finding, file=self.file, row=row, column=column)

    def _ragged(self, row: list[str]) -> Iterator[Notice]:
        if not row:
            return
        self.rows += 1
        self.unreadable += 1
        what = f"has {len(row)} fields where the header has {self._width}; the row is left out"
        column = self._columns[len(row)] if len(row) < self._width else None
        yield self._notice("unreadable", "ragged", what, self._number, column)

    def _shortened(self, row: list[str]) -> Iterator[Notice]:
        for place, value in enumerate(row):
            if len(value) > self.lines.limits.field:
                row[place] = ""
                what = f"has {len(value):,} characters; the field is taken as empty"
                column = self._columns[place]
                yield self._notice("unreadable", "too long", what, self._number, column)

    def _undecodable(self, error: UnicodeDecodeError) -> SourceError:
        before = error.object[: error.start].decode(error.encoding, "replace")
        place = len(next(csv.reader([before]), [""])) - 1
        column = self._columns[place] if place < len(self._columns) else None
        what = f"is not in {self.lines.encoding}; the mapping can say: files are encoded in ..."
        return SourceError(self.file, what, record=f"row {self._number + 1}", field=column)


def _in_words(error: csv.Error) -> str:
    # The module's own words for it name the end of the data, which nobody finds at that row.
    unclosed = str(error) == "unexpected end of data"
    return "a quote opens here and never closes" if unclosed else str(error)


def _after(header: str, lines: Iterator[str]) -> Iterator[str]:
    yield header
    yield from lines
