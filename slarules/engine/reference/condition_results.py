"""How every condition of periods stands, in all worlds."""

from __future__ import annotations

from slarules.core.quantities import TargetIs
from slarules.engine.outcome import ConditionResult
from slarules.engine.reference.ground import Ground
from slarules.engine.reference.periods import version_of_period
from slarules.engine.reference.rights import holds, places


def condition_results(ground: Ground) -> tuple[ConditionResult, ...]:
    """Return how every condition stands in every assessed period, of each thing it is kept for."""
    return tuple(
        ConditionResult(
            condition=condition.name,
            title=condition.title,
            period=period.label,
            of=of,
            holds=truth,
            needs=needs,
            origin=condition.origin,
        )
        for period in ground.periods.values()
        for condition in version_of_period(ground.contract, period).terms.conditions.values()
        for place, of in places(condition.each, period, ground)
        for truth, needs in (holds(TargetIs(condition.name, "yes"), place, ground),)
    )
