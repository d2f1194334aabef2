"""Rates by effective date: the rows of a table that a moment of the item picks from."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta
from itertools import pairwise

from slarules.contract.conditions import said_kind
from slarules.contract.problems.completeness import PhraseMissing, RatesApart
from slarules.contract.problems.kinds import Reversed, WrongKind
from slarules.contract.problems.names import UnknownName
from slarules.contract.problems.told import elsewhere
from slarules.contract.scope import Scope, clause_of, first
from slarules.contract.sums import amount
from slarules.core.money import AsOn, Rate
from slarules.syntax import tree


def as_on(statement: tree.AmountStatement, phrase: tree.AsOn, scope: Scope) -> AsOn | None:
    """Return an amount by effective date; rows that do not join are told."""
    moment, table = phrase.moment.text, first(statement.phrases, tree.Table)
    if not _is_moment(phrase.moment, scope):
        return None
    if table is None:
        example = f"a table with the columns {moment} and amount"
        what, lack = f"amount {statement.name}", "the sums and their dates"
        scope.tell(PhraseMissing(span=phrase.span, what=what, lack=lack, example=example))
        return None
    heads = [cell.words for cell in table.header.cells]
    for wanted in (moment, "amount"):
        if wanted not in heads:
            wrong = next((c for c in table.header.cells if c.words not in (moment, "amount")), None)
            place, said = wrong or table.header, wrong.words if wrong else ""
            noun = "column of this amount"
            scope.tell(UnknownName.among(place.span, noun, said, (moment, "amount")))
            return None
    columns = heads.index(moment), heads.index("amount")
    rates = [rate for row in table.rows for rate in _rate(statement, row, columns, scope)]
    if len(rates) < len(table.rows):
        return None
    _joined(rates, statement, scope)
    return AsOn(moment, tuple(rates))


def _is_moment(name: tree.Name, scope: Scope) -> bool:
    kinds = (*scope.vocabulary.items.values(), *scope.vocabulary.spans.values())
    moments = dict.fromkeys(["start", "end", *(m for kind in kinds for m in kind.moments)])
    if name.text not in moments:
        scope.tell(UnknownName.among(name.span, "moment", name.text, moments))
    return name.text in moments


def _rate(
    statement: tree.AmountStatement, row: tree.Row, columns: tuple[int, int], scope: Scope
) -> Iterator[Rate]:
    dates, money = row.cells[columns[0]], row.cells[columns[1]]
    worth, at = amount(money, scope), scope.row_origin(row, clause_of(statement))
    match dates:
        case tree.RatesFrom(first=since) if worth:
            yield Rate(since.value, None, worth, at)
        case tree.RatesThrough(first=since, last=until) if worth:
            if until.value < since.value:
                scope.tell(Reversed(span=dates.span, first=str(since.value), last=str(until.value)))
            else:
                yield Rate(since.value, until.value, worth, at)
        case tree.RatesFrom() | tree.RatesThrough() | tree.Unreadable():
            return
        case _:
            needed = "dates, such as 2026-01-01 through 2026-12-31, or from 2027-01-01"
            given = said_kind(dates)
            scope.tell(WrongKind(span=dates.span, what="this cell", needed=needed, given=given))


def _joined(rates: Sequence[Rate], statement: tree.AmountStatement, scope: Scope) -> None:
    """Tell which rows leave dates out, or give dates two sums."""
    ordered = sorted(rates, key=lambda rate: (rate.first is not None, rate.first))
    for before, after in pairwise(ordered):
        if after.first is None:
            continue
        follows = before.last + timedelta(days=1) if before.last else None
        if follows == after.first:
            continue
        gap = follows is not None and follows < after.first
        since = follows if gap and follows else after.first
        until = after.first - timedelta(days=1) if gap else before.last
        if until and after.last and not gap:
            until = min(until, after.last)
        scope.tell(
            RatesApart(
                span=after.origin.span,
                amount=statement.name.text,
                dates=_said(since, until),
                rows="no row" if gap else "two rows",
                also=elsewhere(before.origin.span, "the row before it"),
            )
        )


def _said(since: object, until: object) -> str:
    if until is None:
        return f"from {since} on"
    return f"{since}" if since == until else f"{since} through {until}"
