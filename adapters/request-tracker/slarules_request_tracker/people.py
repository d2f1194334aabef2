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
        return number if user is None else user.name

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

    def organization(self, number: str) -> str | None:
        """Return the organisation that an account belongs to."""
        user = self.user(number)
        return user.organization or None if user is not None else None

    def actors(self, otherwise: Instant) -> list[Batch]:
        """Return those not yet told as rows of `actors`.

        Args:
            otherwise: From when those are known whose account does not say when it was changed.
        """
        untold, self._untold = self._untold, []
        found = (self.known[number] for number in untold)
        # An account may have been met by its number and by its name.
        seen = list({str(user.id): user for user in found if user is not None}.values())
        if not seen:
            return []
        columns: dict[str, list[Any]] = {
            "actor_id": [str(user.id) for user in seen],
            "valid_from": [moment(user.last_updated) or otherwise for user in seen],
            "role": [self.role(str(user.id)) for user in seen],
        }
        return [Batch("actors", arrow("actors", columns))]
