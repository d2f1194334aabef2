"""What a made-up Request Tracker holds: accounts, queues, tickets, and a history by numbers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from slarules.instants import HOUR, Instant, Micros, instant, utc

BEGINNING = instant(datetime(2026, 3, 2, 9, tzinfo=UTC))

GAP = 10
"""Numbers between two transactions of tickets: all else in Request Tracker takes from them too."""

NOBODY, SYSTEM, ROOT, ANNA, READER, CARLA = 6, 1, 14, 27, 33, 35
SUPPORT, NETWORK = 3, 4
SEVERITY, PRODUCTS = 2, 3

NONE = Micros(0)
NEVER = "1970-01-01 00:00:00"


def zoneless(at: Instant) -> str:
    """Return a time as histories have it."""
    return utc(at).strftime("%Y-%m-%d %H:%M:%S")


@dataclass
class Account:
    """Somebody."""

    number: int
    name: str
    is_privileged: bool = True
    organization: str = ""
    created: Instant = BEGINNING
    updated: Instant = BEGINNING


@dataclass
class Held:
    """A ticket as it is now."""

    number: int
    queue: int
    created: Instant
    updated: Instant
    due: Instant
    effective: int
    status: str = "new"
    owner: int = NOBODY
    told: Instant | None = None
    is_hidden: bool = False
    values: dict[int, list[str]] = field(default_factory=lambda: {SEVERITY: [], PRODUCTS: []})


@dataclass(frozen=True)
class Entry:
    """A transaction.

    Attributes:
        shown_from: When it can be seen, which may be later than it was made.
    """

    kind: str
    of: int
    type: str
    creator: int
    field: str = ""
    old: str = ""
    new: str = ""
    number: int = 0
    created: Instant = BEGINNING
    shown_from: Instant = BEGINNING


def _accounts() -> dict[int, Account]:
    every = (
        Account(SYSTEM, "RT_System", is_privileged=False),
        Account(NOBODY, "Nobody", is_privileged=False),
        Account(ROOT, "root"),
        Account(ANNA, "anna"),
        Account(READER, "reader"),
        Account(CARLA, "carla", is_privileged=False, organization="Acme"),
    )
    return {each.number: each for each in every}


@dataclass
class Desk:
    """A Request Tracker's database.

    Attributes:
        late: How long what happens stays unseen.
    """

    now: Instant = BEGINNING
    late: Micros = NONE
    accounts: dict[int, Account] = field(default_factory=_accounts)
    queues: Mapping[int, str] = field(default_factory=lambda: {SUPPORT: "Support", NETWORK: "Net"})
    fields_of: Mapping[int, tuple[int, ...]] = field(
        default_factory=lambda: {SUPPORT: (SEVERITY, PRODUCTS), NETWORK: ()}
    )
    tickets: dict[int, Held] = field(default_factory=dict)
    entries: list[Entry] = field(default_factory=list)

    def create(self, queue: int = SUPPORT, values: Mapping[int, list[str]] | None = None) -> int:
        """Make a ticket of carla's and return its number."""
        number, due = len(self.tickets) + 1, Instant(self.now + 8 * HOUR)
        ticket = Held(number, queue, self.now, self.now, due, number)
        ticket.values |= dict(values or {})
        self.tickets[number] = ticket
        self.note(number, "Create", CARLA)
        self.note(number, "Set", SYSTEM, "Due", NEVER, zoneless(due))
        return number

    def set_status(self, number: int, status: str) -> None:
        """Give a ticket another status."""
        ticket = self.tickets[number]
        self.note(number, "Status", ANNA, "Status", ticket.status, status)
        ticket.status = status

    def set_owner(self, number: int, owner: int) -> None:
        """Give a ticket to somebody, which makes two entries."""
        ticket = self.tickets[number]
        for kind in ("Set", "SetWatcher"):
            self.note(number, kind, ROOT, "Owner", str(ticket.owner), str(owner))
        ticket.owner = owner

    def set_values(self, number: int, custom: int, values: list[str]) -> None:
        """Set a custom field: what goes and what comes makes an entry each."""
        before = self.tickets[number].values[custom]
        gone = [each for each in before if each not in values]
        come = [each for each in values if each not in before]
        if custom == SEVERITY:
            self.note(number, "CustomField", ANNA, str(custom), *gone or [""], *come or [""])
        else:
            for each in gone:
                self.note(number, "CustomField", ANNA, str(custom), each)
            for each in come:
                self.note(number, "CustomField", ANNA, str(custom), "", each)
        self.tickets[number].values[custom] = values

    def move(self, number: int, queue: int) -> None:
        """Put a ticket into another queue."""
        ticket = self.tickets[number]
        self.note(number, "Set", ANNA, "Queue", str(ticket.queue), str(queue))
        ticket.queue = queue

    def merge(self, number: int, into: int) -> None:
        """Merge a ticket into another, which is told of both."""
        for each in (number, into):
            target = f"fsck.com-rt://loop.test/ticket/{into}"
            self.note(each, "AddLink", ANNA, "MergedInto", "", target)
        self.tickets[number].effective = into

    def promote(self, account: int) -> None:
        """Make an agent of somebody."""
        self.accounts[account].is_privileged = True
        self.accounts[account].updated = self.now
        self._add(Entry("RT::User", account, "Set", ROOT, "Privileged", "0", "1"))

    def note(
        self, number: int, kind: str, creator: int, field: str = "", old: str = "", new: str = ""
    ) -> None:
        """Add an entry to the history of a ticket."""
        ticket = self.tickets[number]
        ticket.updated = self.now
        if kind == "Correspond" and creator != CARLA:
            ticket.told = self.now
        self._add(Entry("RT::Ticket", number, kind, creator, field, old, new))

    def _add(self, entry: Entry) -> None:
        last = self.entries[-1].number if self.entries else 40
        shown = Instant(self.now + self.late)
        made = replace(entry, number=last + GAP, created=self.now, shown_from=shown)
        self.entries.append(made)

    def stuff(self, each: int) -> None:
        """Fill the gaps between entries with some of a ticket that the reader may not see."""
        hidden = self.create()
        self.tickets[hidden].is_hidden = True
        between = [
            replace(entry, kind="RT::Ticket", of=hidden, number=entry.number - place)
            for entry in self.entries
            for place in range(1, each + 1)
        ]
        self.entries = sorted([*self.entries, *between], key=lambda entry: entry.number)
