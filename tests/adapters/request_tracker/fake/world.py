"""The made-up Request Tracker as the conformance kit steers it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import ClassVar

from slarules.adapters import Profile
from slarules.instants import HOUR, MINUTE, SECOND, Instant, Micros, iso
from slarules.testing import Trick, TrueChange, TrueComment, TrueTicket, Truth, World
from tests.adapters.request_tracker.fake.app import FakeTracker
from tests.adapters.request_tracker.fake.desk import ANNA, CARLA, NETWORK, Desk

PROFILE = Profile(
    "request-tracker",
    "desk",
    {"url": "https://tickets.example/rt", "token": {"env": "RT_TOKEN"}},
    "slarules.toml",
)

STATUSES = ("new", "open", "stalled", "resolved")

HIDDEN = {"empty page": 9, "short page": 2}
"""Transactions that the account may not see, between any two others."""


@dataclass
class TrackerWorld(World):
    """The made-up Request Tracker, and what truly happened in it."""

    page: ClassVar[int] = 5
    lateness: ClassVar[Micros] = Micros(10 * MINUTE)
    resolution: ClassVar[Micros] = SECOND

    desk: Desk = field(default_factory=Desk)
    tickets: dict[str, TrueTicket] = field(default_factory=dict)
    changes: list[TrueChange] = field(default_factory=list)
    comments: list[TrueComment] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.app = self.fake = FakeTracker(self.desk, most=self.page)

    def now(self) -> Instant:
        return self.desk.now

    def pass_time(self, length: Micros) -> None:
        # Request Tracker tells whole seconds, and a clock stands at one.
        self.desk.now = Instant(self.desk.now + -(-length // SECOND) * SECOND)

    def truth(self) -> Truth:
        return Truth(tuple(self.tickets.values()), tuple(self.changes), tuple(self.comments))

    def create(self) -> str:
        ticket, now = str(self.desk.create()), self.now()
        self.tickets[ticket] = TrueTicket(ticket, ticket, now)
        due = iso(Instant(now + 8 * HOUR))
        self.changes.append(TrueChange(ticket, now, "Due", None, due, "system"))
        return ticket

    def change(self, ticket: str) -> None:
        old = self.desk.tickets[int(ticket)].status
        new = STATUSES[(STATUSES.index(old) + 1) % len(STATUSES)]
        self.desk.set_status(int(ticket), new)
        self.changes.append(TrueChange(ticket, self.now(), "Status", old, new, "agent"))

    def comment(self, ticket: str, *, public: bool = True) -> None:
        is_first = not any(each.ticket_id == ticket for each in self.comments)
        by = CARLA if public and is_first else ANNA
        role = "agent" if self.desk.accounts[by].is_privileged else "customer"
        self.desk.note(int(ticket), "Correspond" if public else "Comment", by)
        self.comments.append(TrueComment(ticket, self.now(), public=public, role=role))

    def delete(self, ticket: str) -> None:
        self.desk.set_status(int(ticket), "deleted")
        self.tickets[ticket] = replace(self.tickets[ticket], visibility="deleted")

    def hide(self, ticket: str) -> None:
        self.desk.tickets[int(ticket)].is_hidden = True

    def move(self, ticket: str) -> None:
        # A ticket keeps its number in every queue.
        self.desk.move(int(ticket), NETWORK)

    def merge(self, ticket: str, into: str) -> None:
        self.desk.merge(int(ticket), int(into))
        self.tickets[ticket] = replace(self.tickets[ticket], merged_into=into)

    def promote(self) -> None:
        self.desk.promote(CARLA)

    def delay(self, length: Micros) -> None:
        self.desk.late = length

    def zone(self, name: str) -> None:
        # REST2 tells times in UTC, wherever the account lives.
        del name

    def play(self, trick: Trick | None) -> None:
        self.fake.trick = trick
        if trick in HIDDEN:
            self.desk.stuff(HIDDEN[trick])
