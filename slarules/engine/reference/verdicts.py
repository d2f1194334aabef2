"""Verdicts: every promise on every item, in the provider's best and worst world (R31 to R36)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from slarules.core.contract import Contract
from slarules.core.promises import Budget, Promise
from slarules.engine.outcome import Verdict, VerdictWord
from slarules.engine.reference import told
from slarules.engine.reference.counting import Cycle, Unsure
from slarules.engine.reference.goals import NEVER, NOTHING, moments_of
from slarules.engine.reference.hearing import Docket, Hearing, Removed, Unheard, hear, removed
from slarules.engine.reference.judging import Judge, Judged
from slarules.engine.reference.setting import Setting, Text
from slarules.facts.history import History, Timeline
from slarules.hours.local import local_date
from slarules.hours.periods import period_of
from slarules.instants import Instant, Micros

NO_RUN_NAMED: tuple[VerdictWord, ...] = ("excluded", "met", "missed", "open")
"""What may become of an item of which it is not known when its clock began, nor whether it did."""


def verdicts(contract: Contract, history: History) -> tuple[Verdict, ...]:
    """Return the verdicts of every item of a history, in its order."""
    setting = Setting(contract, history)
    return tuple(v for item in history.items for v in item_verdicts(item, setting))


def item_verdicts(timeline: Timeline, setting: Setting) -> Iterator[Verdict]:
    """Yield the verdict on each cycle of each promise that covers it, in the order of the text."""
    return (verdict for _, verdict in bench_of(timeline, setting).judged())


def bench_of(timeline: Timeline, setting: Setting) -> Bench:
    """Return where an item is judged."""
    text = setting.text_of(timeline)
    return Bench(timeline, text, setting, removed(timeline, text, setting.until))


@dataclass(frozen=True, slots=True)
class Bench:
    """Where one item is judged."""

    timeline: Timeline
    text: Text
    setting: Setting
    removed: Removed

    def judged(self) -> Iterator[tuple[Hearing | Unheard, Verdict]]:
        """Yield what bears on each cycle of each promise, with the verdict, as the text orders."""
        docket = Docket(self.timeline, self.text, self.setting)
        for choosing in self.text.choosing.get(self.timeline.kind, ()):
            if choosing.promise.measure.name in self.timeline.told:
                yield from self._told(choosing.promise)
                continue
            for heard in hear(choosing, docket):
                verdict = self._verdict(heard)
                if verdict is not None:
                    yield heard, verdict

    def _told(self, promise: Promise) -> Iterator[tuple[Unheard, Verdict]]:
        """Yield the verdict that a scenario gives outright, or that of the time it gives."""
        given, until = self.timeline.told[promise.measure.name], self.setting.until
        words = told.words(given, promise, self.timeline, until)
        if not words:
            return
        used = given if isinstance(given, int) else None
        at = told.instant(self.timeline, self.setting.contract.zone) or self._moment_of_period()
        needs = (f"{promise.measure.name} (given as unknown)",)
        word: VerdictWord = words[0] if len(words) == 1 else "undetermined"
        word = "excluded" if self.removed.truth else word
        verdict = replace(
            self._blank(promise, None),
            verdict=word,
            ended_at=at,
            elapsed=used or NOTHING,
            lateness=None if used is None else told.lateness(used, promise, self.timeline, until),
            used=None if used is None else (used, used),
            could_be=tuple(words) if word == "undetermined" else (),
            needs=needs if word == "undetermined" else (),
            belongs_at=at,
            period=self._period(at),
        )
        yield Unheard(promise, Unsure("given outright", ())), verdict

    def _verdict(self, heard: Hearing | Unheard) -> Verdict | None:
        """Return the one verdict of all worlds, or undetermined where they disagree.

        There is none where in every world the row that decides promises nothing.
        """
        if isinstance(heard, Unheard):
            return self._unheard(heard)
        judge = Judge(self.timeline, self.text)
        results = [judge.judged(world) for world in heard.worlds]
        every = [result for result in results if result is not None]
        return self._of(heard, every, may_be_none=len(every) < len(results)) if every else None

    def _of(self, hearing: Hearing, every: Sequence[Judged], *, may_be_none: bool) -> Verdict:
        worst = every[-1]
        may_not_be = may_be_none or hearing.may_not_be or self.removed.truth is None
        word = self._word(hearing, every, may_not_be=may_not_be)
        unsettled = word == "undetermined"
        lateness = None if word == "excluded" else _lateness(every)
        belongs_at, belongs_until = self._belongs(every)
        how_late_is_unsettled = lateness is not None and lateness[0] != lateness[1]
        needs_more = unsettled or how_late_is_unsettled or belongs_until is not None
        may_move = () if word == "excluded" else tuple(sorted(self._may_move(hearing.promise)))
        row = worst.ruling.row
        return replace(
            self._blank(hearing.promise, hearing.cycle),
            level=self._level(worst),
            started_at=worst.start,
            due_at=_first(_dues(every)),
            due_latest=_last(_dues(every)),
            ended_at=worst.ended,
            missed_at=_first([r.due.missed_at for r in every if r.due is not None]),
            elapsed=worst.elapsed,
            paused=worst.paused,
            excluded=worst.excluded,
            goal=row.goal.length if isinstance(row.goal, Budget) else None,
            goal_text=row.goal_text,
            verdict=word,
            lateness=lateness,
            provisional=word == "open"
            or (unsettled and worst.ended is None)
            or self._turns_on_the_unseen(hearing, every)
            or bool(may_move),
            belongs_at=belongs_at,
            period=self._period(belongs_at),
            needs=self._needs(hearing, every) if needs_more else (),
            could_be=_could_be(every, may_not_be=may_not_be) if unsettled else (),
            until_closed=may_move,
            belongs_until=belongs_until,
            used=_used(every),
            origin=row.origin,
        )

    def _needs(self, hearing: Hearing, every: Sequence[Judged]) -> tuple[str, ...]:
        """Return the words that would settle a verdict; among them what was to be agreed (R21)."""
        open_goals = (each.ruling.row.goal for each in every if each.due is None)
        moments = (name for goal in open_goals for name in moments_of(goal))
        agreed = (n for n in moments if not isinstance(self.timeline.moment(n), int))
        return tuple(dict.fromkeys((*hearing.needs, *agreed, *self.removed.needs)))

    def _turns_on_the_unseen(self, hearing: Hearing, every: Sequence[Judged]) -> bool:
        """Tell whether time mattered of which the source of spans does not tell yet (R33)."""
        missed_at = _last([r.due.missed_at for r in every if r.due is not None])
        ended = every[-1].ended
        last = min(at for at in (missed_at, ended, self.setting.until) if at is not None)
        return any(piece.start < last for stop in hearing.stops for piece in stop.unseen)

    def _may_move(self, promise: Promise) -> frozenset[str]:
        """Return the moments that a run rests on and that a later one may replace (R38)."""
        unsettled = self.timeline.unsettled
        return unsettled & self.text.rests_on(promise) if unsettled else unsettled

    def _unheard(self, heard: Unheard) -> Verdict:
        """Return the verdict where no run can be named."""
        word: VerdictWord = "excluded" if self.removed.truth else "undetermined"
        needs = tuple(f"{name} ({heard.unsure.why})" for name in heard.unsure.needs)
        at = self._moment_of_period()
        first, until = self._first_start(heard.cycle), self.setting.until
        return replace(
            self._blank(heard.promise, heard.cycle),
            verdict=word,
            needs=needs,
            could_be=NO_RUN_NAMED if word == "undetermined" else (),
            lateness=(NOTHING, Micros(until - first)) if word == "undetermined" else None,
            belongs_at=first if at is None else at,
            belongs_until=until if at is None else None,
            period=self._period(at),
        )

    def _first_start(self, cycle: Cycle | None) -> Instant:
        """Return the first instant at which a run of which too little is known may have begun."""
        starts = [run.start.at for run in cycle.runs] if cycle else [self.setting.contract.starts]
        return min(*starts, self.setting.until)

    def _blank(self, promise: Promise, cycle: Cycle | None) -> Verdict:
        return Verdict(
            item=self.timeline.item,
            kind=self.timeline.kind,
            customer=self.timeline.customer,
            promise=promise.name,
            table=promise.table,
            measure=promise.measure.name,
            cycle=1 if cycle is None else cycle.number,
            cycle_of=None if cycle is None else cycle.of,
            level=None,
            started_at=None,
            due_at=None,
            due_latest=None,
            ended_at=None,
            missed_at=None,
            elapsed=NOTHING,
            paused=NOTHING,
            excluded=NOTHING,
            goal=None,
            goal_text="",
            verdict="undetermined",
            lateness=None,
            provisional=False,
            belongs_at=None,
            period=None,
            needs=(),
            version=self.text.name,
            internal=promise.internal,
            origin=promise.origin,
        )

    def _word(self, hearing: Hearing, every: Sequence[Judged], *, may_not_be: bool) -> VerdictWord:
        """Return the verdict after what the contract says of removed items and of the unknown."""
        if self.removed.truth:
            return "excluded"
        written = self._written(hearing.promise.measure.name)
        if written is not None:
            return written
        words = {result.word for result in every}
        return "undetermined" if len(words) > 1 or may_not_be else words.pop()

    def _written(self, measure: str) -> VerdictWord | None:
        """Return the verdict that the contract itself gives for an unknown moment."""
        for rule in self.text.terms.unknown:
            if rule.subject == measure and rule.word in self.timeline.unknown:
                match rule.outcome:
                    case "met" | "missed" | "undetermined":
                        return rule.outcome
                    case _:
                        pass
        return None

    def _level(self, worst: Judged) -> str | None:
        at = self.setting.until if worst.ended is None else max(worst.start, worst.ended - 1)
        level = self.timeline.value("level", Instant(at))
        return level if isinstance(level, str) else None

    def _belongs(self, every: Sequence[Judged]) -> tuple[Instant | None, Instant | None]:
        """Return the instant that decides a run's period, and the last where dates may differ.

        An open run that is paused belongs to none yet: its due time still moves.
        """
        if every[-1].waiting:
            return None, None
        found = [at for result in every if (at := self._decides(result)) not in (None, NEVER)]
        first, last = _first(found), _last(found)
        if first is None or last is None or first == last:
            return first, None
        zone = self.setting.contract.zone
        same = local_date(first, zone) == local_date(last, zone)
        return first, None if same else last

    def _decides(self, result: Judged) -> Instant | None:
        """Return the instant that decides the period in one world: its due time where it lacks."""
        due_at = None if result.due is None else result.due.due_at
        rule = self.setting.contract.belongs.get(self.timeline.kind)
        match rule.moment if rule else "due":
            case "started":
                return result.start
            case "ended" if result.ended is not None:
                return result.ended
            case "missed" if result.word == "missed" and result.due is not None:
                return result.due.missed_at
            case _:
                at = self._moment_of_period()
                return due_at if at is None else at

    def _moment_of_period(self) -> Instant | None:
        """Return the moment of the item that decides its period, once it has come."""
        rule = self.setting.contract.belongs.get(self.timeline.kind)
        at = self.timeline.moment(rule.moment) if rule else None
        return at if isinstance(at, int) and at <= self.setting.until else None

    def _period(self, at: Instant | None) -> str | None:
        contract = self.setting.contract
        return None if at is None else period_of(at, contract.every, contract.zone).label


def _could_be(every: Sequence[Judged], *, may_not_be: bool) -> tuple[VerdictWord, ...]:
    words = {word for result in every for word in result.could_be}
    # What is not judged leaves both sides of a share, as an excluded run does.
    if may_not_be:
        words.add("excluded")
    return tuple(sorted(words)) if len(words) > 1 else ()


def _dues(every: Sequence[Judged]) -> list[Instant]:
    return [result.due.due_at for result in every if result.due is not None]


def _first(instants: list[Instant]) -> Instant | None:
    at = min(instants, default=NEVER)
    return None if at == NEVER else at


def _last(instants: list[Instant]) -> Instant | None:
    at = max(instants, default=NEVER)
    return None if at == NEVER else at


def _used(every: Sequence[Judged]) -> tuple[Micros, Micros] | None:
    """Return the least and the most time counted where the run is over."""
    used = [result.elapsed for result in every if result.ended is not None]
    return (min(used), max(used)) if used else None


def _lateness(every: Sequence[Judged]) -> tuple[Micros, Micros] | None:
    """Return the least and the most counted time past due; `None` where none is missed."""
    late = [NOTHING if r.lateness is None else r.lateness for r in every]
    return (min(late), max(late)) if any(r.word == "missed" for r in every) else None
