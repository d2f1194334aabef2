"""How a Parquet file holds its part of a table: what it calls columns, what it lacks."""

from __future__ import annotations

import hashlib
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import unquote

NOTHING: Final = "__HIVE_DEFAULT_PARTITION__"
"""Stands in the name of a folder for no value."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table.

    Attributes:
        place: Which column of the file it is; None where the file does not hold it.
        text: What stands in each row then.
    """

    name: str
    place: int | None
    text: str = ""


@dataclass(frozen=True, slots=True)
class Stored:
    """What is to be known of a file besides what is in it.

    Attributes:
        columns: What the table calls its columns; None where it has those of the file.
        called: What the file calls those that it calls otherwise.
        fixed: What stands in all rows in columns that the file does not hold.
        deleted: Rows that no longer count, from 0, in order.
    """

    columns: tuple[str, ...] | None = None
    called: Mapping[str, str] = field(default_factory=dict)
    fixed: Mapping[str, str] = field(default_factory=dict)
    deleted: Sequence[int] = ()

    def columns_in(self, names: Sequence[str]) -> list[Column]:
        """Return the columns of the table.

        Args:
            names: What the file calls its columns.
        """
        places = {name: place for place, name in enumerate(names)}
        if self.columns is not None:
            return [self._column(name, places) for name in self.columns]
        found = [Column(name, place) for name, place in places.items()]
        there = {name.casefold() for name in names}
        beside = (each for each in self.fixed.items() if each[0].casefold() not in there)
        return [*found, *(Column(name, None, text) for name, text in beside)]

    def _column(self, name: str, places: Mapping[str, int]) -> Column:
        if name in self.fixed:
            return Column(name, None, self.fixed[name])
        return Column(name, places.get(self.called.get(name, name)))

    def deleted_in(self, begin: int, end: int) -> Sequence[int]:
        """Return the deleted rows of a part of the file."""
        return self.deleted[bisect_left(self.deleted, begin) : bisect_left(self.deleted, end)]

    def digest(self) -> str:
        """Return what changes when any of it does; nothing where there is nothing to be known."""
        if self == PLAIN:
            return ""
        said = (self.columns, sorted(self.called.items()), sorted(self.fixed.items()))
        return hashlib.sha256(repr((said, list(self.deleted))).encode()).hexdigest()

    def sealed(self, digest: str) -> str:
        """Return what tells a file apart together with what a log says of it.

        Two versions of a table may have the same files and other rows. What stands in the names of
        folders is part of the name of the file.

        Args:
            digest: Of the file's bytes; it is returned where no log says more than they.
        """
        if self.columns is None or not (self.called or self.fixed or self.deleted):
            return digest
        return hashlib.sha256(f"{digest} {self.digest()}".encode()).hexdigest()


PLAIN: Final = Stored()
"""A file that says all itself."""


def stored_in_folders(names: Sequence[str]) -> Stored:
    """Return what the folders above a file say of it, as Hive names them: `day=2026-01-01`."""
    said = (name.partition("=") for name in names)
    fixed = {unquote(name): _value(value) for name, sign, value in said if sign and name}
    return Stored(fixed=fixed) if fixed else PLAIN


def _value(text: str) -> str:
    return "" if text == NOTHING else unquote(text)
