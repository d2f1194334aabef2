"""A goal that is asked for by itself, outside of any table."""

from __future__ import annotations

from slarules.contract.goals import goal
from slarules.contract.scope import Scope, Telling
from slarules.core.contract import Contract, Terms
from slarules.core.promises import Goal
from slarules.errors import UsageError
from slarules.source import Span
from slarules.syntax import parse_cell


def goal_asked(text: str, contract: Contract, terms: Terms) -> Goal:
    """Return a goal written as in a cell, on the clocks of a text in force.

    Raises:
        UsageError: The text is no goal, or speaks of what the contract does not have.
    """
    telling = Telling()
    parsed = parse_cell(text, Span("goal", 1, 1, 1, len(text) + 1))
    kind = next(iter(contract.vocabulary.items.values()), None)
    found = None
    if parsed.cell is not None and kind is not None:
        found = goal(parsed.cell, kind, _scope(contract, terms, telling))
    if found is None:
        told = [problem.message for problem in (*parsed.problems, *telling.problems)]
        why = told[0] if told else "it promises nothing"
        raise UsageError(f"'{text}' is no goal such as 'by close of the 2nd desk day after': {why}")
    return found


def _scope(contract: Contract, terms: Terms, telling: Telling) -> Scope:
    declared = {name: clock.span for name, clock in terms.clocks.items()}
    return Scope(
        zone=contract.zone,
        currency=contract.currency,
        every=contract.every,
        vocabulary=contract.vocabulary,
        undeclared=frozenset(),
        groups=contract.groups,
        counted=frozenset(),
        telling=telling,
        texts={},
        declared={"clock": declared},
        clocks=terms.clocks.get,
    )
