"""What measures count on an item, and of which kind the item is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from slarules.contract.conditions import fits, occurrences
from slarules.contract.problems.names import NotOneItem
from slarules.contract.problems.told import listed
from slarules.contract.scope import Scope, every, first, origin
from slarules.core.contract import Kind
from slarules.core.promises import Bounds, Measure
from slarules.syntax import tree


@dataclass(frozen=True, slots=True)
class Run:
    """What a measure counts, as it is written."""

    name: tree.Name
    starts: tuple[tree.Occurrence, ...]
    ends: tuple[tree.Occurrence, ...]
    items: tree.Name | None
    statement: tree.Node
    clause: tree.Text | None

    @property
    def words(self) -> tuple[tree.Occurrence, ...]:
        """Every occurrence that it names."""
        return (*self.starts, *self.ends)


Runs = Mapping[str, Run]


def runs(statements: Iterable[tree.Statement]) -> dict[str, Run]:
    """Return every measure that counts time on an item, by its name; the first of a name."""
    found: dict[str, Run] = {}
    for statement in statements:
        for run in _runs_in(statement):
            found.setdefault(run.name.text, run)
    return found


def _runs_in(statement: tree.Statement) -> Iterator[Run]:
    match statement:
        case tree.Measure(name=name, items=items, clause=clause):
            if counted := first(statement.phrases, tree.FromUntil):
                yield Run(name, counted.starts, counted.ends, items, statement, clause)
        case tree.Targets(clause=clause):
            for phrase in every(statement.phrases, tree.Measures):
                if run := phrase.run:
                    yield Run(phrase.name, run.starts, run.ends, None, phrase, clause)
        case _:
            pass


def measure(run: Run, kind: Kind, scope: Scope) -> Measure:
    """Return what is counted on one item of a kind."""
    return Measure(
        run.name.text,
        kind.name,
        Bounds(occurrences(run.starts, kind, scope), occurrences(run.ends, kind, scope)),
        origin=origin(run.statement, run.clause),
    )


def kind_of(run: Run, scope: Scope) -> Kind | None:
    """Return the kind of item that a measure is about; when it could be several, tell so."""
    if run.items:
        return scope.item(run.items)
    if item := scope.item_of.get(run.name.text):
        return scope.vocabulary.items[item]
    return one_kind(run.name, run.words, (), scope)


def one_kind(
    name: tree.Name, words: Sequence[tree.Occurrence], columns: Sequence[str], scope: Scope
) -> Kind | None:
    """Return the kind with all words and columns, that the head speaks of; several are told."""
    kinds = tuple(scope.vocabulary.items.values())
    fitting = [kind for kind in kinds if fits(words)(kind)] or nearest_kinds(words, kinds)[:1]
    named = [kind for kind in fitting if all(c in kind.facts for c in columns)] or fitting
    narrowed = [kind for kind in named if kind.plural in scope.counted] or named
    if len(narrowed) > 1:
        items = listed([kind.plural for kind in narrowed])
        scope.tell(NotOneItem(span=name.span, what=name.text, items=items))
    return narrowed[0] if len(narrowed) == 1 else None


def nearest_kinds(words: Sequence[tree.Occurrence], kinds: Sequence[Kind]) -> list[Kind]:
    """Return kinds of item, the one that has most of the words first."""
    return sorted(kinds, key=lambda kind: -sum(fits((word,))(kind) for word in words))
