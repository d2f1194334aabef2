"""What everybody is who wrote or changed something, as it is seen at a pull."""

from __future__ import annotations

from dataclasses import dataclass, field

from slarules.instants import Instant
from slarules_jira.rows import Read, Rows
from slarules_jira.wire import Comment, History


@dataclass(slots=True)
class Actors:
    """Tells of each account once in a sweep what it is.

    Jira keeps no history of it. A row says from when it is known, so whoever is promoted stays for
    the time before what an earlier pull saw.

    Attributes:
        since: When they are looked at.
    """

    since: Instant
    told: set[str] = field(default_factory=set)

    def add(self, rows: Rows, read: Read) -> None:
        """Add who wrote or changed something of an issue, and was not told before."""
        events: list[History | Comment] = [*read.histories, *read.comments]
        for author in (each.author for each in events):
            if author is None or (account := author.id) is None or account in self.told:
                continue
            standing = rows.roles.standing(author, read.requesters)
            if standing != "unknown":
                self.told.add(account)
                rows.add("actors", actor_id=account, valid_from=self.since, role=standing)
