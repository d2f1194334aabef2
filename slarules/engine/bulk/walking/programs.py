"""What is walked of a contract: its measures as masks and numbers of conditions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import reduce
from operator import or_
from typing import Final

from slarules.core.conditions import (
    ALWAYS,
    Condition,
    Every,
    Happens,
    Not,
    Notice,
    Occurrence,
    OnDay,
    Some,
    TimedNotice,
    WithinHours,
    word_of,
)
from slarules.core.contract import Contract
from slarules.core.mapping import Pick, RowOf
from slarules.core.promises import Pause, Promise, Reading
from slarules.engine.bulk.judging.compiled import NONE
from slarules.engine.bulk.judging.recipe_tables import Entry, Part
from slarules.engine.bulk.judging.shelf import KINDS, ClockNumber
from slarules.engine.bulk.reading.wanted import Wanted
from slarules.engine.reference.counting import Counting
from slarules.engine.reference.goals import moments_of
from slarules.engine.reference.pausing import KINDS as EFFECTS
from slarules.engine.reference.rows import Choosing
from slarules.engine.reference.setting import Setting, Text
from slarules.facts.truth import words

MOST_OCCURRENCES = 62
"""They are the bits of a word."""

RESUMING: Final = {
    "without the time between": 1,
    "with the time between": 2,
    "starting again": 3,
    "as a new cycle": 4,
}
AT_START, AT_END, AS_CLOSED = 0, 1, 2
READ_AT: Final[dict[Reading, int]] = {
    "as reported": AT_START,
    "at the start": AT_START,
    "at the end": AT_END,
    "as closed": AS_CLOSED,
}
PAUSE: Final = (KINDS["paused"], NONE)
"""A statement that lets time stand still without an allowance."""

EACH, FIRST, LAST = 0, 1, 2
"""At which of the rows at which it comes about an occurrence counts."""


class NotWalkedError(Exception):
    """Something of a contract or mapping is judged by outlines; says what."""


@dataclass
class Program:
    """What is walked for one kind of item, as numbers for compiled code.

    Attributes:
        occurrences: By bit; `counts` says at which rows they count.
        conditions: By number; the first always holds.
        choosing: By promise.
        measures, cancels, restarts, reopenings, stands, promises: Records of the kinds in
            `walk_tables`.
    """

    contract: Contract
    wanted: Wanted
    text: Text
    occurrences: list[Occurrence] = field(default_factory=list)
    counts: list[int] = field(default_factory=list)
    conditions: list[Condition] = field(default_factory=lambda: [ALWAYS])
    choosing: list[Choosing] = field(default_factory=list)
    measures: list[Entry] = field(default_factory=list)
    cancels: list[Entry] = field(default_factory=list)
    restarts: list[Entry] = field(default_factory=list)
    reopenings: list[Entry] = field(default_factory=list)
    stands: list[Entry] = field(default_factory=list)
    promises: list[Entry] = field(default_factory=list)
    _of_measure: dict[str, int] = field(default_factory=dict)

    @classmethod
    def of(
        cls, contract: Contract, wanted: Wanted, setting: Setting, clock: ClockNumber
    ) -> Program:
        """Return the program of a contract.

        Raises:
            NotWalkedError: It needs more than a walk.
        """
        _refuse(contract, wanted)
        program = cls(contract, wanted, setting.texts[0])
        for choosing in program.text.choosing.get(wanted.kind.name, ()):
            program._add(choosing, clock)
        for removal in program.text.terms.removals:
            if removal.item == wanted.kind.name:
                program.condition(removal.where, at_end=True)
        if len(program.occurrences) > MOST_OCCURRENCES:
            raise NotWalkedError("more than 62 occurrences")
        return program

    # --- promises --------------------------------------------------------------------------------

    def _add(self, choosing: Choosing, clock: ClockNumber) -> None:
        promise = choosing.promise
        if choosing.over_time or choosing.restarting:
            raise NotWalkedError("rows that change while a clock runs")
        read = {READ_AT[choosing.reading_of(fact)] for fact in choosing.facts}
        if len(read) > 1:
            raise NotWalkedError("rows picked by facts of several moments")
        if any(fact not in self.wanted.own.facts for fact in choosing.facts):
            raise NotWalkedError("rows picked by moments, or by facts that no rule gives")
        for row in (*promise.rows, *(row for e in promise.exceptions for row in e.rows)):
            if row.goal is not None and moments_of(row.goal):
                raise NotWalkedError("goals at a moment")
        measure = self._measure(promise, clock)
        covers = self.condition(promise.covers, at_end=True)
        self.choosing.append(choosing)
        self.promises.append((measure, read.pop() if read else AT_START, covers))

    def _measure(self, promise: Promise, clock: ClockNumber) -> int:
        measure = promise.measure
        if measure.name in self._of_measure:
            return self._of_measure[measure.name]
        if measure.each is not None:
            raise NotWalkedError("measures that count for each value separately")
        if measure.unit is not None and "level" in self.wanted.kind.facts:
            raise NotWalkedError("levels of runs in whole units")
        if any(x.of_its_service for x in self.text.stopping(measure).exclusions):
            raise NotWalkedError("exclusions of an item's service")
        counting = self.text.counting(measure, frozenset())
        bounds = measure.bounds
        if self.wanted.table.shape == "snapshots" and any(map(self._is_of_a_state, bounds.starts)):
            raise NotWalkedError("a start that may lie before the first row")
        starts, ends = self._mask(bounds.starts), self._mask(bounds.ends)
        only_moments = all(isinstance(end, Happens) for end in bounds.ends)
        others = self._cancels(counting), self._restarts(counting), self._reopenings(counting)
        held = self.cancels, self.restarts, self.reopenings
        turns = (each for one, part in zip(held, others, strict=True) for each in one[slice(*part)])
        stands = self._stands(promise, clock)
        entry = (
            starts,
            ends,
            self._mask(tuple(bounds.next_ends)),
            self.condition(bounds.where),
            self.condition(bounds.until),
            measure.repeats,
            only_moments and not measure.repeats,
            self._mask(tuple(o for o in counting.asked.all if not isinstance(o, Happens))),
            reduce(or_, (when for when, *_ in turns), starts | ends),
            all((kind, most) == PAUSE for kind, most, *_ in self.stands[slice(*stands)]),
            *(place for part in others for place in part),
            *stands,
        )
        self._of_measure[measure.name] = len(self.measures)
        self.measures.append(entry)
        return len(self.measures) - 1

    def _is_of_a_state(self, occurrence: Occurrence) -> bool:
        facts, word = self.wanted.kind.facts, word_of(occurrence)
        return not isinstance(occurrence, Happens) and facts[word].is_state

    def _cancels(self, counting: Counting) -> Part:
        strongest = sorted(counting.cancels, key=lambda c: not c.even_if_missed)
        return _appended(
            self.cancels,
            [
                (self._mask(c.when), self.condition(c.where), 2 if c.even_if_missed else 1)
                for c in strongest
            ],
        )

    def _restarts(self, counting: Counting) -> Part:
        found = [(self._mask(r.when), self.condition(r.where)) for r in counting.restarts]
        return _appended(self.restarts, found)

    def _reopenings(self, counting: Counting) -> Part:
        return _appended(
            self.reopenings,
            [
                (self._mask(r.when), self.condition(r.where), RESUMING[r.resuming])
                for r in counting.measure.reopenings
            ],
        )

    def _stands(self, promise: Promise, clock: ClockNumber) -> Part:
        measure, found = promise.measure, list[Entry]()
        if measure.counts_while != ALWAYS:
            found.append((KINDS["paused"], NONE, 0, self.condition(Not(measure.counts_while))))
        for pause, asking in self.text.stopping(measure).pauses:
            if asking is not None:
                raise NotWalkedError("pauses from one occurrence to another")
            found.append(self._pause(pause, clock))
        return _appended(self.stands, found)

    def _pause(self, pause: Pause, clock: ClockNumber) -> Entry:
        test = self.condition(Every((pause.while_, pause.provided)))
        kind, allowed = KINDS[EFFECTS[pause.effect]], pause.allowance
        if allowed is None:
            return kind, NONE, 0, test
        return kind, allowed.length, clock(0, allowed.clock), test

    # --- conditions and occurrences --------------------------------------------------------------

    def condition(self, condition: Condition, *, at_end: bool = False) -> int:
        """Return the number of a condition.

        Args:
            condition: Of an item at a row, or at its end.
            at_end: Whether it is asked at the end alone, when it is known what came last.
        """
        if condition == ALWAYS or condition == Every((ALWAYS, ALWAYS)):
            return 0
        if any(isinstance(each, TIMED) for each in _atoms(condition)):
            raise NotWalkedError("conditions on days and hours")
        for name in words(condition):
            if name in self.wanted.kind.facts and name not in self.wanted.own.facts:
                raise NotWalkedError("facts that no rule gives")
            if name not in self.wanted.kind.facts:
                at = self._counts(name)
                if at == LAST and not at_end:
                    raise NotWalkedError("conditions on a moment that may still move")
        if condition not in self.conditions:
            self.conditions.append(condition)
        return self.conditions.index(condition)

    def _mask(self, occurrences: Sequence[Occurrence]) -> int:
        mask = 0
        for occurrence in occurrences:
            word, own = word_of(occurrence), self.wanted.own
            if not isinstance(occurrence, Happens) and word not in own.facts:
                raise NotWalkedError("facts that no rule gives")
            if occurrence not in self.occurrences:
                is_moment = isinstance(occurrence, Happens)
                self.counts.append(self._counts(word) if is_moment else EACH)
                self.occurrences.append(occurrence)
            mask |= 1 << self.occurrences.index(occurrence)
        return mask

    def moment(self, name: str) -> int:
        """Return the bit of a moment."""
        return self._mask((Happens(name),)).bit_length() - 1

    def counted(self, count: int) -> int:
        """Return the bits of what counts at its first row, or at its last."""
        return sum(1 << bit for bit, each in enumerate(self.counts) if each == count)

    def _counts(self, name: str) -> int:
        """Return at which of its rows a moment or event counts."""
        rules = self.wanted.own.happenings.get(name, ())
        if len(rules) != 1:
            raise NotWalkedError("moments of several rules, or of none")
        is_event = name in self.wanted.kind.events
        match rules[0]:
            case RowOf():
                return FIRST
            case Pick(which="each", bound=None) if is_event:
                return EACH
            case Pick(which="first", bound=None) if not is_event:
                return FIRST
            case Pick(which="last", bound=None) if not is_event:
                return LAST
            case _:
                raise NotWalkedError("moments that others bound")


def _refuse(contract: Contract, wanted: Wanted) -> None:
    if len(contract.versions) > 1:
        raise NotWalkedError("a contract of several texts")
    if wanted.times:
        raise NotWalkedError("times in fields")
    if contract.versions[0].terms.unknown:
        raise NotWalkedError("what unknown words mean")


TIMED = (OnDay, WithinHours, Notice, TimedNotice)


def _atoms(condition: Condition) -> Iterator[Condition]:
    match condition:
        case Every(parts) | Some(parts):
            for part in parts:
                yield from _atoms(part)
        case Not(part):
            yield from _atoms(part)
        case _:
            yield condition


def _appended(held: list[Entry], entries: Sequence[Entry]) -> Part:
    first = len(held)
    held += entries
    return first, len(held)
