"""What there is in the fake account, and what happens in it; it knows nothing of HTTP."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from slarules.instants import MINUTE, SECOND, Instant, Micros, instant, iso

Json = dict[str, Any]

ADMIN, AGENT, OTHER_AGENT, CUSTOMER = 100, 101, 102, 200
STATUSES = ("open", "pending", "hold", "solved")

FIRST_REPLY = 60
WAIT = 240
"""Minutes that the policy of the fake allows, by the wall clock."""

AT_ONCE = Micros(0)


@dataclass(slots=True)
class FakeTicket:
    """A ticket.

    Attributes:
        shown: What the export shows: from when on, generated when, and what.
        audits: Its updates, and from when on each is shown.
    """

    id: int
    fields: Json
    created: Instant
    updated: Instant
    via: Json
    shown: list[tuple[Instant, Instant, Json]] = field(default_factory=list)
    audits: list[tuple[Instant, Json]] = field(default_factory=list)


@dataclass(slots=True)
class Account:
    """An account of Zendesk with a clock of its own, to the second.

    Attributes:
        late: How late what happens from now on is shown.
        metric_events: Events of Zendesk's own clocks, and from when on each is shown.
    """

    now: Instant
    late: Micros = AT_ONCE
    tickets: dict[int, FakeTicket] = field(default_factory=dict)
    users: dict[int, Json] = field(default_factory=dict)
    deleted: list[Json] = field(default_factory=list)
    metric_events: list[tuple[Instant, Json]] = field(default_factory=list)
    schedules: list[Json] = field(default_factory=list)
    holidays: dict[int, list[Json]] = field(default_factory=dict)
    ticket_fields: list[Json] = field(default_factory=list)
    policies: list[Json] = field(default_factory=list)
    group_policies: list[Json] = field(default_factory=list)
    counted: int = 1_000_000

    def __post_init__(self) -> None:
        self.user(ADMIN, "admin")
        self.user(AGENT, "agent")
        self.user(OTHER_AGENT, "agent")
        self.user(CUSTOMER, "end-user")

    def number(self) -> int:
        """Return a number that nothing else has."""
        self.counted += 1
        return self.counted

    def pass_time(self, length: Micros) -> None:
        """Let time pass."""
        self.now = Instant(self.now + length)

    def user(self, number: int, role: str) -> None:
        """Make a user, or give one another role."""
        known = self.users.get(number)
        created = iso(self.now) if known is None else known["created_at"]
        self.users[number] = {
            "id": number,
            "name": f"User {number}",
            "email": f"u{number}@acme.example",
            "role": role,
            "created_at": created,
            "updated_at": iso(self.now),
            "time_zone": "Berlin",
            "iana_time_zone": "Europe/Berlin",
            "active": True,
        }

    # --- what happens ----------------------------------------------------------------------------

    def create(self, **given: Any) -> int:  # noqa: ANN401  # a field of any kind
        """Make a ticket of a customer, which begins with a comment of theirs."""
        number = len(self.tickets) + 1
        via = {"channel": "web", "source": {"from": {}, "to": {}, "rel": None}}
        held: Json = {
            "subject": f"Ticket {number}",
            "status": "new",
            "priority": "normal",
            "type": "incident",
            "requester_id": CUSTOMER,
            "assignee_id": None,
            "organization_id": 900,
            "group_id": 500,
            "brand_id": 600,
            "ticket_form_id": 700,
            "tags": ["web"],
            "custom": {},
            **given,
        }
        ticket = FakeTicket(number, held, self.now, self.now, via)
        self.tickets[number] = ticket
        events = [self._comment_event(CUSTOMER, public=True)]
        events += [
            {"id": self.number(), "type": "Create", "field_name": name, "value": _text(value)}
            for name, value in _set(held)
        ]
        events.append({"id": self.number(), "type": "Notification", "subject": "s", "body": "b"})
        self._audit(ticket, CUSTOMER, events)
        self._start_clocks(number)
        self._show(ticket)
        return number

    def change(
        self,
        number: int,
        name: str,
        value: Any,  # noqa: ANN401  # a field of any kind
        *,
        by: int = AGENT,
        via: str | None = None,
    ) -> None:
        """Change a field."""
        ticket = self.tickets[number]
        of = ticket.fields if name in ticket.fields else ticket.fields["custom"]
        event: Json = {
            "id": self.number(),
            "type": "Change",
            "field_name": name,
            "value": _text(value),
            "previous_value": _text(of.get(name)),
        }
        if via is not None:
            event["via"] = {"channel": via, "source": {"from": {}, "to": {}, "rel": "trigger"}}
        of[name] = value
        self._audit(ticket, by, [event])
        if name == "status":
            self._status_clocks(number, value)
        self._show(ticket)

    def comment(
        self, number: int, *, by: int = AGENT, public: bool = True, channel: str = "web"
    ) -> int:
        """Write a comment and return its number."""
        ticket = self.tickets[number]
        event = self._comment_event(by, public=public)
        self._audit(ticket, by, [event], channel)
        if public and self.users.get(by, {}).get("role") != "end-user":
            self._end_clock(number, "reply_time", FIRST_REPLY)
        self._show(ticket)
        return int(event["id"])

    def conceal(self, number: int, comment: int) -> None:
        """Make a public comment private; Zendesk then shows it as if it always was."""
        ticket = self.tickets[number]
        for _, audit in ticket.audits:
            for event in audit["events"]:
                if event["id"] == comment:
                    event["public"] = False
        change = {"type": "CommentPrivacyChange", "comment_id": comment, "public": False}
        self._audit(ticket, AGENT, [{"id": self.number(), **change}])
        self._show(ticket)

    def assign_schedule(self, number: int, schedule: int) -> None:
        """Give a ticket other opening hours, as a trigger does."""
        ticket = self.tickets[number]
        event = {
            "id": self.number(),
            "type": "ScheduleAssignment",
            "previous_schedule_id": None,
            "new_schedule_id": schedule,
        }
        self._audit(ticket, -1, [event], "rule")
        self._show(ticket)

    def happen(self, number: int, event: Json) -> None:
        """Let something happen that has a type of its own."""
        ticket = self.tickets[number]
        self._audit(ticket, AGENT, [{"id": self.number(), **event}])
        self._show(ticket)

    def merge(self, number: int, into: int) -> None:
        """Merge a ticket into another: it is closed, and both get a comment."""
        source, target = self.tickets[number], self.tickets[into]
        events = [self._comment_event(AGENT, public=False)]
        tags = [*source.fields["tags"], "closed_by_merge"]
        for name, value in (("status", "closed"), ("tags", tags)):
            change = {"field_name": name, "previous_value": _text(source.fields[name])}
            events.append({"id": self.number(), "type": "Change", "value": _text(value), **change})
            source.fields[name] = value
        self._audit(source, AGENT, events)
        events = [self._comment_event(AGENT, public=False)]
        self._audit(target, AGENT, events)
        origin = {"ticket_id": number, "subject": source.fields["subject"]}
        via = {"channel": "web", "source": {"from": origin, "to": {}, "rel": "merge"}}
        target.audits[-1][1]["via"] = via
        self._show(source)
        self._show(target)

    def delete(self, number: int) -> None:
        """Delete a ticket: the export still has it, and nothing else does."""
        ticket = self.tickets[number]
        before = ticket.fields["status"]
        ticket.fields["status"] = "deleted"
        self.deleted.append(
            {
                "id": number,
                "subject": ticket.fields["subject"],
                "actor": {"id": AGENT, "name": "User 101"},
                "deleted_at": iso(self.now),
                "previous_state": before,
            }
        )
        self._show(ticket)

    def scrub(self, number: int) -> None:
        """Take away what a deleted ticket held, as Zendesk does after 30 days."""
        ticket = self.tickets[number]
        self.deleted = [each for each in self.deleted if each["id"] != number]
        ticket.fields |= {"subject": "SCRUBBED", "tags": [], "custom": {}}
        self._show(ticket)

    # --- how it is kept --------------------------------------------------------------------------

    def _comment_event(self, by: int, *, public: bool) -> Json:
        return {
            "id": self.number(),
            "type": "Comment",
            "author_id": by,
            "body": "Hello, 2 words",
            "html_body": "<p>Hello, 2 words</p>",
            "plain_body": "Hello, 2 words",
            "public": public,
            "attachments": [],
            "audit_id": self.counted,
        }

    def _audit(self, ticket: FakeTicket, by: int, events: list[Json], channel: str = "web") -> None:
        audit = {
            "id": self.number(),
            "ticket_id": ticket.id,
            "created_at": iso(self.now),
            "author_id": by,
            "metadata": {"system": {}, "custom": {}},
            "events": events,
            "via": {"channel": channel, "source": {"from": {}, "to": {}, "rel": None}},
        }
        ticket.audits.append((Instant(self.now + self.late), audit))

    def _show(self, ticket: FakeTicket) -> None:
        ticket.updated = self.now
        shown_from = Instant(self.now + self.late)
        ticket.shown.append((shown_from, self.now, self._as_json(ticket)))

    def _as_json(self, ticket: FakeTicket) -> Json:
        held = {name: value for name, value in ticket.fields.items() if name != "custom"}
        custom = [
            {"id": each["id"], "value": ticket.fields["custom"].get(str(each["id"]))}
            for each in self.ticket_fields
            if each["removable"]
        ]
        return {
            "url": f"https://acme.zendesk.com/api/v2/tickets/{ticket.id}.json",
            "id": ticket.id,
            "external_id": None,
            "via": ticket.via,
            "created_at": iso(ticket.created),
            "updated_at": iso(ticket.updated),
            "raw_subject": held["subject"],
            "description": "Hello, 2 words",
            "recipient": None,
            "submitter_id": CUSTOMER,
            "collaborator_ids": [],
            "follower_ids": [],
            "email_cc_ids": [],
            "forum_topic_id": None,
            "problem_id": None,
            "has_incidents": False,
            "is_public": True,
            "due_at": None,
            "custom_fields": custom,
            "satisfaction_rating": None,
            "sharing_agreement_ids": [],
            "custom_status_id": None,
            "fields": custom,
            "followup_ids": [],
            "allow_channelback": False,
            "allow_attachments": True,
            "from_messaging_channel": False,
            "generated_timestamp": ticket.updated // SECOND,
            **held,
            "tags": list(held["tags"]),
        }

    # --- Zendesk's own clocks --------------------------------------------------------------------

    def metric(self, number: int, metric: str, type_: str, run: int = 1, **more: Any) -> Json:  # noqa: ANN401
        """Let something happen to a clock of Zendesk's own."""
        event: Json = {
            "id": self.number(),
            "ticket_id": number,
            "metric": metric,
            "instance_id": run,
            "type": type_,
            "time": iso(self.now),
            "deleted": False,
            **more,
        }
        self.metric_events.append((Instant(self.now + self.late), event))
        return event

    def _start_clocks(self, number: int) -> None:
        goals = {"reply_time": FIRST_REPLY, "requester_wait_time": WAIT}
        for metric in (*goals, "agent_work_time"):
            self.metric(number, metric, "measure", 0)
            self.metric(number, metric, "activate")
            if metric in goals:
                policy = {"id": 1, "title": "Standard", "description": None}
                target = {
                    "target": goals[metric],
                    "target_in_seconds": goals[metric] * 60,
                    "business_hours": False,
                    "policy": policy,
                }
                self.metric(number, metric, "apply_sla", sla=target)

    def _status_clocks(self, number: int, status: str) -> None:
        for metric, still in (
            ("requester_wait_time", {"pending"}),
            ("agent_work_time", {"pending", "hold"}),
        ):
            was = self._state(number, metric)
            if status == "solved":
                self._end_clock(number, metric, WAIT if metric == "requester_wait_time" else None)
            elif status in still and was == "activate":
                self.metric(number, metric, "pause")
            elif status not in {*still, "closed"} and was != "activate":
                self.metric(number, metric, "activate")

    def _state(self, number: int, metric: str) -> str:
        moves = [
            each["type"]
            for _, each in self.metric_events
            if (each["ticket_id"], each["metric"], each["instance_id"]) == (number, metric, 1)
            and each["type"] in {"activate", "pause", "fulfill"}
        ]
        return moves[-1] if moves else ""

    def _end_clock(self, number: int, metric: str, allowed: int | None) -> None:
        if self._state(number, metric) not in {"activate", "pause"}:
            return
        ran = self._ran(number, metric)
        if allowed is not None and ran > allowed * MINUTE:
            self.metric(number, metric, "breach")
        self.metric(number, metric, "fulfill")
        minutes = ran // MINUTE
        counted = {"business": minutes, "calendar": minutes}
        self.metric(number, metric, "update_status", status=counted)

    def _ran(self, number: int, metric: str) -> Micros:
        ran, since = 0, None
        for _, each in self.metric_events:
            if (each["ticket_id"], each["metric"], each["instance_id"]) != (number, metric, 1):
                continue
            at = instant(datetime.fromisoformat(each["time"]))
            if each["type"] == "activate":
                since = at
            elif each["type"] in {"pause", "fulfill"} and since is not None:
                ran, since = ran + at - since, None
        return Micros(ran + (self.now - since if since is not None else 0))


def _set(held: Json) -> Iterator[tuple[str, Any]]:
    for name, value in held.items():
        if name == "custom":
            yield from value.items()
        elif value not in (None, []):
            yield name, value


def _text(value: Any) -> Any:  # noqa: ANN401  # a field of any kind
    """Return a value as updates tell it: texts, and lists of them."""
    if value is None or isinstance(value, list | str):
        return value
    return str(value)
