"""Rows of a credit's table: for which facts and values they are, and what they pay."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import TypeAlias

from slarules.contract.conditions import said_kind, values_of
from slarules.contract.paying import Paying
from slarules.contract.problems.completeness import PhraseMissing
from slarules.contract.problems.kinds import EmptyBand, OtherClock, ShareOutOfRange, WrongKind
from slarules.contract.problems.names import UnknownName
from slarules.contract.problems.told import elsewhere
from slarules.contract.scope import Scope, WithClause, clause_of
from slarules.contract.words import micros
from slarules.core.conditions import Value
from slarules.core.contract import Fact, Kind
from slarules.core.money import Band, Limit
from slarules.core.quantities import AchievedShare, Quantity, ValueOf
from slarules.source import NOWHERE, Span
from slarules.syntax import tree


@dataclass(frozen=True, slots=True)
class Scale:
    """What a table is read by: its head, the kind of its limits, and the clocks of a lateness.

    Attributes:
        place: What says of which kind the limits are, and on which clock.
    """

    quantity: Quantity
    head: str
    kind: str
    clocks: tuple[str, ...] = ()
    place: Span = NOWHERE


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns of a table of tiers: facts by their place, the quantity, what is paid."""

    facts: tuple[tuple[int, Fact], ...]
    quantity: int | None
    pays: int


@dataclass(frozen=True, slots=True)
class Tiers:
    """How the rows of one table are read."""

    statement: WithClause
    table: tree.Table
    scale: Scale | None
    kind: Kind | None
    paying: Paying
    scope: Scope
    pays: str = "amount"

    def bands(self) -> Iterator[Band]:
        """Yield the bands of the table; a row that is wrong is told and left out."""
        columns = self.columns()
        if columns is None:
            self._doubt()
            check_amounts(self.table, self.paying, self.pays)
            return
        for row in self.table.rows:
            if len(row.cells) == len(self.table.header.cells):
                yield from self._band(row, columns)

    def columns(self) -> Columns | None:
        """Return what each column is; a column that is nothing, or lacks, is told."""
        heads = [cell.words for cell in self.table.header.cells]
        wanted = [self.pays] if self.scale is None else [self.scale.head, self.pays]
        if "" in heads:
            return None
        missing = [name for name in wanted if name not in heads]
        facts: list[tuple[int, Fact]] = []
        for i, cell in enumerate(self.table.header.cells):
            if cell.words in wanted:
                continue
            fact = self._fact(cell.words)
            if fact is None:
                names = (*missing, *self._facts()) if missing else (*wanted, *self._facts())
                noun = "column of this credit"
                self.scope.tell(UnknownName.among(cell.span, noun, cell.words, names))
                return None
            facts.append((i, fact))
        if missing:
            shown = " | ".join([*(fact.name for _, fact in facts), *wanted])
            lack, example = f"a column {missing[0]}", f"| {shown} |"
            span = self.table.header.span
            self.scope.tell(PhraseMissing(span=span, what="the table", lack=lack, example=example))
            return None
        at = heads.index(self.scale.head) if self.scale else None
        return Columns(tuple(facts), at, heads.index(self.pays))

    def _doubt(self) -> None:
        span = getattr(self.statement, "span", NOWHERE)
        self.scope.telling.doubts.places.add(span)

    def _fact(self, name: str) -> Fact | None:
        if name in self.scope.names("condition"):
            self.scope.used.add(("condition", name))
            return Fact(name, "yes or no", ("yes", "no"))
        return self._facts().get(name)

    def _facts(self) -> dict[str, Fact]:
        """Return what a row may name: facts of the subject, and the subject itself by its name."""
        if self.kind is None:
            return {}
        itself = Fact(self.kind.name, "text")
        own = {} if self.kind.name == "period" else {self.kind.name: itself}
        period = self.scope.vocabulary.items.get("period")
        return {**(period.facts if period else {}), **own, **self.kind.facts}

    def _band(self, row: tree.Row, columns: Columns) -> Iterator[Band]:
        scope, money = self.scope, row.cells[columns.pays]
        silent = isinstance(money, tree.Undetermined)
        nothing = isinstance(money, tree.NoneCell | tree.Undetermined)
        pays = None if nothing else self.paying.pay(money)
        count = scope.telling.count
        facts = tuple(self._named(row.cells[i], fact) for i, fact in columns.facts)
        cell = None if columns.quantity is None else row.cells[columns.quantity]
        at = scope.row_origin(row, clause_of(self.statement))
        if cell is None:
            text = ", ".join(scope.written(row.cells[i].span) for i, _ in columns.facts)
            found = [Band(None, None, pays, text, origin=at)]
        else:
            text = scope.written(cell.span)
            found = list(self._of_quantity(cell, Band(None, None, pays, text, origin=at)))
        named = tuple(each for each in facts if each and each[1])
        for band in found:
            yield Band(
                band.lower, band.upper, pays, text, band.of_unknown, at, named, undetermined=silent
            )
        if scope.telling.count > count or isinstance(cell, tree.Unreadable):
            self._doubt()

    def _named(self, cell: tree.Cell, fact: Fact) -> tuple[str, tuple[Value, ...]] | None:
        """Return the values of a fact that a row is for; empty where it is for every value."""
        match cell:
            case tree.AnyValue() | tree.Unreadable():
                return None
            case tree.OneOf(values=written):
                return fact.name, values_of(fact, written, self.scope)
            case tree.Name() | tree.Text() | tree.YesNo() | tree.Number():
                return fact.name, values_of(fact, (cell,), self.scope)
            case _:
                needed = f"a value of {fact.name}, one of several, or any"
                given = said_kind(cell)
                self.scope.tell(
                    WrongKind(span=cell.span, what="this cell", needed=needed, given=given)
                )
                return None

    def _of_quantity(self, cell: tree.Cell, band: Band) -> Iterator[Band]:
        scale = self.scale
        if scale is None:
            return
        match cell:
            case tree.Unreadable():
                return
            case tree.Unknown():
                yield Band(None, None, band.pays, band.text, of_unknown=True, origin=band.origin)
            case tree.AnyValue():
                yield band
            case tree.Band(lower=low, upper=high):
                yield from ranged(low, high, band, scale, self.scope)
            case _:
                needed, given = f"a range, such as {_example(scale)}", said_kind(cell)
                self.scope.tell(
                    WrongKind(span=cell.span, what="this cell", needed=needed, given=given)
                )


