"""Claims: until when a credit may be asked for, and whether that is over."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, TypeAlias

from slarules.core.contract import Contract
from slarules.core.rights import Claim
from slarules.engine.outcome import LineKind
from slarules.engine.reference.dated import Dating
from slarules.engine.reference.entries import Entry
from slarules.engine.reference.ground import Ground
from slarules.engine.reference.periods import version_of_period
from slarules.engine.reference.place import Place
from slarules.hours.periods import Period
from slarules.instants import Instant

ClaimState: TypeAlias = Literal["automatic", "claimable", "claimed", "expired"]

CLAIMED: frozenset[LineKind] = frozenset({"credit", "points", "carried", "returned"})
"""Kinds of line that are lost unless they are claimed, or that come from such."""

CLAIM = "claim"
"""The kind of item that is a claim itself."""


@dataclass(frozen=True, slots=True)
class Claimable:
    """Until when a line may be claimed.

    Attributes:
        claims: The claims that are made on it, all of which must be kept; empty if automatic.
        until: The first instant at which it is too late for one of them; `None` if automatic, or
            while nothing is known of what the days are counted from.
        unknown: What the days are counted from and is not known.
    """

    claims: tuple[Claim, ...]
    until: Instant | None
    unknown: tuple[str, ...] = ()


AUTOMATIC = Claimable((), None)


def claims_on(contract: Contract, period: Period, statement: str) -> tuple[Claim, ...]:
    """Return the claims that are made on a credit of a period."""
    claims = version_of_period(contract, period).terms.claims
    return tuple(c for c in claims if c.credits is None or statement in c.credits)


def claimable(ground: Ground, period: Period, entry: Entry) -> Claimable:
    """Return until when a line may be claimed; what is carried or returned, as what it comes from.

    Where several claims are made on one credit all must be kept, so the first end counts.
    """
    period, statement = _earned(ground, period, entry)
    claims = claims_on(ground.contract, period, statement)
    if not claims or entry.kind not in CLAIMED:
        return AUTOMATIC
    dating, place = Dating(ground, period), (entry.place or Place(period)).within(period)
    ends = [(claim, dating.end(claim.deadline, place)) for claim in claims]
    known = [end for _, end in ends if end is not None]
    unknown = tuple(claim.deadline.after for claim, end in ends if end is None)
    return Claimable(claims, min(known, default=None), unknown)


def claim_of(ground: Ground, period: Period, entry: Entry) -> Instant | None:
    """Return the first instant at which a line can no longer be claimed."""
    return claimable(ground, period, entry).until


def claim_state(until: Claimable, claimed: Instant | None, as_of: Instant) -> ClaimState:
    """Return how a line stands that may be claimed until an instant, which is past the last one.

    Args:
        claimed: When it was first asked for, if it was; too late is as good as never.
    """
    if not until.claims:
        return "automatic"
    if claimed is not None and (until.until is None or claimed < until.until):
        return "claimed"
    over = until.until is not None and as_of >= until.until
    return "expired" if over else "claimable"


def claimed_at(ground: Ground, period: Period, entry: Entry) -> Instant | None:
    """Return when a line was first asked for: a registered claim, or the claim that it is about."""
    period, statement = _earned(ground, period, entry)
    asked = ground.history.claims.get((statement, period.label))
    return min((*_own(ground, entry), *([] if asked is None else [asked])), default=None)


def _earned(ground: Ground, period: Period, entry: Entry) -> tuple[Period, str]:
    """Return the period and the statement that earned a line."""
    first = ground.periods.get(entry.earned_in or "", period)
    return first, entry.source[0] if entry.source else entry.statement


def _own(ground: Ground, entry: Entry) -> Iterator[Instant]:
    place = entry.place
    if place is not None and getattr(place.about, "kind", None) == CLAIM:
        at = ground.says_of(place, "claimed")
        if isinstance(at, int):
            yield at
