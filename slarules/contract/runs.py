"""What measures count on an item, and of which kind the item is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from slarules.contract.conditions import condition, fact_of, fits, occurrences
from slarules.contract.problems.kinds import NoValues
from slarules.contract.problems.names import NotOneItem
from slarules.contract.problems.told import nearest
from slarules.contract.scope import Scope, every, first, origin
from slarules.core.contract import FactType, Kind
from slarules.core.english import listed
from slarules.core.promises import Bounds, Measure, Reading, Reopening, Resuming
from slarules.instants import HOUR, MINUTE, SECOND, Micros
from slarules.syntax import tree

UNITS: Mapping[str, Micros] = {"second": SECOND, "minute": MINUTE, "hour": HOUR}

RESUMING: Mapping[str, Resuming] = {
    "goes on without the time between": "without the time between",
    "goes on with the time between": "with the time between",
    "starts again": "starting again",
    "as a new cycle": "as a new cycle",
}


@dataclass(frozen=True, slots=True)
class Run:
    """What a measure counts, as it is written.

    Attributes:
        phrases: What is said of it beside its starts and ends.
        statement: The statement or the line of a table that says it.
    """

    name: tree.Name
    counted: tree.FromUntil
    phrases: Sequence[tree.Phrase]
    items: tree.Name | None
    statement: tree.Node
    clause: tree.Text | None

    @property
    def words(self) -> tuple[tree.Occurrence, ...]:
        """Every occurrence that it names."""
        return (*self.counted.starts, *plain(self.counted.ends), *self._reopening)

    @property
    def _reopening(self) -> Iterator[tree.Occurrence]:
        return (o for phrase in every(self.phrases, tree.Reopens) for o in phrase.occurrences)

    @property
    def reading(self) -> Reading | None:
        """Which value of a table's facts counts where the table does not say."""
        judged = first(self.phrases, tree.Judged)
        return judged.reading if judged else None


Runs = Mapping[str, Run]


def plain(endings: Iterable[tree.Ending]) -> Iterator[tree.Occurrence]:
    """Yield the occurrences of ends, whether the next one is meant or not."""
    return (e.occurrence if isinstance(e, tree.NextOne) else e for e in endings)


def runs(statements: Iterable[tree.Statement]) -> dict[str, Run]:
    """Return every measure that counts time on an item, by its name; the first of a name."""
    found: dict[str, Run] = {}
    for statement in statements:
        for run in _runs_in(statement):
            found.setdefault(run.name.text, run)
    return found


def _runs_in(statement: tree.Statement) -> Iterator[Run]:
    match statement:
        case tree.Measure(name=name, items=items, clause=clause, phrases=phrases):
            if counted := first(phrases, tree.FromUntil):
                yield Run(name, counted, phrases, items, statement, clause)
        case tree.Targets(clause=clause):
            for phrase in every(statement.phrases, tree.Measures):
                if run := inline(phrase, clause):
                    yield run
        case _:
            pass


def inline(phrase: tree.Measures, clause: tree.Text | None) -> Run | None:
    """Return what a measure counts that is written out in a table's statement."""
    run = phrase.run
    return Run(phrase.name, run.counted, run.phrases, None, phrase, clause) if run else None


def measure(run: Run, kind: Kind, scope: Scope) -> Measure:
    """Return what is counted on one item of a kind."""
    scope.telling.clause = run.clause.value if run.clause else scope.telling.clause
    counts_while = first(run.phrases, tree.CountsWhile)
    counted_in = first(run.phrases, tree.CountedIn)
    return Measure(
        run.name.text,
        kind.name,
        bounds(run.counted, kind, scope),
        isinstance(run.counted, tree.EachTime),
        _each(run, kind, scope),
        condition(counts_while.condition if counts_while else None, kind, scope),
        UNITS[counted_in.unit.removesuffix("s")] if counted_in else None,
        tuple(_reopenings(run, kind, scope)),
        run.reading,
        origin(run.statement, run.clause),
    )


def bounds(counted: tree.FromUntil, kind: Kind, scope: Scope) -> Bounds:
    """Return where runs, or the times of a pause, start and end on an item of a kind."""
    following = [e.occurrence for e in counted.ends if isinstance(e, tree.NextOne)]
    return Bounds(
        occurrences(counted.starts, kind, scope),
        occurrences(plain(counted.ends), kind, scope),
        condition(counted.where, kind, scope),
        condition(counted.until, kind, scope),
        frozenset(occurrences(following, kind, scope)),
    )


SEPARATELY = "separately for each"
"""Stands, among what could not be read, for measures of which the fact is not known."""


def _each(run: Run, kind: Kind, scope: Scope) -> str | None:
    """Return the fact for each of whose values a run is counted; one without values is told."""
    counted = run.counted
    if not isinstance(counted, tree.Separately):
        return None
    fact = fact_of(kind, counted.fact, scope)
    if fact and fact.kind not in ENDLESS:
        return fact.name
    if fact:
        scope.tell(NoValues(span=counted.fact.span, fact=fact.name, kind=fact.kind))
    meant = None if fact else nearest(counted.fact.text, kind.facts)
    if meant is None:
        scope.broken.setdefault(SEPARATELY, set()).add(run.name.text)
    return meant


ENDLESS: frozenset[FactType] = frozenset({"number", "text"})
"""Types of which nobody can list the values."""


def _reopenings(run: Run, kind: Kind, scope: Scope) -> Iterator[Reopening]:
    for phrase in every(run.phrases, tree.Reopens):
        when = occurrences(phrase.occurrences, kind, scope)
        where = condition(phrase.where, kind, scope)
        yield Reopening(when, RESUMING[phrase.resuming], where, origin(phrase, run.clause))


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
