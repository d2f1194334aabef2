"""Every case that rows over facts can meet: which rows hold for it, and what it looks like.

Cases are told apart by splitting on one column after another, and only where rows differ, so a
table of a thousand rows is split in about as many steps as it has cells.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from slarules.core.conditions import Value
from slarules.core.contract import Fact
from slarules.core.promises import AnyOther, OneOf, Row

ANYTHING_ELSE = "anything else"
"""A value of a text or a number that no row names."""

Facts = Mapping[str, Fact]


@dataclass(frozen=True, slots=True)
class Case:
    """Values of some facts; facts that make no difference are left out. `rows` hold for it."""

    values: tuple[tuple[str, Value], ...]
    rows: tuple[Row, ...]

    def __str__(self) -> str:
        return ", ".join(f"{fact} {value}" for fact, value in self.values) or "every case"


def cases(columns: Sequence[str], rows: Sequence[Row], facts: Facts) -> Iterator[Case]:
    """Yield every case once; a row with `any other` holds only where no row without does."""
    plain = tuple(row for row in rows if AnyOther() not in row.cells)
    others = tuple(row for row in rows if AnyOther() in row.cells)
    yield from _split(columns, 0, plain, others, facts, ())


def _split(
    columns: Sequence[str],
    i: int,
    rows: tuple[Row, ...],
    others: tuple[Row, ...],
    facts: Facts,
    so_far: tuple[tuple[str, Value], ...],
) -> Iterator[Case]:
    if not rows:
        rows, others = others, ()
    if not rows or i == len(columns):
        yield Case(so_far, rows)
    elif not any(isinstance(row.cells[i], OneOf) for row in (*rows, *others)):
        yield from _split(columns, i + 1, rows, others, facts, so_far)
    else:
        for value in domain(columns[i], i, (*rows, *others), facts):
            kept, rest = (
                tuple(row for row in some if holds(row, i, value)) for some in (rows, others)
            )
            yield from _split(columns, i + 1, kept, rest, facts, (*so_far, (columns[i], value)))


def domain(column: str, i: int, rows: Sequence[Row], facts: Facts) -> tuple[Value, ...]:
    """Return the values that tell the rows apart in a column: a text has one that no row names."""
    fact = facts.get(column)
    if fact and fact.values:
        return fact.values
    if fact and fact.kind == "yes or no":
        return ("yes", "no")
    named = {value for row in rows for value in _values(row, i)}
    return (*sorted(named, key=str), ANYTHING_ELSE)


def _values(row: Row, i: int) -> frozenset[Value]:
    cell = row.cells[i]
    return cell.values if isinstance(cell, OneOf) else frozenset()


def holds(row: Row, i: int, value: Value) -> bool:
    """Tell whether a row's cell holds for a value."""
    cell = row.cells[i]
    return value in cell.values if isinstance(cell, OneOf) else True
