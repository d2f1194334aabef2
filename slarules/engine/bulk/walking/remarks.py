"""Which items nothing is to be told of: no row of them is odd, and every row counts.

What the facts layer finds odd about an item follows from its rows one by one, but for their order
and for what happened before what. So most items need not be looked at by it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import reduce
from operator import or_

import numpy as np

from slarules.core.conditions import Happens, Missing, Occurrence
from slarules.core.mapping import Pick, RowOf
from slarules.engine.bulk.reading.elements import Elements, Flags, Numbers
from slarules.engine.bulk.reading.symbols import Said, Symbol
from slarules.engine.bulk.reading.wanted import Wanted
from slarules.engine.bulk.walking.compiled_remarks import Told, told
from slarules.engine.bulk.walking.programs import EACH, FIRST, LAST
from slarules.engine.bulk.walking.sharing import WaysKept
from slarules.engine.bulk.walking.states import NOT_WALKED, State, States
from slarules.engine.bulk.walking.steps import Steps
from slarules.facts.needs import Used
from slarules.facts.reopening import DONE, DONE_STATES, REOPENED

MOST_STATES = 1 << 14
"""With more states than that, nothing is gained by them."""


EVERY_FIELD = -1
"""The bits of a row that holds all fields."""


class NotToldApartError(Exception):
    """Items of a mapping cannot be told apart so."""


@dataclass
class Remarks:
    """Tells items apart of which nothing is odd.

    Attributes:
        wanted: All that rules look at.
        symbols: What rows say, by number.
        tells_of_making: Whether any row says that an item was created.
        happened: The moments and events of the items that were told apart.
    """

    wanted: Wanted
    used: Used
    symbols: Sequence[Symbol]
    tells_of_making: bool
    happened: set[str] = field(default_factory=set)
    _known_asks: list[bool] = field(default_factory=list)
    _known_sets: list[int] = field(default_factory=list)
    _fields: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        own, kind = self.wanted.own, self.wanted.kind
        if self.wanted.times or self.wanted.table.shape == "wide":
            raise NotToldApartError
        if any(len(rules) != 1 or not _is_plain(rules[0]) for rules in own.happenings.values()):
            raise NotToldApartError
        words = [name for name in (*kind.moments, *kind.events) if name in own.happenings]
        self._words = words
        self._occurrences: list[Occurrence] = [Happens(name) for name in words]
        self._counts = [self._count(name) for name in words]
        self._states = States(self.wanted, self._occurrences)
        self._steps = Steps(self._states, self.symbols, self._after)
        self._ways = WaysKept()
        self._pairs = np.asarray(list(self._measured(words)), np.int64).reshape(-1, 2)
        self._again = words.index(REOPENED) if REOPENED in words else -1
        self._done = words.index(DONE) if DONE in words else -1
        if len(words) > 60 or not self._can_be_done():
            raise NotToldApartError

    def _count(self, name: str) -> int:
        rule = self.wanted.own.happenings[name][0]
        if name in self.wanted.kind.events:
            return EACH
        return LAST if isinstance(rule, Pick) and rule.which == "last" else FIRST

    def _measured(self, words: Sequence[str]) -> Iterator[tuple[int, int]]:
        """Yield the moments and events of which the second must not lie before the first."""
        for start, end in self.used.measured.get(self.wanted.kind.name, ()):
            if start in words and end in words:
                yield words.index(start), words.index(end)

    def _can_be_done(self) -> bool:
        """Tell whether each time at which an item was done can be seen, if it is asked."""
        rules = self.wanted.own.happenings.get(DONE, ())
        return self._again < 0 or all(isinstance(rule, Pick) for rule in rules)

    # --- batches ---------------------------------------------------------------------------------

    def unremarkable(self, elements: Elements, apart: Flags) -> Flags:
        """Return of which items nothing is odd, of those that do not stand apart."""
        ways = self._ways.of(int(elements.first[-1]))
        left = apart.copy()
        self._steps.take(elements, ways, left)
        seen = np.zeros(len(self._states.known), np.bool_)
        told(self._told(), elements, ways, left, seen)
        for number in np.flatnonzero(seen).tolist():
            self.happened |= self._states.known[number].happened
        return ~left

    def _told(self) -> Told:
        known = self._states.known
        made = np.asarray([state.is_made for state in known], np.bool_)
        asks_made = self.wanted.table.shape == "events" and self.tells_of_making
        return Told(
            pairs=self._pairs,
            paired=np.unique(self._pairs),
            lasts=sum(1 << bit for bit, each in enumerate(self._counts) if each == LAST),
            again=self._again,
            done=len(self._occurrences),
            creates=len(self._occurrences) + 1,
            sets=self._sets(),
            whole=made if asks_made else np.ones(len(known), np.bool_),
            made=made,
            asks=self._asking(),
        )

    def _asking(self) -> Flags:
        """Return of each state whether rows are looked at of items that end so."""
        known = self._known_asks
        known += map(self._asks, self._states.known[len(known) :])
        return np.asarray(known, np.bool_)

    def _sets(self) -> Numbers:
        """Return by symbol the fields that it sets, as bits."""
        known = self._known_sets
        for symbol in self.symbols[len(known) :]:
            known.append(self._fields_set(symbol))
        return np.asarray([*known, EVERY_FIELD], np.int64)

    def _fields_set(self, symbol: Symbol) -> int:
        if self.wanted.table.shape != "events" or not isinstance(symbol, Said):
            return EVERY_FIELD
        numbers = (self._fields.setdefault(name, len(self._fields)) for name in symbol.entry.fields)
        # Fields that share the last bit are told of where need not be, which does no harm.
        return reduce(or_, (1 << min(number, 62) for number in numbers), 0)

    def _asks(self, state: State) -> bool:
        """Tell whether the rows of an item that ends so tell whether anything is odd about it."""
        if self._again >= 0 and self._words[self._again] in state.happened:
            return True
        pairs = ((self._counts[start], start, end) for start, end in self._pairs.tolist())
        return any(
            count == LAST and {self._words[start], self._words[end]} <= state.happened
            for count, start, end in pairs
        )

    def _after(self, number: int, symbol: int) -> tuple[int, int]:
        said = self.symbols[symbol]
        if not isinstance(said, Said) or said.entry.kind == "deleted":
            return NOT_WALKED, 0
        if len(self._states.known) >= MOST_STATES:
            return NOT_WALKED, 0
        before = self._states.known[number]
        if said.entry.kind == "created" and before.is_made:
            return NOT_WALKED, 0
        after, bits = self._states.after(number, said)
        if after < 0 or self._states.is_odd(after) or self._is_late(before, bits):
            return NOT_WALKED, 0
        is_done = self._done >= 0 and bool(bits >> self._done & 1)
        if is_done or _is_now_done(before, self._states.known[after]):
            bits |= 1 << len(self._occurrences)
        if said.entry.kind == "created":
            bits |= 1 << len(self._occurrences) + 1
        return after, bits

    def _is_late(self, before: State, bits: int) -> bool:
        """Tell whether a moment comes behind another that must not lie before it."""
        return any(
            bits >> start & 1
            and self._counts[start] != LAST
            and self._words[start] not in before.happened
            and self._words[end] in before.happened
            for start, end in self._pairs.tolist()
        )


def _is_plain(rule: object) -> bool:
    match rule:
        case RowOf():
            return True
        case Pick(bound=bound):
            return bound is None
        case _:
            return False


def _is_now_done(before: State, after: State) -> bool:
    """Tell whether a fact takes a value that says that an item is done."""
    return any(
        value in DONE_STATES and before.values.get(name) != value
        for name, value in after.values.items()
        if not isinstance(value, Missing)
    )
