"""Who is a customer, an agent, an app."""

from __future__ import annotations

from collections.abc import Collection
from typing import Literal, TypeAlias

from slarules_jira.wire import Author

Licensed: TypeAlias = Literal["agent", "customer", "unknown"]


class Roles:
    """Tells what an account is; the kind of account and the settings decide, never a guess.

    Args:
        agents: Accounts that are agents, whatever the issue.
        customers: Accounts that are customers.
        automation: Accounts that people do not write with.
        members: Accounts of teams: agents, except on what they raised themselves.
        licensed: What other accounts are that are neither of an app nor of the portal.
    """

    def __init__(
        self,
        agents: Collection[str] = (),
        customers: Collection[str] = (),
        automation: Collection[str] = (),
        *,
        members: Collection[str] = (),
        licensed: Licensed = "unknown",
    ) -> None:
        self._named = {
            **dict.fromkeys(agents, "agent"),
            **dict.fromkeys(customers, "customer"),
            **dict.fromkeys(automation, "automation"),
        }
        self.members, self._licensed = frozenset(members), licensed

    def role(self, author: Author | None, requesters: Collection[str]) -> str:
        """Return what somebody is on an issue.

        Args:
            author: Who; None where the answer names nobody.
            requesters: Who raised the issue or takes part in it as a customer.
        """
        if author is None or (account := author.id) is None:
            return "unknown"
        if known := self._known(author):
            return known
        return "customer" if account in requesters else self._standing(author)

    def standing(self, author: Author, requesters: Collection[str]) -> str:
        """Return what somebody is, whatever the issue: the same on each, or unknown."""
        if known := self._known(author):
            return known
        standing = self._standing(author)
        return "customer" if standing == "unknown" and author.id in requesters else standing

    def _known(self, author: Author) -> str | None:
        if named := self._named.get(author.id or "") or self._named.get(author.name or ""):
            return named
        return {"app": "automation", "customer": "customer"}.get(author.account_type or "")

    def _standing(self, author: Author) -> str:
        return "agent" if {author.id, author.name} & self.members else self._licensed
