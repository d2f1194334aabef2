"""The reference engine in one call."""

from __future__ import annotations

from slarules.core.contract import Contract
from slarules.engine.outcome import Outcome
from slarules.engine.reference.billed_cycles import with_cycles
from slarules.engine.reference.condition_results import condition_results
from slarules.engine.reference.duties import duties
from slarules.engine.reference.ground import Ground
from slarules.engine.reference.measures import measures
from slarules.engine.reference.periods import assessed
from slarules.engine.reference.rights import rights
from slarules.engine.reference.scorecards import scorecards
from slarules.engine.reference.statements import statements
from slarules.engine.reference.targets import targets
from slarules.engine.reference.used_up import used_up
from slarules.engine.reference.verdicts import verdicts
from slarules.facts.history import History


def evaluate(contract: Contract, history: History) -> Outcome:
    """Return all that a contract makes of a history: verdicts, measures, targets, statements."""
    contract = with_cycles(contract, history.cycles)
    periods = assessed(contract, history)
    judged = verdicts(contract, history)
    measured = measures(contract, history, periods, judged)
    measured += scorecards(contract, history, measured, periods)
    measured = used_up(contract, measured)
    met = targets(contract, history, judged, measured, periods)
    ground = Ground(contract, history, judged, measured, met, periods)
    owed = statements(ground)
    may, must = rights(ground), duties(ground)
    yes = condition_results(ground)
    return Outcome(judged, measured, met, owed, yes, may, must)
