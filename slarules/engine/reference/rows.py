"""Which row of a targets table holds for an item: exactly one, unless a fact is unknown."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, partial
from itertools import product

from slarules.core.conditions import UNKNOWN, Value
from slarules.core.promises import AnyOther, Cell, OneOf, Promise, Reading, Row
from slarules.engine.reference.goals import is_by_days
from slarules.facts.truth import Moment, ValueOf, holds, unknown_facts, words

OVER_TIME: frozenset[Reading] = frozenset({"at its highest", "as it changes keeping time used"})
"""Readings that look at more than one instant of a run."""


@dataclass(frozen=True)
class Table:
    """The rows of one table, found by the values of its columns."""

    columns: tuple[str, ...]
    rows: tuple[Row, ...]

    @cached_property
    def exact(self) -> Mapping[tuple[Value | Moment, ...], Row]:
        """Rows whose cells all name values, by every combination of them."""
        named = ((row, [c.values for c in row.cells if isinstance(c, OneOf)]) for row in self.rows)
        return {
            key: row
            for row, cells in named
            if len(cells) == len(self.columns)
            for key in product(*cells)
        }

    @cached_property
    def loose(self) -> tuple[Row, ...]:
        """Rows with a cell that holds for any value."""
        return tuple(r for r in self.rows if not _all_named(r) and not _is_rest(r))

    @cached_property
    def rest(self) -> tuple[Row, ...]:
        """Rows for what no other row names."""
        return tuple(row for row in self.rows if _is_rest(row))

    def matching(self, value_of: ValueOf) -> list[Row]:
        """Return the row of an item; several when an unknown fact leaves them possible."""
        values = tuple(value_of(column) for column in self.columns)
        if UNKNOWN in values:
            return [row for row in self.rows if _fits(row, values)]
        if values in self.exact:
            return [self.exact[values]]
        for rows in (self.loose, self.rest):
            for row in rows:
                if _fits(row, values):
                    return [row]
        return []

    def decides(self, value_of: ValueOf) -> bool:
        """Tell whether a row holds whatever the unknown facts turn out to be."""
        unknown = [i for i, name in enumerate(self.columns) if value_of(name) is UNKNOWN]
        return any(
            not any(isinstance(row.cells[i], OneOf) for i in unknown)
            for row in self.matching(value_of)
        )


def _all_named(row: Row) -> bool:
    return all(isinstance(cell, OneOf) for cell in row.cells)


def _is_rest(row: Row) -> bool:
    return any(isinstance(cell, AnyOther) for cell in row.cells)


def _fits(row: Row, values: tuple[Value | Moment, ...]) -> bool:
    return all(map(_holds, row.cells, values))


def _holds(cell: Cell, value: Value | Moment) -> bool:
    return not isinstance(cell, OneOf) or value is UNKNOWN or value in cell.values


@dataclass(frozen=True, slots=True)
class Candidates:
    """The rows that may hold, `None` for no promise, and the facts that would settle which."""

    rows: tuple[Row | None, ...]
    needs: tuple[str, ...] = ()


class Choosing:
    """A promise's tables, ready to be asked."""

    def __init__(self, promise: Promise) -> None:
        self.promise = promise
        self.readings: Mapping[str, Reading] = dict(promise.readings)
        self.base = Table(promise.columns, promise.rows)
        self.exceptions = [(e, Table(e.columns, e.rows)) for e in promise.exceptions]
        facts = tuple(dict.fromkeys(self._facts()))
        self.over_time = tuple(f for f in facts if self.reading_of(f) in OVER_TIME)
        starting_again = (f for f in facts if self.reading_of(f) == "as it changes starting again")
        self.restarting = frozenset(starting_again)
        self.facts = facts
        tables = (self.base, *(table for _, table in self.exceptions))
        self.by_days = any(is_by_days(row.goal) for table in tables for row in table.rows)

    def _facts(self) -> Iterator[str]:
        """Yield every fact that has a say in which row holds."""
        promise = self.promise
        yield from (*promise.columns, *words(promise.applies))
        for exception in promise.exceptions:
            yield from (*exception.columns, *words(exception.when))

    def reading_of(self, fact: str) -> Reading:
        """Return which value of a fact counts."""
        return self.readings.get(fact, self.promise.measure.reading or "at the end")

    def candidates(self, value_of: ValueOf) -> Candidates:
        """Return the rows that hold for an item: one, none, or those an unknown leaves possible."""
        applies = holds(self.promise.applies, value_of)
        if applies is False:
            return Candidates(())
        found: list[Row | None] = [] if applies else [None]
        needs = [] if applies else [*unknown_facts(self.promise.applies, value_of)]
        for exception, table in self.exceptions:
            truth = holds(exception.when, value_of)
            rows = [] if truth is False else table.matching(value_of)
            if truth and table.decides(value_of):
                return Candidates((*found, *rows), (*needs, *_unknown(table, value_of)))
            if rows:
                needs += (*unknown_facts(exception.when, value_of), *_unknown(table, value_of))
                found += rows
        rows = [r for r in self.base.matching(value_of) if not self._replaced(r, value_of)]
        return Candidates((*found, *rows), (*needs, *_unknown(self.base, value_of)))

    def _replaced(self, row: Row, value_of: ValueOf) -> bool:
        """Tell whether exceptions take every item that the row could be about."""
        if not self.exceptions:
            return False
        named = {
            column: cell.values
            for column, cell in zip(self.base.columns, row.cells, strict=True)
            if isinstance(cell, OneOf) and value_of(column) is UNKNOWN
        }
        worlds = (dict(zip(named, values, strict=True)) for values in product(*named.values()))
        return all(self._is_exception(partial(_in_world, world, value_of)) for world in worlds)

    def _is_exception(self, value_of: ValueOf) -> bool:
        return any(holds(e.when, value_of) and t.decides(value_of) for e, t in self.exceptions)


def _in_world(world: Mapping[str, Value], value_of: ValueOf, fact: str) -> Value | Moment:
    return world[fact] if fact in world else value_of(fact)


def _unknown(table: Table, value_of: ValueOf) -> list[str]:
    return [column for column in table.columns if value_of(column) is UNKNOWN]
