"""What Zendesk answers, as far as it is read; whatever else stands there is passed over."""

from __future__ import annotations

from datetime import datetime
from typing import Any, TypeVar

import msgspec

from slarules.errors import SourceError
from slarules.http import Answer
from slarules.instants import Instant, instant

CIRCLE = (
    "Zendesk gave the same cursor twice, so it would never end: run it again, it goes on behind "
    "what is kept; where it says so again, give Zendesk's support this address"
)
"""What is said of pages that lead in a circle."""


class CustomField(msgspec.Struct, frozen=True):
    """A field of a ticket that the account made itself."""

    id: int
    value: Any = None


class Ticket(msgspec.Struct, frozen=True):
    """A ticket as it is now; one that was deleted and scrubbed has little more than its number."""

    id: int
    created_at: datetime | None = None
    updated_at: datetime | None = None
    generated_timestamp: int | None = None
    status: str | None = None
    custom_status_id: int | None = None
    priority: str | None = None
    type: str | None = None
    subject: str | None = None
    requester_id: int | None = None
    assignee_id: int | None = None
    organization_id: int | None = None
    group_id: int | None = None
    brand_id: int | None = None
    ticket_form_id: int | None = None
    tags: list[str] | None = None
    custom_fields: list[CustomField] | None = None


class TicketsPage(msgspec.Struct, frozen=True):
    """A page of the export of tickets."""

    tickets: list[Ticket]
    end_of_stream: bool
    after_cursor: str | None = None


class User(msgspec.Struct, frozen=True):
    """A user as they are now."""

    id: int
    role: str | None = None
    email: str | None = None
    created_at: datetime | None = None
    updated_at: datetime | None = None
    iana_time_zone: str | None = None


class UsersPage(msgspec.Struct, frozen=True):
    """A page of the export of users."""

    users: list[User]
    end_of_stream: bool
    after_cursor: str | None = None


class Event(msgspec.Struct, frozen=True):
    """One thing that an update of a ticket did; which attributes it has depends on its type."""

    type: str
    id: int | None = None
    field_name: str | int | None = None
    value: Any = None
    previous_value: Any = None
    author_id: int | None = None
    public: bool | None = None
    body: Any = None
    plain_body: Any = None
    comment_id: int | None = None
    previous_schedule_id: int | str | None = None
    new_schedule_id: int | str | None = None
    via: Any = None


class Audit(msgspec.Struct, frozen=True):
    """One update of a ticket."""

    id: int
    ticket_id: int
    events: list[Event]
    created_at: datetime | None = None
    author_id: int | None = None
    via: Any = None


class Meta(msgspec.Struct, frozen=True):
    """Whether there is more, and from where on."""

    has_more: bool
    after_cursor: str | None = None


class RecentPage(msgspec.Struct, frozen=True):
    """A page of the list of tickets."""

    tickets: list[Ticket]
    next_page: str | None = None


class AuditsPage(msgspec.Struct, frozen=True):
    """A page of the updates of one ticket, and the users that they name."""

    audits: list[Audit]
    meta: Meta
    users: list[User] = []


class Target(msgspec.Struct, frozen=True):
    """What a policy allows a ticket: minutes, and seconds in newer answers."""

    target: int | None = None
    target_in_seconds: int | None = None
    business_hours: bool | None = None


class Counted(msgspec.Struct, frozen=True):
    """Minutes that a metric took so far."""

    business: int | None = None
    calendar: int | None = None


class MetricEvent(msgspec.Struct, frozen=True):
    """Something that happened to a clock of Zendesk's own."""

    id: int
    ticket_id: int
    metric: str
    instance_id: int
    type: str
    time: datetime
    deleted: bool | None = None
    sla: Target | None = None
    group_sla: Target | None = None
    status: Counted | None = None


class MetricsPage(msgspec.Struct, frozen=True):
    """A page of the export of metric events, by time or by cursor."""

    ticket_metric_events: list[MetricEvent]
    count: int | None = None
    end_time: int | None = None
    end_of_stream: bool | None = None
    meta: Meta | None = None


class Deleted(msgspec.Struct, frozen=True):
    """A ticket that was deleted within the last 30 days."""

    id: int
    deleted_at: datetime | None = None


class DeletedPage(msgspec.Struct, frozen=True):
    """Deleted tickets."""

    deleted_tickets: list[Deleted]
    next_page: str | None = None


class Opening(msgspec.Struct, frozen=True):
    """Opening hours: minutes since Sunday 00:00, in the zone of the schedule."""

    start_time: int
    end_time: int


class Schedule(msgspec.Struct, frozen=True):
    """Opening hours of a week."""

    id: int
    name: str
    time_zone: str
    intervals: list[Opening] = []


class Schedules(msgspec.Struct, frozen=True):
    """All opening hours of an account."""

    schedules: list[Schedule]


class Holiday(msgspec.Struct, frozen=True):
    """Days without opening hours, both ends included."""

    name: str
    start_date: str
    end_date: str


class Holidays(msgspec.Struct, frozen=True):
    """The holidays of a schedule."""

    holidays: list[Holiday]


Shape = TypeVar("Shape")


def decoded(answer: Answer, shape: type[Shape]) -> Shape:
    """Return an answer in its shape.

    Raises:
        SourceError: It has another one.
    """
    try:
        return msgspec.json.decode(answer.body, type=shape)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise SourceError(
            answer.url, f"the answer is not as Zendesk documents it: {error}"
        ) from None


def moment(told: datetime | None) -> Instant | None:
    """Return a time of an answer; None where there is none, or one without a zone."""
    return None if told is None or told.tzinfo is None else instant(told)


def said(value: object) -> str | None:
    """Return the value of a field as text; None where it is empty."""
    match value:
        case None | "" | []:
            return None
        case bool():
            return "true" if value else "false"
        case list():
            return ",".join(str(each) for each in value)
        case _:
            return str(value)
