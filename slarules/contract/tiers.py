"""Rows of a credit's table: for which values of its quantity they are, and what they pay."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from slarules.contract.amounts import amount
from slarules.contract.conditions import said_kind
from slarules.contract.problems.completeness import PhraseMissing
from slarules.contract.problems.kinds import (
    EmptyBand,
    OtherClock,
    ShareOutOfRange,
    WrongKind,
)
from slarules.contract.problems.names import UnknownName
from slarules.contract.problems.structure import NotYetComputed
from slarules.contract.problems.told import elsewhere
from slarules.contract.scope import Scope, clause_of
from slarules.contract.words import micros
from slarules.core.money import Band, Limit, Part, Pay
from slarules.core.promises import Origin
from slarules.core.quantities import Quantity
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


def check_amounts(table: tree.Table, scope: Scope) -> None:
    """Tell which sums of a table are wrong whose quantity is not known."""
    heads = [cell.words for cell in table.header.cells]
    i = heads.index("amount") if "amount" in heads else None
    for row in table.rows if i is not None else ():
        cell = row.cells[i or 0]
        if not isinstance(cell, tree.NoneCell):
            amount(cell, scope)


def bands(statement: tree.Credit, table: tree.Table, scale: Scale, scope: Scope) -> Iterator[Band]:
    """Yield the bands of a table; a row that is wrong is told and left out."""
    heads = [cell.words for cell in table.header.cells]
    columns = _columns(table, heads, scale, scope)
    if columns is None:
        scope.telling.doubts.places.add(statement.span)
        check_amounts(table, scope)
        return
    quantity_at, amount_at = columns
    for row in table.rows:
        yield from _band(statement, row, (quantity_at, amount_at), scale, scope)


def _columns(
    table: tree.Table, heads: Sequence[str], scale: Scale, scope: Scope
) -> tuple[int, int] | None:
    wanted = (scale.head, "amount")
    if "" in heads:
        return None
    strange = [cell for cell in table.header.cells if cell.words not in wanted]
    missing = [name for name in wanted if name not in heads]
    for cell in strange:
        if missing:
            noun = "column of this credit"
            scope.tell(UnknownName.among(cell.span, noun, cell.words, missing))
        else:
            scope.tell(NotYetComputed(span=cell.span, what="bands that differ by a fact"))
    if missing and not strange:
        lack = f"a column {missing[0]}"
        example = f"| {scale.head} | amount |"
        span = table.header.span
        scope.tell(PhraseMissing(span=span, what="the table", lack=lack, example=example))
    if missing or strange:
        return None
    return heads.index(scale.head), heads.index("amount")


def _band(
    statement: tree.Credit,
    row: tree.Row,
    columns: tuple[int, int],
    scale: Scale,
    scope: Scope,
) -> Iterator[Band]:
    cell, money = row.cells[columns[0]], row.cells[columns[1]]
    term = None if isinstance(money, tree.NoneCell) else amount(money, scope)
    pays = None if term is None else (Part(term),)
    at, text = scope.row_origin(row, clause_of(statement)), scope.written(cell.span)
    count = scope.telling.count
    yield from _of_quantity(cell, pays, scale, (text, at, scope))
    scope.doubt_since(count, statement.span)
    if isinstance(cell, tree.Unreadable):
        scope.telling.doubts.places.add(statement.span)


def _of_quantity(
    cell: tree.Cell, pays: Pay | None, scale: Scale, rest: tuple[str, Origin, Scope]
) -> Iterator[Band]:
    text, at, scope = rest
    match cell:
        case tree.Unreadable():
            return
        case tree.Unknown():
            yield Band(None, None, pays, text, of_unknown=True, origin=at)
        case tree.AnyValue():
            yield Band(None, None, pays, text, origin=at)
        case tree.Band(lower=low, upper=high):
            yield from _range(low, high, pays, scale, rest)
        case _:
            needed = f"a range, such as {_example(scale)}"
            scope.tell(
                WrongKind(span=cell.span, what="this cell", needed=needed, given=said_kind(cell))
            )


def _example(scale: Scale) -> str:
    if scale.kind == "share":
        return "at least 85% and below 90%"
    if scale.kind == "duration":
        clock = scale.clocks[0] if scale.clocks else "elapsed"
        return f"above 2 {clock} hours and at most 8 {clock} hours"
    return "at least 2 and below 5"


def _range(
    low: tree.Limit,
    high: tree.Limit | None,
    pays: Pay | None,
    scale: Scale,
    rest: tuple[str, Origin, Scope],
) -> Iterator[Band]:
    text, at, scope = rest
    limits = [limit for limit in (low, high) if limit]
    values = [_limit(limit, scale, scope) for limit in limits]
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
    yield Band(lower, upper, pays, text, origin=at)


def is_empty(lower: Limit, upper: Limit) -> bool:
    """Tell whether nothing lies between two limits."""
    both = lower.included and upper.included
    return lower.value > upper.value or (lower.value == upper.value and not both)


def _limit(limit: tree.Limit, scale: Scale, scope: Scope) -> Fraction | None:
    match scale.kind, limit.value:
        case "share", tree.Percent(value=percent):
            if not 0 <= percent <= 100:
                given = f"{percent:f}%"
                scope.tell(ShareOutOfRange(span=limit.value.span, what=scale.head, given=given))
            return Fraction(percent) / 100
        case "number" | "count", tree.Number(value=number):
            return Fraction(number)
        case "duration", tree.Duration() as length:
            return _length(length, scale, scope)
        case kind, value:
            needed = {
                "share": "a share, written as a percentage",
                "duration": "a length of time",
            }.get(kind, "a number")
            given = said_kind(value)
            scope.tell(
                WrongKind(
                    span=value.span,
                    what=f"this {scale.head}",
                    needed=needed,
                    given=given,
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
