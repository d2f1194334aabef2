"""Pools: sums at risk of which each missed target earns its weight."""

from __future__ import annotations

from collections.abc import Sequence

from slarules.contract.measures import said_title
from slarules.contract.saying import Saying
from slarules.contract.scope import Scope, clause_of, first, origin
from slarules.contract.sums import amount
from slarules.contract.weights import Weighed, check_total, weights
from slarules.core.settling import Pool
from slarules.syntax import tree


def pools(statements: Sequence[tree.Statement], scope: Scope) -> dict[str, Pool]:
    """Return every pool by its name."""
    found: dict[str, Pool] = {}
    for statement in statements:
        if isinstance(statement, tree.Pool):
            scope.telling.clause = clause_of(statement)
            if made := pool(statement, scope):
                found[made.name] = made
    return found


def pool(statement: tree.Pool, scope: Scope) -> Pool | None:
    """Return a pool; None when a part is wrong, which is told."""
    say = Saying(f"pool {statement.name}", statement, statement.name, scope)
    size = first(statement.phrases, tree.Size)
    if not size:
        say.lacks("how large it is", "size 10% of AMOUNT every calendar month")
    sum_at_risk = amount(size.amount, scope) if size else None
    shares = weights(statement, WEIGHED, say)
    check_total(statement, shares, scope)
    if not size or not sum_at_risk or not first(statement.phrases, tree.Table):
        return None
    return Pool(
        statement.name.text,
        said_title(statement.title, statement.name),
        sum_at_risk,
        scope.period(size.period),
        shares,
        origin(statement, statement.clause),
    )


def _target(name: tree.Name, scope: Scope) -> str | None:
    """Return a declared target or condition."""
    if name.text in scope.names("condition"):
        return scope.find("condition", name)
    return scope.find("target", name)


WEIGHED = Weighed("target", _target, "the pool")
