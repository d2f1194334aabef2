"""What a rule of conduct sees: the runs that it watches, and what a history says around them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from slarules.conduct.finding import ConductFinding, Party, Seen
from slarules.conduct.waiting import Wait, waits
from slarules.core.conduct import Conduct
from slarules.core.contract import Contract, Terms
from slarules.core.promises import Promise
from slarules.engine.outcome import Outcome, Verdict
from slarules.engine.reference.ledger import Ledger, ledgers
from slarules.engine.reference.periods import Clocks
from slarules.engine.reference.setting import Setting, Text
from slarules.facts.history import Happening, History, RowRef, Timeline, Written
from slarules.hours.opentime import OpenTime
from slarules.hours.periods import period_of, periods_between
from slarules.instants import Instant, Interval, clip, union


@dataclass(frozen=True, slots=True)
class Run:
    """One run of a measure on an item, as it was judged."""

    verdict: Verdict
    timeline: Timeline
    promise: Promise

    @property
    def start(self) -> Instant:
        """When it started; a run whose start is not known is never watched."""
        assert self.verdict.started_at is not None  # noqa: S101 - see `View.runs`
        return self.verdict.started_at

    @property
    def end(self) -> Instant | None:
        """When it ended; `None` while it goes on."""
        return self.verdict.ended_at

    def finding(
        self, gains: Party, what: str, seen: tuple[Seen, ...], against: tuple[str, ...] = ()
    ) -> ConductFinding:
        """Return a finding on this run; `ConductFinding` says what its parts are."""
        return ConductFinding(
            gains=gains,
            items=(self.verdict.item,),
            kind=self.verdict.kind,
            measure=self.verdict.measure,
            what=what,
            seen=seen,
            against=against,
            cycle=self.verdict.cycle,
        )


@dataclass
class View:
    """A history as one rule of a contract looks at it.

    Attributes:
        terms: The text that asks for it.
        during: When that text was in force.
        not_known: What the rule would have to know, and the source does not say.
        ledgers: Those that were asked for before, also by other rules.
    """

    contract: Contract
    history: History
    outcome: Outcome
    terms: Terms
    asked: Conduct
    during: Interval
    not_known: set[str] = field(default_factory=set)
    ledgers: dict[tuple[object, ...], Ledger] = field(default_factory=dict)

    # --- what is watched --------------------------------------------------------------------------

    @cached_property
    def runs(self) -> tuple[Run, ...]:
        """The watched runs that have started, each once for every promise that judged it."""
        return tuple(self._runs())

    def _runs(self) -> Iterator[Run]:
        for verdict in self.outcome.verdicts:
            timeline = self.timelines.get((verdict.kind, verdict.item))
            if timeline is None or verdict.started_at is None:
                continue
            promise = self.text(timeline).terms.promises.get(verdict.promise)
            if promise is None or verdict.verdict in ("excluded", "cancelled"):
                continue
            if self.watches(promise):
                yield Run(verdict, timeline, promise)

    def watches(self, promise: Promise) -> bool:
        """Tell whether the rule is about a promise: by its measure, and by who asks."""
        if promise.internal and not self.asked.internal:
            return False
        return self.asked.measures is None or promise.measure.name in self.asked.measures

    @cached_property
    def items(self) -> frozenset[tuple[str, str]]:
        """The items whose runs are watched, by kind and name."""
        return frozenset((run.verdict.kind, run.verdict.item) for run in self.runs)

    @cached_property
    def last_ends(self) -> Mapping[tuple[str, str, str], Instant]:
        """When the last watched run of each item and measure ended, by kind, item and measure."""
        found: dict[tuple[str, str, str], Instant] = {}
        for run in self.runs:
            key = (run.verdict.kind, run.verdict.item, run.verdict.measure)
            if run.end is not None:
                found[key] = max(run.end, found.get(key, run.end))
        return found

    @cached_property
    def timelines(self) -> Mapping[tuple[str, str], Timeline]:
        """The history of each item, by kind and name."""
        return {(each.kind, each.item): each for each in self.history.items}

    @cached_property
    def period_ends(self) -> tuple[Instant, ...]:
        """When each period of the contract ended."""
        contract, until = self.contract, self.history.until
        periods = periods_between(contract.starts, until, contract.every, contract.zone)
        return tuple(period.end for period in periods if period.end <= until)

    def reports(self, at: Instant) -> bool:
        """Tell whether an instant lies in a period that is reported."""
        period = period_of(at, self.contract.every, self.contract.zone)
        return any(each.period == period.label for each in self.outcome.statements)

    # --- what a history says ----------------------------------------------------------------------

    def is_given(self, *words: str) -> bool:
        """Tell whether the source gives one of the words anywhere; if not, that is not known."""
        if self._given.isdisjoint(words):
            self.not_known.add(" or ".join(words))
            return False
        return True

    @cached_property
    def _given(self) -> frozenset[str]:
        return frozenset(
            name
            for item in self.history.items
            for name in (*(n for n, found in item.happened.items() if found), *item.unknown)
        )

    @cached_property
    def comment_words(self) -> frozenset[str]:
        """The moments and events that are comments."""
        return frozenset(name for name, _ in self._comments())

    @cached_property
    def keeps_texts(self) -> bool:
        """Whether the source keeps what comments say: it is not known where all are empty."""
        return any(written.letters > 0 for _, written in self._comments())

    def _comments(self) -> Iterator[tuple[str, Written]]:
        for item in self.history.items:
            for name, found in item.happened.items():
                for each in found:
                    if each.written is not None:
                        yield name, each.written

    def happened(
        self, timeline: Timeline, words: Sequence[str], after: Instant, until: Instant
    ) -> list[Happening]:
        """Return what happened from one instant through another, in order."""
        found = (h for word in words for h in timeline.happened.get(word, ()))
        return sorted((h for h in found if after <= h.at <= until), key=lambda h: h.at)

    def row_at(self, timeline: Timeline, at: Instant) -> RowRef | None:
        """Return a row of an item that lies at an instant."""
        for found in timeline.happened.values():
            for each in found:
                if each.at == at and each.row is not None:
                    return each.row
        steps = (step for found in timeline.facts.values() for step in found)
        return next((step.row for step in steps if step.at == at and step.row is not None), None)

    def seen(self, timeline: Timeline, at: Instant, what: str) -> Seen:
        """Return something that happened at an instant, with the row that says so."""
        return Seen(at, what, self.row_at(timeline, at))

    def waits(self, run: Run) -> tuple[Wait, ...]:
        """Return each stretch of a run in which its clock waited for somebody else."""
        end = self.history.until if run.end is None else run.end
        terms = self.text(run.timeline).terms
        return tuple(
            wait
            for wait in waits(run.timeline, terms.pauses, run.verdict.measure)
            if run.start <= wait.since.at < end
        )

    # --- time -------------------------------------------------------------------------------------

    @cached_property
    def _setting(self) -> Setting:
        return Setting(self.contract, self.history)

    def text(self, timeline: Timeline) -> Text:
        """Return the text by which an item is judged."""
        return self._setting.text_of(timeline)

    @cached_property
    def _near_clock(self) -> OpenTime:
        clock = self.asked.within.clock if self.asked.within else "elapsed"
        return Clocks(self.terms, self.contract.zone)(clock)

    def is_near(self, earlier: Instant, later: Instant) -> bool:
        """Tell whether two instants lie no further apart than the contract's `within`."""
        within = self.asked.within
        return (
            within is not None
            and earlier <= later
            and self._near_clock.elapsed(earlier, later) <= within.length
        )

    def deadline(self, run: Run, at: Instant) -> Instant | None:
        """Return when a run would have been due had nothing more stopped its clock from `at` on."""
        ledger = self._ledger(run)
        if ledger is None:
            return None
        if run.verdict.goal is None:
            later = sum(d.during.length for d in ledger.delays if d.during.start >= at)
            due = run.verdict.due_at
            return None if due is None else Instant(due - later)
        clock = self.text(run.timeline).clock(ledger.clock)
        return clock.due(run.start, run.verdict.goal, clip(self._stops(ledger), run.start, at))

    def stops(self, run: Run) -> list[Interval]:
        """Return when the clock of a run stood still, except outside its hours."""
        ledger = self._ledger(run)
        return [] if ledger is None else self._stops(ledger)

    def _stops(self, ledger: Ledger) -> list[Interval]:
        kinds = ("paused", "excluded")
        return union(each.during for each in ledger.stretches if each.activity in kinds)

    def _ledger(self, run: Run) -> Ledger | None:
        key = _key(run.verdict)
        if key not in self.ledgers:
            few = replace(self.history, items=(run.timeline,))
            for found in ledgers(self.contract, few, run.verdict.item):
                self.ledgers[_key(found.verdict)] = found
        return self.ledgers.get(key)


def _key(verdict: Verdict) -> tuple[object, ...]:
    return (verdict.kind, verdict.item, verdict.promise, verdict.cycle, verdict.cycle_of)
