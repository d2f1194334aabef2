"""Amounts: fees and rates that are fixed before a period is judged."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from slarules.contract.conditions import said_kind
from slarules.contract.problems.completeness import PhraseMissing
from slarules.contract.problems.kinds import PercentOfNothing, WrongKind
from slarules.contract.problems.structure import InCircle, NotYetComputed, PhrasesExclude
from slarules.contract.scope import Scope, clause_of, first, origin
from slarules.core.money import (
    Amount,
    AmountTerm,
    Billed,
    Greater,
    Lesser,
    Money,
    Named,
    Sum,
    Times,
)
from slarules.syntax import tree


def amount(written: tree.Amount | tree.Cell, scope: Scope) -> AmountTerm | None:
    """Return an amount; None when it is wrong, which is told."""
    match written:
        case tree.Money(value=value):
            return Money(Fraction(value)) if scope.in_currency(written) else None
        case tree.Name():
            name = scope.find("amount", written)
            return Named(name) if name else None
        case tree.PercentOf(percent=percent, of=of):
            inner = amount(of, scope)
            return Times(Fraction(percent.value) / 100, inner) if inner else None
        case tree.OneTwelfth(of=of):
            inner = amount(of, scope)
            return Times(Fraction(1, 12), inner) if inner else None
        case tree.OfPreviousPeriod(name=called):
            name = scope.find("amount", called)
            return Named(name, -1) if name else None
        case tree.GreaterOf(left=left, right=right):
            both = _both(left, right, scope)
            return Greater(both) if both else None
        case tree.LesserOf(left=left, right=right):
            both = _both(left, right, scope)
            return Lesser(both) if both else None
        case _:
            _tell_wrong(written, scope)
            return None


def _both(left: tree.Amount, right: tree.Amount, scope: Scope) -> tuple[AmountTerm, ...] | None:
    found = [amount(left, scope), amount(right, scope)]
    parts = tuple(part for part in found if part)
    return parts if len(parts) == 2 else None


def _tell_wrong(written: tree.Cell, scope: Scope) -> None:
    if isinstance(written, tree.Unreadable):
        return
    if isinstance(written, tree.Percent):
        shown = f"{written.value:f}%"
        example = next(iter(scope.names("amount")), "monthly_fee")
        scope.tell(PercentOfNothing(span=written.span, percent=shown, example=example))
        return
    needed = f"an amount, such as {scope.currency} 500.00 or 10% of an amount"
    scope.tell(WrongKind(span=written.span, what="this", needed=needed, given=said_kind(written)))


def amounts(statements: Sequence[tree.Statement], scope: Scope) -> dict[str, Amount]:
    """Return every declared amount by its name."""
    found: dict[str, Amount] = {}
    for statement in statements:
        if isinstance(statement, tree.AmountStatement):
            scope.telling.clause = clause_of(statement)
            if made := _amount(statement, scope):
                found[made.name] = made
    _check_circles(found, scope)
    return found


def _amount(statement: tree.AmountStatement, scope: Scope) -> Amount | None:
    given, billed = (
        first(statement.phrases, tree.AmountIs),
        first(statement.phrases, tree.FromBilling),
    )
    what = f"amount {statement.name}"
    at = origin(statement, statement.clause)
    if given and billed:
        scope.tell(PhrasesExclude(span=billed.span, what=what, one="is", other="from billing"))
        return None
    if given:
        value = amount(given.amount, scope)
        return Amount(statement.name.text, value, scope.period(given.period), at) if value else None
    if billed:
        if billed.for_each:
            scope.tell(NotYetComputed(span=billed.for_each.span, what="a fee for each of several"))
            return None
        return Amount(statement.name.text, Billed(), scope.period(billed.period), at)
    example = "from billing every calendar month"
    scope.tell(
        PhraseMissing(span=statement.name.span, what=what, lack="how much it is", example=example)
    )
    return None


def _check_circles(found: dict[str, Amount], scope: Scope) -> None:
    for name, each in found.items():
        path = _path_back(name, each.value, found, (name,))
        if path and min(path) == name:
            circle = " needs ".join(path)
            scope.tell(InCircle(span=each.origin.span, noun="amount", name=name, circle=circle))


def _path_back(
    name: str, term: AmountTerm, found: dict[str, Amount], path: tuple[str, ...]
) -> tuple[str, ...] | None:
    """Return the way by which an amount needs itself in the same period, if there is one."""
    for needed in names_in(term):
        if needed == name:
            return (*path, name)
        if needed in found and needed not in path:
            way = _path_back(name, found[needed].value, found, (*path, needed))
            if way:
                return way
    return None


def names_in(term: AmountTerm) -> tuple[str, ...]:
    """Return the amounts of the same period that a term needs."""
    match term:
        case Named(name, 0):
            return (name,)
        case Times(_, inner):
            return names_in(inner)
        case Sum(parts) | Greater(parts) | Lesser(parts):
            return tuple(name for part in parts for name in names_in(part))
        case _:
            return ()
