"""The reference engine in one call."""

from __future__ import annotations

from collections.abc import Sequence

from slarules.core.contract import Contract
from slarules.engine.outcome import Outcome, Verdict
from slarules.engine.reference.billed_cycles import with_cycles
from slarules.engine.reference.condition_results import condition_results
from slarules.engine.reference.duties import duties
from slarules.engine.reference.ground import Ground
from slarules.engine.reference.measures import measures
from slarules.engine.reference.periods import assessed
from slarules.engine.reference.rights import rights
from slarules.engine.reference.runs import Runs, runs_of
from slarules.engine.reference.scorecards import scorecards
from slarules.engine.reference.statements import statements
from slarules.engine.reference.targets import targets
from slarules.engine.reference.used_up import used_up
from slarules.engine.reference.verdicts import verdicts
from slarules.facts.history import History


def evaluate(contract: Contract, history: History) -> Outcome:
    """Return all that a contract makes of a history: verdicts, measures, targets, statements."""
    contract = with_cycles(contract, history.cycles)
    return concluded(contract, history, verdicts(contract, history))


def concluded(
    contract: Contract, history: History, judged: Sequence[Verdict], runs: Runs | None = None
) -> Outcome:
    """Return verdicts with all that follows from them.

    Args:
        contract: With the periods by which the provider bills, as `with_cycles` adds them.
        history: What happened; of its items at least those that something but shares asks about.
        judged: The verdicts of the outcome.
        runs: The same verdicts, some of them standing for others; each for itself if left out.
    """
    runs = runs_of(judged) if runs is None else runs
    periods = assessed(contract, history)
    measured = measures(contract, history, periods, runs)
    measured += scorecards(contract, history, measured, periods)
    measured = used_up(contract, measured)
    met = targets(contract, history, runs, measured, periods)
    ground = Ground(contract, history, runs, measured, met, periods)
    owed = statements(ground)
    may, must = rights(ground), duties(ground)
    yes = condition_results(ground)
    return Outcome(judged, measured, met, owed, yes, may, must)
