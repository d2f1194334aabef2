"""A source read, judged, counted and written by columns: its items are never all in memory."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from slarules.core.contract import Contract
from slarules.core.mapping import Mapping
from slarules.engine.bulk.auditing import Auditing
from slarules.engine.bulk.judging.columns import VerdictColumns
from slarules.engine.bulk.judging.kept_verdicts import KeptVerdicts
from slarules.engine.bulk.reading.gathering import Gathering, reading
from slarules.engine.computed import Computed
from slarules.engine.outcome import Verdict
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


@dataclass(frozen=True, slots=True)
class ByColumns:
    """What came of a source.

    Attributes:
        gathered: Its history has no items.
        computed: Its outcome has no verdicts.
        review: What reports take of both, where verdicts are not kept.
        verdicts: Those of reported periods, where they are.
    """

    gathered: Gathered
    computed: Computed
    review: Review | None
    verdicts: Sequence[Verdict]


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
        keeps: Whether the verdicts stay in memory, in columns.
        watch: Hears how far it is.
    """

    order: Order
    contract: Contract
    mapping: Mapping
    known: Known
    room: Path | None
    keeps: bool
    watch: Hearing


def audited_by_columns(source: ColumnSource, asked: Asked) -> ByColumns:
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

    cluster, keeps_facts = asked.order.cluster or Cluster(), asked.room is not None
    with audited_apart(asked.contract, read, source, cluster, keeps_facts=keeps_facts) as judged:
        taking = Taking(read.history, judged.contract, asked)
        review = taking.taken(Part(i.batch, i.alone, verdicts) for i, verdicts in judged.items())
        return ByColumns(read.gathered(), judged.computed, review, taking.kept())


def _carried_out(read: Gathering, asked: Asked) -> ByColumns:
    auditing = Auditing(asked.contract, read, keeps_facts=asked.room is not None)
    taking = Taking(read.history, auditing.contract, asked)
    judged = (Part(each.items.batch, each.items.alone, each.verdicts) for each in auditing.judged())
    review = taking.taken(judged)
    return ByColumns(read.gathered(), auditing.computed(), review, taking.kept())


@dataclass(frozen=True, slots=True)
class Taking:
    """Who takes what was judged, batch by batch.

    Attributes:
        contract: With the periods by which the provider bills.
    """

    history: History
    contract: Contract
    asked: Asked
    columns: list[VerdictColumns] = field(default_factory=list)

    @property
    def reports(self) -> Callable[[str | None], bool]:
        """Tells of a period whether verdicts of it are listed."""
        contract = self.contract
        return judging(self.asked.order.asked(contract.zone, self.history.until), contract)

    def kept(self) -> Sequence[Verdict]:
        """Return the verdicts of reported periods, if they were to be kept."""
        return KeptVerdicts(self.columns, self.reports)

    def taken(self, judged: Iterable[Part]) -> Review | None:
        """Keep all of it, or write it if that is asked, and return what reports take of it."""
        history, room, reports = self.history, self.asked.room, self.reports
        reviewing = Reviewing(self.contract, history, reports)
        with ExitStack() as stack:
            takers = [self._keep if self.asked.keeps else reviewing.add]
            if room is not None:
                takers.append(stack.enter_context(Recording(room, history, reports)).add)
            for part in judged:
                for take in takers:
                    take(part)
                self.asked.watch.judged(len(part.items))
        return None if self.asked.keeps else reviewing.review

    def _keep(self, part: Part) -> None:
        self.columns.append(part.verdicts)
