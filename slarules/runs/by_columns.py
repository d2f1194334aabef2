"""A source read, judged, counted and written by columns: its items are never all in memory."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from functools import cached_property, partial

from slarules.core.contract import Contract
from slarules.engine.bulk.auditing import Auditing
from slarules.engine.bulk.memory import used_again
from slarules.engine.bulk.reading.gathering import Gathering
from slarules.engine.computed import Computed
from slarules.engine.outcome import Verdict
from slarules.facts.columns import ColumnSource, OutOfOrderError
from slarules.facts.gathering import Gathered
from slarules.facts.history import History
from slarules.report.periods import judging
from slarules.report.review import Review
from slarules.runs.in_columns import Asked, apart, opened
from slarules.runs.judged_again import judged_again
from slarules.runs.recording import Part, Recording
from slarules.runs.reviewing import Reviewing
from slarules.runs.verdicts_later import Judged, Keeping


@dataclass(frozen=True, slots=True)
class ByColumns:
    """What came of a source.

    Attributes:
        gathered: Its history has no items.
        computed: Its outcome has no verdicts.
        review: What reports take of both, where nobody may look at verdicts.
        verdicts: Those of reported periods, where somebody may look at them.
    """

    gathered: Gathered
    computed: Computed
    review: Review | None
    verdicts: Sequence[Verdict]


def audited_by_columns(source: ColumnSource, asked: Asked) -> ByColumns:
    """Return what a contract makes of a source.

    Raises:
        NotColumnsError: The source is to be read by rows; what was written is void.
        SourceError: The source cannot be read to its end.
    """
    with used_again():
        return _audited(source, asked)


def _audited(source: ColumnSource, asked: Asked) -> ByColumns:
    with opened(source, asked) as read:
        if asked.order.engine == "spark":
            return _carried_out_apart(read, source, asked)
        try:
            return _carried_out(read, source, asked)
        except OutOfOrderError:
            return _carried_out(read.again(), source, asked)


def _carried_out_apart(read: Gathering, source: ColumnSource, asked: Asked) -> ByColumns:
    with apart(read, source, asked) as judged:
        taking = Taking(read.history, judged.contract, asked)
        review = taking.taken(Part(i.batch, i.alone, verdicts) for i, verdicts in judged.items())
        gathered = read.gathered()
        verdicts = taking.verdicts(partial(judged_again, source, asked, gathered))
        return ByColumns(gathered, judged.computed, review, verdicts)


def _carried_out(read: Gathering, source: ColumnSource, asked: Asked) -> ByColumns:
    auditing = Auditing(asked.contract, read, keeps_facts=asked.room is not None)
    taking = Taking(read.history, auditing.contract, asked)
    review = taking.taken(_parts(auditing, taking))
    gathered = read.gathered()
    verdicts = taking.verdicts(partial(judged_again, source, asked, gathered))
    return ByColumns(gathered, auditing.computed(), review, verdicts)


def _parts(auditing: Auditing, taking: Taking) -> Iterator[Part]:
    auditing.only_counts = taking.only_counts
    for each in auditing.judged():
        yield Part(each.items.batch, each.items.alone, each.verdicts)
        auditing.only_counts = taking.only_counts


@dataclass(frozen=True)
class Taking:
    """Who takes what was judged, batch by batch.

    Attributes:
        contract: With the periods by which the provider bills.
    """

    history: History
    contract: Contract
    asked: Asked

    @cached_property
    def reports(self) -> Callable[[str | None], bool]:
        """Tells of a period whether verdicts of it are listed."""
        contract = self.contract
        return judging(self.asked.order.asked(contract.zone, self.history.until), contract)

    @cached_property
    def _keeping(self) -> Keeping:
        return Keeping(self.reports)

    @property
    def only_counts(self) -> bool:
        """Whether nothing of verdicts is looked at any more but what counts."""
        asked = self.asked
        return asked.keeps and asked.room is None and not self._keeping.keeps

    def verdicts(self, judged: Callable[[], Judged]) -> Sequence[Verdict]:
        """Return the verdicts of reported periods; none if they were not to be had.

        Args:
            judged: Judges the source again.
        """
        return self._keeping.verdicts(judged)

    def taken(self, judged: Iterable[Part]) -> Review | None:
        """Keep all of it, or write it if that is asked, and return what reports take of it."""
        history, room, reports = self.history, self.asked.room, self.reports
        reviewing = Reviewing(self.contract, history, reports, is_written=room is not None)
        with ExitStack() as stack:
            takers = [self._keep] if self.asked.keeps else []
            if self._reviews:
                takers.append(reviewing.add)
            if room is not None:
                takers.append(stack.enter_context(Recording(room, history, reports)).add)
            for part in judged:
                for take in takers:
                    take(part)
                self.asked.watch.judged(len(part.items))
        return reviewing.review if self._reviews else None

    @property
    def _reviews(self) -> bool:
        return self.asked.reviews or not self.asked.keeps

    def _keep(self, part: Part) -> None:
        self._keeping.add(part.verdicts)
