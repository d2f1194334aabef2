"""The updates of a ticket become changes, comments and ties."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from slarules.adapters import Notice
from slarules.instants import Instant
from slarules_zendesk.gathered import Gathered
from slarules_zendesk.people import acting, channel
from slarules_zendesk.wire import Audit, Event, moment, said

LISTS = frozenset({"tags", "subject", "description"})
"""Fields whose values are no identifiers."""

PASSED_OVER = frozenset(
    {
        "AgentMacroReference",
        "AttachmentRedactionEvent",
        "CC",
        "Cc",
        "ChatEndedEvent",
        "ChatStartedEvent",
        "CollabThreadClosed",
        "CollabThreadCreated",
        "CollabThreadReopened",
        "CollabThreadReply",
        "CommentRedactionEvent",
        "EmailCcChange",
        "Error",
        "External",
        "FacebookEvent",
        "FollowerChange",
        "FollowerNotification",
        "KnowledgeCaptured",
        "KnowledgeFlagged",
        "KnowledgeLinkAccepted",
        "KnowledgeLinked",
        "LogMeInTranscript",
        "MacroReference",
        "MessagingCsatEvent",
        "Notification",
        "NotificationWithCcs",
        "OfferedTo",
        "OrganizationActivity",
        "Push",
        "RoutingChannel",
        "SatisfactionRating",
        "SkillAssigned",
        "SlaTargetChange",
        "SMS",
        "SmsNotification",
        "SurveyOffered",
        "SurveyResponseSubmitted",
        "SuspendedTicketRecovery",
        "TicketSharingEvent",
        "Tweet",
        "TwitterEvent",
        "UserCustomFieldEvent",
        "WebhookEvent",
    }
)
"""Types of events that say nothing about fields or comments."""


@dataclass(slots=True)
class Told:
    """One event with the update that it belongs to.

    Attributes:
        place: Where it stands among all events of the ticket, which orders them.
        by: The channel.
    """

    audit: Audit
    event: Event
    at: Instant
    place: int
    by: str | None

    @property
    def name(self) -> str:
        """The identifier of the row."""
        return f"{self.audit.id}:{self.event.id if self.event.id is not None else self.place}"

    @property
    def cells(self) -> dict[str, Any]:
        """What every row of an event has."""
        ticket = str(self.audit.ticket_id)
        return {"event_id": self.name, "ticket_id": ticket, "seq": self.place, "at": self.at}


@dataclass(slots=True)
class History:
    """Reads the updates of one ticket.

    Attributes:
        roles: What users are.
        merged_into: The ticket that it was merged into, once that is known.
        hidden: When comments were made private, and None where they were made public again.
    """

    gathered: Gathered
    roles: Mapping[int, str]
    merged_into: str | None = None
    hidden: dict[int, Instant | None] = field(default_factory=dict)

    def add(self, audits: Sequence[Audit]) -> None:
        """Add all updates of the ticket."""
        told = list(self._told(audits))
        for each in told:
            if each.event.type == "CommentPrivacyChange":
                self._privacy(each)
        for each in told:
            self._one(each)
        for audit in audits:
            self._merge(audit)

    def _told(self, audits: Sequence[Audit]) -> Iterator[Told]:
        place = 0
        for audit in sorted(audits, key=lambda each: (moment(each.created_at) or 0, each.id)):
            at = moment(audit.created_at)
            if at is None:
                self._untimed(audit)
                continue
            # A ticket is what it was created as before its first comment, which is listed first.
            for event in sorted(audit.events, key=lambda each: each.type != "Create"):
                place += 1
                yield Told(audit, event, at, place, channel(event.via, audit.via))

    def _untimed(self, audit: Audit) -> None:
        text = f"update {audit.id} has no time, so it was left out"
        self.gathered.notice(Notice("truncated", text, ticket_id=str(audit.ticket_id)))

    def _one(self, told: Told) -> None:
        read = _READ.get(told.event.type)
        if read is not None:
            read(self, told)
        elif told.event.type not in PASSED_OVER | self.gathered.told:
            self.gathered.told.add(told.event.type)
            text = (
                f"Zendesk tells of events of type {told.event.type[:60]!r}, which are not known "
                "here; they were passed over"
            )
            ticket = str(told.audit.ticket_id)
            self.gathered.notice(Notice("unknown event", text, ticket_id=ticket, at=told.at))

    def created(self, told: Told) -> None:
        """Add what a field held when the ticket was created."""
        new = said(told.event.value)
        self._change(told, str(told.event.field_name), None, new, "creation")

    def changed(self, told: Told) -> None:
        """Add a change of a field; one that was empty before is told as such, not as unknown."""
        old, new = said(told.event.previous_value) or "", said(told.event.value)
        self._change(told, str(told.event.field_name), old, new, "recorded")

    def scheduled(self, told: Told) -> None:
        """Add that the ticket got other opening hours."""
        old, new = said(told.event.previous_schedule_id) or "", said(told.event.new_schedule_id)
        self._change(told, "schedule", old, new, "recorded")

    def _change(
        self, told: Told, field_id: str, old: str | None, new: str | None, origin: str
    ) -> None:
        has_ids = field_id not in LISTS
        author = told.audit.author_id
        self.gathered.add(
            "changes",
            **told.cells,
            field_id=field_id,
            old_id=(old or None) if has_ids else None,
            old=old,
            new_id=new if has_ids else None,
            new=new,
            actor_id=said(author),
            actor_role=acting(author, told.by, self.roles),
            origin=origin,
        )

    def commented(self, told: Told) -> None:
        """Add a comment."""
        event = told.event
        author = event.author_id if event.author_id is not None else told.audit.author_id
        hidden = self.hidden.get(event.id) if event.id is not None else None
        self.gathered.add(
            "comments",
            **told.cells,
            # Whatever the comment says of itself now: what was made private was public before.
            public=True if hidden is not None else event.public,
            hidden_at=hidden,
            actor_id=said(author),
            actor_role=acting(author, told.by, self.roles),
            channel=told.by,
            characters=_characters(event),
        )

    def _privacy(self, told: Told) -> None:
        event = told.event
        if event.comment_id is None:
            return
        if event.public:
            self.hidden.pop(event.comment_id, None)
            return
        self.hidden[event.comment_id] = told.at
        text = "a public comment was made private later, so a reader no longer sees it as public"
        ticket = str(told.audit.ticket_id)
        self.gathered.notice(Notice("hidden later", text, ticket_id=ticket, at=told.at))

    def _merge(self, audit: Audit) -> None:
        source = _merging(audit)
        at = moment(audit.created_at)
        if source is None:
            return
        ticket = str(audit.ticket_id)
        for other in _tickets(source.get("to")):
            if other != ticket:
                self.merged_into = other
                self._tie(audit, ticket, other, at)
        for other in _tickets(source.get("from")):
            if other != ticket:
                self._tie(audit, other, ticket, at)

    def _tie(self, audit: Audit, merged: str, into: str, at: Instant | None) -> None:
        self.gathered.add(
            "links",
            event_id=f"{audit.id}:merge:{merged}",
            ticket_id=merged,
            at=at,
            kind="merged into",
            other_ticket_id=into,
            added=True,
        )
        text = f"it was merged into ticket {into}"
        self.gathered.notice(Notice("merged", text, ticket_id=merged, at=at))


_READ: Mapping[str, Callable[[History, Told], None]] = {
    "Create": History.created,
    "Change": History.changed,
    "Comment": History.commented,
    "VoiceComment": History.commented,
    "FacebookComment": History.commented,
    "ScheduleAssignment": History.scheduled,
    "CommentPrivacyChange": lambda _history, _told: None,
}


def _merging(audit: Audit) -> Mapping[str, Any] | None:
    """Return the source of an update that a merge made."""
    for via in (audit.via, *(event.via for event in audit.events)):
        source = via.get("source") if isinstance(via, Mapping) else None
        if isinstance(source, Mapping) and source.get("rel") == "merge":
            return source
    return None


def _tickets(end: object) -> list[str]:
    """Return the tickets that one end of a merge names."""
    if not isinstance(end, Mapping):
        return []
    several = end.get("ticket_ids")
    named = several if isinstance(several, list) else [end.get("ticket_id")]
    return [str(each) for each in named if isinstance(each, int | str) and each != ""]


def _characters(event: Event) -> int | None:
    for text in (event.plain_body, event.body):
        if isinstance(text, str):
            return sum(map(str.isalnum, text))
    return None
