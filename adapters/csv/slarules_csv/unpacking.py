"""The bytes of a file line by line, however it is packed, within limits."""

from __future__ import annotations

import gzip
import io
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from slarules.errors import SourceError
from slarules_csv.files import Packing
from slarules_csv.limits import MIB, Limits

if TYPE_CHECKING:
    from hashlib import _Hash


def byte_lines(path: Path, packing: Packing, limits: Limits, digest: _Hash) -> Iterator[bytes]:
    """Yield the lines of a file with their ends.

    Args:
        digest: Takes in the bytes of the file as they lie there, each once; all of them when the
            last line was yielded.

    Raises:
        SourceError: It is packed in a way that is not read, broken, or larger than it may be.
    """
    match packing:
        case Packing.ZSTD:
            # DuckDB takes a tenth of a second to import, and most exports do not need it.
            from slarules_csv.duck import zstd_lines  # noqa: PLC0415

            yield from zstd_lines(path, limits)
            with path.open("rb") as raw:
                _drain(raw, digest)
        case Packing.PLAIN | Packing.GZIP:
            yield from _buffered_lines(path, packing, limits, digest)
        case _:
            raise SourceError(str(path), "is an archive; unpack it first, or pack it with gzip")


def _buffered_lines(path: Path, packing: Packing, limits: Limits, digest: _Hash) -> Iterator[bytes]:
    try:
        with path.open("rb", buffering=0) as raw:
            seen: BinaryIO = io.BufferedReader(_Digested(raw, digest), MIB)
            lines = _unpacked(seen, path, packing, limits)
            while line := lines.readline(limits.line):
                if len(line) == limits.line:
                    raise SourceError(str(path), f"holds a line of over {limits.line:,} bytes")
                yield line
            _drain(raw, digest)
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise SourceError(str(path), f"is packed with gzip, and damaged: {error}") from error


def _drain(raw: io.FileIO | BinaryIO, digest: _Hash) -> None:
    while rest := raw.read(MIB):
        digest.update(rest)


def _unpacked(raw: BinaryIO, path: Path, packing: Packing, limits: Limits) -> BinaryIO:
    if packing is Packing.PLAIN:
        return raw
    size = path.stat().st_size
    return io.BufferedReader(_Measured(gzip.GzipFile(fileobj=raw), str(path), size, limits), MIB)


class _Digested(io.RawIOBase):
    """A file whose bytes are taken into a digest as they are read."""

    def __init__(self, inner: io.FileIO, digest: _Hash) -> None:
        self._inner, self._digest = inner, digest

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        count = self._inner.readinto(buffer) or 0
        self._digest.update(memoryview(buffer)[:count])
        return count


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
