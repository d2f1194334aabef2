"""What every step of a settlement says: which credits it is on, and what it lacks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from slarules.contract.problems.completeness import PhraseMissing
from slarules.contract.scope import Scope, first
from slarules.syntax import tree


@dataclass(frozen=True, slots=True)
class Saying:
    """A statement in the making, and how it tells that a phrase is missing."""

    what: str
    statement: tree.Node
    name: tree.Node
    scope: Scope

    def lacks(self, lack: str, example: str) -> None:
        """Tell that a phrase is missing."""
        self.scope.tell(
            PhraseMissing(span=self.name.span, what=self.what, lack=lack, example=example)
        )


def said_credits(
    phrases: Sequence[tree.Phrase], say: Saying, *, total: bool
) -> tuple[str, ...] | None:
    """Return the credits that a step is on; None is the total credit.

    Args:
        phrases: What the step says.
        say: The step.
        total: Whether the step looks at the total; else that stands for every credit.
    """
    scope = say.scope
    if on := first(phrases, tree.OnCredits):
        return tuple(name for each in on.credits if (name := credit_or_pool(each, scope)))
    if first(phrases, tree.OnTotalCredit):
        return None if total else (*scope.names("credit"), *scope.names("pool"))
    say.lacks("which credits it is on", "on total credit" if total else "on NAME")
    return ()


def credit_or_pool(name: tree.Name, scope: Scope) -> str | None:
    """Return the name of a declared credit or pool; when there is none, tell so."""
    if name.text in scope.names("pool"):
        return scope.find("pool", name)
    return scope.find("credit", name)
