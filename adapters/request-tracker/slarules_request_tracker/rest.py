"""What is asked of REST2."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import quote

from slarules.errors import SourceError
from slarules.http import Answer, Http, RefusedError
from slarules_request_tracker.wire import (
    CustomField,
    Fields,
    Page,
    Queue,
    Shape,
    Ticket,
    Transaction,
    User,
    decoded,
    items,
)

PAGE = 100
"""The most that REST2 puts on a page."""

BLIND = 20
"""Pages of the newest transactions that may hold nothing which this account may see."""

TICKETS_AT_ONCE = 50
"""How many tickets one question names; addresses have an end."""

UNTOLD = (
    "the search leaves out tickets without a word, so nobody knows whether all were seen: "
    "set UseSQLForACLChecks in RT_SiteConfig.pm"
)

LISTS = 100
"""Pages that a list of queues may have."""

OF_TICKETS = "ObjectType = 'RT::Ticket'"
NO_MAIL = "Type != 'EmailRecord' AND Type != 'CommentEmailRecord'"
"""Records of mail that was sent say nothing that counts, and few accounts may see them."""

PROMOTIONS = "ObjectType = 'RT::User' AND Type = 'Set' AND Field = 'Privileged'"

TRANSACTION = {
    "fields": "Type,Field,OldValue,NewValue,Created,Creator,ObjectId",
    "fields[Creator]": "id,Name",
}
TICKET = {
    "fields": "Status,Queue,Created,LastUpdated,EffectiveId,Owner,Requestor,Priority,SLA,Subject,"
    "Due,Starts,Started,Resolved,CustomFields",
    "fields[Queue]": "id,Name",
    "fields[Owner]": "id,Name",
    "fields[Requestor]": "id,Name,Organization",
}


@dataclass(frozen=True, slots=True)
class Rest:
    """A Request Tracker. All it asks for changes nothing."""

    http: Http

    def version(self) -> Answer:
        """Return who it is."""
        return self.http.get("rt")

    def newest(self, which: str) -> int:
        """Return the number of the newest transaction that can be seen; 0 for none.

        Args:
            which: Which ones, in the search language of Request Tracker.
        """
        # Nearly always the first one can be seen.
        if found := self._page(_of_tickets(which), 1, "DESC", 1)[0]:
            return found[-1].number
        for page in range(1, BLIND + 1):
            if found := self.latest(which, page):
                return found[-1].number
        return 0

    def after(self, which: str, last: int, bound: int) -> list[Transaction]:
        """Return the next transactions behind `last`; empty where none is left up to `bound`."""
        asked = _of_tickets(f"{which} AND id > {last} AND id <= {bound}")
        # A page of transactions that this account may not see is empty, and not the last; there
        # are no more of them than numbers.
        page = passed = 0
        while passed < bound - last:
            page += 1
            found, size = self._page(asked, page, "ASC")
            if found:
                return found
            passed += size
        return []

    def every(self, which: str) -> Iterator[Transaction]:
        """Yield all that can be seen, in order."""
        last, bound = 0, self.newest(which)
        while last < bound and (page := self.after(which, last, bound)):
            yield from page
            last = page[-1].number

    def latest(self, which: str, page: int) -> list[Transaction]:
        """Return a page of the newest transactions."""
        return self._page(_of_tickets(which), page, "DESC")[0]

    def promotions(self) -> Iterator[Transaction]:
        """Yield when accounts became agents and ceased to be, which AdminUsers is needed to see."""
        last = 0
        while page := self._page(f"{PROMOTIONS} AND id > {last}", 1, "ASC")[0]:
            if page[-1].number <= last:
                raise SourceError("request-tracker", f"transactions behind {last} come again")
            yield from page
            last = page[-1].number

    def _page(
        self, which: str, page: int, order: str, size: int | None = None
    ) -> tuple[list[Transaction], int]:
        """Return a page, and how many a page holds; a server may allow fewer than are asked for."""
        asked = {"query": which, "orderby": "id", "order": order, "per_page": size or PAGE}
        answer = self.http.get("transactions", {**asked, "page": page, **TRANSACTION})
        found = sorted(items(answer, Transaction), key=lambda each: each.number)
        return found, max(1, decoded(answer, Page).per_page)

    def tickets(self, numbers: Sequence[str]) -> list[Ticket]:
        """Return those of some tickets that a search finds: deleted ones it never does."""
        named = " OR ".join(f"id = {number}" for number in numbers)
        # To ask for the effective identifier is what makes a search find merged tickets.
        return self._tickets(f"({named}) AND EffectiveId > 0")

    def tickets_of(self, queue: str, last: int) -> list[Ticket]:
        """Return the next tickets of a queue behind `last`."""
        return self._tickets(f"Queue = {queue} AND id > {last} AND EffectiveId > 0")

    def _tickets(self, query: str) -> list[Ticket]:
        asked = {"query": query, "orderby": "id", "order": "ASC", "per_page": PAGE}
        answer = self.http.get("tickets", {**asked, **TICKET})
        if decoded(answer, Page).total is None:
            raise SourceError(answer.url, UNTOLD)
        return sorted(items(answer, Ticket), key=lambda each: int(each.id))

    def ticket(self, number: str) -> Ticket | None:
        """Return a ticket, deleted or not; None where it cannot be seen.

        A ticket that was merged answers as the one that it was merged into.
        """
        return self._seen(f"ticket/{number}", Ticket)

    def user(self, name: str) -> User | None:
        """Return an account by its name or number; None where it cannot be seen."""
        return self._seen(f"user/{quote(name, safe='')}", User)

    def queues(self) -> list[Queue]:
        """Return the queues that this account may see."""
        every: dict[str, Queue] = {}
        for page in range(1, LISTS + 1):
            asked = {"fields": "Name,Lifecycle", "per_page": PAGE, "page": page}
            answer = self.http.get("queues/all", asked)
            found = {str(each.id): each for each in items(answer, Queue)}
            is_new = bool(found.keys() - every.keys())
            every |= found
            if not is_new or page == decoded(answer, Page).pages:
                break
        return list(every.values())

    def custom_fields(self, queue: str) -> list[CustomField]:
        """Return the custom fields of the tickets of a queue; their list would show none."""
        told = decoded(self.http.get(f"queue/{queue}"), Fields)
        found = (self.custom_field(str(each.id)) for each in told.ticket_custom_fields)
        return [each for each in found if each is not None]

    def custom_field(self, number: str) -> CustomField | None:
        """Return a custom field; None where it cannot be seen."""
        return self._seen(f"customfield/{number}", CustomField)

    def _seen(self, path: str, shape: type[Shape]) -> Shape | None:
        try:
            return decoded(self.http.get(path), shape)
        except RefusedError as error:
            if error.status in {403, 404}:
                return None
            raise


def _of_tickets(which: str) -> str:
    return f"{OF_TICKETS} AND {NO_MAIL} AND {which}"
