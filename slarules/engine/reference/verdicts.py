"""Verdicts: every promise on every item, in the provider's best and worst world (R31 to R36)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

from slarules.core.conditions import Missing, Truth, Value
from slarules.core.contract import Contract
from slarules.core.promises import Budget, Promise, Reading, Row
from slarules.engine.outcome import Verdict, VerdictWord
from slarules.engine.reference.clocks import Run, Runs, Unsure, runs
from slarules.engine.reference.goals import NEVER
from slarules.engine.reference.judging import Judge, Judged
from slarules.engine.reference.rows import Choosing
from slarules.engine.reference.setting import Setting, Text
from slarules.engine.reference.stops import Stop, stopped, stops
from slarules.engine.reference.truth import holds, unknown_facts
from slarules.facts.history import History, Timeline
from slarules.hours.periods import period_of
from slarules.instants import Instant, Interval, Micros


def verdicts(contract: Contract, history: History) -> tuple[Verdict, ...]:
    """Return the verdicts of every item of a history, in its order."""
    setting = Setting(contract, history)
    return tuple(v for item in history.items for v in judge_item(item, setting))


def judge_item(timeline: Timeline, setting: Setting) -> Iterator[Verdict]:
    """Yield the verdict of each promise that covers an item."""
    text = setting.text_of(timeline)
    removed = removal(timeline, text, setting.until)
    for choosing in text.choosing.get(timeline.kind, ()):
        verdict = Bench(timeline, text, setting, choosing, removed).verdict()
        if verdict is not None:
            yield verdict


@dataclass(frozen=True, slots=True)
class Removed:
    """Whether an item is taken out of everything, and the facts that would settle it."""

    truth: Truth = False
    needs: tuple[str, ...] = ()


def removal(timeline: Timeline, text: Text, until: Instant) -> Removed:
    """Return whether an item is removed, tested on its last values (R4)."""
    last = partial(timeline.said, at=until)
    found = Removed()
    for rule in text.terms.removals:
        if rule.item != timeline.kind:
            continue
        truth = holds(rule.where, last)
        needs = unknown_facts(rule.where, last) if truth is None else []
        if truth is None:
            truth = _read_unknown(needs, text)
        if truth:
            return Removed(truth=True)
        if truth is None:
            found = Removed(None, (*found.needs, *needs))
    return found


def _read_unknown(words: list[str], text: Text) -> Truth:
    """Return what the contract makes of a removal that hangs on unknown facts."""
    for rule in text.terms.unknown:
        if rule.word in words and rule.outcome in {"kept", "removed"}:
            return rule.outcome == "removed"
    return None


@dataclass(frozen=True, slots=True)
class Bench:
    """One item before one promise."""

    timeline: Timeline
    text: Text
    setting: Setting
    choosing: Choosing
    removed: Removed

    @property
    def promise(self) -> Promise:
        """The promise that is judged."""
        return self.choosing.promise

    def verdict(self) -> Verdict | None:
        """Return the verdict; `None` when the promise does not cover the item."""
        covered = holds(self.promise.covers, partial(self.timeline.said, at=self.setting.until))
        if covered is False:
            return None
        found = runs(self.promise.measure, self.timeline, self.setting.until)
        if found is None:
            return None
        if isinstance(found, Unsure):
            return self._unsure(found)
        worlds = [found.best] if found.best == found.worst else [found.best, found.worst]
        candidates = [self.choosing.candidates(partial(self._read, run=run)) for run in worlds]
        rows = list(dict.fromkeys(row for c in candidates for row in c.rows))
        if not any(row and row.goal for row in rows):
            return None
        needs = [*found.needs, *(n for c in candidates for n in c.needs)]
        if covered is None:
            needs += self._uncovered()
        return self._judged(found, rows, needs, covered=bool(covered))

    def _uncovered(self) -> list[str]:
        last = partial(self.timeline.said, at=self.setting.until)
        return unknown_facts(self.promise.covers, last)

    def _read(self, fact: str, run: Run) -> Value | Missing:
        """Return the value of a fact that picks the row (section 6 of the clocks)."""
        reading: Reading = dict(self.promise.readings).get(fact, "at the end")
        until = self.setting.until
        match reading:
            case "at the start":
                return self.timeline.value(fact, run.start.at)
            case "as reported":
                return self._first_known(fact, run.start.at)
            case "as closed":
                return self.timeline.last(fact, until)
            case "at the end":
                end = until if run.end is None else max(run.start.at, run.end.at - 1)
                return self.timeline.value(fact, Instant(end))

    def _first_known(self, fact: str, start: Instant) -> Value | Missing:
        now = self.timeline.value(fact, start)
        if not isinstance(now, Missing):
            return now
        later = (s.value for s in self.timeline.facts.get(fact, ()) if s.at > start)
        return next((value for value in later if not isinstance(value, Missing)), now)

    def _judged(
        self, found: Runs, rows: list[Row | None], needs: list[str], *, covered: bool
    ) -> Verdict:
        measure = self.promise.measure.name
        judge = Judge(self.timeline, self.text, self.setting.until)
        halted = stops(measure, self.timeline, self._window(found), self.text)
        needs += [need for stop in halted for need in stop.needs]
        results = [
            (row, judge.judged(run, row.goal, stopped(halted, best=best), measure))
            for row in rows
            if row is not None and row.goal is not None
            for run, best in self._worlds(found, halted)
        ]
        words: set[str] = {result.word for _, result in results}
        if None in rows or not covered or any(row and row.goal is None for row in rows):
            words.add("not judged")
        word = self._settled(words)
        return self._verdict(word, results, tuple(dict.fromkeys(needs)))

    @staticmethod
    def _worlds(found: Runs, halted: list[Stop]) -> list[tuple[Run, bool]]:
        """Return the worlds that differ, the worst last; one where nothing is unknown."""
        certain = all(stop.certain == stop.possible for stop in halted)
        if found.best == found.worst and certain:
            return [(found.worst, False)]
        return [(found.best, True), (found.worst, False)]

    def _window(self, found: Runs) -> Interval:
        """Return from where to where anything can stand still: for an open run, without end."""
        start = min(found.best.start.at, found.worst.start.at)
        if found.worst.end is None:
            return Interval(start, max(start, NEVER))
        return Interval(start, max(found.best.start.at, found.worst.end.at))

    def _settled(self, words: set[str]) -> VerdictWord:
        """Return the one verdict of all worlds, after what the contract says of the unknown."""
        if self.removed.truth:
            return "excluded"
        for rule in self.text.terms.unknown:
            unknown = rule.word in self.timeline.unknown
            if unknown and rule.subject == self.promise.measure.name:
                match rule.outcome:
                    case "met" | "missed" | "undetermined":
                        return rule.outcome
                    case _:
                        pass
        if self.removed.truth is None or len(words) > 1:
            return "undetermined"
        (word,) = words
        return word  # type: ignore[return-value]  # "not judged" never stands alone here

    def _verdict(
        self, word: VerdictWord, results: list[tuple[Row, Judged]], needs: tuple[str, ...]
    ) -> Verdict:
        row, worst = results[-1]
        judged = [result for _, result in results]
        dues = [result.due for result in judged if result.due is not None]
        late = [Micros(0) if r.lateness is None else r.lateness for r in judged]
        missable = any(result.word == "missed" for result in judged)
        unsettled = word == "undetermined"
        belongs_at = self._belongs_at(judged)
        return Verdict(
            item=self.timeline.item,
            kind=self.timeline.kind,
            customer=self.timeline.customer,
            promise=self.promise.name,
            table=self.promise.table,
            measure=self.promise.measure.name,
            cycle=1,
            cycle_of=None,
            level=self._level(worst),
            started_at=worst.start,
            due_at=_shown(min((d.due_at for d in dues), default=NEVER)),
            due_latest=_shown(max((d.due_at for d in dues), default=NEVER)),
            ended_at=worst.ended,
            missed_at=_shown(min((d.missed_at for d in dues), default=NEVER)),
            elapsed=worst.elapsed,
            paused=worst.paused,
            excluded=worst.excluded,
            goal=row.goal.length if isinstance(row.goal, Budget) else None,
            goal_text=row.goal_text,
            verdict=word,
            lateness=(min(late), max(late)) if missable and word != "excluded" else None,
            provisional=word == "open" or (unsettled and worst.ended is None),
            belongs_at=belongs_at,
            period=self._period(belongs_at),
            needs=(*needs, *self.removed.needs) if unsettled else (),
            version=self.text.name,
            internal=self.promise.internal,
            origin=row.origin,
        )

    def _level(self, worst: Judged) -> str | None:
        at = self.setting.until if worst.ended is None else max(worst.start, worst.ended - 1)
        level = self.timeline.value("level", Instant(at))
        return level if isinstance(level, str) else None

    def _belongs_at(self, judged: list[Judged]) -> Instant | None:
        """Return the instant that decides a run's period: its due time where it lacks (R32)."""
        rule = self.setting.contract.belongs.get(self.timeline.kind)
        due = min((r.due.due_at for r in judged if r.due is not None), default=NEVER)
        match "due" if rule is None else rule.moment:
            case "due":
                at = due
            case "started":
                at = judged[-1].start
            case "ended":
                at = due if judged[-1].ended is None else judged[-1].ended
            case name:
                moment = self.timeline.moment(name)
                happened = isinstance(moment, int) and moment <= self.setting.until
                at = moment if happened and isinstance(moment, int) else due
        return None if at == NEVER else at

    def _period(self, at: Instant | None) -> str | None:
        contract = self.setting.contract
        return None if at is None else period_of(at, contract.every, contract.zone).label

    def _unsure(self, found: Unsure) -> Verdict:
        needs = tuple(f"{name} ({found.why})" for name in found.needs)
        nothing = Micros(0)
        return Verdict(
            item=self.timeline.item,
            kind=self.timeline.kind,
            customer=self.timeline.customer,
            promise=self.promise.name,
            table=self.promise.table,
            measure=self.promise.measure.name,
            cycle=1,
            cycle_of=None,
            level=None,
            started_at=None,
            due_at=None,
            due_latest=None,
            ended_at=None,
            missed_at=None,
            elapsed=nothing,
            paused=nothing,
            excluded=nothing,
            goal=None,
            goal_text="",
            verdict="excluded" if self.removed.truth else "undetermined",
            lateness=None,
            provisional=False,
            belongs_at=None,
            period=None,
            needs=needs,
            version=self.text.name,
            internal=self.promise.internal,
            origin=self.promise.origin,
        )


def _shown(at: Instant) -> Instant | None:
    return None if at == NEVER else at
