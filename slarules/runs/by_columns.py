"""A source read, judged, counted and written by columns: its items are never all in memory."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from slarules.core.contract import Contract
from slarules.core.mapping import Mapping
from slarules.engine.bulk.auditing import Auditing
from slarules.engine.bulk.reading.gathering import Gathering, reading
from slarules.engine.computed import Computed
from slarules.engine.spark.settings import Cluster
from slarules.facts.columns import ColumnSource, OutOfOrderError
from slarules.facts.gathering import Gathered
from slarules.facts.history import History
from slarules.facts.known import Known
from slarules.order import Order
from slarules.report.periods import judging
from slarules.report.review import Review
from slarules.runs.recording import Part, Recording
from slarules.runs.reviewing import Reviewing
from slarules.watch import Watch


@dataclass(frozen=True, slots=True)
class ByColumns:
    """What came of a source.

    Attributes:
        gathered: Its history has no items.
        computed: Its outcome has no verdicts.
        review: What reports take of both.
    """

    gathered: Gathered
    computed: Computed
    review: Review


@dataclass(frozen=True, slots=True)
class Asked:
    """What is to be done by columns.

    Attributes:
        room: An empty folder for the large files of the run; they are not written without one.
    """

    order: Order
    contract: Contract
    mapping: Mapping
    known: Known
    room: Path | None
    watch: Watch


def by_columns(source: ColumnSource, asked: Asked) -> ByColumns:
    """Return what a contract makes of a source.

    Raises:
        NotColumnsError: The source is to be read by rows; what was written is void.
        SourceError: The source cannot be read to its end.
    """
    contract = asked.contract
    as_of = asked.order.as_of_in(contract.zone)
    with reading(contract, asked.mapping, source, as_of, asked.known) as read:
        if asked.order.engine == "spark":
            return _carried_out_apart(read, source, asked)
        try:
            return _carried_out(read, asked)
        except OutOfOrderError:
            return _carried_out(read.again(), asked)


def _carried_out_apart(read: Gathering, source: ColumnSource, asked: Asked) -> ByColumns:
    # Spark is another package to install.
    from slarules.engine.spark.auditing import audited_apart  # noqa: PLC0415

    with audited_apart(asked.contract, read, source, asked.order.cluster or Cluster()) as judged:
        taking = Taking(read.history, judged.contract, asked)
        review = taking.taken(Part(i.batch, i.alone, verdicts) for i, verdicts in judged.items())
        return ByColumns(read.gathered(), judged.computed, review)


def _carried_out(read: Gathering, asked: Asked) -> ByColumns:
    auditing = Auditing(asked.contract, read)
    taking = Taking(read.history, auditing.contract, asked)
    judged = (Part(each.items.batch, each.items.alone, each.verdicts) for each in auditing.judged())
    review = taking.taken(judged)
    return ByColumns(read.gathered(), auditing.computed(), review)


@dataclass(frozen=True, slots=True)
class Taking:
    """Who takes what was judged, batch by batch.

    Attributes:
        contract: With the periods by which the provider bills.
    """

    history: History
    contract: Contract
    asked: Asked

    def taken(self, judged: Iterable[Part]) -> Review:
        """Write all of it, if that is asked; return what reports take of it."""
        contract, history, room = self.contract, self.history, self.asked.room
        periods = self.asked.order.asked(contract.zone, history.until)
        reports = judging(periods, contract)
        reviewing = Reviewing(contract, history, reports)
        with ExitStack() as stack:
            takers = [reviewing.add]
            if room is not None:
                takers.append(stack.enter_context(Recording(room, history, reports)).add)
            for part in judged:
                for take in takers:
                    take(part)
                self.asked.watch.judged(len(part.items))
        return reviewing.review
