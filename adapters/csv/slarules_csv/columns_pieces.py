"""The bytes of a text file in pieces of whole lines."""

from __future__ import annotations

import gzip
import hashlib
from codecs import BOM_UTF8
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from io import FileIO
from pathlib import Path
from typing import BinaryIO

import pyarrow as pa

from slarules.facts.columns import NotColumnsError
from slarules_csv.files import Packing
from slarules_csv.limits import MIB, Limits

PIECE = 8 * MIB
"""Bytes read at a time."""


@dataclass
class Piece:
    """Some whole lines of a file; the last line of all may lack its end.

    Attributes:
        room: Holds the bytes; `Pieces` reads others into it when they are given back.
        is_first: Whether the lines begin with the header.
    """

    room: bytearray
    size: int
    is_first: bool

    @cached_property
    def held(self) -> pa.Buffer:
        """What it holds."""
        return pa.py_buffer(self.room).slice(0, self.size)

    def has(self, signs: bytes, start: int = 0, end: int | None = None) -> bool:
        """Tell whether some bytes stand in it, or in some part of it."""
        return self.room.find(signs, start, self.size if end is None else end) >= 0

    def last(self, sign: bytes, start: int, end: int) -> int:
        """Return where a byte stands last in some part of it; -1 for nowhere."""
        return self.room.rfind(sign, start, end)

    def begins_with(self, signs: bytes) -> bool:
        """Tell whether it begins with some bytes."""
        return self.room.startswith(signs, 0, self.size)


@dataclass
class Pieces:
    """Reads a file piece by piece into the same few rooms: fresh memory takes longer than reading.

    Attributes:
        path: Where the file is.
    """

    path: Path
    _rooms: list[bytearray] = field(default_factory=list)

    def __iter__(self) -> Iterator[Piece]:
        """Yield all pieces in order.

        Raises:
            NotColumnsError: A line is longer than a piece, or begins with a byte order mark.
        """
        with self.path.open("rb", buffering=0) as file:
            rest, is_first, enough = b"", True, min(PIECE, self.path.stat().st_size + 1)
            while True:
                room = self._rooms.pop() if self._rooms else bytearray(enough)
                size, is_last = _filled(room, rest, file)
                end = size if is_last else room.rfind(b"\n", 0, size) + 1
                if not is_last and not end:
                    raise NotColumnsError("it has very long lines")
                if not is_first and room.startswith(BOM_UTF8, 0, end):
                    # Arrow would take it for the mark of the file.
                    raise NotColumnsError("a line begins with a byte order mark")
                rest = bytes(memoryview(room)[end:size])
                if end:
                    yield Piece(room, end, is_first)
                if is_last:
                    return
                is_first = False

    def give_back(self, piece: Piece) -> None:
        """Let the room of a piece that nobody looks at any more be used again."""
        self._rooms.append(piece.room)


def _filled(room: bytearray, rest: bytes, file: FileIO) -> tuple[int, bool]:
    """Fill a room; return how many bytes it has, and whether the file ends there."""
    room[: len(rest)] = rest
    size, view = len(rest), memoryview(room)
    while size < len(room):
        count = file.readinto(view[size:])
        if not count:
            return size, True
        size += count
    return size, False


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
        while piece := file.read(PIECE):
            total += len(piece)
            limits.check(str(path), size, total)
            out.write(piece)
    return plain, digest.hexdigest()


def _opened(path: Path, packing: Packing) -> BinaryIO | pa.NativeFile:
    if packing is Packing.GZIP:
        return gzip.open(path, "rb")
    return pa.CompressedInputStream(pa.OSFile(str(path)), "zstd")