def check_amounts(table: tree.Table, paying: Paying, head: str = "amount") -> None:
    """Tell which sums of a table are wrong whose quantity is not known."""
    heads = [cell.words for cell in table.header.cells]
    i = heads.index(head) if head in heads else None
    for row in table.rows if i is not None else ():
        cell = row.cells[i or 0]
        if not isinstance(cell, tree.NoneCell | tree.Undetermined):
            paying.pay(cell)


# --- limits ---------------------------------------------------------------------------------------


Side: TypeAlias = tree.Limit | tree.PointsLimit
"""One side of a range of a cell."""


def _example(scale: Scale) -> str:
    if scale.kind == "share":
        return "at least 85% and below 90%"
    if scale.kind == "points of share":
        return "above 1 percentage point and at most 2 percentage points"
    if scale.kind == "duration":
        clock = scale.clocks[0] if scale.clocks else "elapsed"
        return f"above 2 {clock} hours and at most 8 {clock} hours"
    return "at least 2 and below 5"


def ranged(low: Side, high: Side | None, band: Band, scale: Scale, scope: Scope) -> Iterator[Band]:
    """Yield a band with its limits; one with nothing between them is told."""
    limits = [limit for limit in (low, high) if limit]
    values = [limit_of(limit, scale, scope) for limit in limits]
    lower: Limit | None = None
    upper: Limit | None = None
    for limit, value in zip(limits, values, strict=True):
        if value is None:
            return
        included = limit.bound in ("at least", "at most", "exactly")
        if limit.bound in ("at least", "above", "exactly"):
            lower = Limit(value, included)
        if limit.bound in ("at most", "below", "exactly"):
            upper = Limit(value, included)
    if lower and upper and is_empty(lower, upper):
        scope.tell(EmptyBand(span=low.span.until(high.span) if high else low.span))
        return
    yield Band(lower, upper, band.pays, band.text, origin=band.origin)


def is_empty(lower: Limit, upper: Limit) -> bool:
    """Tell whether nothing lies between two limits."""
    both = lower.included and upper.included
    return lower.value > upper.value or (lower.value == upper.value and not both)


NEEDED = {
    "share": "a share, written as a percentage",
    "points of share": "percentage points, such as 2 percentage points",
    "duration": "a length of time",
    "money": "a sum of money",
}
"""How limits of each kind are written; of the other kinds they are numbers."""


def limit_of(limit: Side, scale: Scale, scope: Scope) -> Fraction | None:
    """Return the number of a limit; one of another kind is told."""
    match scale.kind, limit.value:
        case "share", tree.Percent(value=percent):
            is_open = not isinstance(scale.quantity, ValueOf | AchievedShare)
            if percent < 0 or (percent > 100 and not is_open):
                given = f"{percent:f}%"
                scope.tell(ShareOutOfRange(span=limit.value.span, what=scale.head, given=given))
            return Fraction(percent) / 100
        case "points of share", tree.PercentagePoints(count=points):
            return Fraction(points.value) / 100
        case "number" | "count" | "points" | "calendar days", tree.Number(value=number):
            return Fraction(number)
        case "money", tree.Money() as money:
            return Fraction(money.value) if scope.in_currency(money) else None
        case "duration", tree.Duration() as length:
            return _length(length, scale, scope)
        case kind, value:
            scope.tell(
                WrongKind(
                    span=value.span,
                    what=f"this {scale.head}",
                    needed=NEEDED.get(kind, "a number"),
                    given=said_kind(value),
                    also=elsewhere(scale.place, f"the {scale.head} is that of this"),
                )
            )
            return None


def _length(length: tree.Duration, scale: Scale, scope: Scope) -> Fraction | None:
    clock = scope.clock(length.clock)
    if clock is None:
        return None
    other = next((each for each in scale.clocks if each != clock), None)
    if other:
        what = f"{scale.head} is counted"
        also = elsewhere(scale.place, f"a goal in {other} time")
        scope.tell(OtherClock(span=length.span, what=what, needed=other, given=clock, also=also))
    return Fraction(micros(length))
