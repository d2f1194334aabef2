"""The steps of a settlement, claims, and their order."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from slarules.contract.amounts import amount
from slarules.contract.measures import share_of
from slarules.contract.period_tests import history
from slarules.contract.pools import multiplier, pool
from slarules.contract.problems.remarks import ExcessLost
from slarules.contract.problems.structure import NotYetComputed
from slarules.contract.saying import Saying, credit_or_pool, said_credits
from slarules.contract.scope import Scope, clause_of, first, origin
from slarules.core.promises import CloseOfDay
from slarules.core.rights import Claim, Deadline
from slarules.core.settling import Cap, EarnBack, Multiplier, Pool, Settlement
from slarules.syntax import tree

Named = tree.Multiplier | tree.Cap | tree.Earnback | tree.Pool | tree.Claim


@dataclass(slots=True)
class Steps:
    """The steps of a settlement by their names, and what is claimed."""

    pools: dict[str, Pool]
    multipliers: dict[str, Multiplier]
    caps: dict[str, Cap]
    earnbacks: dict[str, EarnBack]
    claims: list[Claim]


def steps(statements: Sequence[tree.Statement], scope: Scope) -> Steps:
    """Return every step of the settlement that is a statement of its own."""
    made = Steps({}, {}, {}, {}, [])
    for statement in statements:
        if isinstance(statement, Named):
            scope.telling.clause = clause_of(statement)
            _add(made, statement, scope)
    return made


def _add(made: Steps, statement: Named, scope: Scope) -> None:
    match statement:
        case tree.Pool() if found := pool(statement, scope):
            made.pools[found.name] = found
        case tree.Multiplier() if times := multiplier(statement, scope):
            made.multipliers[times.name] = times
        case tree.Cap() if cap := _cap(statement, scope):
            made.caps[cap.name] = cap
        case tree.Earnback() if earnback := _earnback(statement, scope):
            made.earnbacks[earnback.name] = earnback
        case tree.Claim():
            made.claims += _claim(statement, scope)
        case _:
            pass


def _earnback(statement: tree.Earnback, scope: Scope) -> EarnBack | None:
    say = Saying(f"earnback {statement.name}", statement, statement.name, scope)
    on = said_credits(statement.phrases, say, total=False)
    returns, when = first(statement.phrases, tree.Returns), first(statement.phrases, tree.When)
    if not returns:
        say.lacks("how much it returns", "returns 100%")
    if not when:
        say.lacks("when it returns", "when NAME is met in each of the next 3 periods")
    test = history(when.history, scope) if when else None
    share = share_of(say.what, returns.share, scope) if returns else None
    if not on or share is None or not test:
        return None
    at = origin(statement, statement.clause)
    return EarnBack(statement.name.text, on, share, test, at)


def _cap(statement: tree.Cap, scope: Scope) -> Cap | None:
    say = Saying(f"cap {statement.name}", statement, statement.name, scope)
    on = said_credits(statement.phrases, say, total=True)
    most, shared = first(statement.phrases, tree.AtMost), first(statement.phrases, tree.Shared)
    if not most:
        say.lacks("how much is paid at most", "at most 20% of AMOUNT every calendar month")
    if not shared:
        say.lacks("how it is shared among several credits", "shared pro rata")
    if not first(statement.phrases, tree.ExcessIsLost):
        scope.tell(ExcessLost(span=statement.name.span, cap=statement.name.text))
    limit = amount(most.amount, scope) if most else None
    if on == () or not most or not limit or not shared:
        return None
    at = origin(statement, statement.clause)
    period = scope.period(most.period)
    return Cap(statement.name.text, on, limit, period, shared.how, at)


def _claim(statement: tree.Claim, scope: Scope) -> Iterator[Claim]:
    phrases = statement.phrases
    if first(phrases, tree.Automatic):
        return
    within, named = first(phrases, tree.WithinDaysAfter), first(phrases, tree.OnCredits)
    if within is None:
        say = Saying("the claim", statement, statement, scope)
        say.lacks("within how many days", "within 30 calendar days after period end")
        return
    if within.anchor:
        what = "a claim that is counted from a moment"
        scope.tell(NotYetComputed(span=within.anchor.span, what=what))
        return
    on = tuple(n for name in named.credits if (n := credit_or_pool(name, scope))) if named else None
    days = CloseOfDay(within.days.count, "calendar")
    yield Claim(Deadline("period end", days), on, origin(statement, statement.clause))


def settlement(statements: Sequence[tree.Statement]) -> tuple[Settlement, tree.Order] | None:
    """Return the order in which the steps apply, and where it is written; the last one stands."""
    found = None
    for statement in statements:
        if isinstance(statement, tree.Settlement) and (
            order := first(statement.phrases, tree.Order)
        ):
            names = tuple(step.text for step in order.steps)
            found = Settlement(names, origin(statement, statement.clause)), order
    return found
