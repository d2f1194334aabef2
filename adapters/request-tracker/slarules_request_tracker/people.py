"""Who people are: looked up once each, by the number that never changes."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

from slarules.adapters import Batch, arrow
from slarules.instants import Instant
from slarules_request_tracker.rest import Rest
from slarules_request_tracker.times import moment
from slarules_request_tracker.wire import User

SYSTEM = frozenset({"RT_System", "Nobody"})
"""The accounts of Request Tracker itself."""


@dataclass(slots=True)
class People:
    """The accounts that a reading has met.

    Attributes:
        automation: The names of accounts that are programs.
    """

    rest: Rest
    automation: Collection[str] = ()
    known: dict[str, User | None] = field(default_factory=dict)
    _untold: list[str] = field(default_factory=list)

    def user(self, number: str) -> User | None:
        """Return an account; None where it cannot be seen."""
        if number not in self.known:
            self.known[number] = self.rest.user(number)
            self._untold.append(number)
        return self.known[number]

    def name(self, number: str) -> str:
        """Return what an account is called, or its number where that cannot be seen."""
        user = self.user(number)
        return user.name if user is not None and user.name else number

    def role(self, number: str) -> str:
        """Return what an account is today: Request Tracker does not say what it was."""
        match self.user(number):
            case None:
                return "unknown"
            case User(name=name) if name in SYSTEM:
                return "system"
            case User(name=name) if name in self.automation:
                return "automation"
            case User(privileged=None):
                return "unknown"
            case User(privileged=0 | "0" | ""):
                return "customer"
            case _:
                return "agent"

    def number(self, account: str) -> str:
        """Return the number of an account that may be given by its name."""
        user = self.user(account)
        return account if user is None else user.number or account

    def organization(self, account: str) -> str | None:
        """Return the organisation of an account, which AdminUsers is needed to see."""
        user = self.user(account)
        return None if user is None else user.organization or None

    def actors(self) -> list[Batch]:
        """Return those not yet told as rows of `actors`.

        An account that does not say when it was changed is left out: a time of our own would make
        another row at every reading, and what it is stands beside all that it did.
        """
        untold, self._untold = self._untold, []
        rows: dict[str, tuple[Instant, str]] = {}
        for account in untold:
            user = self.known[account]
            since = None if user is None else moment(user.last_updated)
            if since is not None:
                rows[self.number(account)] = since, self.role(account)
        if not rows:
            return []
        columns: dict[str, list[Any]] = {
            "actor_id": list(rows),
            "valid_from": [since for since, _ in rows.values()],
            "role": [role for _, role in rows.values()],
        }
        return [Batch("actors", arrow("actors", columns))]
