"""What executors are given to do, and what they give back."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Protocol

import pyarrow as pa


class Judge(Protocol):
    """Judges the items of one partition."""

    def judged(self, batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        """Yield the rows of verdicts of items, in their order.

        Args:
            batches: The rows of items, sorted by `item, at, file, row`; none is cut in two. Where
                rows are not exchanged, the number of the task.
        """
        ...

    def tally(self) -> bytes | None:
        """Return what is counted over the partition, after its last verdict; None for nothing."""
        ...


class Bench(Protocol):
    """A contract as a process of an executor has it loaded, for all partitions it works on."""

    def prepare(self, batches: Iterator[pa.RecordBatch]) -> Iterable[pa.RecordBatch]:
        """Yield the rows of files with `item, at, file, row`, by which they are sorted.

        Args:
            batches: The places of the files to read, in their first column.
        """
        ...

    def judge(self) -> Judge:
        """Return a judge for one partition."""
        ...


@dataclass(frozen=True, slots=True)
class Brief:
    """What every executor gets, once: contract, mapping and calendars.

    Attributes:
        texts: Whatever `load` needs, written down.
        load: Makes the bench of it; a function of a module that executors can import.
        sorted_rows: The columns of the rows that are sorted, as `prepare` gives them; None where
            rows are not exchanged, since judges read them themselves.
        verdicts: The columns of the rows of verdicts.
    """

    texts: bytes
    load: Callable[[bytes], Bench]
    sorted_rows: pa.Schema | None
    verdicts: pa.Schema
