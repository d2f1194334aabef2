"""Whether a text file is so plain that Arrow reads what Python's `csv` reads, and its digest."""

from __future__ import annotations

import codecs
import gzip
import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from mmap import ACCESS_READ, mmap
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING, BinaryIO, NamedTuple

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as arrow_csv

from slarules.facts.columns import NotColumnsError
from slarules_csv.columns_aside import AT_ONCE, pieces, refuse_stopped
from slarules_csv.files import Packing
from slarules_csv.limits import MIB, Limits

if TYPE_CHECKING:
    from hashlib import _Hash

STEP = MIB // 4
"""A line end in each so many bytes shows that no line, and so no field, is too long."""

NO_SEPARATOR = "\x1e"
"""Stands in no line that is proven."""


@dataclass(slots=True)
class Proof:
    """What shows that a file is plain, as its bytes go by.

    Arrow and Python differ where a quote is left open, where text follows a closing one, at a lone
    carriage return, at NUL and at what is no UTF-8 (compared on all texts of seven such signs).

    Attributes:
        has_quotes: Whether a quote was seen; then each line is to be looked at.
        lines: How many there are; Arrow leaves out empty ones.
    """

    digest: _Hash = field(default_factory=hashlib.sha256)
    has_quotes: bool = False
    lines: int = 0
    _decoder: codecs.IncrementalDecoder = field(
        default_factory=codecs.getincrementaldecoder("utf-8")
    )
    _last: bytes = b"\n"
    _since: int = 0

    def take(self, piece: bytes) -> None:
        """Take in the next bytes.

        Raises:
            NotColumnsError: The file is not plain.
        """
        self._refuse_undecodable(piece)
        if b"\0" in piece or b"\x1e" in piece:
            raise NotColumnsError("it holds control characters")
        if b"\r" in piece or self._last == b"\r":
            self._refuse_lone_returns(self._last + piece)
        self.lines += piece.count(b"\n")
        self._refuse_long_lines(piece)
        self.has_quotes = self.has_quotes or b'"' in piece
        self._last = piece[-1:]

    def finish(self) -> None:
        """Take note that there are no more; raises as `take` does."""
        self._refuse_undecodable(b"", is_last=True)
        if self._last == b"\r":
            raise NotColumnsError("it has lone carriage returns")
        self.lines += self._last != b"\n"

    def _refuse_undecodable(self, piece: bytes, *, is_last: bool = False) -> None:
        if piece.isascii() and not self._decoder.getstate()[0]:
            return
        try:
            self._decoder.decode(piece, is_last)
        except UnicodeDecodeError as error:
            raise NotColumnsError("it is not in UTF-8") from error

    def _refuse_lone_returns(self, seen: bytes) -> None:
        # The last one may be half of a line end; it comes a second time with what follows.
        returns = seen.count(b"\r") - seen.endswith(b"\r")
        if returns != seen.count(b"\r\n"):
            raise NotColumnsError("it has lone carriage returns")

    def _refuse_long_lines(self, piece: bytes) -> None:
        for start in range(0, len(piece), STEP):
            end = min(start + STEP, len(piece))
            last = piece.rfind(b"\n", start, end)
            self._since = end - last - 1 if last >= 0 else self._since + end - start
            if self._since > 2 * STEP:
                raise NotColumnsError("it has very long lines")


class Proven(NamedTuple):
    """The digest of a file that is plain, and how many lines it has."""

    digest: str
    lines: int


def proven(path: Path, limits: Limits, separator: str, stopped: Event) -> Proven:
    """Return what is proven of a plain text file.

    Raises:
        NotColumnsError: It is not so plain that it can be read by columns.
    """
    proof = Proof()
    for piece in pieces(path, stopped):
        proof.digest.update(piece)
        proof.take(piece)
    proof.finish()
    if proof.has_quotes:
        _refuse_quotes(path, separator, stopped)
    if limits.field < 3 * STEP:
        raise NotColumnsError("its fields may be no longer than a line is sure to be")
    return Proven(proof.digest.hexdigest(), proof.lines)


def has_quotes(path: Path) -> bool:
    """Return whether a file has any quotes: without, it is read in half the time."""
    with path.open("rb") as file, mmap(file.fileno(), 0, access=ACCESS_READ) as seen:
        return seen.find(b'"') >= 0


def _refuse_quotes(path: Path, separator: str, stopped: Event) -> None:
    """Look at each line with quotes by itself: every field is quoted whole, or begins without."""
    mark = re.escape(separator)
    cell = f'(?:"(?:[^"]|"")*"|[^"{mark}][^{mark}]*|)'
    line = f"^{cell}(?:{mark}{cell})*\r?$"
    for lines in _lines(path):
        refuse_stopped(stopped)
        quoted = lines.filter(pc.match_substring(lines, '"'))
        if not pc.all(pc.match_substring_regex(quoted, line), min_count=0).as_py():
            raise NotColumnsError("it has quotes that go over lines, or stand in a cell")


def _lines(path: Path) -> Iterator[pa.Array]:
    reader = arrow_csv.open_csv(
        path,
        read_options=arrow_csv.ReadOptions(column_names=["line"], block_size=AT_ONCE),
        parse_options=arrow_csv.ParseOptions(delimiter=NO_SEPARATOR, quote_char=False),
        convert_options=arrow_csv.ConvertOptions(
            column_types={"line": pa.string()}, strings_can_be_null=False
        ),
    )
    for batch in reader:
        yield batch.column(0)


def unpacked(path: Path, packing: Packing, limits: Limits, folder: Path) -> tuple[Path, str]:
    """Lay a packed file down unpacked; returns where, and the digest of the packed one.

    Raises:
        OSError: It is damaged.
        SourceError: It is larger than it may be.
    """
    digest, size, total = hashlib.sha256(), path.stat().st_size, 0
    with path.open("rb") as raw:
        digest = hashlib.file_digest(raw, "sha256")
    plain = folder / f"{digest.hexdigest()}.csv"
    with plain.open("wb") as out, _opened(path, packing) as file:
        while piece := file.read(AT_ONCE):
            total += len(piece)
            limits.check(str(path), size, total)
            out.write(piece)
    return plain, digest.hexdigest()


def _opened(path: Path, packing: Packing) -> BinaryIO | pa.NativeFile:
    if packing is Packing.GZIP:
        return gzip.open(path, "rb")
    return pa.CompressedInputStream(pa.OSFile(str(path)), "zstd")
