"""Pools and multipliers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Literal

from slarules.contract.amounts import amount
from slarules.contract.conditions import said_kind
from slarules.contract.measures import said_title
from slarules.contract.period_tests import history
from slarules.contract.problems.kinds import WeightsTooMuch, WrongKind
from slarules.contract.problems.names import UnknownName
from slarules.contract.saying import Saying, said_credits
from slarules.contract.scope import Scope, first, origin
from slarules.core.settling import Multiplier, Pool, Weight
from slarules.syntax import tree


def multiplier(statement: tree.Multiplier, scope: Scope) -> Multiplier | None:
    """Return a multiplier; None when a part is wrong, which is told."""
    say = Saying(f"multiplier {statement.name}", statement, statement.name, scope)
    on = said_credits(statement.phrases, say, total=False)
    times, when = first(statement.phrases, tree.Times), first(statement.phrases, tree.When)
    if not times:
        say.lacks("by how much it multiplies", "times 2")
    if not when:
        say.lacks("when it multiplies", "when NAME is missed in the previous period")
    test = history(when.history, scope) if when else None
    if not on or not times or not test:
        return None
    at = origin(statement, statement.clause)
    return Multiplier(statement.name.text, on, Fraction(times.factor.value), test, at)


def pool(statement: tree.Pool, scope: Scope) -> Pool | None:
    """Return a pool; None when a part is wrong, which is told."""
    say = Saying(f"pool {statement.name}", statement, statement.name, scope)
    size, table = first(statement.phrases, tree.Size), first(statement.phrases, tree.Table)
    if not size:
        say.lacks("how large it is", "size 10% of AMOUNT every calendar month")
    if not table:
        say.lacks("what each target weighs", "table with the columns target and weight")
    sum_at_risk = amount(size.amount, scope) if size else None
    weights = tuple(_weights(table, say)) if table else ()
    _check_weights(statement, weights, scope)
    if not size or not sum_at_risk or not table:
        return None
    return Pool(
        statement.name.text,
        said_title(statement.title, statement.name),
        sum_at_risk,
        scope.period(size.period),
        weights,
        origin(statement, statement.clause),
    )


def _weights(table: tree.Table, say: Saying) -> Iterator[Weight]:
    heads = [cell.words for cell in table.header.cells]
    for wanted in ("target", "weight"):
        if wanted not in heads:
            names = [name for name in ("target", "weight") if name not in heads]
            wrong = next(
                (c for c in table.header.cells if c.words not in ("target", "weight")), None
            )
            cell = wrong or table.header
            words = wrong.words if wrong else ""
            say.scope.tell(UnknownName.among(cell.span, f"column of {say.what}", words, names))
            return
    target_at, weight_at = heads.index("target"), heads.index("weight")
    for row in table.rows:
        if len(row.cells) == len(heads):
            yield from _weight(row, row.cells[target_at], row.cells[weight_at], say)


def _weight(row: tree.Row, target: tree.Cell, share: tree.Cell, say: Saying) -> Iterator[Weight]:
    scope = say.scope
    clause = scope.telling.clause
    if isinstance(target, tree.Unreadable) or isinstance(share, tree.Unreadable):
        return
    if not isinstance(target, tree.Name):
        needed, given = "the name of a target", said_kind(target)
        scope.tell(WrongKind(span=target.span, what="this cell", needed=needed, given=given))
        return
    if not isinstance(share, tree.Percent):
        needed, given = "a percentage of the pool", said_kind(share)
        scope.tell(WrongKind(span=share.span, what="a weight", needed=needed, given=given))
        return
    name = scope.find("target", target)
    if name:
        yield Weight(name, Fraction(share.value) / 100, scope.row_origin(row, clause))


def _check_weights(statement: tree.Pool, weights: Sequence[Weight], scope: Scope) -> None:
    table = first(statement.phrases, tree.Table)
    if table and len(weights) < len(table.rows):
        return
    total = sum((weight.share for weight in weights), Fraction(0))
    if phrase := first(statement.phrases, tree.WeightsTotal):
        limit = Fraction(phrase.share.value) / 100
        if total > limit or (phrase.bound == "exactly" and total != limit):
            _too_much(statement, phrase, percent(total), phrase.bound, percent(limit), scope)
    if each := first(statement.phrases, tree.WeightsEach):
        limit = Fraction(each.share.value) / 100
        for weight in weights:
            if weight.share > limit:
                bound: Literal["at most"] = "at most"
                _too_much(statement, each, percent(weight.share), bound, percent(limit), scope)


def _too_much(
    statement: tree.Pool,
    phrase: tree.Phrase,
    total: str,
    bound: str,
    limit: str,
    scope: Scope,
) -> None:
    scope.tell(
        WeightsTooMuch(
            span=phrase.span, pool=statement.name.text, total=total, relation=bound, limit=limit
        )
    )


def percent(share: Fraction) -> str:
    """Return a share as a percentage, exactly where it has few decimals."""
    value = share * 100
    for places in range(7):
        if (value * 10**places).denominator == 1:
            whole, rest = divmod(abs(int(value * 10**places)), 10**places)
            sign = "-" if value < 0 else ""
            return f"{sign}{whole:,}{f'.{rest:0{places}d}' if places else ''}%"
    return f"{value.numerator}/{value.denominator}%"
