"""What bears on one promise and one item: its cycles, the rows that may hold, what stood still."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial

from slarules.core.conditions import Truth
from slarules.core.promises import Measure, Promise, Removal
from slarules.engine.reference.counting import Cycle, Run, Unsure
from slarules.engine.reference.cycles import cycles
from slarules.engine.reference.pausing import Between
from slarules.engine.reference.pieces import Course, Courses, Piece, courses
from slarules.engine.reference.readings import Reader
from slarules.engine.reference.rows import Choosing
from slarules.engine.reference.setting import Setting, Text
from slarules.engine.reference.standing import Standing
from slarules.engine.reference.stops import Stop, Stopped, stopped
from slarules.engine.reference.ways import MOST_WAYS
from slarules.engine.reference.whole_units import WholeUnits
from slarules.facts.history import Happening, Timeline
from slarules.facts.truth import holds, unknown_facts
from slarules.hours.local import dates, local_date, midnight
from slarules.instants import Instant

NOTHING_STOPS = Stopped([], [])

TOO_MUCH = "too much of its history is unknown"


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
class World:
    """One way in which a run and its rows may have been.

    Attributes:
        until: The instant of evaluation, cut down where the measure counts in whole units.
    """

    course: Course
    run: Run
    stopped: Stopped
    until: Instant


@dataclass(frozen=True, slots=True)
class Hearing:
    """One cycle of an item before one promise.

    Attributes:
        worlds: Every corner of what is unknown, the worst for the provider last. Between the best
            and the worst there may be a verdict that is neither's: a run that has not ended is
            missed in the worst, and open where it was paused.
        stops: What stands still in the worst run, surely or perhaps.
        needs: The facts that are unknown and matter.
        may_not_be: Whether it is possible that there is no such cycle, or that it is not covered.
    """

    promise: Promise
    cycle: Cycle
    worlds: tuple[World, ...]
    stops: tuple[Stop, ...]
    needs: tuple[str, ...] = ()
    may_not_be: bool = False


@dataclass(frozen=True, slots=True)
class Unheard:
    """A promise on an item of which no run, or no row, can be named, and why."""

    promise: Promise
    unsure: Unsure
    cycle: Cycle | None = None


class Docket:
    """An item under one text; what several promises on one measure share is worked out once."""

    def __init__(self, timeline: Timeline, text: Text, setting: Setting) -> None:
        self.timeline = timeline
        self.text = text
        self.until = setting.until
        self.last = partial(timeline.said, at=setting.until)
        self._cycles: dict[tuple[str, frozenset[str]], tuple[Cycle, ...] | Unsure] = {}
        self._between = Between(timeline, setting.until)
        self._stops: dict[tuple[str, int, str | None], tuple[Stop, ...]] = {}
        self._parted: dict[tuple[str, int], Cycle] = {}

    def cycles(self, measure: Measure, restarting: frozenset[str]) -> tuple[Cycle, ...] | Unsure:
        """Return the cycles of a measure, which close where one of the facts changes."""
        key = measure.name, restarting
        if key not in self._cycles:
            counting = self.text.counting(measure, restarting)
            self._cycles[key] = cycles(counting, self.timeline, self.until)
        return self._cycles[key]

    def stops(self, measure: Measure, run: Run, of: str | None) -> tuple[Stop, ...]:
        """Return what stands still in a run of a measure, surely or perhaps."""
        # A run lives as long as the docket that holds its cycle.
        key = measure.name, id(run), of
        if key not in self._stops:
            standing = Standing(
                measure, run, of, self.timeline, self.until, self.text, self._between
            )
            self._stops[key] = standing.stops()
        return self._stops[key]

    def parted_at_stops(self, measure: Measure, cycle: Cycle) -> Cycle | None:
        """Return a cycle of unknown start also as it is if it starts at an edge of a stop.

        A day deadline does not only grow with the start: a later one may leave a stop behind that
        an earlier one had to make up. `None` stands for too many ways.
        """
        key = measure.name, id(cycle)
        if key not in self._parted:
            between = self._starts_between(measure, cycle)
            if len(between) * len(cycle.runs) > MOST_WAYS:
                return None
            runs = (replace(run, start=at) for run in cycle.runs for at in between)
            own = (run for run in runs if run.finish is None or run.start.at < run.finish.at)
            *others, worst = cycle.runs
            self._parted[key] = replace(cycle, runs=(*others, *own, worst))
        return self._parted[key]

    def _starts_between(self, measure: Measure, cycle: Cycle) -> list[Happening]:
        starts = sorted(run.start.at for run in cycle.runs)
        if starts[0] == starts[-1]:
            return []
        halted = (stop for run in cycle.runs for stop in self.stops(measure, run, cycle.of))
        pieces = [piece for stop in halted for piece in (*stop.certain, *stop.possible)]
        edges = {at for piece in pieces for at in (piece.start, piece.end)}
        # The later in a stop it starts, the less there is to make up: most so late in the day.
        ends = self._day_ends(starts[0], starts[-1]) if pieces else ()
        edges |= {at for at in ends if any(p.start <= at < p.end for p in pieces)}
        return [Happening(at) for at in sorted(edges) if starts[0] < at < starts[-1]]

    def _day_ends(self, first: Instant, last: Instant) -> Iterator[Instant]:
        """Yield the last instant of each date between two instants, and the one after it.

        The dates are those of the contract, and of every clock that has a zone of its own.
        """
        for zone in {self.text.zone, *(c.zone for c in self.text.terms.clocks.values())}:
            for day in dates(local_date(first, zone), local_date(last, zone)):
                begins = midnight(day, zone)
                yield from (Instant(begins - 1), begins)


def hear(choosing: Choosing, docket: Docket) -> Iterator[Hearing | Unheard]:
    """Yield what bears on a promise and each cycle of an item that it may cover."""
    promise = choosing.promise
    covered = holds(promise.covers, docket.last)
    if covered is False:
        return
    found = docket.cycles(promise.measure, choosing.restarting)
    if isinstance(found, Unsure):
        if any(row and row.goal for row in choosing.candidates(docket.last).rows):
            yield Unheard(promise, found)
        return
    for cycle in found:
        ways: Cycle | None = cycle
        if choosing.by_days and len(cycle.runs) > 1:
            ways = docket.parted_at_stops(promise.measure, cycle)
        if ways is None:
            yield Unheard(promise, Unsure(TOO_MUCH, cycle.needs), cycle)
        else:
            yield from _Case(choosing, docket, ways, covered).heard()


@dataclass(frozen=True, slots=True)
class _Case:
    choosing: Choosing
    docket: Docket
    cycle: Cycle
    covered: Truth

    def heard(self) -> Iterator[Hearing | Unheard]:
        """Yield the hearing of the cycle; nothing where no row promises anything."""
        promise = self.choosing.promise
        taken = self._taken()
        if taken is None:
            unsure = Unsure(TOO_MUCH, self.choosing.over_time)
            yield Unheard(promise, unsure, self.cycle)
        elif any(piece.row and piece.row.goal for course, _ in taken[0] for piece in course):
            yield self._hearing(*taken)

    def _hearing(self, pairs: Sequence[tuple[Course, Run]], needs: Sequence[str]) -> Hearing:
        promise, docket = self.choosing.promise, self.docket
        units, runs = WholeUnits(promise.measure.unit, docket.text.zone), self.cycle.runs
        halted = {id(run): docket.stops(promise.measure, run, self.cycle.of) for run in runs}
        until = units.at(docket.until)
        worlds = tuple(
            World(_in_units(course, units), units.run(run), standing, until)
            for course, run in pairs
            for standing in _halts(halted[id(run)])
        )
        every = [*self.cycle.needs, *needs]
        every += [need for stops in halted.values() for stop in stops for need in stop.needs]
        if self.covered is None:
            every += unknown_facts(promise.covers, docket.last)
        return Hearing(
            promise=promise,
            cycle=self.cycle,
            worlds=worlds,
            stops=halted[id(runs[-1])],
            needs=tuple(dict.fromkeys(every)),
            may_not_be=self.cycle.may_not_be or self.covered is None,
        )

    def _taken(self) -> tuple[list[tuple[Course, Run]], list[str]] | None:
        """Return the courses that rows may take in each run; `None` when there are too many."""
        if self.choosing.over_time:
            return self._over_time()
        found = [self._courses(run) for run in self._possible_runs()]
        rows = [course[0].row for each in found if each for course in each.courses]
        rows = list(dict.fromkeys(rows)) if len(rows) > 1 else rows
        needs = [need for each in found if each for need in each.needs]
        pairs: list[tuple[Course, Run]] = [
            ((Piece(run.start.at, row),), run) for row in rows for run in self.cycle.runs
        ]
        return pairs, needs

    def _over_time(self) -> tuple[list[tuple[Course, Run]], list[str]] | None:
        pairs: list[tuple[Course, Run]] = []
        needs: list[str] = []
        for run in self.cycle.runs:
            found = self._courses(run)
            if found is None:
                return None
            pairs += ((course, run) for course in found.courses)
            needs += found.needs
        return pairs, needs

    def _courses(self, run: Run) -> Courses | None:
        each, of = self.choosing.promise.measure.each, self.cycle.of
        own = None if each is None or of is None else (each, of)
        docket = self.docket
        reader = Reader(docket.timeline, run, docket.until, own)
        return courses(self.choosing, reader, docket.text.rankings.get(docket.timeline.kind, {}))

    def _possible_runs(self) -> list[Run]:
        """Return runs that between them read every value that a fact of the tables may have."""
        runs = self.cycle.runs
        if len(runs) == 1:
            return list(runs)
        told = self.docket.timeline.facts
        steps = [s for fact in self.choosing.facts for s in told.get(fact, ())]
        starts = sorted(run.start.at for run in runs)
        ends = sorted(_last(run, self.docket.until) for run in runs)
        begun = (Happening(s.at, s.position) for s in steps if starts[0] < s.at < starts[-1])
        ended = (Happening(Instant(s.at + 1)) for s in steps if ends[0] <= s.at < ends[-1])
        worst = runs[-1]
        return [
            *runs,
            *(Run(start, worst.end, worst.cut) for start in begun),
            *(Run(worst.start, end) for end in ended),
        ]


def _last(run: Run, until: Instant) -> Instant:
    return until if run.finish is None else run.finish.at


def _halts(stops: Sequence[Stop]) -> Iterator[Stopped]:
    """Yield what stands still at most and at least; once where nothing is unknown."""
    if not stops:
        yield NOTHING_STOPS
        return
    if any(stop.certain != stop.possible for stop in stops):
        yield stopped(stops, best=True)
    yield stopped(stops, best=False)


def _in_units(course: Course, units: WholeUnits) -> Course:
    if units.unit is None:
        return course
    return tuple(Piece(units.at(piece.since), piece.row) for piece in course)
