"""The statements `targets` and `exception`: one promise a measure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from slarules.contract.conditions import condition, facts_in, fits, occurrences
from slarules.contract.problems.completeness import NoMeasureGoal, PhraseMissing
from slarules.contract.problems.kinds import OtherItem
from slarules.contract.problems.names import DeclaredTwice, NotOneItem, UnknownName
from slarules.contract.problems.remarks import JudgedAtTheEnd
from slarules.contract.problems.structure import InCircle, NotYetComputed
from slarules.contract.problems.told import before, elsewhere, listed
from slarules.contract.scope import Scope, clause_of, every, first, origin
from slarules.contract.tables import Columns, Grid, grid
from slarules.core.conditions import ALWAYS, Condition
from slarules.core.contract import Fact, Kind
from slarules.core.promises import Between, Exceptional, Measure, Promise, Reading
from slarules.problems import Edit
from slarules.syntax import tree

READINGS: Mapping[str, Reading] = {
    "as reported": "as reported",
    "at the start": "at the start",
    "at the end": "at the end",
    "as closed": "as closed",
}


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
            if phrase := first(statement.phrases, tree.FromUntil):
                yield Run(name, phrase.starts, phrase.ends, items, statement, clause)
        case tree.Targets(clause=clause):
            for phrase in every(statement.phrases, tree.Measures):
                if phrase.run:
                    run = phrase.run
                    yield Run(phrase.name, run.starts, run.ends, None, phrase, clause)
        case _:
            pass


def measure(run: Run, kind: Kind, scope: Scope) -> Measure:
    """Return what is counted on one item of a kind."""
    return Measure(
        run.name.text,
        kind.name,
        occurrences(run.starts, kind, scope),
        occurrences(run.ends, kind, scope),
        origin(run.statement, run.clause),
    )


def kind_of(run: Run, scope: Scope) -> Kind | None:
    """Return the kind of item that a measure is about; when it could be several, tell so."""
    if run.items:
        return scope.item(run.items)
    return _one_kind(run.name, run.words, (), scope)


def _one_kind(
    name: tree.Name, words: Sequence[tree.Occurrence], columns: Sequence[str], scope: Scope
) -> Kind | None:
    kinds = tuple(scope.vocabulary.items.values())
    fitting = [kind for kind in kinds if fits(words)(kind)] or [_nearest(words, kinds)]
    narrowed = [k for k in fitting if k and all(c in k.facts for c in columns)] or fitting
    if len(narrowed) > 1:
        items = listed([kind.plural for kind in narrowed if kind])
        scope.tell(NotOneItem(span=name.span, what=name.text, items=items))
    return narrowed[0] if len(narrowed) == 1 else None


def _nearest(words: Sequence[tree.Occurrence], kinds: Sequence[Kind]) -> Kind | None:
    """Return the kind that has most of the words, so that what it lacks can be told."""
    return max(kinds, key=lambda k: sum(fits((word,))(k) for word in words), default=None)


# --- targets ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Table:
    """A `targets` statement in the making."""

    statement: tree.Targets
    kind: Kind
    runs: tuple[Run, ...]
    exceptions: tuple[Exemption, ...]

    @property
    def name(self) -> str:
        """Its name."""
        return self.statement.name.text

    @property
    def clause(self) -> str | None:
        """Its clause."""
        return self.statement.clause.value if self.statement.clause else None


@dataclass(frozen=True, slots=True)
class Exemption:
    """An `exception` statement in the making: its table read as one of a `targets` statement."""

    statement: tree.Exemption
    when: Condition
    grid: Grid


def promises(statements: Sequence[tree.Statement], scope: Scope) -> dict[str, Promise]:
    """Return every promise of `targets` statements by its measure's name."""
    known = runs(statements)
    found: dict[str, Promise] = {}
    exemptions = [s for s in statements if isinstance(s, tree.Exemption)]
    for statement in statements:
        if isinstance(statement, tree.Targets):
            scope.telling.clause = clause_of(statement)
            for promise in _promises(statement, known, exemptions, scope):
                if promise.name in found:
                    also = elsewhere(found[promise.name].origin.span, "promised here first")
                    span = statement.name.span
                    scope.tell(DeclaredTwice(span=span, noun="goal", name=promise.name, also=also))
                found.setdefault(promise.name, promise)
    _check_named_tables(exemptions, scope)
    return found


def _check_named_tables(exemptions: Iterable[tree.Exemption], scope: Scope) -> None:
    for exemption in exemptions:
        scope.telling.clause = clause_of(exemption)
        named = every(exemption.phrases, tree.Notwithstanding)
        for phrase in named:
            scope.find("targets", phrase.targets)
        if not named:
            scope.tell(
                PhraseMissing(
                    span=exemption.name.span,
                    what=f"exception {exemption.name}",
                    lack="which targets it changes",
                    example="notwithstanding NAME",
                )
            )


