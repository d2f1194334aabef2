"""Plays skeleton: a small desk with a web API, a clock of its own, and some nasty habits."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs
from zoneinfo import ZoneInfo

from slarules.instants import SECOND, Instant, Micros, instant, utc
from slarules.testing import (
    CANARY,
    Trick,
    TrueChange,
    TrueComment,
    TrueTicket,
    Truth,
    World,
)

PAGE = 5
EVENTS = 25
"""How many a page has of tickets, and of what happened to one."""
MONDAY = instant(datetime(2026, 3, 2, 9, tzinfo=UTC))
VALUES = ("new", "open", "waiting", "solved")


@dataclass(slots=True)
class Ticket:
    """A ticket of the desk; `events` as the API tells them, with the instant they are shown."""

    id: int
    key: str
    created: Instant
    touched: Instant
    value: str = "new"
    state: str = "open"
    merged_into: str | None = None
    is_hidden: bool = False
    events: list[tuple[Instant, Instant, dict[str, Any]]] = field(default_factory=list)


class SkeletonDesk(World):
    """The desk. Times are whole seconds, told in the zone of the account that reads."""

    page = PAGE
    lateness = Micros(60 * SECOND)

    def __init__(self) -> None:
        self.app = self._answer
        self._now = MONDAY
        self._zone = ZoneInfo("UTC")
        self._delay = 0
        self._trick: Trick | None = None
        self._tickets: list[Ticket] = []
        self._names = {each: each.capitalize() for each in VALUES}
        self._roles = {"cara": "customer", "alex": "agent"}
        self._truth = Truth()
        self._count = 100

    # --- what the kit asks ---------------------------------------------------------------------

    def now(self) -> Instant:
        """See `World.now`."""
        return self._now

    def pass_time(self, length: Micros) -> None:
        """See `World.pass_time`."""
        self._now = Instant(self._now + length)

    def truth(self) -> Truth:
        """See `World.truth`."""
        return replace(self._truth, tickets=tuple(self._true(each) for each in self._tickets))

    def create(self) -> str:
        """See `World.create`."""
        number = len(self._tickets) + 1
        at = self._second()
        self._tickets.append(Ticket(number, f"DESK-{number}", at, at))
        return str(number)

    def change(self, ticket: str) -> None:
        """See `World.change`."""
        found = self._ticket(ticket)
        old = found.value
        found.value = VALUES[(VALUES.index(old) + 1) % len(VALUES)]
        names = self._names[old], self._names[found.value]
        self._happen(
            found,
            "change",
            "alex",
            {
                "field": "status",
                "from": {"id": old, "name": names[0]},
                "to": {"id": found.value, "name": names[1]},
            },
        )
        change = TrueChange(ticket, self._second(), "status", *names, role="agent")
        self._truth = replace(self._truth, changes=(*self._truth.changes, change))

    def comment(self, ticket: str, *, public: bool = True) -> None:
        """See `World.comment`; the public ones are the customer's."""
        who = "cara" if public else "alex"
        told = {"public": public, "channel": "mail", "characters": 12}
        self._happen(self._ticket(ticket), "comment", who, told)
        comment = TrueComment(ticket, self._second(), public, self._roles[who])
        self._truth = replace(self._truth, comments=(*self._truth.comments, comment))

    def delete(self, ticket: str) -> None:
        """See `World.delete`."""
        found = self._ticket(ticket)
        found.state, found.touched = "deleted", self._second()

    def hide(self, ticket: str) -> None:
        """See `World.hide`."""
        self._ticket(ticket).is_hidden = True

    def move(self, ticket: str) -> None:
        """See `World.move`."""
        found = self._ticket(ticket)
        found.key, found.touched = f"MOVED-{found.id}", self._second()

    def merge(self, ticket: str, into: str) -> None:
        """See `World.merge`."""
        found = self._ticket(ticket)
        found.state, found.merged_into, found.touched = "merged", into, self._second()

    def rename(self) -> None:
        """See `World.rename`."""
        first = next(c.new for c in self._truth.changes if c.new is not None)
        value = next(each for each, name in self._names.items() if name == first)
        self._names[value] = f"{first} (renamed)"

    def promote(self) -> None:
        """See `World.promote`."""
        self._roles["cara"] = "agent"

    def conceal(self, ticket: str) -> None:
        """See `World.conceal`."""
        found = self._ticket(ticket)
        comment = next(e for _, _, e in found.events if e["kind"] == "comment" and e["public"])
        self._happen(found, "hide", "alex", {"comment": comment["id"]})
        true = list(self._truth.comments)
        place = next(n for n, c in enumerate(true) if c.ticket_id == ticket and c.public)
        true[place] = replace(true[place], hidden_at=self._second())
        self._truth = replace(self._truth, comments=tuple(true))

    def delay(self, length: Micros) -> None:
        """See `World.delay`."""
        self._delay = length

    def zone(self, name: str) -> None:
        """See `World.zone`."""
        self._zone = ZoneInfo(name)

    def play(self, trick: Trick | None) -> None:
        """See `World.play`."""
        self._trick = trick

    # --- what happens --------------------------------------------------------------------------

    def _second(self) -> Instant:
        return Instant(self._now // SECOND * SECOND)

    def _ticket(self, ticket: str) -> Ticket:
        return self._tickets[int(ticket) - 1]

    def _true(self, ticket: Ticket) -> TrueTicket:
        visibility = "deleted" if ticket.state == "deleted" else "visible"
        if ticket.is_hidden:
            visibility = "lost"
        number, into = str(ticket.id), ticket.merged_into
        return TrueTicket(number, ticket.key, ticket.created, visibility, into)

    def _happen(self, ticket: Ticket, kind: str, who: str, told: dict[str, Any]) -> None:
        self._count += 1
        event = {"id": self._count, "kind": kind, "who": who, "as": self._roles[who], **told}
        ticket.events.append((Instant(self._now + self._delay), self._second(), event))

    # --- what the API answers ------------------------------------------------------------------

    def _answer(
        self, environ: dict[str, Any], start_response: Callable[..., Any]
    ) -> Iterable[bytes]:
        asking = {name: told[0] for name, told in parse_qs(environ["QUERY_STRING"]).items()}
        status, body = 401, {"error": "who are you?"}
        if environ.get("HTTP_AUTHORIZATION") == f"Bearer {CANARY}":
            status, body = self._found(environ["PATH_INFO"].strip("/").split("/")[1:], asking)
        start_response(f"{status} said", [("Content-Type", "application/json")])
        return [json.dumps(body).encode()]

    def _found(self, path: list[str], asking: dict[str, str]) -> tuple[int, Any]:
        match path:
            case ["me"]:
                return 200, {"name": "reader@acme.example", "now": self._told(self._now)}
            case ["fields"]:
                return 200, [self._status_field()]
            case ["tickets"]:
                return 200, self._page(self._touched(int(asking["since"])), asking)
            case ["visible"]:
                return 200, self._page(self._visible(), asking)
            case ["tickets", number, "events"]:
                if self._trick == "forbidden" and number == "2":
                    return 403, {"error": "not for you"}
                return 200, self._page(self._events(self._ticket(number)), asking, EVENTS)
            case _:
                return 404, {"error": "there is no such thing"}

    def _page(
        self, every: list[tuple[str, Any]], asking: dict[str, str], size: int = PAGE
    ) -> dict[str, Any]:
        """Return what stands behind a token; tokens are keys, so that nothing slips between."""
        token = asking.get("cursor", "")
        behind = [each for each in every if each[0] > token.removeprefix("again ")]
        size = 1 if self._trick == "short page" else size
        page = behind[:size]
        after = page[-1][0] if len(behind) > size else None
        total = 1 if self._trick == "lying total" else len(behind)
        if self._trick == "empty page" and not token.startswith("again "):
            page, after = [], f"again {token}"
        if self._trick == "repeated token":
            after = "0"
        return {"items": [each for _, each in page], "next": after, "total": total}

    def _touched(self, since: int) -> list[tuple[str, Any]]:
        found = [
            (self._last(each), each)
            for each in self._tickets
            if not each.is_hidden and self._last(each) >= since * 1000
        ]
        told = [(f"{last:020} {each.id:08}", self._shown(each, last)) for last, each in found]
        return sorted(told, key=lambda each: each[0])

    def _last(self, ticket: Ticket) -> Instant:
        return max([ticket.touched, *(at for at, _ in self._happened(ticket))])

    def _happened(self, ticket: Ticket) -> list[tuple[Instant, dict[str, Any]]]:
        return [(at, event) for shown, at, event in ticket.events if shown <= self._now]

    def _shown(self, ticket: Ticket, last: Instant) -> dict[str, Any]:
        changes = [e["to"] for _, e in self._happened(ticket) if e["kind"] == "change"]
        value = changes[-1]["id"] if changes else "new"
        return {
            "id": ticket.id,
            "key": ticket.key,
            "created": self._told(ticket.created),
            "updated": self._told(last),
            "requester": "cara",
            "organisation": "Acme",
            "state": ticket.state,
            "merged_into": ticket.merged_into,
            "status": {"id": value, "name": self._names[value]},
        }

    def _visible(self) -> list[tuple[str, Any]]:
        return [
            (f"{each.id:08}", {"id": each.id, "key": each.key})
            for each in self._tickets
            if not each.is_hidden and each.state != "deleted"
        ]

    def _events(self, ticket: Ticket) -> list[tuple[str, Any]]:
        return [
            (f"{event['id']:08}", self._event(at, event)) for at, event in self._happened(ticket)
        ]

    def _event(self, at: Instant, event: dict[str, Any]) -> dict[str, Any]:
        # `actor.role` is what somebody is today, `as` what they were then.
        actor = {"id": event["who"], "role": self._roles[event["who"]]}
        return {"at": self._told(at), "actor": actor, **event}

    def _status_field(self) -> dict[str, Any]:
        values = [{"id": each, "name": name} for each, name in self._names.items()]
        return {"id": "status", "name": "status", "kind": "status", "values": values}

    def _told(self, at: Instant) -> str:
        local = utc(at).astimezone(self._zone)
        return local.isoformat(timespec="milliseconds")
