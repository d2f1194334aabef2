"""Tickets that were touched a moment ago.

The export leaves a ticket out, with all that happened to it before, while its last update is less
than a minute old. One that is touched all the time would never be read, and nobody could vouch for
anything. The list of tickets has it.
"""

from __future__ import annotations

from collections.abc import Iterator

from slarules.errors import SourceError
from slarules.http import Http
from slarules.instants import Instant
from slarules_zendesk.wire import RecentPage, Ticket, decoded, moment

PATH = "/api/v2/tickets"


def recent(http: Http, since: Instant) -> Iterator[Ticket]:
    """Yield the tickets that were updated since an instant, the last one first.

    Raises:
        SourceError: The pages lead in a circle.
    """
    cursor: str | None = None
    seen: set[str | None] = {None}
    while True:
        answer = http.get(PATH, {"sort": "-updated_at", "page[size]": 100, "page[after]": cursor})
        page = decoded(answer, RecentPage)
        for ticket in page.tickets:
            updated = moment(ticket.updated_at)
            if updated is not None and updated < since:
                return
            yield ticket
        if not page.meta.has_more:
            return
        cursor = page.meta.after_cursor
        if cursor in seen:
            raise SourceError(
                answer.url, "Zendesk gave the same cursor twice; it leads in a circle"
            )
        seen.add(cursor)
