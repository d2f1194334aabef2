"""What executors are given to do, and what they give back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Protocol

import pyarrow as pa


class Judge(Protocol):
    """Judges the items of one partition."""

    def judged(self, batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        """Yield the rows of verdicts of items, in their order.

        Args:
            batches: The rows of items in order of `item, at`, then as read; none is cut in two.
                Where rows are not exchanged, the number of the task.
        """
        ...

    def tally(self) -> bytes | None:
        """Return what is counted over the partition, after its last verdict; None for nothing."""
        ...


class Bench(Protocol):
    """A contract as a process of an executor has it loaded, for all partitions it works on."""

    def prepare(self, file: int) -> Iterator[pa.RecordBatch]:
        """Yield the rows of a file with `item` and `at`, in order of both, then as read."""
        ...

    def names(self, file: int) -> Iterator[pa.Array]:
        """Yield the items of the rows of a file, in order; they need not be all there is."""
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
        exchanges: Whether the rows of an item are all over the files, and are to be brought
            together; otherwise judges find them themselves.
        verdicts: The columns of the rows of verdicts.
    """

    texts: bytes
    load: Callable[[bytes], Bench]
    exchanges: bool
    verdicts: pa.Schema
