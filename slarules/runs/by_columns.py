"""A source read, judged, counted and written by columns: its items are never all in memory."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from slarules.core.contract import Contract
from slarules.core.mapping import Mapping
from slarules.engine.bulk.auditing import Auditing
from slarules.engine.bulk.reading.gathering import Gathering, reading
from slarules.engine.computed import Computed
from slarules.facts.columns import ColumnSource, OutOfOrderError
from slarules.facts.gathering import Gathered
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
        try:
            return _carried_out(read, asked)
        except OutOfOrderError:
            return _carried_out(read.again(), asked)


def _carried_out(read: Gathering, asked: Asked) -> ByColumns:
    auditing = Auditing(asked.contract, read)
    contract, history = auditing.contract, read.history
    reports = judging(asked.order.asked(contract.zone, history.until), contract)
    reviewing = Reviewing(contract, history, reports)
    with ExitStack() as stack:
        takers = [reviewing.add]
        if asked.room is not None:
            takers.append(stack.enter_context(Recording(asked.room, history, reports)).add)
        for each in auditing.judged():
            part = Part(each.items.batch, each.items.alone, each.verdicts)
            for take in takers:
                take(part)
            asked.watch.judged(len(each.items.batch))
    return ByColumns(read.gathered(), auditing.computed(), reviewing.review)
