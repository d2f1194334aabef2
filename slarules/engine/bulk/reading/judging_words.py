"""What judging looks at: the words of one kind of item, and what of their values matters."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import partial
from typing import TypeAlias

from slarules.core.conditions import (
    Becomes,
    Changes,
    Compares,
    Is,
    Relation,
    StopsBeing,
    Value,
)
from slarules.core.contract import Contract, Kind, Terms
from slarules.core.mapping import Mapped, Pick, StateTurns
from slarules.core.mapping import Mapping as Rules
from slarules.core.promises import Exceptional, Measure, OneOf, Promise, Reading
from slarules.facts.needs import words_in
from slarules.facts.timelines import CLOSED
from slarules.facts.truth import stands, words
from slarules.node_parts import part_names

SHOWN = frozenset({"level", "service"})
"""Facts of which a verdict shows the value, or which choose what is excluded."""

IN_ORDER: frozenset[Reading] = frozenset(
    {"at its highest", "as it changes keeping time used", "as it changes starting again"}
)
"""Readings for which it matters in which value a fact is, and not only which row holds."""

Telling: TypeAlias = Callable[[Value], object]


@dataclass
class JudgingWords:
    """The words of one kind that judging looks at.

    Attributes:
        facts, happening: Facts and states; moments and events.
        tests: By fact, what of its values matters.
        told: Facts of which every value matters.
    """

    kind: Kind
    contract: Contract
    rules: Rules
    facts: set[str] = field(default_factory=set)
    happening: set[str] = field(default_factory=set)
    tests: dict[str, list[Telling]] = field(default_factory=dict)
    told: set[str] = field(default_factory=lambda: set(SHOWN))

    def __post_init__(self) -> None:
        contract = self.contract
        texts = [_judged(version.terms) for version in contract.versions]
        used = words_in((*texts, contract.belongs, contract.coverage))
        applies = {each.moment for version in contract.versions for each in version.applies}
        self.facts = used.facts | SHOWN
        for name in sorted(used.moments | applies | {b.moment for b in contract.belongs.values()}):
            self._happens(name)
        for node in _nodes((*texts, contract.coverage)):
            self._note(node)
        self._note_closing()

    @property
    def restricted(self) -> Kind:
        """The kind without all other words."""
        kind = self.kind
        return replace(
            kind,
            facts={name: fact for name, fact in kind.facts.items() if name in self.facts},
            moments={name: text for name, text in kind.moments.items() if name in self.happening},
            events={name: text for name, text in kind.events.items() if name in self.happening},
        )

    @property
    def classes(self) -> Mapping[str, Telling]:
        """By fact, what tells its values apart; facts of which every value matters are left out."""
        names = self.facts - self.told
        return {name: partial(_classed, tuple(self.tests.get(name, ()))) for name in names}

    # --- words of the mapping --------------------------------------------------------------------

    def _happens(self, name: str) -> None:
        """Note a moment or event, and what bounds it."""
        if name in self.happening:
            return
        self.happening.add(name)
        for rule in self.rules.happenings.get(name, ()):
            match rule:
                case Pick(bound=bound) if bound is not None:
                    match bound.anchor:
                        case StateTurns(state, value):
                            self._test(state, partial(_is, (value,)))
                        case Mapped(other):
                            self._happens(other)
                case _:
                    continue

    def _note_closing(self) -> None:
        """Note the states that say when an item is closed (R38)."""
        for name, rule in self.rules.facts.items():
            if any(case.value == CLOSED for case in rule.cases):
                self._test(name, partial(_is, (CLOSED,)))

    def _test(self, fact: str, test: Telling) -> None:
        self.facts.add(fact)
        self.tests.setdefault(fact, []).append(test)

    # --- words of the contract -------------------------------------------------------------------

    def _note(self, node: object) -> None:
        match node:
            case Is(fact, values) | Becomes(fact, values) | StopsBeing(fact, values):
                self._test(fact, partial(_is, values))
            case Compares(fact, relation, limit):
                self._test(fact, partial(_stands, relation, limit))
            case Changes(fact) | Measure(each=str() as fact):
                self.told.add(fact)
            case Promise():
                self._note_promise(node)
            case _:
                return

    def _note_promise(self, promise: Promise) -> None:
        self.told.update(fact for fact, reading in promise.readings if reading in IN_ORDER)
        tables: tuple[Promise | Exceptional, ...] = (promise, *promise.exceptions)
        if promise.measure.reading in IN_ORDER:
            self.told.update(words(promise.applies))
            for exception in promise.exceptions:
                self.told.update(words(exception.when))
            for table in tables:
                self.told.update(table.columns)
        for table in tables:
            for row in table.rows:
                for column, cell in zip(table.columns, row.cells, strict=True):
                    if isinstance(cell, OneOf):
                        self._test(column, partial(_is, cell.values))


def _judged(terms: Terms) -> tuple[object, ...]:
    return (
        *terms.promises.values(),
        *terms.pauses,
        *terms.removals,
        *terms.cancels,
        *terms.restarts,
        *terms.unknown,
    )


def _nodes(part: object) -> Iterator[object]:
    if isinstance(part, tuple | frozenset):
        for each in part:
            yield from _nodes(each)
    elif names := part_names(type(part)):
        yield part
        for name in names:
            yield from _nodes(getattr(part, name))


def _is(values: tuple[Value, ...] | frozenset[Value], value: Value) -> bool:
    return value in values


def _stands(relation: Relation, limit: Fraction, value: Value) -> bool | None:
    return stands(value, relation, limit) if isinstance(value, Fraction) else None


def _classed(tests: tuple[Telling, ...], value: Value) -> object:
    return tuple(test(value) for test in tests)
