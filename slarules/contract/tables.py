"""Rows of `targets` and `exception` tables, from the text or from a CSV file beside it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from slarules.contract.conditions import said_kind, value_of, values_of
from slarules.contract.goals import goal
from slarules.contract.problems.kinds import WrongKind
from slarules.contract.scope import Scope
from slarules.core.contract import Fact, Kind
from slarules.core.promises import AnyOther, AnyValue, Cell, OneOf, Origin, Row
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
        return Row(
            cells,
            goal(written, self.kind, scope),
            scope.written(written.span),
            Origin(clause, row.span),
        )


def grid(columns: Columns, rows: Iterable[tree.Row], kind: Kind, scope: Scope) -> Grid:
    """Return the rows of a table whose columns are known."""
    made = tuple((row, _fact_cells(columns.facts, row, scope)) for row in rows)
    return Grid(columns, kind, made)


def _fact_cells(
    facts: Sequence[tuple[int, Fact]], row: tree.Row, scope: Scope
) -> tuple[Cell, ...]:
    return tuple(fact_cell(fact, row.cells[i], scope) for i, fact in facts)


def fact_cell(fact: Fact, cell: tree.Cell, scope: Scope) -> Cell:
    """Return what a cell of a fact column holds for; one that is wrong is told and holds for all."""
    match cell:
        case tree.AnyValue():
            return AnyValue()
        case tree.AnyOther():
            return AnyOther()
        case tree.OneOf(values=values):
            return OneOf(frozenset(values_of(fact, values, scope)))
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
