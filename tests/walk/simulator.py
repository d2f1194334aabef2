"""The independent judge: one item against one promise, minute by minute, by the rules alone.

Slow and plain on purpose. It shares with the engine the core objects that both are given, and
nothing that counts.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from slarules.core.conditions import ABSENT, Condition, Every, Is, Missing, Not, Some, Value
from slarules.core.contract import Contract
from slarules.core.promises import AnyOther, AnyValue, Cell, Goal, OneOf, Promise, Reading, Row
from slarules.facts.history import History, Timeline
from tests.walk.goals import Found, Scan, clock_of
from tests.walk.grid import ONE_DAY, Grid
from tests.walk.ledger import LAST, World, ticks_of
from tests.walk.machine import Machine, Place, Run, Tape

MINUTE = 60_000_000
KEEPING: Reading = "as it changes keeping time used"
STARTING_AGAIN: Reading = "as it changes starting again"


@dataclass(frozen=True, slots=True)
class Judged:
    """What the judge says of one run: lengths and instants in microseconds."""

    cycle: int
    cycle_of: str | None
    started_at: int | None
    ended_at: int | None
    verdict: str
    due_at: int | None
    missed_at: int | None
    elapsed: int | None
    paused: int | None
    excluded: int | None


def simulate(
    contract: Contract,
    history: History,
    promise: Promise,
    *,
    grid: Grid | None = None,
) -> list[Judged]:
    """Judge the only item of a history against a promise, cycle by cycle."""
    (item,) = history.items
    (version,) = contract.versions
    world = World(
        grid or _grid(item, history),
        contract.zone,
        version.terms,
        list(history.spans),
        history.until,
    )
    order = contract.vocabulary.items[item.kind].facts
    highest = {name: fact.values for name, fact in order.items()}
    return list(Judge(world, Tape(item, history.until), promise, highest).judged())


def _grid(item: Timeline, history: History) -> Grid:
    rows = [h.at for found in item.happened.values() for h in found]
    rows += [s.at for steps in item.facts.values() for s in steps if s.at > -ONE_DAY]
    rows += [at for span in history.spans for at in (span.start, span.end or span.start)]
    first = min([*rows, history.until]) // ONE_DAY * ONE_DAY - 5 * ONE_DAY
    minutes = all(at % MINUTE == 0 for at in rows)
    tick, ahead = (MINUTE, 20 * ONE_DAY) if minutes else (MINUTE // 60, 4 * ONE_DAY)
    return Grid(first, tick, (max([*rows, history.until]) + ahead - first) // tick)


class Judge:
    """One item against one promise."""

    def __init__(
        self, world: World, tape: Tape, promise: Promise, highest: dict[str, tuple[Value, ...]]
    ) -> None:
        self.world, self.tape, self.promise, self.highest = world, tape, promise, highest
        self.readings = dict(promise.readings)

    def judged(self) -> Iterator[Judged]:
        restarting = {fact for fact in self.facts() if self.reading(fact) == STARTING_AGAIN}
        runs = Machine(self.promise.measure, self.tape, self.world.terms, restarting).walked()
        for run in runs:
            for group in self._groups(run):
                found = _OneRun(self, run, group).judged()
                if found:
                    yield found

    def facts(self) -> set[str]:
        return set(self.promise.columns) | _facts_of(self.promise.applies)

    def reading(self, fact: str) -> Reading:
        return self.readings.get(fact, "at the end")

    def _groups(self, run: Run) -> list[str | None]:
        """Return the values for each of which there is a run of its own (R13)."""
        each = self.promise.measure.each
        if each is None:
            return [None]
        values = [self.tape.value(each, place) for place in self.places_of(run)]
        return list(dict.fromkeys(v for v in values if isinstance(v, str)))

    def places_of(self, run: Run) -> list[Place]:
        """Return the positions of a run, its start included and its stop not."""
        stop = run.stop or (self.tape.until, LAST)
        return [p for p in self.tape.places if p == run.start or run.start <= p < stop]

    def is_removed(self) -> bool:
        last = (self.tape.until, LAST)
        removals = [r for r in self.world.terms.removals if r.item == self.tape.item.kind]
        return any(self.tape.holds(removal.where, last) for removal in removals)


class _OneRun:
    """One run, or the part of one that is one group's."""

    def __init__(self, judge: Judge, run: Run, group: str | None) -> None:
        self.judge, self.run, self.group = judge, run, group
        self.tape, self.world = judge.tape, judge.world
        self.ticks = ticks_of(run, judge.promise.measure, judge.tape, judge.world, group)

    def judged(self) -> Judged | None:
        keeping = [f for f in self.judge.facts() if self.judge.reading(f) == KEEPING]
        pieces = self._pieces(keeping)
        if pieces[-1][1] is None and self._missed_inside(pieces) is None:
            return None
        found = self._decide(pieces)
        return self._verdict(found, self._sums(pieces)) if found else None

    # --- the row -------------------------------------------------------------------------------

    def _pieces(self, keeping: list[str]) -> list[tuple[int, Goal | None]]:
        """Return the ticks at which a row begins to hold, and its goal (R28)."""
        changed = [
            place
            for place in self.judge.places_of(self.run)[1:]
            if any(self.tape.changes_to_known(fact, place) for fact in keeping)
        ]
        cuts = [self.run.start, *changed]
        return [(max(self.ticks.whole(p), self.ticks.start), self._goal(p)) for p in cuts]

    def _goal(self, place: Place) -> Goal | None:
        """Return the goal of the row that holds from a position of the run on."""
        if not self._holds(self.judge.promise.applies, place):
            return None
        columns = self.judge.promise.columns
        values = {fact: self.value(fact, place) for fact in columns}
        row = _pick(self.judge.promise.rows, columns, values)
        return row.goal if row else None

    def value(self, fact: str, place: Place) -> Value | Missing:
        """Return the value of a fact that picks the row, as its reading says."""
        if fact == self.judge.promise.measure.each:
            return self.group or ABSENT
        match self.judge.reading(fact):
            case "at the start":
                return self.tape.value(fact, self.run.start)
            case "at the end":
                return self.tape.value(fact, self.judge.places_of(self.run)[-1])
            case "as closed":
                return self.tape.value(fact, (self.tape.until, LAST))
            case "at its highest":
                return self._highest(fact)
            case "as it changes keeping time used":
                return self._first_known(fact, place)
            case _:
                return self._first_known(fact, self.run.start)

    def _first_known(self, fact: str, place: Place) -> Value | Missing:
        held = self.tape.value(fact, place)
        later = [self.tape.value(fact, p) for p in self.tape.places if p > place]
        return next((v for v in [held, *later] if not isinstance(v, Missing)), held)

    def _highest(self, fact: str) -> Value | Missing:
        had = {self.tape.value(fact, place) for place in self.judge.places_of(self.run)}
        return next((value for value in self.judge.highest[fact] if value in had), ABSENT)

    def _holds(self, what: Condition, place: Place) -> bool:
        match what:
            case Is(fact, values):
                return self.value(fact, place) in values
            case Every(parts):
                return all(self._holds(part, place) for part in parts)
            case Some(parts):
                return any(self._holds(part, place) for part in parts)
            case Not(part):
                return not self._holds(part, place)
            case _:
                return self.tape.holds(what, place)

    # --- the goal ------------------------------------------------------------------------------

    def _scans(
        self, pieces: list[tuple[int, Goal | None]]
    ) -> Iterator[tuple[Scan, Goal | None, int]]:
        used = 0
        ends = [since for since, _ in pieces[1:]] + [self.ticks.stop]
        for (since, goal), end in zip(pieces, ends, strict=True):
            scan = Scan(self.ticks, self._moment, since, used)
            yield scan, goal, end
            used += self._count(scan, goal, since, end, "counted")

    def _count(self, scan: Scan, goal: Goal | None, since: int, end: int, kind: str) -> int:
        clock = clock_of(goal) if goal else None
        if clock is None:
            return 0
        begins = max(since, scan.counted_from(clock))
        return sum(self.ticks.kind(i, clock) == kind for i in range(begins, end))

    def _sums(self, pieces: list[tuple[int, Goal | None]]) -> dict[str, int]:
        sums = dict.fromkeys(("counted", "paused", "excluded"), 0)
        for scan, goal, end in self._scans(pieces):
            for kind in sums:
                sums[kind] += self._count(scan, goal, scan.since, end, kind)
        return sums

    def _missed_inside(self, pieces: list[tuple[int, Goal | None]]) -> Found | None:
        """Return the first piece that was missed before the next one began."""
        for scan, goal, end in list(self._scans(pieces))[:-1]:
            if goal and (found := scan.find(goal)).missed < end:
                return found
        return None

    def _decide(self, pieces: list[tuple[int, Goal | None]]) -> Found | None:
        if inside := self._missed_inside(pieces):
            return inside
        *_, (scan, goal, _) = self._scans(pieces)
        return scan.find(goal) if goal else None

    def _moment(self, name: str) -> int:
        return self.tape.item.happened[name][0].at

    # --- the verdict ---------------------------------------------------------------------------

    def _verdict(self, found: Found, sums: dict[str, int]) -> Judged:
        grid = self.world.grid
        return Judged(
            self.run.number,
            self.group,
            grid.at(self.ticks.start),
            grid.at(self.ticks.stop) if self.run.stop else None,
            self._word(found.missed),
            grid.at(found.due),
            grid.at(found.missed),
            *(sums[kind] * grid.tick for kind in ("counted", "paused", "excluded")),
        )

    def _word(self, missed: int) -> str:
        if self.judge.is_removed():
            return "excluded"
        late = missed < self.ticks.stop
        if self.run.cut:
            return "missed" if late and not self.run.even_if_missed else "cancelled"
        if late:
            return "missed"
        return "met" if self.run.end else "open"


def _pick(
    rows: tuple[Row, ...], columns: tuple[str, ...], values: dict[str, Value | Missing]
) -> Row | None:
    for row in rows:
        if all(_fits(cell, values[fact]) for cell, fact in zip(row.cells, columns, strict=True)):
            return row
    other = [row for row in rows if any(isinstance(cell, AnyOther) for cell in row.cells)]
    return other[0] if other else None


def _fits(cell: Cell, value: Value | Missing) -> bool:
    match cell:
        case OneOf(values):
            return value in values
        case AnyValue():
            return True
        case AnyOther():
            return False


def _facts_of(what: Condition) -> set[str]:
    match what:
        case Is(fact, _):
            return {fact}
        case Every(parts) | Some(parts):
            return {fact for part in parts for fact in _facts_of(part)}
        case Not(part):
            return _facts_of(part)
        case _:
            return set()
