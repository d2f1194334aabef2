"""The fake account as the conformance kit steers it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import ClassVar

from slarules.adapters import Profile
from slarules.instants import MINUTE, SECOND, Instant, Micros, instant
from slarules.testing import CANARY, Trick, TrueChange, TrueComment, TrueTicket, Truth, World
from tests.adapters.zendesk.fake.account import AGENT, CUSTOMER, STATUSES, Account, Json
from tests.adapters.zendesk.fake.app import FakeZendesk

BEGINNING = instant(datetime(2026, 3, 2, 9, tzinfo=UTC))

SEVERITY = 360_001

TICKET_FIELDS: list[Json] = [
    {"id": number, "type": kind, "title": title, "active": True, "removable": False}
    for number, (kind, title) in enumerate(
        (
            ("subject", "Subject"),
            ("description", "Description"),
            ("status", "Status"),
            ("custom_status", "Ticket status"),
            ("tickettype", "Type"),
            ("priority", "Priority"),
            ("group", "Group"),
            ("assignee", "Assignee"),
        ),
        360_101,
    )
] + [
    {
        "id": SEVERITY,
        "type": "tagger",
        "title": "Severity",
        "active": True,
        "removable": True,
        "custom_field_options": [
            {"id": 1, "name": "Severity 1", "value": "sev_1"},
            {"id": 2, "name": "Severity 2", "value": "sev_2"},
        ],
    }
]

SCHEDULES: list[Json] = [
    {
        "id": 41,
        "name": "Office hours",
        "time_zone": "Berlin",
        "intervals": [
            {"start_time": 1440 * day + 540, "end_time": 1440 * day + 1020} for day in range(1, 6)
        ],
    }
]

HOLIDAYS: dict[int, list[Json]] = {
    41: [{"id": 1, "name": "Christmas", "start_date": "2026-12-25", "end_date": "2026-12-26"}]
}


def account() -> Account:
    """Return an account with fields, opening hours and nobody's tickets."""
    made = Account(BEGINNING)
    made.ticket_fields = TICKET_FIELDS
    made.schedules = SCHEDULES
    made.holidays = HOLIDAYS
    return made


def profile(**settings: object) -> Profile:
    """Return how the fake is set up as a source."""
    oauth = {"client_id": "reader", "client_secret": {"env": "ZENDESK_SECRET"}}
    return Profile("zendesk", "acme", {"site": "acme", **oauth, **settings}, "slarules.toml")


@dataclass
class ZendeskWorld(World):
    """The fake account, and what truly happened in it."""

    page: ClassVar[int] = 5
    lateness: ClassVar[Micros] = Micros(2 * MINUTE)
    resolution: ClassVar[Micros] = SECOND

    account: Account = field(default_factory=account)
    tickets: list[TrueTicket] = field(default_factory=list)
    changes: list[TrueChange] = field(default_factory=list)
    comments: list[TrueComment] = field(default_factory=list)
    comment_ids: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.fake = FakeZendesk(self.account, client=("reader", CANARY))
        self.app = self.fake

    def now(self) -> Instant:
        return self.account.now

    def pass_time(self, length: Micros) -> None:
        # Zendesk tells whole seconds, and a clock stands at one.
        self.account.pass_time(Micros(-(-length // SECOND) * SECOND))

    def truth(self) -> Truth:
        return Truth(tuple(self.tickets), tuple(self.changes), tuple(self.comments))

    def create(self) -> str:
        number = self.account.create()
        ticket, now = str(number), self.now()
        first = self.account.tickets[number].audits[0][1]["events"][0]
        self.comment_ids[ticket] = first["id"]
        self.tickets.append(TrueTicket(ticket, ticket, now))
        self.comments.append(TrueComment(ticket, now, public=True, role="customer"))
        return ticket

    def change(self, ticket: str) -> None:
        held = self.account.tickets[int(ticket)].fields
        old = held["status"]
        following = STATUSES.index(old) + 1 if old in STATUSES else 0
        new = STATUSES[following % len(STATUSES)]
        self.account.change(int(ticket), "status", new)
        self.changes.append(TrueChange(ticket, self.now(), "status", old, new, "agent"))

    def comment(self, ticket: str, *, public: bool = True) -> None:
        self.account.comment(int(ticket), by=AGENT, public=public)
        self.comments.append(TrueComment(ticket, self.now(), public=public, role="agent"))

    def delete(self, ticket: str) -> None:
        self.account.delete(int(ticket))
        self._becomes(ticket, visibility="deleted")

    def merge(self, ticket: str, into: str) -> None:
        self.account.merge(int(ticket), int(into))
        self._becomes(ticket, merged_into=into)

    def _becomes(
        self, ticket: str, *, visibility: str = "visible", merged_into: str | None = None
    ) -> None:
        place = next(n for n, each in enumerate(self.tickets) if each.ticket_id == ticket)
        now = replace(self.tickets[place], visibility=visibility, merged_into=merged_into)
        self.tickets[place] = now

    def promote(self) -> None:
        self.account.user(CUSTOMER, "agent")

    def conceal(self, ticket: str) -> None:
        self.account.conceal(int(ticket), self.comment_ids[ticket])
        place = next(n for n, each in enumerate(self.comments) if each.ticket_id == ticket)
        self.comments[place] = replace(self.comments[place], hidden_at=self.now())

    def delay(self, length: Micros) -> None:
        self.account.late = length

    def zone(self, name: str) -> None:
        for user in self.account.users.values():
            user["iana_time_zone"] = name

    def play(self, trick: Trick | None) -> None:
        self.fake.trick = trick
