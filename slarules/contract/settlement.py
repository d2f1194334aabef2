"""The steps of a settlement and claims: every statement that changes lines once they are earned."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from slarules.contract.capping import cap, floor
from slarules.contract.claims import claim
from slarules.contract.earning_back import earnback
from slarules.contract.scope import Scope, clause_of
from slarules.core.rights import Claim
from slarules.core.settling import Cap, EarnBack, Floor
from slarules.syntax import tree

Step = tree.Cap | tree.Floor | tree.Earnback | tree.Claim


@dataclass(slots=True)
class Steps:
    """The steps by their names, and what is claimed."""

    caps: dict[str, Cap] = field(default_factory=dict)
    floors: dict[str, Floor] = field(default_factory=dict)
    earnbacks: dict[str, EarnBack] = field(default_factory=dict)
    claims: list[Claim] = field(default_factory=list)


def steps(statements: Sequence[tree.Statement], scope: Scope) -> Steps:
    """Return caps, floors, earn-backs and claims; what is wrong in them is told and left out."""
    made = Steps()
    for statement in statements:
        if isinstance(statement, Step):
            scope.telling.clause = clause_of(statement)
            _add(made, statement, statements, scope)
    return made


def _add(made: Steps, statement: Step, statements: Sequence[tree.Statement], scope: Scope) -> None:
    match statement:
        case tree.Cap():
            if capped := cap(statement, statements, scope):
                made.caps[capped.name] = capped
        case tree.Floor():
            if least := floor(statement, scope):
                made.floors[least.name] = least
        case tree.Earnback():
            if returned := earnback(statement, scope):
                made.earnbacks[returned.name] = returned
        case tree.Claim():
            made.claims += claim(statement, scope)
