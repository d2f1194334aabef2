"""Rows of `targets` and `exception` tables, from the text or from a CSV file beside it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from slarules.contract.conditions import said_kind, value_of, values_of
from slarules.contract.goals import goal
from slarules.contract.problems.completeness import NoMeasureGoal
from slarules.contract.problems.kinds import WrongKind
from slarules.contract.problems.names import UnknownName
from slarules.contract.scope import Scope
from slarules.core.contract import Fact, Kind
from slarules.core.promises import AnyOther, AnyValue, Cell, OneOf, Row
from slarules.syntax import tree


@dataclass(frozen=True, slots=True)
class Columns:
    """Which columns of a table are facts, and where the column of each measure is."""

    facts: tuple[tuple[int, Fact], ...]
    goals: tuple[tuple[int, str], ...]

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the fact columns."""
        return tuple(fact.name for _, fact in self.facts)

    def place(self, measure: str) -> int | None:
        """Return the column of a measure."""
        return next((i for i, name in self.goals if name == measure), None)


@dataclass(frozen=True, slots=True)
class Grid:
    """A table's rows with their fact cells, made once for all of its measures."""

    columns: Columns
    kind: Kind
    rows: tuple[tuple[tree.Row, tuple[Cell, ...]], ...]

    @property
    def picking(self) -> tuple[str, ...]:
        """The facts that pick a row: those with a cell that does not hold for every value."""
        cells = [cells for _, cells in self.rows]
        return tuple(
            fact
            for i, fact in enumerate(self.columns.names)
            if any(not isinstance(row[i], AnyValue) for row in cells)
        )

    def column(self, measure: str, clause: str | None, scope: Scope) -> tuple[Row, ...]:
        """Return the rows with the goals of one measure."""
        i = self.columns.place(measure)
        if i is None:
            return ()
        return tuple(self._row(row, cells, i, clause, scope) for row, cells in self.rows)

    def _row(
        self, row: tree.Row, cells: tuple[Cell, ...], i: int, clause: str | None, scope: Scope
    ) -> Row:
        written = row.cells[i]
        allowed = goal(written, self.kind, scope)
        if allowed is None and not isinstance(written, tree.NoneCell):
            scope.telling.doubts.goals.add((row.span, dict(self.columns.goals)[i]))
        return Row(cells, allowed, scope.written(written.span), scope.row_origin(row, clause))


def grid(columns: Columns, rows: Iterable[tree.Row], kind: Kind, scope: Scope) -> Grid:
    """Return the rows of a table whose columns are known."""
    made = tuple((row, _fact_cells(columns.facts, row, scope)) for row in rows)
    return Grid(columns, kind, made)


def _fact_cells(facts: Sequence[tuple[int, Fact]], row: tree.Row, scope: Scope) -> tuple[Cell, ...]:
    count = scope.telling.count
    made = tuple(fact_cell(fact, row.cells[i], scope) for i, fact in facts)
    scope.doubt_since(count, row.span)
    if any(isinstance(row.cells[i], tree.Unreadable) for i, _ in facts):
        scope.telling.doubts.places.add(row.span)
    return made


def fact_cell(fact: Fact, cell: tree.Cell, scope: Scope) -> Cell:
    """Return what a cell of a fact column holds for; a wrong one is told and holds for all."""
    match cell:
        case tree.AnyValue() | tree.Unreadable():
            return AnyValue()
        case tree.AnyOther():
            return AnyOther()
        case tree.OneOf(values=values):
            known = values_of(fact, values, scope)
            return OneOf(frozenset(known)) if len(known) == len(values) else AnyValue()
        case tree.Name() | tree.Text() | tree.YesNo() | tree.Number():
            value = value_of(fact, cell, scope)
            return AnyValue() if value is None else OneOf(frozenset({value}))
        case _:
            needed = f"a value of {fact.name}, any, or any other"
            scope.tell(
                WrongKind(
                    span=cell.span,
                    what=f"this cell of column {fact.name}",
                    needed=needed,
                    given=said_kind(cell),
                )
            )
            return AnyValue()


def header_grid(
    table: tree.Table,
    kind: Kind,
    measures: Sequence[str],
    statement: tree.Targets | tree.Exemption,
    scope: Scope,
) -> Grid:
    """Return the rows of a table by its head: each column is a fact or a measure's goals."""
    facts: list[tuple[int, Fact]] = []
    goals: list[tuple[int, str]] = []
    unknown, count = False, scope.telling.count
    for i, cell in enumerate(table.header.cells):
        if cell.words in measures:
            goals.append((i, cell.words))
        elif fact := kind.facts.get(cell.words):
            scope.fact_is_declared(kind.name, fact.name, cell.span)
            facts.append((i, fact))
        elif not cell.words or scope.excused("measure", cell.words):
            unknown = True
            scope.telling.doubts.places.add(statement.span)
        else:
            unknown = True
            names = (*measures, *kind.facts)
            noun = f"measure of {statement.name} and no fact of a {kind.name}"
            scope.tell(UnknownName.among(cell.span, noun, cell.words, names))
    scope.doubt_since(count, statement.span)
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
