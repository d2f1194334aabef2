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
SIZE = 100


def recent(http: Http, since: Instant) -> Iterator[Ticket]:
    """Yield the tickets that were updated since an instant, the last one first.

    A ticket that is updated meanwhile moves to the front, so that others come twice and none is
    passed over.

    Raises:
        SourceError: The list has another order.
    """
    number = 1
    before: Instant | None = None
    while True:
        where = {"sort_by": "updated_at", "sort_order": "desc", "per_page": SIZE, "page": number}
        answer = http.get(PATH, where)
        page = decoded(answer, RecentPage)
        for ticket in page.tickets:
            updated = moment(ticket.updated_at)
            if updated is None or (before is not None and updated > before):
                raise SourceError(answer.url, "the list is not in the order that was asked for")
            if updated < since:
                return
            before = updated
            yield ticket
        if page.next_page is None:
            return
        number, before = number + 1, None
