"""Which columns of a table are asked for, and what of them tells rows apart."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from slarules.core.conditions import Missing, Value
from slarules.core.contract import Kind
from slarules.core.mapping import CommentBy, CommentPart, Pick, Table, TimeIn
from slarules.core.mapping import Mapping as Rules
from slarules.engine.bulk.reading.symbols import Symbols, telling
from slarules.facts.happenings import REQUESTER
from slarules.facts.items import wanted_fields
from slarules.facts.raw import CUSTOMER, Text, subjects
from slarules.facts.rows import ALWAYS, EVENT_COLUMNS
from slarules.facts.words import Word

PERSONS = frozenset({CUSTOMER, REQUESTER})
"""Fields that name somebody: whom is each item's own, unless a rule looks at it."""


@dataclass(frozen=True)
class Wanted:
    """What the rules for one kind of item look at in a table.

    Attributes:
        rules: All of the mapping; `own` are those for the kind.
        classes: By fact, what of its values matters; None where every value does.
        all_times: Of a view of part of the rules, the times that all of them look at: instants are
            referred to by their place among those of the item, which is the same in each view.
    """

    table: Table
    kind: Kind
    rules: Rules
    classes: Mapping[str, Callable[[Value], object]] | None = None
    all_times: tuple[tuple[str, str | None], ...] | None = None

    @cached_property
    def own(self) -> Rules:
        """The rules for the words of the kind."""
        mapping = self.rules.of(self.kind.name)
        happen = {*self.kind.moments, *self.kind.events}
        return replace(
            mapping,
            facts={w: rule for w, rule in mapping.facts.items() if w in self.kind.facts},
            happenings={w: rules for w, rules in mapping.happenings.items() if w in happen},
        )

    @cached_property
    def fields(self) -> frozenset[str]:
        """The fields that any rule looks at, folded."""
        return wanted_fields(self.rules)

    @cached_property
    def times(self) -> tuple[tuple[str, str | None], ...]:
        """The fields in which rules look for a time, and where those are without an offset."""
        if self.all_times is not None:
            return self.all_times
        found = dict.fromkeys(
            (rule.subject.name, rule.zone)
            for rules in self.own.happenings.values()
            for rule in rules
            if isinstance(rule, TimeIn)
        )
        return tuple(found)

    @cached_property
    def texts(self) -> dict[str, Callable[[Text], object]]:
        """What tells the texts of each field apart that rules look at."""
        single = {w: w_.fields[0] for w, w_ in self._words.items() if len(w_.fields) == 1}
        told = {w: field for w, field in single.items() if self._is_told_by_value(w)}
        answers = [(field, self._answer(word)) for word, field in told.items()]
        facts = {word: rule for word, rule in self.own.facts.items() if word not in told}
        found = dict(telling(replace(self.own, facts=facts), answers))
        for name in (self.fields | ALWAYS) - found.keys():
            found[name] = _is_there
        return found

    @cached_property
    def _words(self) -> dict[str, Word]:
        mark = self.rules.layout.decimal
        own = self.own.facts.items()
        return {word: Word(self.kind.facts[word], rule, mark) for word, rule in own}

    def _is_told_by_value(self, word: str) -> bool:
        """Tell whether texts that give the same value of a fact are the same to it."""
        return self.classes is not None or self.own.facts[word].value_of is not None

    def _answer(self, word: str) -> Callable[[str], object]:
        """Return what tells the texts apart that a fact is read from."""
        of, classes = self._words[word], self.classes or {}

        def told(text: str) -> object:
            value, odd, what = of.answer((text,))
            if isinstance(value, Missing):
                return value, odd, what
            return classes[word](value) if word in classes else value

        return told

    @cached_property
    def asks_who(self) -> bool:
        """Whether a rule looks at who wrote a comment."""
        asks_whose = any(each.author == "requester" for each in self._comments)
        return asks_whose or CommentPart("author") in self._subjects

    @property
    def _comments(self) -> Iterator[CommentBy]:
        for rule in (rule for rules in self.own.happenings.values() for rule in rules):
            if isinstance(rule, Pick) and isinstance(rule.occurrence, CommentBy):
                yield rule.occurrence

    @cached_property
    def _subjects(self) -> frozenset[object]:
        conditions = [condition for _, condition in self.own.roles]
        conditions += (each.where for each in self._comments)
        return frozenset(s for condition in conditions for s in subjects(condition))

    @cached_property
    def columns(self) -> tuple[str, ...]:
        """The columns whose cells tell rows apart."""
        if self.table.shape == "events":
            return ("kind", *EVENT_COLUMNS, CUSTOMER)
        return tuple(sorted(self.fields | ALWAYS))

    def symbols(self) -> Symbols:
        """Return symbols for the rows of the table, none yet."""
        return Symbols(self.table, self.rules.layout, self.fields, self.columns, self.texts)


def _is_there(text: Text) -> object:
    return None if text is None else bool(text.strip())
