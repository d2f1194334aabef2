"""The parser of the grammar, made once: from saved tables where they are fresh, else built.

Building takes most of a second, loading a tenth of one. Saved tables are a pickle, so they are read
only from the installed package and from a folder that nobody but the user can write to.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from hashlib import sha256
from importlib.resources.abc import Traversable
from pathlib import Path

import lark
from lark import Lark, Token

from slarules.resources import shipped
from slarules.syntax.packed import FORM, packed, unpacked
from slarules.syntax.words import STARTS
from slarules.user_cache import private_folder, put

PARTS = (
    *("sla", "lexis", "facts", "tables", "time", "promises", "conduct"),
    *(
        "measures",
        "counted",
        "targets",
        "quantities",
        "money",
        "points",
        "settlement",
        "rights",
        "scenarios",
        "words",
    ),
)
"""The files of the grammar, in the order in which they are read as one."""

SAVED = "sla.tables"
"""The file of the saved tables in a wheel."""


class WholeWords:
    """Lets the lexer take a name anywhere, so that it never takes `off` for `of` and a rest."""

    always_accept = ("NAME",)

    def process(self, stream: Iterator[Token]) -> Iterator[Token]:
        """Return the words as they are."""
        return stream


def grammar_text() -> str:
    """Return the whole grammar."""
    folder = shipped("grammar")
    return "\n".join(folder.joinpath(f"{part}.lark").read_text("utf-8") for part in PARTS)


def digest(text: str) -> str:
    """Return what saved tables must have been made from to be used."""
    ground = "\n".join([lark.__version__, FORM, *STARTS, text])
    return sha256(ground.encode()).hexdigest()


def build(text: str, *, strict: bool = False) -> Lark:
    """Return the parser, built from the grammar's text."""
    return Lark(
        text,
        parser="lalr",
        start=list(STARTS),
        propagate_positions=True,
        strict=strict,
        postlex=WholeWords(),
    )


@cache
def parser() -> Lark:
    """Return the parser."""
    text = grammar_text()
    mark = digest(text)
    found = loaded(shipped_tables(), mark) or loaded(private_tables(mark), mark)
    if found is None:
        content = saved(build(text), mark)
        keep(content, mark)
        found = read(content)
    return found


def shipped_tables() -> Traversable | None:
    """Return where a wheel has its saved tables."""
    return shipped("grammar").joinpath(SAVED)


def loaded(path: Traversable | None, mark: str) -> Lark | None:
    """Return the parser saved at `path`, or None where it is missing, stale or unreadable."""
    if path is None:
        return None
    try:
        content = path.read_bytes()
        return read(content) if content.startswith(mark.encode()) else None
    except Exception:  # noqa: BLE001 - a damaged cache may raise anything, and is only a cache
        return None


def saved(made: Lark, mark: str) -> bytes:
    """Return what is saved of a parser that was built."""
    return mark.encode() + packed(made)


def read(content: bytes) -> Lark:
    """Return the parser of what is saved, behind its mark."""
    return unpacked(content[64:], WholeWords())


def private_tables(mark: str) -> Path | None:
    """Return where the user's own saved tables are, or would be."""
    folder = private_folder()
    return folder / f"{mark[:16]}-{SAVED}" if folder else None


def keep(content: bytes, mark: str) -> None:
    """Save the tables for the next run."""
    path = private_tables(mark)
    if path is not None:
        put(path, content)
