"""The settlement: the order of its steps, when the total is paid, and in which currency."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from slarules.contract.by_when import anchor
from slarules.contract.problems.kinds import WrongKind
from slarules.contract.problems.names import UnknownName
from slarules.contract.problems.structure import PhrasesExclude
from slarules.contract.problems.told import nearest
from slarules.contract.scope import Scope, clause_of, first, origin
from slarules.core.settling import Conversion, Payment, Settlement
from slarules.currencies import CURRENCIES
from slarules.syntax import tree

SILENT = ("base", "rounding")
"""The order of a contract that has no settlement."""


def settlement(
    statements: Sequence[tree.Statement], scope: Scope
) -> tuple[Settlement, tree.Order | None]:
    """Return the settlement, and where its order is written; the last one stands."""
    found = [s for s in statements if isinstance(s, tree.Settlement)]
    if not found:
        return Settlement(SILENT), None
    statement = found[-1]
    scope.telling.clause = clause_of(statement)
    order = first(statement.phrases, tree.Order)
    made = Settlement(
        tuple(step.text for step in order.steps) if order else SILENT,
        origin(statement, statement.clause),
        _payment(statement, scope),
        _conversion(statement, scope),
        first(statement.phrases, tree.BonusesSetOff) is not None,
    )
    return made, order


def rates(statements: Sequence[tree.Statement]) -> Mapping[str, str]:
    """Return the currency of each amount that is a rate of exchange, by the amount's name."""
    settled = [s for s in statements if isinstance(s, tree.Settlement)]
    paid = [p for s in settled for p in s.phrases if isinstance(p, tree.PaidIn)]
    return {phrase.rate.text: phrase.currency.text for phrase in paid}


def _payment(statement: tree.Settlement, scope: Scope) -> Payment | None:
    ways = [
        phrase
        for phrase in statement.phrases
        if isinstance(phrase, tree.PaidEvery | tree.PaidOnInvoice | tree.PaidWithin)
    ]
    for other in ways[1:]:
        said = [scope.written(phrase.span) for phrase in (ways[0], other)]
        scope.tell(
            PhrasesExclude(span=other.span, what="the settlement", one=said[0], other=said[1])
        )
    match ways[:1]:
        case [tree.PaidEvery(period=period)]:
            return Payment("every", scope.period(period))
        case [tree.PaidOnInvoice()]:
            return Payment("next invoice")
        case [tree.PaidWithin(within=within)]:
            return _within(within, scope)
        case _:
            return None


def _within(within: tree.WithinAfter, scope: Scope) -> Payment | None:
    after, days = anchor(within.anchor, scope), within.apart
    if not isinstance(days, tree.CalendarDays):
        needed, given = "calendar days, such as 30 calendar days", scope.written(days.span)
        what = "the time to pay"
        scope.tell(WrongKind(span=days.span, what=what, needed=needed, given=given))
        return None
    return Payment("within", days=days.count, after=after) if after else None


def _conversion(statement: tree.Settlement, scope: Scope) -> Conversion | None:
    phrase = first(statement.phrases, tree.PaidIn)
    if phrase is None:
        return None
    currency, rate = phrase.currency, scope.find("amount", phrase.rate)
    as_on = anchor(phrase.as_on, scope) if phrase.as_on else None
    if currency.text not in CURRENCIES:
        close = [c for c in CURRENCIES if c == (nearest(currency.text.upper(), CURRENCIES) or "")]
        scope.tell(UnknownName.among(currency.span, "currency", currency.text, close))
        return None
    if rate is None or (phrase.as_on and as_on is None):
        return None
    return Conversion(currency.text, rate, as_on)
