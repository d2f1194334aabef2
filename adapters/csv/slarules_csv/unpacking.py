"""The bytes of a file line by line, however it is packed, within limits."""

from __future__ import annotations

import gzip
import io
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from slarules.errors import SourceError
from slarules_csv.files import Packing
from slarules_csv.limits import MIB, Limits


def byte_lines(path: Path, packing: Packing, limits: Limits) -> Iterator[bytes]:
    """Yield the lines of a file with their ends.

    Raises:
        SourceError: It is packed in a way that is not read, broken, or larger than it may be.
    """
    match packing:
        case Packing.ZSTD:
            # DuckDB takes a tenth of a second to import, and most exports do not need it.
            from slarules_csv.duck import zstd_lines  # noqa: PLC0415

            yield from zstd_lines(path, limits)
        case Packing.PLAIN | Packing.GZIP:
            yield from _buffered_lines(path, packing, limits)
        case _:
            raise SourceError(str(path), "is an archive; unpack it first, or pack it with gzip")


def _buffered_lines(path: Path, packing: Packing, limits: Limits) -> Iterator[bytes]:
    try:
        with path.open("rb") as raw, _unpacked(raw, path, packing, limits) as lines:
            while line := lines.readline(limits.line):
                if len(line) == limits.line:
                    raise SourceError(str(path), f"holds a line of over {limits.line:,} bytes")
                yield line
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise SourceError(str(path), f"is packed with gzip, and damaged: {error}") from error


def _unpacked(raw: BinaryIO, path: Path, packing: Packing, limits: Limits) -> BinaryIO:
    if packing is Packing.PLAIN:
        return raw
    size = path.stat().st_size
    return io.BufferedReader(_Measured(gzip.GzipFile(fileobj=raw), str(path), size, limits), MIB)


class _Measured(io.RawIOBase):
    """Counts what is read through it, and raises when it becomes too much."""

    def __init__(self, inner: gzip.GzipFile, file: str, packed: int, limits: Limits) -> None:
        self._inner, self._file, self._packed, self._limits = inner, file, packed, limits
        self._read = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        count = self._inner.readinto(buffer)
        self._read += count
        self._limits.check(self._file, self._packed, self._read)
        return count
