"""Claims: until when a credit may be asked for, and whether that is over."""

from __future__ import annotations

from datetime import timedelta
from typing import Literal

from slarules.core.contract import Contract
from slarules.core.promises import CloseOfDay
from slarules.engine.reference.entries import Entry
from slarules.engine.reference.periods import version_of_period
from slarules.hours.local import ONE_DAY, midnight
from slarules.hours.periods import Period
from slarules.instants import Instant


def claim_of(contract: Contract, period: Period, entry: Entry) -> Instant | None:
    """Return the end of the last local date on which a line may be claimed; `None` if automatic.

    Where several claims are made on one credit all must be kept, so the first end counts.
    """
    claims = version_of_period(contract, period).terms.claims
    days = [
        c.deadline.goal.days
        for c in claims
        if (c.credits is None or entry.statement in c.credits)
        and isinstance(c.deadline.goal, CloseOfDay)
    ]
    if not days:
        return None
    # The period's end is 24:00 of its last date; the n-th date after that one lasts to 24:00 too.
    last = period.following - ONE_DAY + timedelta(days=min(days))
    return midnight(last + ONE_DAY, contract.zone)


def claim_state(
    until: Instant | None, claimed: Instant | None, as_of: Instant
) -> Literal["automatic", "claimable", "claimed", "expired"]:
    """Return how a line stands that may be claimed until an instant, which is past the last one.

    Args:
        claimed: When it was first asked for, if it was; too late is as good as never.
    """
    if until is None:
        return "automatic"
    if claimed is not None and claimed < until:
        return "claimed"
    return "expired" if as_of >= until else "claimable"
