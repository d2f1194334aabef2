"""The cells of a text file as columns."""

from __future__ import annotations

import hashlib
from collections import deque
from collections.abc import Iterator, Mapping
from concurrent.futures import Future
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as arrow_csv

from slarules.adapters import Batch, Notice
from slarules.adapters.plain import rows_of
from slarules.core.mapping import Layout
from slarules.facts.columns import NotColumnsError
from slarules_csv.columns_aside import Aside
from slarules_csv.columns_files import Cells, CellsFile, Places
from slarules_csv.columns_names import TEXT
from slarules_csv.columns_pieces import Piece, Pieces
from slarules_csv.columns_proof import proven, refuse_empty_lines, refuse_short_fields
from slarules_csv.dialect import separator_of
from slarules_csv.files import Packing, digest
from slarules_csv.limits import MIB, Limits
from slarules_csv.rows import Lines, TextRows

BLOCK = 8 * MIB
"""Bytes of text that become a batch."""

CODES = pa.dictionary(pa.int32(), pa.string())


AHEAD = 4
"""Pieces that are looked at while whoever reads works at one."""


class _Found(NamedTuple):
    """What a piece holds."""

    columns: list[pa.Array]
    is_quoted: bool


class _Begun(NamedTuple):
    """A piece while it is looked at."""

    piece: Piece
    digested: Future[None]
    found: Future[_Found]


@dataclass
class TextFile(CellsFile):
    """A text file that lies there unpacked.

    Attributes:
        of: The digest of the packed file, where it was packed.
        aside: Reads columns, and looks at the bytes.
    """

    path: Path
    file: str
    layout: Layout
    limits: Limits
    aside: Aside
    of: str | None = None
    columns: tuple[str, ...] = ()
    has_rows: bool = False
    notices: tuple[Notice, ...] = ()
    first: int = 2
    _separator: str = ","
    _digest: str = ""
    _is_quoted: bool = True
    _rows: int = 0

    def __post_init__(self) -> None:
        lines = Lines(self.path, self.layout, self.limits, Packing.PLAIN)
        told: list[Notice] = []
        for each in TextRows(lines, "", self.file, at_once=1).batches():
            if isinstance(each, Batch):
                (plain,) = rows_of(each.data)
                self.columns, self.has_rows = plain.columns, True
                break
            told.append(each)
        self.notices = tuple(told)
        if lines.encoding != "utf-8":
            raise NotColumnsError(f"{self.file} is not in UTF-8")
        header = next(iter(Lines(self.path, self.layout, self.limits, Packing.PLAIN)), "")
        self._separator = self.layout.separator or separator_of(header)
        if not self._separator.isascii():
            raise NotColumnsError(f"{self.file} is separated by '{self._separator}'")

    def cells(self, places: Places) -> Iterator[Cells]:
        """See `CellsFile.cells`."""
        try:
            for columns in self._columns_of(places):
                self._rows += len(columns[0])
                yield dict(zip(places.all, columns, strict=True))
        except NotColumnsError as error:
            raise NotColumnsError(f"{self.file}: {error.why}") from error

    def _columns_of(self, places: Places) -> Iterator[list[pa.Array]]:
        """Yield columns, while pieces that follow are looked at."""
        refuse_short_fields(self.limits)
        plain = {places.item, *places.times}
        types = {place: TEXT if place in plain else CODES for place in places.all}
        self._rows, self._is_quoted, self._digest = 0, True, ""
        pieces, digest, begun = Pieces(self.path), hashlib.sha256(), deque[_Begun]()
        is_quoted = False
        for piece in pieces:
            digested = self.aside.in_turn(partial(digest.update, piece.held))
            begun.append(
                _Begun(piece, digested, self.aside.at_once(partial(self._plain, piece, types)))
            )
            if len(begun) == AHEAD:
                found = _ended(begun.popleft(), pieces)
                is_quoted |= found.is_quoted
                yield found.columns
        while begun:
            found = _ended(begun.popleft(), pieces)
            is_quoted |= found.is_quoted
            yield found.columns
        self._digest, self._is_quoted = digest.hexdigest(), is_quoted

    def _plain(self, piece: Piece, types: Mapping[int, pa.DataType]) -> _Found:
        is_quoted = proven(piece, self._separator)
        options = self._options(types, is_quoted=is_quoted)
        options["read_options"].use_threads = False
        options["read_options"].block_size = piece.size + 1
        options["read_options"].skip_rows = int(piece.is_first)
        options["parse_options"].ignore_empty_lines = False
        # What is no UTF-8 is not proven.
        options["convert_options"].check_utf8 = False
        try:
            table = arrow_csv.read_csv(pa.BufferReader(piece.held), **options)
        except pa.ArrowException as error:
            raise NotColumnsError(f"it is no plain table: {error}") from error
        columns = [_in_one(column) for column in table.columns]
        if all(_has_empty(column) for column in columns if column.type == TEXT):
            refuse_empty_lines(piece)
        return _Found(columns, is_quoted)

    def texts(self) -> Iterator[Cells]:
        """See `CellsFile.texts`."""
        yield from self._read(dict.fromkeys(range(len(self.columns)), TEXT))

    def _read(self, types: Mapping[int, pa.DataType]) -> Iterator[Cells]:
        options = self._options(types, is_quoted=self._is_quoted)
        options["read_options"].block_size, options["read_options"].skip_rows = BLOCK, 1
        try:
            for batch in arrow_csv.open_csv(self.path, **options):
                yield dict(zip(types, batch.columns, strict=True))
        except (pa.ArrowException, OSError) as error:
            raise NotColumnsError(f"{self.file} is no plain table: {error}") from error

    def _options(self, types: Mapping[int, pa.DataType], *, is_quoted: bool) -> dict[str, Any]:
        names = [str(place) for place in range(len(self.columns))]
        return {
            "read_options": arrow_csv.ReadOptions(column_names=names),
            "parse_options": arrow_csv.ParseOptions(
                delimiter=self._separator, quote_char='"' if is_quoted else False
            ),
            "convert_options": arrow_csv.ConvertOptions(
                include_columns=[str(place) for place in types],
                column_types={str(place): of for place, of in types.items()},
                strings_can_be_null=False,
            ),
        }

    def count(self) -> int:
        """See `CellsFile.count`."""
        return self._rows

    def digest(self) -> str:
        """See `CellsFile.digest`."""
        return self.of or self._digest or digest(self.path)


def _ended(begun: _Begun, pieces: Pieces) -> _Found:
    """Return what a piece holds, when nobody looks at it any more."""
    found = begun.found.result()
    begun.digested.result()
    pieces.give_back(begun.piece)
    return found


def _in_one(column: pa.ChunkedArray) -> pa.Array:
    return column.chunk(0) if column.num_chunks == 1 else column.combine_chunks()


def _has_empty(texts: pa.Array) -> bool:
    return bool(pc.min(pc.binary_length(texts)).as_py() == 0)
