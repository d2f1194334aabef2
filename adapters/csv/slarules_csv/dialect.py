"""How a file is encoded and separated, where the mapping does not say."""

from __future__ import annotations

import codecs
import csv
from collections.abc import Iterator

MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
"""Byte order marks; the longer one stands before the one it begins with."""

SEPARATORS = ",;\t|"
"""In order of preference where a header does not tell them apart."""


def marked_encoding(start: bytes) -> str | None:
    """Return the encoding that a byte order mark names."""
    return next((name for mark, name in MARKS if start.startswith(mark)), None)


def separator_of(header: str) -> str:
    """Return the separator that cuts a header into the most columns."""
    return max(SEPARATORS, key=lambda mark: len(next(csv.reader([header], delimiter=mark), [])))


def decoded(lines: Iterator[bytes], encoding: str) -> Iterator[str]:
    """Yield lines as text, a byte order mark left out.

    Raises:
        UnicodeDecodeError: A line is not in the encoding; its `object` is the line.
    """
    if codecs.lookup(encoding).name.startswith(("utf-16", "utf-32")):
        yield from _wide_decoded(lines, encoding)
        return
    first = next(lines, b"")
    yield first.removeprefix(codecs.BOM_UTF8 if encoding == "utf-8" else b"").decode(encoding)
    for line in lines:
        yield line.decode(encoding)


def _wide_decoded(chunks: Iterator[bytes], encoding: str) -> Iterator[str]:
    # A line feed may be half of another character here, so bytes cannot be cut into lines.
    decoder = codecs.getincrementaldecoder(encoding)()
    rest = ""
    for chunk in chunks:
        *whole, rest = (rest + decoder.decode(chunk)).split("\n")
        yield from (f"{line}\n" for line in whole)
    yield rest + decoder.decode(b"", final=True)
