"""States: what rows have made of an item so far, each different one once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from slarules.core.conditions import (
    ABSENT,
    UNKNOWN,
    Becomes,
    Changes,
    Happens,
    Missing,
    Occurrence,
    StopsBeing,
    Value,
)
from slarules.core.mapping import Happening as Rule
from slarules.core.mapping import Pick, RowOf
from slarules.engine.bulk.reading.symbols import Said
from slarules.engine.bulk.reading.wanted import Wanted
from slarules.facts.happenings import Observer
from slarules.facts.raw import Entry, Position, Text
from slarules.facts.timelines import CLOSED
from slarules.facts.truth import Moment
from slarules.facts.words import Answer, Word
from slarules.instants import Instant

NOT_WALKED = -2
"""In place of a state: an item that comes here is judged by its outline."""


@dataclass(frozen=True)
class State:
    """What an item is after a row.

    Attributes:
        fields: What they hold, as far as rules tell it apart.
        happened: The moments and events so far.
        values: The facts.
        is_made: Whether a row said that it was created.
        is_closed: Whether nothing more is expected of it.
        has_rows: Whether there was a row; the first may say nothing that a rule looks at.
    """

    fields: Mapping[str, Text] = field(default_factory=dict)
    happened: frozenset[str] = frozenset()
    values: Mapping[str, Value | Missing] = field(default_factory=dict)
    is_made: bool = False
    is_closed: bool = True
    has_rows: bool = True

    @property
    def key(self) -> tuple[object, ...]:
        """What tells states apart."""
        return tuple(sorted(self.fields.items())), self.happened, self.is_made, self.has_rows

    @property
    def is_sure(self) -> bool:
        """Whether every fact is known."""
        return UNKNOWN not in self.values.values()

    def said(self, name: str) -> Value | Moment:
        """Return what is said of a fact, or of a moment; when that was does not matter."""
        if name in self.values:
            # What the rows of the first instant have not filled in yet was never anything.
            value = self.values[name]
            return ABSENT if value is UNKNOWN else value
        return Instant(0) if name in self.happened else ABSENT


class States:
    """The states of items of one kind, and how rows lead from one to the next.

    Attributes:
        known: By number; the first is that before all rows.
    """

    def __init__(self, wanted: Wanted, occurrences: Sequence[Occurrence]) -> None:
        own, mark = wanted.own, wanted.rules.layout.decimal
        kind = wanted.kind
        self._words = {name: Word(kind.facts[name], rule, mark) for name, rule in own.facts.items()}
        self._closing = [
            word
            for name, word in self._words.items()
            if kind.facts[name].is_state and any(c.value == CLOSED for c in word.rule.cases)
        ]
        self._rules = {name: rules[0] for name, rules in own.happenings.items()}
        self._observer = Observer(mark, own.roles)
        self._occurrences = occurrences
        self._numbers: dict[tuple[object, ...], int] = {}
        self._happened_at: dict[tuple[object, ...], frozenset[str] | None] = {}
        self.known: list[State] = []
        self._number(State(is_closed=not self._closing, has_rows=False))

    def after(self, number: int, said: Said) -> tuple[int, int]:
        """Return the state after a row and, as bits, the occurrences at it."""
        before, entry = self.known[number], said.entry
        if entry.was is not None or entry.kind in {"lost", "before"}:
            return NOT_WALKED, 0
        changed = dict(zip(entry.fields, entry.values, strict=True))
        fields = before.fields
        if any(fields.get(name, "") != value for name, value in changed.items()):
            fields = {**fields, **changed}
        happens = self._happenings(before, fields, entry, is_first=number == 0)
        if happens is None:
            return NOT_WALKED, 0
        after = State(
            fields=fields,
            happened=before.happened | happens,
            values={name: _answer(word, fields).value for name, word in self._words.items()},
            is_made=before.is_made or entry.kind == "created",
            is_closed=not self._closing
            or any(word.look(fields.get).value == CLOSED for word in self._closing),
        )
        return self._number(after), self._bits(before, after, happens)

    def is_odd(self, number: int) -> bool:
        """Tell whether something is odd about what the fields of a state say."""
        fields = self.known[number].fields
        return any(_answer(word, fields).odd for word in self._words.values())

    def _number(self, state: State) -> int:
        number = self._numbers.setdefault(state.key, len(self.known))
        if number == len(self.known):
            self.known.append(state)
        return number

    def _happenings(
        self, before: State, fields: Mapping[str, Text], entry: Entry, *, is_first: bool
    ) -> frozenset[str] | None:
        """Return what happens at a row; None where that is not sure."""
        if entry.comment is not None:
            return self._found(before, fields, entry, is_first=is_first)
        # Many states differ only in what happened before, which no row looks back at.
        key = (is_first, entry.kind, tuple(before.fields.items()), tuple(fields.items()))
        if key not in self._happened_at:
            self._happened_at[key] = self._found(before, fields, entry, is_first=is_first)
        return self._happened_at[key]

    def _found(
        self, before: State, fields: Mapping[str, Text], entry: Entry, *, is_first: bool
    ) -> frozenset[str] | None:
        new = Position(Instant(1), 0, fields, entry)
        old = Position(Instant(0), 0, before.fields, entry._replace(kind="row", comment=None))
        positions = [new] if is_first else [old, new]
        found: set[str] = set()
        for name, rule in self._rules.items():
            seen = self._seen(rule, positions)
            if seen is None:
                return None
            if seen:
                found.add(name)
        return frozenset(found)

    def _seen(self, rule: Rule, positions: Sequence[Position]) -> bool | None:
        match rule:
            case RowOf(kind):
                return positions[-1].entry.kind == kind
            case Pick(occurrence=occurrence):
                seen = self._observer.seen(occurrence, positions)
                here = [each for each in seen if each.happening.at == 1]
                return None if not all(each.sure for each in here) else bool(here)
            case _:
                return None

    def _bits(self, before: State, after: State, happens: frozenset[str]) -> int:
        bits = 0
        for bit, occurrence in enumerate(self._occurrences):
            if _occurs(occurrence, before, after, happens):
                bits |= 1 << bit
        return bits


def _answer(word: Word, fields: Mapping[str, Text]) -> Answer:
    """Return what the fields of a state say of a word; what no row told of yet is empty."""
    return word.look(lambda name: fields.get(name, ""))


def _occurs(occurrence: Occurrence, before: State, after: State, happens: frozenset[str]) -> bool:
    match occurrence:
        case Happens(name):
            return name in happens
        case Becomes(fact, values):
            return after.values.get(fact) in values and before.values.get(fact) not in values
        case StopsBeing(fact, values):
            now = after.values.get(fact)
            return before.values.get(fact) in values and now not in values and now is not UNKNOWN
        case Changes(fact):
            now = after.values.get(fact)
            return not isinstance(now, Missing) and now != before.values.get(fact)
