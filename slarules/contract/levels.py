"""The levels of targets: one for all, or by a table over facts of the period or the thing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import islice
from typing import Literal, TypeAlias

from slarules.contract.cases import ANYTHING_ELSE, cases
from slarules.contract.measures import in_kind, measure_kind
from slarules.contract.problems.completeness import CaseMissing, CaseTwice, PhraseMissing
from slarules.contract.problems.kinds import OtherClock, WrongKind
from slarules.contract.problems.names import UnknownName
from slarules.contract.problems.told import elsewhere
from slarules.contract.scope import Scope, clause_of, first
from slarules.contract.tables import fact_cell
from slarules.core.contract import Fact
from slarules.core.measures import OfTime, PeriodMeasure, Statistic
from slarules.core.promises import AnyOther, Budget, OneOf, Promise, Row
from slarules.core.targets import LevelRow
from slarules.syntax import tree

Relation: TypeAlias = Literal["at least", "at most", "above", "below"]

MOST_CASES = 10_000
PERIOD = "period"
"""The kind of thing whose facts are those of the period itself."""


def relation_of(bound: str, at: tree.Node, scope: Scope) -> Relation:
    """Return the relation in which a value meets a level; a wrong one is told as `at least`."""
    if bound in ("at least", "at most", "above", "below"):
        return bound  # type: ignore[return-value]
    needed = "at least, at most, above or below"
    scope.tell(WrongKind(span=at.span, what="a target", needed=needed, given=bound))
    return "at least"


@dataclass(frozen=True, slots=True)
class Scale:
    """What levels are compared with: a measure, and the promises whose time it may be of."""

    measured: PeriodMeasure
    promises: Mapping[str, Promise]

    def level(self, value: tree.Measurable, scope: Scope) -> Fraction | None:
        """Return a level as a number of the measure's kind; a wrong one is told."""
        measured = self.measured
        kind = measure_kind(measured, scope)
        found = in_kind(f"measure {measured.name}", kind, value, scope, measured.origin.span)
        if found is not None and isinstance(value, tree.Duration):
            self._check_clock(value, scope)
        return found

    def _check_clock(self, value: tree.Duration, scope: Scope) -> None:
        clocks = self._clocks()
        if clocks and value.clock.text not in clocks:
            what, needed = f"measure {self.measured.name}", " or ".join(sorted(clocks))
            given, at = value.clock.text, self.measured.origin.span
            also = elsewhere(at, f"{what} is counted in {needed} time")
            scope.tell(
                OtherClock(span=value.span, what=what, needed=needed, given=given, also=also)
            )

    def _clocks(self) -> set[str]:
        match self.measured.value:
            case Statistic(of=of):
                promise = self.promises.get(of)
                goals = [row.goal for row in promise.rows] if promise else []
                return {goal.clock for goal in goals if isinstance(goal, Budget)}
            case value if isinstance(value, OfTime):
                own = value.time.counts_on
                return {"elapsed", own} if own else {"elapsed"}
            case _:
                return set()


# --- tables ---------------------------------------------------------------------------------------


def level_rows(
    statement: tree.Target, needs: tree.NeedsByTable, scale: Scale, scope: Scope
) -> tuple[LevelRow, ...]:
    """Return the rows of a table of levels, those with `any other` last; gaps are told."""
    table = first(statement.phrases, tree.Table)
    if table is None:
        if not first(statement.phrases, tree.TableFrom):
            what, lack = f"target {statement.name}", f"what is {needs.column}"
            example = f"table with a column {needs.column}, and a row for each case"
            span = needs.column.span
            scope.tell(PhraseMissing(span=span, what=what, lack=lack, example=example))
        return ()
    facts = _facts(table, needs, scale, scope)
    place = next(
        (i for i, c in enumerate(table.header.cells) if c.words == needs.column.text), None
    )
    if facts is None or place is None:
        scope.telling.doubts.places.add(statement.span)
        return ()
    count = scope.telling.count
    rows = [_row(statement, row, facts, scope) for row in table.rows]
    levels = [_level(row.cells[place], scale, scope) for row in table.rows]
    if scope.telling.count == count:
        _check_cases(statement, rows, facts, scope)
    made = [_levelled(row, facts, level) for row, level in zip(rows, levels, strict=True)]
    others = [AnyOther() in row.cells for row in rows]
    return tuple(made[i] for i in sorted(range(len(made)), key=lambda i: others[i]))


