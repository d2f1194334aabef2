"""Claims, from the tree to the core."""

from __future__ import annotations

from collections.abc import Iterator

from slarules.contract.by_when import by_when
from slarules.contract.problems.structure import PhrasesExclude
from slarules.contract.saying import Saying, credit_or_pool
from slarules.contract.scope import Scope, every, first, origin
from slarules.core.rights import Claim
from slarules.syntax import tree


def claim(statement: tree.Claim, scope: Scope) -> Iterator[Claim]:
    """Yield a claim, unless the credit is automatic; what is wrong is told."""
    phrases = statement.phrases
    what = f"claim {statement.name}" if statement.name else "the claim"
    automatic = first(phrases, tree.Automatic)
    dated = [p for p in phrases if isinstance(p, tree.ByWhen)]
    if automatic:
        for phrase in dated:
            one, other = "automatic", scope.written(phrase.span)
            scope.tell(PhrasesExclude(span=phrase.span, what=what, one=one, other=other))
        return
    if not dated:
        say = Saying(what, statement, statement.name or statement, scope)
        say.lacks("within how many days", "within 30 calendar days after period end")
    for phrase in dated[1:]:
        one, other = scope.written(dated[0].span), scope.written(phrase.span)
        scope.tell(PhrasesExclude(span=phrase.span, what=what, one=one, other=other))
    deadline = by_when(dated[0], scope) if dated else None
    on, uses = _on(statement, scope), first(phrases, tree.UsesOnce)
    used = scope.find("measure", uses.measure) if uses else None
    if deadline and on != ():
        yield Claim(
            deadline,
            on,
            origin(statement, statement.clause),
            statement.name.text if statement.name else None,
            tuple(n.text for p in every(phrases, tree.WithEvidence) for n in p.names),
            used,
        )


def _on(statement: tree.Claim, scope: Scope) -> tuple[str, ...] | None:
    named = first(statement.phrases, tree.OnCredits)
    if named is None:
        return None
    return tuple(found for name in named.credits if (found := credit_or_pool(name, scope)))