def _promises(
    statement: tree.Targets,
    known: Runs,
    exemptions: Iterable[tree.Exemption],
    scope: Scope,
) -> Iterator[Promise]:
    written = _measured(statement, known, scope)
    table = first(statement.phrases, tree.Table)
    if not _complete(statement, table, scope) or not written or table is None:
        return
    kind = _kind(statement, written, table, scope)
    if kind is None:
        return
    rows = _grid(table, kind, [run.name.text for run in written], statement, scope)
    exceptions = tuple(_exceptions(statement, kind, written, exemptions, scope))
    yield from _of_measures(Table(statement, kind, written, exceptions), rows, scope)


def _complete(statement: tree.Targets, table: tree.Table | None, scope: Scope) -> bool:
    what, span = f"targets {statement.name}", statement.name.span
    measures = every(statement.phrases, tree.Measures)
    if not measures:
        example = "measures NAME from MOMENT until MOMENT"
        scope.tell(PhraseMissing(span=span, what=what, lack="what it measures", example=example))
    if not table and not first(statement.phrases, tree.TableFrom):
        lack, example = "how much time is allowed", "table, and a row for each case"
        scope.tell(PhraseMissing(span=span, what=what, lack=lack, example=example))
    return bool(measures) and table is not None


def _measured(statement: tree.Targets, known: Runs, scope: Scope) -> tuple[Run, ...]:
    found: list[Run] = []
    for phrase in every(statement.phrases, tree.Measures):
        if phrase.run:
            run = phrase.run
            scope.used.add(("measure", phrase.name.text))
            found.append(Run(phrase.name, run.starts, run.ends, None, phrase, statement.clause))
        elif scope.find("measure", phrase.name) and phrase.name.text in known:
            found.append(known[phrase.name.text])
    return tuple(found)


def _kind(
    statement: tree.Targets, written: Sequence[Run], table: tree.Table, scope: Scope
) -> Kind | None:
    if items := first(statement.phrases, tree.ForItems):
        return scope.item(items.items)
    if named := next((run.items for run in written if run.items), None):
        return scope.item(named)
    words = [word for run in written for word in run.words]
    measured = {run.name.text for run in written}
    columns = [cell.words for cell in table.header.cells if cell.words not in measured]
    return _one_kind(statement.name, words, columns, scope)


def _grid(
    table: tree.Table,
    kind: Kind,
    measures: Sequence[str],
    statement: tree.Targets | tree.Exemption,
    scope: Scope,
) -> Grid:
    facts: list[tuple[int, Fact]] = []
    goals: list[tuple[int, str]] = []
    unknown = False
    for i, cell in enumerate(table.header.cells):
        if cell.words in measures:
            goals.append((i, cell.words))
        elif fact := kind.facts.get(cell.words):
            scope.fact_is_declared(fact.name, cell.span)
            facts.append((i, fact))
        else:
            unknown = True
            names = (*measures, *kind.facts)
            noun = f"measure of {statement.name} and no fact of a {kind.name}"
            scope.tell(UnknownName.among(cell.span, noun, cell.words, names))
    _check_columns(statement, measures, [name for _, name in goals], scope, told=unknown)
    return grid(Columns(tuple(facts), tuple(goals)), table.rows, kind, scope)


def _check_columns(
    statement: tree.Targets | tree.Exemption,
    measures: Sequence[str],
    goals: Sequence[str],
    scope: Scope,
    *,
    told: bool,
) -> None:
    if told or isinstance(statement, tree.Exemption):
        return
    for name in measures:
        if name not in goals:
            table = f"targets {statement.name}"
            scope.tell(NoMeasureGoal(span=statement.name.span, table=table, measure=name))


def _of_measures(table: Table, rows: Grid, scope: Scope) -> Iterator[Promise]:
    statement = table.statement
    items = first(statement.phrases, tree.ForItems)
    applies = condition(items.where, table.kind, scope) if items else ALWAYS
    readings = _readings(table, rows, applies, scope)
    between = first(statement.phrases, tree.Between)
    for run in table.runs:
        if rows.columns.place(run.name.text) is None:
            continue
        yield Promise(
            name=run.name.text,
            table=table.name,
            measure=measure(run, table.kind, scope),
            columns=rows.columns.names,
            rows=rows.column(run.name.text, table.clause, scope),
            readings=readings,
            applies=applies,
            exceptions=_exceptional(table, run.name.text, scope),
            internal=statement.internal,
            between=_between(between, scope) if between else None,
            origin=origin(statement, statement.clause),
        )


def _exceptional(table: Table, name: str, scope: Scope) -> tuple[Exceptional, ...]:
    return tuple(
        Exceptional(
            each.statement.name.text,
            each.when,
            each.grid.columns.names,
            each.grid.column(name, _clause(each.statement), scope),
            origin(each.statement, each.statement.clause),
        )
        for each in table.exceptions
        if each.grid.columns.place(name) is not None
    )


