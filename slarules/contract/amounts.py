"""Amounts: fees and rates that are fixed before a period is judged."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from slarules.contract.payment import rates
from slarules.contract.problems.completeness import PhraseMissing
from slarules.contract.problems.names import UnknownName
from slarules.contract.problems.structure import InCircle, PhrasesExclude
from slarules.contract.rates import as_on
from slarules.contract.rounding import rounded
from slarules.contract.scope import Scope, clause_of, first, origin
from slarules.contract.sums import amount
from slarules.core.money import (
    Amount,
    AmountTerm,
    AsOn,
    Billed,
    Greater,
    Lesser,
    Named,
    OverPeriods,
    ProRata,
    Sum,
    Times,
)
from slarules.core.periods import Periods, SoFarIn
from slarules.syntax import tree

__all__ = ["amount", "amounts", "has_window", "names_in"]


def amounts(statements: Sequence[tree.Statement], scope: Scope) -> dict[str, Amount]:
    """Return every declared amount by its name."""
    found: dict[str, Amount] = {}
    for statement in statements:
        if isinstance(statement, tree.AmountStatement):
            scope.telling.clause = clause_of(statement)
            if made := _amount(statement, scope):
                found[made.name] = made
    _check_circles(found, scope)
    for name, currency in rates(statements).items():
        if name in found:
            found[name] = replace(found[name], currency=currency)
    return found


def _amount(statement: tree.AmountStatement, scope: Scope) -> Amount | None:
    phrases, what = statement.phrases, f"amount {statement.name}"
    given, billed = first(phrases, tree.AmountIs), first(phrases, tree.FromBilling)
    dated = first(phrases, tree.AsOn)
    ways = [
        (p, word) for p, word in ((given, "is"), (billed, "from billing"), (dated, "as on")) if p
    ]
    if len(ways) > 1:
        (_, one), (second, other) = ways[:2]
        scope.tell(PhrasesExclude(span=second.span, what=what, one=one, other=other))
        return None
    at, name, places = origin(statement, statement.clause), statement.name.text, rounded(phrases)
    if given:
        value = amount(given.amount, scope)
        every = scope.period(given.period)
        return Amount(name, value, every, at, None, places) if value else None
    if billed:
        return _billed(statement, billed, scope)
    if dated:
        rates = as_on(statement, dated, scope)
        return Amount(name, rates, None, at, None, places) if rates else None
    example = "from billing every calendar month"
    scope.tell(
        PhraseMissing(span=statement.name.span, what=what, lack="how much it is", example=example)
    )
    return None


def _billed(
    statement: tree.AmountStatement, billed: tree.FromBilling, scope: Scope
) -> Amount | None:
    name, at = statement.name.text, origin(statement, statement.clause)
    places = rounded(statement.phrases)
    if billed.for_each is None:
        return Amount(name, Billed(), scope.period(billed.period), at, None, places)
    kinds = {**scope.vocabulary.spans, **scope.vocabulary.items}
    kind = next((k for k in kinds.values() if billed.for_each.text in (k.name, k.plural)), None)
    if kind is None:
        span, text = billed.for_each.span, billed.for_each.text
        scope.tell(UnknownName.among(span, "kind of item", text, kinds))
        return None
    every = scope.period(billed.period) if billed.period else None
    return Amount(name, Billed(), every, at, kind.name, places)


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


def has_window(term: AmountTerm) -> bool:
    """Tell whether a term adds up an amount over several periods."""
    match term:
        case OverPeriods():
            return True
        case Times(_, inner) | ProRata(inner):
            return has_window(inner)
        case Sum(parts) | Greater(parts) | Lesser(parts):
            return any(has_window(part) for part in parts)
        case _:
            return False


def names_in(term: AmountTerm) -> tuple[str, ...]:
    """Return the amounts that a term needs of the same period, or of one that may be the same."""
    match term:
        case Named(name, 0, False):
            return (name,)
        case OverPeriods(name, Periods("last") | SoFarIn()):
            return (name,)
        case Times(_, inner) | ProRata(inner):
            return names_in(inner)
        case AsOn(_, rates):
            return tuple(name for rate in rates for name in names_in(rate.amount))
        case Sum(parts) | Greater(parts) | Lesser(parts):
            return tuple(name for part in parts for name in names_in(part))
        case _:
            return ()
