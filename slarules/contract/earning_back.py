"""Earn-backs, from the tree to the core."""

from __future__ import annotations

from slarules.contract.conditions import condition
from slarules.contract.measures import share_of
from slarules.contract.period_tests import history
from slarules.contract.problems.names import UnknownName
from slarules.contract.problems.structure import PhrasesExclude
from slarules.contract.saying import Saying, credit_or_pool, said_credits
from slarules.contract.scope import Scope, first, origin
from slarules.core.conditions import Condition
from slarules.core.settling import EarnBack
from slarules.syntax import tree


def earnback(statement: tree.Earnback, scope: Scope) -> EarnBack | None:
    """Return an earn-back; None when something is wrong, which is told."""
    say = Saying(f"earnback {statement.name}", statement, statement.name, scope)
    on = said_credits(statement.phrases, say, total=False)
    returns, when = first(statement.phrases, tree.Returns), first(statement.phrases, tree.When)
    if not returns:
        say.lacks("how much it returns", "returns 100%")
    if not when:
        say.lacks("when it returns", "when NAME is met in each of the next 3 periods")
    test = history(when.history, scope) if when else None
    share = share_of(say.what, returns.share, scope) if returns else None
    offset, within = _offset(statement, say)
    lapses = first(statement.phrases, tree.LapsesWhen)
    if not on or share is None or not test:
        return None
    return EarnBack(
        statement.name.text,
        on,
        share,
        test,
        origin(statement, statement.clause),
        offset,
        within,
        _except(statement, scope),
        history(lapses.history, scope) if lapses else None,
    )


def _offset(statement: tree.Earnback, say: Saying) -> tuple[str | None, int | None]:
    """Return whose later lines are lowered, and for how many periods; None is paid as money."""
    money, offset = first(statement.phrases, tree.AsMoney), first(statement.phrases, tree.AsOffset)
    lapses = first(statement.phrases, tree.LapsesWhen)
    if money and offset:
        one, other = "as money", "as offset"
        say.scope.tell(PhrasesExclude(span=offset.span, what=say.what, one=one, other=other))
    if lapses and not offset:
        # What was paid back is gone: only what is kept in a ledger can lapse.
        one, other = "as money", "when it lapses"
        say.scope.tell(PhrasesExclude(span=lapses.span, what=say.what, one=one, other=other))
    if offset is None:
        return None, None
    periods = int(offset.periods.value) if offset.periods else None
    return credit_or_pool(offset.credit, say.scope), periods


def _except(statement: tree.Earnback, scope: Scope) -> Condition | None:
    excepted = first(statement.phrases, tree.ExceptWhere)
    kind = scope.vocabulary.items.get("period")
    if excepted is None:
        return None
    if kind is None:
        span = excepted.where.span
        scope.tell(UnknownName.among(span, "kind of item", "period", scope.vocabulary.items))
        return None
    return condition(excepted.where, kind, scope)
