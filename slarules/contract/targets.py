"""The statements `targets` and `exception`: one promise a measure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from slarules.contract.conditions import condition, facts_in
from slarules.contract.exemptions import Exemption, check_named_tables, exceptions_to
from slarules.contract.problems.completeness import PhraseMissing
from slarules.contract.problems.names import DeclaredTwice, UnknownName
from slarules.contract.problems.told import elsewhere
from slarules.contract.readings import readings
from slarules.contract.runs import Run, Runs, inline, measure, one_kind, runs
from slarules.contract.scope import Scope, clause_of, every, first, origin
from slarules.contract.tables import Grid, header_grid
from slarules.core.conditions import ALWAYS, Condition
from slarules.core.contract import Kind
from slarules.core.promises import Between, Exceptional, Promise
from slarules.syntax import tree

# --- targets --------------------------------------------------------------------------------------


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
    check_named_tables(exemptions, scope)
    return found


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
    scope.item_of.update((run.name.text, kind.name) for run in written)
    rows = header_grid(table, kind, [run.name.text for run in written], statement, scope)
    exceptions = tuple(exceptions_to(statement, kind, written, exemptions, scope))
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
        if run := inline(phrase, statement.clause):
            scope.used.add(("measure", phrase.name.text))
            found.append(run)
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
    return one_kind(statement.name, words, columns, scope)


def _of_measures(table: Table, rows: Grid, scope: Scope) -> Iterator[Promise]:
    statement = table.statement
    items = first(statement.phrases, tree.ForItems)
    count = scope.telling.count
    applies = condition(items.where, table.kind, scope) if items else ALWAYS
    scope.doubt_since(count, statement.span)
    read = readings(statement, table.kind, rows.picking, _asked(table, rows, applies), scope)
    read.check(table.runs, scope)
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
            readings=read.of(run),
            applies=applies,
            exceptions=_exceptional(table, run.name.text, scope),
            internal=statement.internal,
            between=_between(between, scope) if between else None,
            origin=origin(statement, statement.clause),
        )


def _asked(table: Table, rows: Grid, applies: Condition) -> Iterator[str]:
    """Yield every fact that the table or an exception asks for."""
    yield from (*rows.columns.names, *facts_in(applies))
    for exception in table.exceptions:
        yield from (*exception.grid.columns.names, *facts_in(exception.when))


def _exceptional(table: Table, name: str, scope: Scope) -> tuple[Exceptional, ...]:
    return tuple(
        Exceptional(
            each.statement.name.text,
            each.when,
            each.grid.columns.names,
            each.grid.column(name, clause_of(each.statement), scope),
            origin(each.statement, each.statement.clause),
        )
        for each in table.exceptions
        if each.grid.columns.place(name) is not None
    )


def _between(phrase: tree.Between, scope: Scope) -> Between | None:
    for name in (phrase.giver, phrase.taker):
        if name.text not in scope.groups and not scope.excused("group", name.text):
            scope.tell(UnknownName.among(name.span, "group", name.text, scope.groups))
            return None
    return Between(phrase.giver.text, phrase.taker.text)
