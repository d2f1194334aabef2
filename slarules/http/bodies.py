"""The body of an answer: whole, unpacked, and not larger than allowed."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterable, Mapping

import msgspec

PACKED = {"gzip": 47, "x-gzip": 47, "deflate": 47}
"""How zlib is told to look for a header of its own or of gzip."""


class BodyError(Exception):
    """Why a body cannot be used; another try may bring a better one."""


class TooLargeError(Exception):
    """A body is larger than allowed."""


def body_of(headers: Mapping[str, str], pieces: Iterable[bytes], limit: int) -> bytes:
    """Return a body, unpacked.

    Args:
        headers: By name in lower case.
        pieces: The body as it comes.
        limit: How many bytes it may have.

    Raises:
        BodyError: It ended before its end, or is packed in a way that was not asked for.
        TooLargeError: It has more bytes.
    """
    counted = _Counted(pieces, limit)
    packed = headers.get("content-encoding", "").strip().lower()
    if packed in {"", "identity"}:
        body = b"".join(counted)
    elif packed in PACKED:
        body = _unpacked(counted, limit, PACKED[packed])
    else:
        raise BodyError(f"an answer that is packed with '{packed[:20]}'")
    length = headers.get("content-length", "")
    if re.fullmatch("[0-9]{1,18}", length) and int(length) != counted.seen:
        raise BodyError(f"{counted.seen} bytes of {length}")
    return body


def refuse_half(headers: Mapping[str, str], body: bytes) -> None:
    """Look whether a body that is said to be JSON is whole, where somebody is to read it.

    Raises:
        BodyError: It is not.
    """
    if not body or "json" not in headers.get("content-type", ""):
        return
    try:
        msgspec.json.decode(body, type=msgspec.Raw)
    except (msgspec.DecodeError, RecursionError):
        raise BodyError("JSON that is not whole") from None


class _Counted:
    """Pieces whose bytes are counted."""

    def __init__(self, pieces: Iterable[bytes], limit: int) -> None:
        self._pieces, self._limit, self.seen = iter(pieces), limit, 0

    def __iter__(self) -> _Counted:
        return self

    def __next__(self) -> bytes:
        piece = next(self._pieces)
        self.seen += len(piece)
        if self.seen > self._limit:
            raise TooLargeError
        return piece


def _unpacked(pieces: Iterable[bytes], limit: int, header: int) -> bytes:
    machine = zlib.decompressobj(header)
    found: list[bytes] = []
    left = limit
    try:
        for piece in pieces:
            packed = piece
            while packed:
                # A packed file may have another one behind it, and is both of them.
                machine = zlib.decompressobj(header) if machine.eof else machine
                # One more than allowed shows that there is more, and a bomb unpacks no further.
                found.append(machine.decompress(packed, left + 1))
                left -= len(found[-1])
                if left < 0:
                    raise TooLargeError
                packed = machine.unused_data
    except zlib.error:
        raise BodyError("an answer that cannot be unpacked") from None
    if not machine.eof:
        raise BodyError("an answer that is packed and has no end")
    return b"".join(found)
