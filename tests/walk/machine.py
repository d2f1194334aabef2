"""One item walked position by position: which runs start, end, are cut and taken up again (R14)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import TypeAlias

from slarules.core.conditions import (
    ABSENT,
    Always,
    Becomes,
    Changes,
    Compares,
    Condition,
    Every,
    Happens,
    Is,
    Known,
    Missing,
    Not,
    Occurrence,
    Some,
    StopsBeing,
    Value,
)
from slarules.core.contract import Terms
from slarules.core.promises import Bounds, Cancel, Measure, Pause, Reopening, Restart
from slarules.facts.history import Timeline

Place: TypeAlias = tuple[int, int]
"""An instant, and the position among the rows that share it."""


class Tape:
    """What was so at each position of one item, up to the evaluation instant."""

    def __init__(self, item: Timeline, until: int) -> None:
        self.item = item
        self.until = until
        places = {(s.at, s.position) for steps in item.facts.values() for s in steps}
        places |= {(h.at, h.position) for found in item.happened.values() for h in found}
        self.places: list[Place] = sorted(place for place in places if place[0] <= until)

    def value(self, fact: str, place: Place) -> Value | Missing:
        """Return the value that holds from a position on."""
        found: Value | Missing = ABSENT
        for step in self.item.facts.get(fact, ()):
            if (step.at, step.position) <= place:
                found = step.value
        return found

    def before(self, fact: str, place: Place) -> Value | Missing:
        """Return the value that held just before a position."""
        found: Value | Missing = ABSENT
        for step in self.item.facts.get(fact, ()):
            if (step.at, step.position) < place:
                found = step.value
        return found

    def happens(self, name: str, place: Place) -> bool:
        return any((h.at, h.position) == place for h in self.item.happened.get(name, ()))

    def occurs(self, what: Occurrence, place: Place) -> bool:
        match what:
            case Happens(name):
                return self.happens(name, place)
            case Becomes(state, values):
                return (
                    self.value(state, place) in values and self.before(state, place) not in values
                )
            case StopsBeing(state, values):
                return (
                    self.before(state, place) in values and self.value(state, place) not in values
                )
            case Changes(fact):
                now = self.value(fact, place)
                return not isinstance(now, Missing) and now != self.before(fact, place)

    def any_occurs(self, what: Iterable[Occurrence], place: Place) -> bool:
        return any(self.occurs(one, place) for one in what)

    def holds(self, what: Condition, place: Place) -> bool:
        match what:
            case Always():
                return True
            case Is(fact, values):
                return self.value(fact, place) in values
            case Known(moment):
                happened = self.item.happened.get(moment, ())
                return any((h.at, h.position) <= place for h in happened)
            case Every(parts):
                return all(self.holds(part, place) for part in parts)
            case Some(parts):
                return any(self.holds(part, place) for part in parts)
            case Not(part):
                return not self.holds(part, place)
            case Compares():
                return self.compares(what, place)
            case _:
                raise AssertionError(f"not walked: {what}")

    def compares(self, what: Compares, place: Place) -> bool:
        found = self.value(what.fact, place)
        if isinstance(found, Missing | str):
            return False
        return {
            "at least": found >= what.limit,
            "above": found > what.limit,
            "below": found < what.limit,
            "at most": found <= what.limit,
            "exactly": found == what.limit,
        }[what.relation]

    def changes_to_known(self, fact: str, place: Place) -> bool:
        """Return whether a known value gives way to another known one."""
        now = self.value(fact, place)
        known = [
            step.value
            for step in self.item.facts.get(fact, ())
            if (step.at, step.position) < place and not isinstance(step.value, Missing)
        ]
        return bool(known) and not isinstance(now, Missing) and now != known[-1]


@dataclass
class Run:
    """A run as it goes; `cut` says whether it was cancelled, and whether even if missed."""

    number: int
    start: Place
    end: Place | None = None
    cut: Place | None = None
    even_if_missed: bool = False
    gaps: list[tuple[Place, Place]] = field(default_factory=list)

    @property
    def going(self) -> bool:
        return self.end is None and self.cut is None

    @property
    def stop(self) -> Place | None:
        return self.end or self.cut


class Machine:
    """The steps of R14 for one measure on one item."""

    def __init__(self, measure: Measure, tape: Tape, terms: Terms, restarting: set[str]) -> None:
        self.measure, self.tape = measure, tape
        self.restarting = restarting
        self.cancels = [c for c in terms.cancels if touches(c, measure)]
        self.restarts = [r for r in terms.restarts if touches(r, measure)]
        self.runs: list[Run] = []

    def walked(self) -> list[Run]:
        for place in self.tape.places:
            self.step(place)
        return self.runs

    @property
    def run(self) -> Run | None:
        return self.runs[-1] if self.runs and self.runs[-1].going else None

    def step(self, place: Place) -> None:
        self.end(place)
        self.cancel(place)
        self.restart(place)
        self.change(place)
        if not self.reopen(place):
            self.start(place)

    def end(self, place: Place) -> None:
        if self.run and self.ends_here(self.measure.bounds.ends, place):
            self.run.end = place

    def ends_here(self, ends: Iterable[Occurrence], place: Place) -> bool:
        until = self.measure.bounds.until
        return self.tape.any_occurs(ends, place) and self.tape.holds(until, place)

    def here(
        self, statements: Iterable[Cancel | Restart | Reopening], place: Place
    ) -> list[object]:
        return [
            one
            for one in statements
            if self.tape.any_occurs(one.when, place) and self.tape.holds(one.where, place)
        ]

    def cancel(self, place: Place) -> None:
        found = self.here(self.cancels, place)
        if self.run and found:
            self.run.even_if_missed = any(isinstance(c, Cancel) and c.even_if_missed for c in found)
            self.run.cut = place

    def restart(self, place: Place) -> None:
        if self.run and self.here(self.restarts, place):
            self.run.start = place
            self.run.gaps = []

    def change(self, place: Place) -> None:
        changed = any(self.tape.changes_to_known(fact, place) for fact in self.restarting)
        if self.run and changed:
            self.run.cut = place
            self.open(place)

    def open(self, place: Place) -> Run:
        self.runs.append(Run(self.runs[-1].number + 1 if self.runs else 1, place))
        return self.runs[-1]

    def reopen(self, place: Place) -> bool:
        last = self.runs[-1] if self.runs else None
        if last is None or last.end is None or last.end >= place:
            return False
        found = self.here(self.measure.reopenings, place)
        if not found:
            return False
        assert isinstance(found[0], Reopening)
        self.resume(last, found[0].resuming, place)
        return True

    def resume(self, last: Run, how: str, place: Place) -> None:
        assert last.end is not None
        match how:
            case "without the time between":
                last.gaps.append((last.end, place))
                last.end = None
            case "with the time between":
                last.end = None
            case "starting again":
                self.runs[-1] = Run(last.number, place)
            case _:
                self.open(place)

    def start(self, place: Place) -> None:
        bounds = self.measure.bounds
        if self.run or (self.runs and not self.measure.repeats):
            return
        starts = self.tape.any_occurs(bounds.starts, place) and self.tape.holds(bounds.where, place)
        if not starts or self.here(self.cancels, place):
            return
        plain = [end for end in bounds.ends if end not in bounds.next_ends]
        if not self.ends_here(plain, place):
            self.open(place)
        elif not self.measure.repeats:
            self.open(place).end = place


def touches(statement: Cancel | Restart | Pause, measure: Measure) -> bool:
    return statement.measures is None or measure.name in statement.measures


def between(bounds: Bounds, tape: Tape) -> Iterator[bool]:
    """Return for each position whether it lies between a start and the next end (R23)."""
    going = False
    plain = [end for end in bounds.ends if end not in bounds.next_ends]
    for place in tape.places:
        until = tape.holds(bounds.until, place)
        if going:
            going = not (tape.any_occurs(bounds.ends, place) and until)
        if not going:
            starts = tape.any_occurs(bounds.starts, place) and tape.holds(bounds.where, place)
            going = starts and not (tape.any_occurs(plain, place) and until)
        yield going
