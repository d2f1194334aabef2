"""Reads all updates of one ticket.

Histories are read by ticket and not by the export of ticket events: that one has no cursor, repeats
a second for ever when more updates than a page holds share it, and leaves out archived tickets.
A ticket's own list has a cursor, has everything, and counts against the wide limit of the plan.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from slarules.errors import SourceError
from slarules.http import Http
from slarules_zendesk.people import role
from slarules_zendesk.wire import CIRCLE, Audit, AuditsPage, decoded

SIZE = 100


@dataclass(slots=True)
class Updates:
    """All updates of a ticket, and what the users are who made them."""

    audits: list[Audit] = field(default_factory=list)
    roles: dict[int, str] = field(default_factory=dict)


def updates(http: Http, ticket: int) -> Updates:
    """Return all updates of a ticket.

    Raises:
        RefusedError: It is not shown.
        SourceError: The pages lead in a circle.
    """
    read = Updates()
    path = f"/api/v2/tickets/{ticket}/audits"
    cursor: str | None = None
    seen: set[str | None] = {None}
    while True:
        where = {"page[size]": SIZE, "page[after]": cursor, "include": "users"}
        answer = http.get(path, where)
        page = decoded(answer, AuditsPage)
        read.audits += page.audits
        read.roles.update({each.id: role(each) for each in page.users})
        if not page.meta.has_more:
            return read
        cursor = page.meta.after_cursor
        if cursor in seen:
            raise SourceError(answer.url, CIRCLE)
        seen.add(cursor)
