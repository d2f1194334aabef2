"""The bulk engine on a history that Python read: verdicts by columns, the rest by the reference."""

from __future__ import annotations

from slarules.core.contract import Contract
from slarules.engine.bulk.judging.judging import Judging, batch_of
from slarules.engine.computed import Alone, Computed
from slarules.engine.reference.billed_cycles import with_cycles
from slarules.engine.reference.evaluation import concluded
from slarules.facts.history import History


def computed(contract: Contract, history: History) -> Computed:
    """Return what a contract makes of a history, equal to what the reference engine makes of it."""
    contract = with_cycles(contract, history.cycles)
    judging = Judging(contract, history)
    judged = judging.judge(batch_of(judging, history))
    outcome = concluded(contract, history, tuple(judged.verdicts()))
    alone = (Alone(items, why) for why, items in sorted(judging.alone.items()))
    return Computed(outcome, "bulk", tuple(alone))
