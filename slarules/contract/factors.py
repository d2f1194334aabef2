"""Rows of a multiplier's table: by facts of what a line is about, or by a quantity."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from slarules.contract.conditions import fact_of, said_kind, value_of, values_of
from slarules.contract.problems.kinds import WrongKind
from slarules.contract.problems.names import UnknownName
from slarules.contract.saying import Saying
from slarules.contract.scope import Scope, clause_of, first
from slarules.core.conditions import Value
from slarules.core.contract import Fact, Kind
from slarules.core.money import Credit
from slarules.core.quantities import Quantity
from slarules.core.settling import Factor
from slarules.syntax import tree

TIMES = "times"

YES_OR_NO = ("yes", "no")


@dataclass(frozen=True, slots=True)
class Multiplied:
    """A multiplier in the making, and the credits that it is on."""

    statement: tree.Multiplier
    on: Sequence[str]
    credits: Sequence[Credit]
    say: Saying

    @property
    def scope(self) -> Scope:
        """The names of the text."""
        return self.say.scope

    @property
    def kinds(self) -> tuple[Kind, ...]:
        """The kinds of item, span or thing that the lines are about."""
        words = self.scope.vocabulary
        known = {**words.items, **words.spans}
        names = dict.fromkeys(credit.subject.kind for credit in self.credits)
        return tuple(known[name] for name in names if name in known)


def factors(multiplied: Multiplied) -> tuple[Quantity | None, tuple[Factor, ...]]:
    """Return the quantity and the rows of a multiplier's table; what is wrong is told."""
    table = first(multiplied.statement.phrases, tree.Table)
    heads = [cell.words for cell in table.header.cells] if table else []
    if table is None or "" in heads:
        return None, ()
    if TIMES not in heads:
        multiplied.say.lacks("a column times", "| severity | times |")
        return None, ()
    columns = _columns(multiplied, table.header.cells)
    if columns is None:
        return None, ()
    rows = (row for row in table.rows if len(row.cells) == len(heads))
    return None, tuple(made for row in rows for made in _factor(row, columns, multiplied))


Column = tuple[str, Fact | None]
"""The head of a column, and the fact that it is about: none of a condition or of `times`."""


def _columns(multiplied: Multiplied, cells: Sequence[tree.HeaderCell]) -> tuple[Column, ...] | None:
    found = []
    for cell in cells:
        column = _column(multiplied, cell)
        if column is None:
            return None
        found.append(column)
    return tuple(found)


def _column(multiplied: Multiplied, cell: tree.HeaderCell) -> Column | None:
    scope, word = multiplied.scope, cell.words
    if word == TIMES:
        return word, None
    if word in scope.names("condition"):
        scope.used.add(("condition", word))
        return word, None
    having = [kind for kind in multiplied.kinds if word in kind.facts]
    if having and len(having) == len(multiplied.kinds):
        name = tree.Name(cell.span, word)
        return word, fact_of(having[0], name, scope)
    known = [fact for kind in multiplied.kinds for fact in kind.facts]
    noun = f"column of {multiplied.say.what}"
    scope.tell(UnknownName.among(cell.span, noun, word, [*known, TIMES]))
    return None


def _factor(row: tree.Row, columns: Sequence[Column], multiplied: Multiplied) -> Iterator[Factor]:
    scope, times = multiplied.scope, None
    facts: list[tuple[str, tuple[Value, ...]]] = []
    for cell, (word, fact) in zip(row.cells, columns, strict=True):
        if isinstance(cell, tree.Unreadable):
            return
        if word == TIMES:
            times = _times(cell, scope)
        elif (values := _values(cell, fact, scope)) is None:
            return
        elif values:
            facts.append((word, values))
    if times is not None:
        at = scope.row_origin(row, clause_of(multiplied.statement))
        yield Factor(tuple(facts), None, None, times, at)


def _times(cell: tree.Cell, scope: Scope) -> Fraction | None:
    if isinstance(cell, tree.Number):
        return Fraction(cell.value)
    needed, given = "a number, such as 1.5", said_kind(cell)
    scope.tell(WrongKind(span=cell.span, what="this cell", needed=needed, given=given))
    return None


def _values(cell: tree.Cell, fact: Fact | None, scope: Scope) -> tuple[Value, ...] | None:
    """Return the values of a cell, none for `any`; `None` when it is wrong, which is told."""
    match cell:
        case tree.AnyValue():
            return ()
        case tree.YesNo(value=yes) if fact is None:
            return ("yes" if yes else "no",)
        case tree.OneOf(values=several) if fact:
            return values_of(fact, several, scope) or None
        case tree.Name() | tree.Text() | tree.YesNo() | tree.Number() if fact:
            value = value_of(fact, cell, scope)
            return None if value is None else (value,)
        case _:
            needed = "a value of the fact" if fact else "yes or no"
            given = said_kind(cell)
            scope.tell(WrongKind(span=cell.span, what="this cell", needed=needed, given=given))
            return None
