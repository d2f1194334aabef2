"""What bears on one promise and one item: its run, the rows that may hold, what stood still."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from itertools import product

from slarules.core.conditions import Missing, Truth, Value
from slarules.core.promises import Goal, Measure, Promise, Removal, Row
from slarules.engine.reference.clocks import Run, Runs, Unsure, runs
from slarules.engine.reference.goals import NEVER
from slarules.engine.reference.judging import cancellings
from slarules.engine.reference.occurring import order
from slarules.engine.reference.rows import Choosing
from slarules.engine.reference.setting import Setting, Text
from slarules.engine.reference.stops import Stop, Stopped, stopped, stops
from slarules.facts.history import Happening, Timeline
from slarules.facts.truth import holds, unknown_facts
from slarules.instants import Instant, Interval


@dataclass(frozen=True, slots=True)
class Removed:
    """Whether an item is taken out of everything, and the facts that would settle it.

    Attributes:
        by: What takes it out for certain.
    """

    truth: Truth = False
    needs: tuple[str, ...] = ()
    by: Removal | None = None


def removed(timeline: Timeline, text: Text, until: Instant) -> Removed:
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
            return Removed(truth=True, by=rule)
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
class Hearing:
    """One item before one promise.

    Attributes:
        rows: The rows that may hold; `None` among them when perhaps none does.
        stops: What stands still, surely or perhaps.
        needs: The facts that are unknown and matter.
    """

    promise: Promise
    runs: Runs
    rows: tuple[Row | None, ...]
    stops: tuple[Stop, ...]
    needs: tuple[str, ...]

    @property
    def goals(self) -> Iterator[tuple[Row, Goal]]:
        """The goals that may hold, each with its row."""
        for row in self.rows:
            if row is not None and row.goal is not None:
                yield row, row.goal

    @property
    def may_not_be_judged(self) -> bool:
        """Whether it is possible that no promise covers the item."""
        return any(row is None or row.goal is None for row in self.rows)

    @property
    def worlds(self) -> tuple[tuple[Run, Stopped], ...]:
        """The provider's best and worst world, the worst last; one where nothing is unknown."""
        worst = (self.runs.worst, stopped(self.stops, best=False))
        certain = all(stop.certain == stop.possible for stop in self.stops)
        if self.runs.best == self.runs.worst and certain:
            return (worst,)
        return ((self.runs.best, stopped(self.stops, best=True)), worst)

    @property
    def corners(self) -> Iterator[tuple[Run, Stopped]]:
        """Every world whose start, end and stops each turn out in one way or the other.

        Between the best and the worst there may be a verdict that is neither's: a run that has not
        ended is missed in the worst, and open where it was paused.
        """
        runs = self.runs.best, self.runs.worst
        starts, ends = ({run.start for run in runs}, {run.end for run in runs})
        halts = [stopped(self.stops, best=best) for best in (True, False)]
        for start, end, halted in product(starts, ends, halts):
            if end is None or order(end) >= order(start):
                yield Run(start, end), halted


class Docket:
    """An item under one text; what several promises on one measure share is worked out once."""

    def __init__(self, timeline: Timeline, text: Text, setting: Setting) -> None:
        self.timeline = timeline
        self.text = text
        self.until = setting.until
        self.last = partial(timeline.said, at=setting.until)
        self._runs: dict[str, Runs | Unsure | None] = {}
        self._stops: dict[str, tuple[Stop, ...]] = {}

    def runs(self, measure: Measure) -> Runs | Unsure | None:
        """Return the run of a measure, if it has one."""
        if measure.name not in self._runs:
            self._runs[measure.name] = self._started(measure)
        return self._runs[measure.name]

    def _started(self, measure: Measure) -> Runs | Unsure | None:
        found = runs(measure, self.timeline, self.until)
        if not isinstance(found, Runs):
            return found
        # Where an occurrence that cancels stands in the row of the start, no run starts (R14).
        start = order(found.worst.start)
        cancelling = cancellings(measure.name, self.timeline, self.text)
        return None if any(order(happening) == start for happening, _ in cancelling) else found

    def stops(self, measure: Measure, found: Runs) -> tuple[Stop, ...]:
        """Return what stands still in a run of a measure, surely or perhaps."""
        if measure.name not in self._stops:
            window = _window(found)
            halted = stops(measure.name, self.timeline, window, self.until, self.text)
            self._stops[measure.name] = tuple(halted)
        return self._stops[measure.name]


def hear(choosing: Choosing, docket: Docket) -> Hearing | Unsure | None:
    """Return what bears on a promise and an item; `None` when the promise does not cover it."""
    promise = choosing.promise
    covered = holds(promise.covers, docket.last)
    found = None if covered is False else docket.runs(promise.measure)
    if isinstance(found, Unsure):
        settled = choosing.candidates(partial(docket.timeline.value, at=docket.until))
        return found if any(row and row.goal for row in settled.rows) else None
    if found is None:
        return None
    ran = _possible_runs(choosing, docket, found)
    candidates = [choosing.candidates(partial(_read, choosing, docket, run)) for run in ran]
    rows = list(dict.fromkeys(row for c in candidates for row in c.rows))
    if not any(row and row.goal for row in rows):
        return None
    halted = docket.stops(promise.measure, found)
    needs = [*found.needs, *(n for c in candidates for n in c.needs)]
    needs += [need for stop in halted for need in stop.needs]
    if covered is None:
        rows.append(None)
        needs += unknown_facts(promise.covers, docket.last)
    return Hearing(promise, found, tuple(rows), halted, tuple(dict.fromkeys(needs)))


def _possible_runs(choosing: Choosing, docket: Docket, found: Runs) -> list[Run]:
    """Return runs that between them read every value that a fact of the tables may have."""
    best, worst = found.best, found.worst
    if best == worst:
        return [best]
    steps = {s.at for fact in choosing.readings for s in docket.timeline.facts.get(fact, ())}
    starts = [Happening(at) for at in steps if worst.start.at < at < best.start.at]
    latest = docket.until if worst.end is None else worst.end.at
    ends = [Happening(Instant(at + 1)) for at in steps if best.end and best.end.at <= at < latest]
    return [
        best,
        worst,
        *(Run(start, worst.end) for start in starts),
        *(Run(worst.start, end) for end in ends),
    ]


def _read(choosing: Choosing, docket: Docket, run: Run, fact: str) -> Value | Missing:
    """Return the value of a fact that picks the row (section 6 of the clocks)."""
    timeline, until = docket.timeline, docket.until
    match choosing.readings.get(fact, "at the end"):
        case "at the start":
            return timeline.value(fact, run.start.at)
        case "as reported":
            return _first_known(timeline, fact, run.start.at)
        case "as closed":
            return timeline.value(fact, until)
        case _:
            end = until if run.end is None else max(run.start.at, run.end.at - 1)
            return timeline.value(fact, Instant(end))


def _first_known(timeline: Timeline, fact: str, start: Instant) -> Value | Missing:
    now = timeline.value(fact, start)
    if not isinstance(now, Missing):
        return now
    later = (step.value for step in timeline.facts.get(fact, ()) if step.at > start)
    return next((value for value in later if not isinstance(value, Missing)), now)


def _window(found: Runs) -> Interval:
    """Return from where to where anything can stand still: for an open run, without end."""
    start = min(found.best.start.at, found.worst.start.at)
    if found.worst.end is None:
        return Interval(start, NEVER)
    return Interval(start, max(found.best.start.at, found.worst.end.at))
