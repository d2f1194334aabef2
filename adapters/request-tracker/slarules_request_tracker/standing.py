"""How tickets stand now, and what Request Tracker's own service level engine says of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from slarules.adapters import Batch, Notice, TableName
from slarules.instants import Instant
from slarules_request_tracker.history import Row, batch
from slarules_request_tracker.people import People
from slarules_request_tracker.rest import TICKETS_AT_ONCE, Rest
from slarules_request_tracker.times import moment, needed, shown
from slarules_request_tracker.wire import Named, Ticket

NOBODY = "Nobody"
"""The account that owns what nobody owns."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Tells how tickets stand.

    Attributes:
        customer: What a ticket's customer is.
        queues: Names of queues, by number.
    """

    rest: Rest
    people: People
    customer: Literal["organization", "queue"]
    queues: dict[str, str]

    def tables(self, numbers: Iterable[str], now: Instant) -> list[Batch | Notice]:
        """Return rows of `tickets`, `current` and `native_sla` of some tickets."""
        rows: dict[TableName, list[Row]] = {"tickets": [], "current": [], "native_sla": []}
        notices: list[Notice] = []
        for number, ticket in self._found(sorted(set(numbers), key=int)):
            if ticket is None:
                rows["tickets"].append(_gone(number))
                notices.append(Notice("lost access", "cannot be seen any more", number, at=now))
            elif str(ticket.id) != number:
                rows["tickets"].append(_gone(number, "deleted", str(ticket.id)))
            else:
                rows["tickets"].append(self.ticket(ticket))
                rows["current"] += self._current(ticket, now)
                rows["native_sla"] += _native(ticket, now)
        return [*(batch(table, many) for table, many in rows.items() if many), *notices]

    def _found(self, numbers: list[str]) -> Iterable[tuple[str, Ticket | None]]:
        for first in range(0, len(numbers), TICKETS_AT_ONCE):
            asked = numbers[first : first + TICKETS_AT_ONCE]
            found = {str(each.id): each for each in self.rest.tickets(asked)}
            for number in asked:
                yield number, found.get(number) or self.rest.ticket(number)

    def values(self, number: str, field: str) -> list[str] | None:
        """Return what a custom field of a ticket holds; None where that cannot be seen."""
        for _, ticket in self._found([number]):
            if ticket is not None and str(ticket.id) == number:
                return next((each.texts() for each in ticket.fields if str(each.id) == field), None)
        return None

    def ticket(self, ticket: Ticket) -> Row:
        """Return the row of `tickets`."""
        is_deleted = ticket.status == "deleted"
        updated = moment(ticket.last_updated)
        requestor = ticket.requestor[0] if ticket.requestor else None
        return {
            "ticket_id": str(ticket.id),
            "key": str(ticket.id),
            "created_at": needed(ticket.created, f"ticket {ticket.id}"),
            "updated_at": updated,
            "requester_id": None if requestor is None else self.people.number(str(requestor.id)),
            "customer": self._customer(ticket, requestor),
            "visibility": "deleted" if is_deleted else "visible",
            "merged_into": ticket.merged_into,
            "gone_at": updated if is_deleted else None,
        }

    def _customer(self, ticket: Ticket, requestor: Named | None) -> str | None:
        if self.customer == "queue":
            return self._queue(ticket.queue)
        if requestor is None:
            return None
        return requestor.organization or self.people.organization(str(requestor.id))

    def _queue(self, queue: Named) -> str:
        return self.queues.get(str(queue.id), queue.name or str(queue.id))

    def _current(self, ticket: Ticket, now: Instant) -> list[Row]:
        queue, owner = str(ticket.queue.id), str(ticket.owner.id) if ticket.owner else NOBODY
        held: dict[str, tuple[str | None, str]] = {
            "Status": (None, ticket.status),
            "Queue": (queue, self._queue(ticket.queue)),
            "Owner": (self.people.number(owner), self.people.name(owner)),
            "Priority": (None, "" if ticket.priority is None else str(ticket.priority)),
            "SLA": (None, ticket.sla or ""),
            "Subject": (None, ticket.subject or ""),
            "Due": (None, shown(ticket.due)),
            "Starts": (None, shown(ticket.starts)),
            "Started": (None, shown(ticket.started)),
            "Resolved": (None, shown(ticket.resolved)),
        }
        for each in ticket.fields:
            held[f"CF.{each.id}"] = None, joined(each.texts())
        return [
            {
                "ticket_id": str(ticket.id),
                "field_id": name,
                "value_id": identifier,
                "value": value,
                "as_of": now,
            }
            for name, (identifier, value) in held.items()
        ]


def joined(values: Iterable[str]) -> str:
    """Return several values as one text, whose order says nothing."""
    return ", ".join(sorted(values))


def _gone(number: str, visibility: str = "lost", into: str | None = None) -> Row:
    """Return the row of a ticket that cannot be seen; when it went nobody says."""
    empty = dict.fromkeys(("created_at", "updated_at", "requester_id", "customer"))
    last = {"visibility": visibility, "merged_into": into, "gone_at": None}
    return {"ticket_id": number, "key": number, **empty, **last}


def _native(ticket: Ticket, now: Instant) -> list[Row]:
    """Return when Request Tracker itself began to count, and when it finds the ticket due."""
    due, starts, ended = moment(ticket.due), moment(ticket.starts), moment(ticket.resolved)
    if not ticket.sla or (due is None and starts is None):
        return []
    row: Row = {"event_id": f"s:{ticket.id}", "ticket_id": str(ticket.id), "measure": "Due"}
    row |= {"cycle": 1, "started_at": starts, "due_at": due, "ended_at": ended}
    row |= {"breached": None if due is None else due < (ended or now), "state": ticket.sla}
    return [row]
