"""Labels of a contract's periods, of whichever kind it speaks of."""

from __future__ import annotations

from slarules.core.contract import Contract
from slarules.core.periods import PeriodKind
from slarules.hours.periods import Period, parse_label


def period_named(label: str, contract: Contract) -> Period | None:
    """Return the period of a contract that a label names; None when it names none."""
    return parse_label(label, contract.zone, *own_kinds(contract))


def own_kinds(contract: Contract) -> tuple[PeriodKind, ...]:
    """Return the kinds of period that a contract speaks of, each once, its own first."""
    found: dict[PeriodKind, None] = {contract.every: None}
    for version in contract.versions:
        terms = version.terms
        kinds = (
            *(target.every for target in terms.targets.values()),
            *(amount.every for amount in terms.amounts.values()),
            *(cap.every for cap in terms.caps.values()),
            *(pool.every for pool in terms.pools.values()),
            *(card.every for card in terms.scorecards.values()),
        )
        found.update((kind, None) for kind in kinds if kind is not None)
    return tuple(found)
