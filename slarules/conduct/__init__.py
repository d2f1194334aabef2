"""Findings on conduct: how both sides behave around their clocks. They judge nobody.

Each rule is a module of its name with one function `look`, from what was found on a history to
findings; `rules` lists them. Plugins bring more.
"""

from __future__ import annotations

from dataclasses import replace

from slarules.conduct.finding import ConductFinding, Seen, Watched
from slarules.conduct.view import Run, View
from slarules.core.contract import Contract
from slarules.engine.outcome import Outcome
from slarules.facts.history import History

__all__ = ["ConductFinding", "Run", "Seen", "View", "Watched", "conduct_of"]


def conduct_of(contract: Contract, history: History, outcome: Outcome) -> tuple[Watched, ...]:
    """Return what every rule finds that a text of the contract asks for while it is in force.

    Args:
        contract: What was agreed.
        history: All that the engine saw.
        outcome: What it made of that, for the periods and the audience asked for.

    Raises:
        UsageError: A rule of another package is not installed, or fails.
    """
    if not any(version.terms.conduct for version in contract.versions):
        return ()
    # Few contracts ask, and the others need no rule.
    from slarules.conduct.rules import watched  # noqa: PLC0415

    # Where verdicts are not in memory, each look at them judges the source again.
    return watched(contract, history, replace(outcome, verdicts=tuple(outcome.verdicts)))
