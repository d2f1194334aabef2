"""Who wrote or changed something: customers, agents, programs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from slarules_zendesk.gathered import Gathered
from slarules_zendesk.wire import User, moment

ROLES = {"end-user": "customer", "agent": "agent", "admin": "agent"}

RULES = frozenset({"rule", "trigger", "automation", "system", "sla", "group_deletion"})
"""Channels by which nobody acts in person: business rules, and Zendesk itself."""


def role(user: User) -> str:
    """Return what a user is now."""
    return ROLES.get(user.role or "", "unknown")


def channel(*vias: Any) -> str | None:  # noqa: ANN401  # as Zendesk has it
    """Return the channel of the first `via` that names one."""
    for via in vias:
        if isinstance(via, Mapping) and isinstance(via.get("channel"), str):
            return str(via["channel"])
    return None


def acting(author: int | None, by: str | None, roles: Mapping[int, str]) -> str:
    """Return what an author was.

    Args:
        author: Their number; Zendesk itself has -1.
        by: The channel.
        roles: What users are, as far as it is known.
    """
    if by in RULES:
        return "automation"
    if author is None:
        return "unknown"
    return "system" if author < 0 else roles.get(author, "unknown")


def add_user(user: User, gathered: Gathered) -> None:
    """Add what a user is, from when they were last changed.

    Zendesk keeps no history of roles: whoever is promoted gets a row of their own from then on, and
    the row that was read before keeps saying what they were.
    """
    valid_from = moment(user.updated_at) or moment(user.created_at)
    if valid_from is not None:
        gathered.add(
            "actors",
            actor_id=str(user.id),
            valid_from=valid_from,
            role=role(user),
            zone=user.iana_time_zone,
        )
