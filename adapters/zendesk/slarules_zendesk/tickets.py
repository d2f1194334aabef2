"""A ticket as it is now: its row, and what its fields hold."""

from __future__ import annotations

from collections.abc import Iterator

from slarules.adapters import Notice
from slarules.instants import SECOND, Instant
from slarules_zendesk.gathered import Gathered
from slarules_zendesk.history import LISTS
from slarules_zendesk.wire import Ticket, moment, said

DELETED = "deleted"

SYSTEM_FIELDS = (
    "status",
    "custom_status_id",
    "priority",
    "type",
    "subject",
    "requester_id",
    "assignee_id",
    "organization_id",
    "group_id",
    "brand_id",
    "ticket_form_id",
    "tags",
)
"""Fields that every account has, as updates call them."""


def add_ticket(
    ticket: Ticket, customer: str | None, merged_into: str | None, gathered: Gathered
) -> None:
    """Add a ticket that is there, and what its fields hold."""
    _add_row(ticket, gathered, customer=customer, merged_into=merged_into, visibility="visible")
    as_of = _as_of(ticket)
    if as_of is None:
        return
    for name, value in _held(ticket):
        gathered.add(
            "current",
            ticket_id=str(ticket.id),
            field_id=name,
            value_id=None if name in LISTS else value,
            value=value,
            as_of=as_of,
        )


def add_deleted(
    ticket: Ticket,
    customer: str | None,
    gone_at: Instant | None,
    read_through: Instant | None,
    gathered: Gathered,
) -> None:
    """Add a ticket that was deleted; Zendesk no longer tells what happened to it.

    Args:
        ticket: What the export still has of it.
        customer: Whose it is.
        gone_at: When it was deleted, where Zendesk lists that.
        read_through: Up to when its history was read before.
        gathered: Where it goes.
    """
    gone = gone_at or moment(ticket.updated_at) or _as_of(ticket)
    _add_row(ticket, gathered, customer=customer, visibility="deleted", gone_at=gone)
    text = (
        "it was deleted, and Zendesk no longer tells its history: only what was read before that "
        "is known"
    )
    since = read_through if read_through is not None else moment(ticket.created_at)
    gathered.notice(Notice("redacted", text, ticket_id=str(ticket.id), at=since))


def _add_row(
    ticket: Ticket,
    gathered: Gathered,
    *,
    customer: str | None,
    visibility: str,
    merged_into: str | None = None,
    gone_at: Instant | None = None,
) -> None:
    gathered.add(
        "tickets",
        ticket_id=str(ticket.id),
        key=str(ticket.id),
        created_at=moment(ticket.created_at),
        updated_at=moment(ticket.updated_at),
        requester_id=said(ticket.requester_id),
        customer=customer,
        visibility=visibility,
        merged_into=merged_into,
        gone_at=gone_at,
    )


def _held(ticket: Ticket) -> Iterator[tuple[str, str | None]]:
    for name in SYSTEM_FIELDS:
        yield name, said(getattr(ticket, name))
    for each in ticket.custom_fields or ():
        yield str(each.id), said(each.value)


def _as_of(ticket: Ticket) -> Instant | None:
    """Return since when a ticket has not changed; the same at each reading, unlike the present."""
    if ticket.generated_timestamp is not None:
        return Instant(ticket.generated_timestamp * SECOND)
    return moment(ticket.updated_at)