Facts: TypeAlias = Sequence[tuple[int, Fact]]


def _facts(table: tree.Table, needs: tree.NeedsByTable, scale: Scale, scope: Scope) -> Facts | None:
    """Return the columns that are facts: of the thing, of the period, or the thing itself."""
    found: list[tuple[int, Fact]] = []
    known = _known(scale.measured.each, scope)
    heads = [cell.words for cell in table.header.cells]
    if needs.column.text not in heads:
        noun = "column of this table"
        scope.tell(UnknownName.among(needs.column.span, noun, needs.column.text, heads))
        return None
    for i, cell in enumerate(table.header.cells):
        if cell.words == needs.column.text:
            continue
        if not cell.words or cell.words not in known:
            if cell.words:
                noun = "fact of the period or of what is measured"
                scope.tell(UnknownName.among(cell.span, noun, cell.words, known))
            return None
        kind, fact = known[cell.words]
        scope.fact_is_declared(kind, fact.name, cell.span)
        found.append((i, fact))
    return found


def _known(each: str | None, scope: Scope) -> dict[str, tuple[str, Fact]]:
    """Return what a column may be about, and of which kind of thing it is a fact."""
    known: dict[str, tuple[str, Fact]] = {}
    for name in (PERIOD, *((each,) if each else ())):
        kind = scope.vocabulary.items.get(name)
        known |= {fact.name: (name, fact) for fact in (kind.facts.values() if kind else ())}
    if each:
        known[each] = (each, Fact(each, "text"))
    return known


def _row(statement: tree.Target, row: tree.Row, facts: Facts, scope: Scope) -> Row:
    cells = tuple(fact_cell(fact, row.cells[i], scope) for i, fact in facts)
    return Row(cells, None, "", scope.row_origin(row, clause_of(statement)))


def _level(cell: tree.Cell, scale: Scale, scope: Scope) -> Fraction | None:
    if isinstance(cell, tree.NoneCell | tree.Unreadable):
        return None
    if isinstance(cell, tree.Percent | tree.Duration | tree.Number | tree.Money):
        return scale.level(cell, scope)
    needed, what = "a level, or none", "this cell"
    scope.tell(WrongKind(span=cell.span, what=what, needed=needed, given="something else"))
    return None


def _levelled(row: Row, facts: Facts, level: Fraction | None) -> LevelRow:
    named = (
        (fact.name, tuple(sorted(cell.values, key=str)))
        for (_, fact), cell in zip(facts, row.cells, strict=True)
        if isinstance(cell, OneOf)
    )
    return LevelRow(tuple(named), level, row.origin)


def _check_cases(statement: tree.Target, rows: Sequence[Row], facts: Facts, scope: Scope) -> None:
    """Tell each case that the table leaves out or answers twice, as far as cases are known."""
    for problem in _gaps_and_twins(statement, rows, facts):
        scope.tell(problem)


def _gaps_and_twins(
    statement: tree.Target, rows: Sequence[Row], facts: Facts
) -> Iterator[CaseMissing | CaseTwice]:
    names, by_name = [fact.name for _, fact in facts], {fact.name: fact for _, fact in facts}
    table = f"target {statement.name}"
    for case in islice(cases(names, rows, by_name), MOST_CASES):
        said = " and ".join(f"{fact} {value}" for fact, value in case.values) or "any case"
        if not case.rows and ANYTHING_ELSE not in dict(case.values).values():
            yield CaseMissing(span=statement.name.span, table=table, case=said)
        if len(case.rows) > 1:
            one, other = case.rows[:2]
            also = elsewhere(one.origin.span, "the other row")
            yield CaseTwice(span=other.origin.span, table=table, case=said, also=also)


def strictest(rows: Sequence[LevelRow], relation: Relation) -> Fraction:
    """Return the level of a table that is hardest to meet; 0 where it has none."""
    levels = [row.level for row in rows if row.level is not None]
    if not levels:
        return Fraction(0)
    return max(levels) if relation in ("at least", "above") else min(levels)
