"""Who people are: looked up once each, by the number that never changes."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from slarules.adapters import Batch, arrow
from slarules.instants import Instant
from slarules_request_tracker.rest import Rest
from slarules_request_tracker.times import moment, needed
from slarules_request_tracker.wire import User

SYSTEM = frozenset({"RT_System", "Nobody"})
"""The accounts of Request Tracker itself."""

PERSONS = frozenset({"customer", "agent"})


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
    _roles: dict[str, list[tuple[Instant, str]]] | None = None

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

    def role(self, number: str, at: Instant) -> str:
        """Return what an account was; where nobody tells, what it is today."""
        today = self._today(number)
        changes = self._changes.get(number, ()) if today in PERSONS else ()
        return next((role for until, role in changes if at < until), today)

    def _today(self, number: str) -> str:
        match self.user(number):
            case None:
                return "unknown"
            case User(name=name) if name in SYSTEM:
                return "system"
            case User(name=name) if name in self.automation:
                return "automation"
            case User(privileged=None):
                return "unknown"
            case User(privileged=privileged):
                return _role(privileged)

    @property
    def _changes(self) -> Mapping[str, Sequence[tuple[Instant, str]]]:
        """For each account until when it was what, before it became what it is."""
        if self._roles is None:
            self._roles = {}
            for each in self.rest.promotions():
                until = needed(each.created, f"transaction {each.id}")
                self._roles.setdefault(each.ticket, []).append((until, _role(each.old_value)))
        return self._roles

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

        An account that does not say since when it is there is left out: a time of our own would
        make another row at every reading, and what it is stands beside all that it did.
        """
        untold, self._untold = self._untold, []
        rows = dict.fromkeys(row for account in untold for row in self._since(account))
        if not rows:
            return []
        names = ("actor_id", "valid_from", "role")
        columns: dict[str, list[Any]] = {
            name: list(cells) for name, cells in zip(names, zip(*rows, strict=True), strict=True)
        }
        return [Batch("actors", arrow("actors", columns))]

    def _since(self, account: str) -> Iterator[tuple[str, Instant, str]]:
        user = self.known[account]
        made = None if user is None else moment(user.created)
        if made is None:
            return
        number = self.number(account)
        begins = [made, *(until for until, _ in self._changes.get(number, ()))]
        for since in dict.fromkeys(begins):
            yield number, since, self.role(number, since)


def _role(privileged: str | int | None) -> str:
    return "customer" if privileged in {0, "0", ""} else "agent"