def _clause(statement: tree.Exemption) -> str | None:
    return clause_of(statement)


def _between(phrase: tree.Between, scope: Scope) -> Between | None:
    for name in (phrase.giver, phrase.taker):
        if name.text not in scope.groups:
            scope.tell(UnknownName.among(name.span, "group", name.text, scope.groups))
            return None
    return Between(phrase.giver.text, phrase.taker.text)


# --- readings ------------------------------------------------------------------------------------------


def _readings(
    table: Table, rows: Grid, applies: Condition, scope: Scope
) -> tuple[tuple[str, Reading], ...]:
    """Return which value counts of every fact that the table, its exceptions or its condition ask for."""
    asked = [*rows.columns.names, *facts_in(applies)]
    for exception in table.exceptions:
        asked += [*exception.grid.columns.names, *facts_in(exception.when)]
    written: dict[str, Reading] = {}
    for phrase in every(table.statement.phrases, tree.JudgedBy):
        if phrase.fact.text not in table.kind.facts:
            noun = f"fact of a {table.kind.name}"
            names = table.kind.facts
            scope.tell(UnknownName.among(phrase.fact.span, noun, phrase.fact.text, names))
        if phrase.reading not in READINGS:
            what = f"a table judged by a fact {phrase.reading}"
            scope.tell(NotYetComputed(span=phrase.span, what=what))
        written[phrase.fact.text] = READINGS.get(phrase.reading, "at the end")
    _warn_of_silence(table, [fact for fact in rows.columns.names if fact not in written], scope)
    return tuple((fact, written.get(fact, "at the end")) for fact in dict.fromkeys(asked))


def _warn_of_silence(table: Table, facts: Iterable[str], scope: Scope) -> None:
    where = first(table.statement.phrases, tree.Table)
    for fact in facts:
        edits = (Edit(before(where.span), f"judged by {fact} at the end\n  "),) if where else ()
        scope.tell(
            JudgedAtTheEnd(
                span=table.statement.name.span, table=table.name, fact=fact, edits=edits
            )
        )


# --- exceptions ----------------------------------------------------------------------------------------


def _exceptions(
    statement: tree.Targets,
    kind: Kind,
    written: Sequence[Run],
    exemptions: Iterable[tree.Exemption],
    scope: Scope,
) -> Iterator[Exemption]:
    named = statement.name.text
    mine = [
        each
        for each in exemptions
        if any(p.targets.text == named for p in every(each.phrases, tree.Notwithstanding))
    ]
    clause = scope.telling.clause
    for exemption in _ahead_first(mine, scope):
        scope.telling.clause = _clause(exemption)
        if made := _exemption(exemption, kind, [run.name.text for run in written], scope):
            yield made
    scope.telling.clause = clause


def _exemption(
    statement: tree.Exemption, kind: Kind, measures: Sequence[str], scope: Scope
) -> Exemption | None:
    table = first(statement.phrases, tree.Table)
    if table is None:
        if first(statement.phrases, tree.TableFrom) is None:
            scope.tell(
                PhraseMissing(
                    span=statement.name.span,
                    what=f"exception {statement.name}",
                    lack="what holds instead",
                    example="table, and a row for each case",
                )
            )
        return None
    items = first(statement.phrases, tree.ForItems)
    when = ALWAYS
    if items:
        spoken = scope.item(items.items)
        if spoken and spoken.name != kind.name:
            scope.tell(
                OtherItem(
                    span=items.items.span,
                    what=f"exception {statement.name}",
                    needed=kind.plural,
                    given=spoken.plural,
                )
            )
            return None
        when = condition(items.where, kind, scope)
    return Exemption(statement, when, _grid(table, kind, measures, statement, scope))


def _ahead_first(mine: Sequence[tree.Exemption], scope: Scope) -> list[tree.Exemption]:
    """Return exceptions so that each comes after those that stand ahead of it."""
    names = {each.name.text: each for each in mine}
    waiting = {each.name.text: _behind(each, names) for each in mine}
    ordered: list[tree.Exemption] = []
    while waiting:
        ahead = {name for behind in waiting.values() for name in behind}
        free = [name for name in waiting if name not in ahead]
        if not free:
            circle = " is ahead of ".join([*waiting, next(iter(waiting))])
            span = names[next(iter(waiting))].name.span
            name = next(iter(waiting))
            scope.tell(InCircle(span=span, noun="exception", name=name, circle=circle))
            free = list(waiting)
        for name in free:
            ordered.append(names[name])
            del waiting[name]
    return ordered


def _behind(exemption: tree.Exemption, names: Mapping[str, tree.Exemption]) -> set[str]:
    return ahead_of(exemption) & names.keys() - {exemption.name.text}


def ahead_of(exemption: tree.Exemption) -> set[str]:
    """Return the exceptions that one stands ahead of, by its own words."""
    return {
        name.text
        for phrase in every(exemption.phrases, tree.AheadOf)
        for name in phrase.exceptions
    }
