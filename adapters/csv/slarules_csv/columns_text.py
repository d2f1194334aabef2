"""The cells of a text file as columns."""

from __future__ import annotations

import hashlib
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Generic, NamedTuple, TypeVar

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as arrow_csv

from slarules.adapters import Batch, Notice
from slarules.adapters.plain import rows_of
from slarules.core.mapping import Layout
from slarules.facts.columns import NotColumnsError
from slarules_csv.columns_aside import Aside
from slarules_csv.columns_files import Cells, CellsFile, Places, Wanted
from slarules_csv.columns_names import TEXT
from slarules_csv.columns_pieces import Piece, Pieces
from slarules_csv.columns_proof import proven, refuse_empty_lines, refuse_short_fields
from slarules_csv.dialect import separator_of
from slarules_csv.files import Packing, digest
from slarules_csv.limits import Limits
from slarules_csv.rows import Lines, TextRows

CODES = pa.dictionary(pa.int32(), pa.string())


AHEAD = 4
"""Pieces that are looked at while whoever reads works at one."""


Found = TypeVar("Found")


class _Plain(NamedTuple):
    """Some columns of a piece."""

    cells: Cells
    is_quoted: bool


class _Some(NamedTuple):
    """Some rows of a piece, and how many it has of all."""

    of_all: int
    rows: pa.Array
    cells: Cells


@dataclass(frozen=True, slots=True)
class _Begun(Generic[Found]):
    """A piece while it is worked at."""

    piece: Piece
    digested: Future[None] | None
    found: Future[Found]

    def ended(self, pieces: Pieces) -> Found:
        """Return what is found, when nobody looks at the piece any more."""
        found = self.found.result()
        if self.digested is not None:
            self.digested.result()
        pieces.give_back(self.piece)
        return found


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
        plain = {places.item, *places.times}
        types = {place: TEXT if place in plain else CODES for place in places.all}
        self._rows, self._is_quoted, self._digest = 0, True, ""
        digest, is_quoted = hashlib.sha256(), False
        with self._named():
            refuse_short_fields(self.limits)
            for found in self._of_pieces(partial(self._plain, types=types), digest):
                self._rows += len(found.cells[places.item])
                is_quoted |= found.is_quoted
                yield found.cells
        self._digest, self._is_quoted = digest.hexdigest(), is_quoted

    def texts_of(self, item: int, wanted: Wanted) -> Iterator[tuple[Sequence[int], Cells]]:
        """See `CellsFile.texts_of`."""
        first = self.first
        with self._named():
            for found in self._of_pieces(partial(self._some, item=item, wanted=wanted)):
                if len(found.rows):
                    yield pc.add(found.rows, first).to_pylist(), found.cells
                first += found.of_all

    @contextmanager
    def _named(self) -> Iterator[None]:
        try:
            yield
        except NotColumnsError as error:
            raise NotColumnsError(f"{self.file}: {error.why}") from error

    def _of_pieces(
        self, work: Callable[[Piece], Found], digest: hashlib._Hash | None = None
    ) -> Iterator[Found]:
        """Yield what work finds in each piece, while pieces that follow are worked at.

        Args:
            work: May be done on several pieces at once.
            digest: Takes in the bytes.
        """
        pieces, begun = Pieces(self.path), deque[_Begun[Found]]()
        for piece in pieces:
            digested = None
            if digest is not None:
                digested = self.aside.in_turn(partial(digest.update, piece.held))
            begun.append(_Begun(piece, digested, self.aside.at_once(partial(work, piece))))
            if len(begun) == AHEAD:
                yield begun.popleft().ended(pieces)
        while begun:
            yield begun.popleft().ended(pieces)

    def _plain(self, piece: Piece, types: Mapping[int, pa.DataType]) -> _Plain:
        is_quoted = proven(piece, self._separator)
        options = self._options(types, is_quoted=is_quoted)
        # What is no UTF-8 is not proven.
        options["convert_options"].check_utf8 = False
        cells = dict(zip(types, _read(piece, options), strict=True))
        if all(_has_empty(cells[place]) for place, of in types.items() if of == TEXT):
            refuse_empty_lines(piece)
        return _Plain(cells, is_quoted)

    def _some(self, piece: Piece, item: int, wanted: Wanted) -> _Some:
        (names,) = _read(piece, self._options({item: TEXT}, is_quoted=self._is_quoted))
        rows = wanted(names)
        types = dict.fromkeys(range(len(self.columns)), TEXT) if len(rows) else {}
        columns = _read(piece, self._options(types, is_quoted=self._is_quoted)) if types else []
        some = {place: column.take(rows) for place, column in enumerate(columns)}
        return _Some(len(names), rows, some)

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


def _read(piece: Piece, options: dict[str, Any]) -> list[pa.Array]:
    """Return the columns of a piece."""
    options["read_options"].use_threads = False
    options["read_options"].block_size = piece.size + 1
    options["read_options"].skip_rows = int(piece.is_first)
    options["parse_options"].ignore_empty_lines = False
    try:
        table = arrow_csv.read_csv(pa.BufferReader(piece.held), **options)
    except pa.ArrowException as error:
        raise NotColumnsError(f"it is no plain table: {error}") from error
    return [_in_one(column) for column in table.columns]


def _in_one(column: pa.ChunkedArray) -> pa.Array:
    return column.chunk(0) if column.num_chunks == 1 else column.combine_chunks()


def _has_empty(texts: pa.Array) -> bool:
    return bool(pc.min(pc.binary_length(texts)).as_py() == 0)
