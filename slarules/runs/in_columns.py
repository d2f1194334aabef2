"""What is asked of a source by columns, and how it is opened."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from slarules.core.contract import Contract
from slarules.core.mapping import Mapping
from slarules.engine.bulk.reading.gathering import Gathering, reading
from slarules.engine.spark.settings import Cluster
from slarules.facts.columns import ColumnSource
from slarules.facts.known import Known
from slarules.facts.source import Snapshot
from slarules.order import Order

if TYPE_CHECKING:
    from slarules.engine.spark.auditing import JudgedApart


class Hearing(Protocol):
    """Hears how far it is."""

    def judged(self, items: int) -> None:
        """Hear that so many more items were judged."""
        ...

    def compiling(self, *, is_kept: bool) -> None:
        """Hear that code is compiled, and whether it is kept for the next time."""
        ...


@dataclass(frozen=True, slots=True)
class Asked:
    """What is to be done by columns.

    Attributes:
        room: An empty folder for the large files of the run; they are not written without one.
        keeps: Whether verdicts are to be had afterwards.
        watch: Hears how far it is.
        again: Gives the source again as it was when some snapshots of stores were read; it is the
            same source if left out.
        reviews: Whether what reports take is to be had as well where verdicts are kept.
    """

    order: Order
    contract: Contract
    mapping: Mapping
    known: Known
    room: Path | None
    keeps: bool
    watch: Hearing
    again: Callable[[Iterable[Snapshot]], ColumnSource] | None = None
    reviews: bool = False


def opened(source: ColumnSource, asked: Asked) -> AbstractContextManager[Gathering]:
    """Give a source as the words of the contract; raises as `reading` does."""
    contract = asked.contract
    as_of = asked.order.as_of_in(contract.zone)
    return reading(contract, asked.mapping, source, as_of, asked.known)


def apart(
    read: Gathering, source: ColumnSource, asked: Asked
) -> AbstractContextManager[JudgedApart]:
    """Give what executors make of it; raises as `audited_apart` does."""
    # Spark is another package to install.
    from slarules.engine.spark.auditing import audited_apart  # noqa: PLC0415

    cluster, keeps_facts = asked.order.cluster or Cluster(), asked.room is not None
    return audited_apart(asked.contract, read, source, cluster, keeps_facts=keeps_facts)
