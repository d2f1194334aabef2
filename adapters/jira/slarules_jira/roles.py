"""Who is a customer, an agent, an app."""

from __future__ import annotations

from collections.abc import Collection

from slarules_jira.wire import Author


class Roles:
    """Tells what an account is; the kind of account and the settings decide, never a guess.

    Args:
        agents: Accounts that are agents; where none are named, the Cloud's licensed accounts are.
        customers: Accounts that are customers.
        automation: Accounts that people do not write with.
        is_cloud: Whether accounts have a kind.
    """

    def __init__(
        self,
        agents: Collection[str],
        customers: Collection[str],
        automation: Collection[str],
        *,
        is_cloud: bool,
    ) -> None:
        self._named = {
            **dict.fromkeys(agents, "agent"),
            **dict.fromkeys(customers, "customer"),
            **dict.fromkeys(automation, "automation"),
        }
        self._licensed = "agent" if is_cloud and not agents else "unknown"

    def role(self, author: Author | None, requesters: Collection[str]) -> str:
        """Return what somebody is.

        Args:
            author: Who; None where the answer names nobody.
            requesters: Who raised the issue or takes part in it as a customer.
        """
        if author is None or (account := author.id) is None:
            return "unknown"
        if known := self._named.get(account) or self._named.get(author.name or ""):
            return known
        if author.account_type == "app":
            return "automation"
        if author.account_type == "customer" or account in requesters:
            return "customer"
        return self._licensed
