"""The cells of one file as columns of Arrow, in the order of the file."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

import pyarrow as pa

from slarules.adapters import Notice

Cells = Mapping[int, pa.Array]
"""Some columns of some rows by their places."""

Wanted = Callable[[pa.Array], pa.Array]
"""Tells from texts which rows are wanted, counted from 0."""


@dataclass(frozen=True, slots=True)
class Places:
    """Which columns are asked for, by their places.

    Attributes:
        times: Those that are read as times.
        texts: Those of which the texts are asked for.
    """

    item: int
    times: frozenset[int]
    texts: frozenset[int]

    @property
    def all(self) -> list[int]:
        """Each once, in order."""
        return sorted({self.item, *self.times, *self.texts})


class CellsFile(ABC):
    """A file of which some columns can be had.

    Attributes:
        first: The number of its first row.
        columns: What its columns are called.
        has_rows: Whether `Source.read` yields rows of it.
        notices: What the adapter tells of it.
    """

    first: int
    columns: tuple[str, ...]
    has_rows: bool
    notices: tuple[Notice, ...]

    @abstractmethod
    def cells(self, places: Places) -> Iterator[Cells]:
        """Yield columns as texts, or dictionaries of texts; times may be moments of Arrow."""

    @abstractmethod
    def texts_of(self, item: int, wanted: Wanted) -> Iterator[tuple[Sequence[int], Cells]]:
        """Yield all columns of some rows, as texts that `Source.read` gives, and their numbers.

        Args:
            item: The place of the column that tells which rows are wanted.
            wanted: Tells it.
        """

    @abstractmethod
    def count(self) -> int:
        """Return how many rows it has; when `cells` has yielded all."""

    @abstractmethod
    def digest(self) -> str:
        """Return the SHA-256 of the file's bytes when it was read, sealed by what a log says.

        Raises:
            NotColumnsError: What it yielded may not be what is read by rows.
        """


@runtime_checkable
class StretchedFile(Protocol):
    """A file that may know what lies where in it."""

    def stretches(self, item: int) -> Sequence[tuple[int, str, str]] | None:
        """Return of each stretch how many rows it has, and between which texts names lie.

        Args:
            item: The place of the column with names.
        """
        ...

    def only(self, stretches: range) -> CellsFile:
        """Return the rows of some stretches alone."""
        ...
