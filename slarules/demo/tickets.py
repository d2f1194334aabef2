"""A year of tickets: when they are reported, and all that then happens to each of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import count
from random import Random

from slarules.demo.story import (
    BERLIN,
    DESK,
    HOLIDAYS,
    MONTHS,
    OUTAGE_BEGINS,
    OUTAGE_ENDS,
    YEAR,
    Month,
    Priority,
)
from slarules.demo.world import stamp

COLUMNS = ("ticket", "at", "kind", "field", "value", "actor", "role", "public")

HOURS = (0, 0, 0, 0, 0, 1, 4, 11, 14, 13, 11, 9, 7, 8, 9, 8, 7, 6, 5, 4, 2, 1, 0, 0)
"""How often tickets come in each hour of the day."""

WEEKDAYS = (1.25, 1.1, 1.0, 1.0, 0.95, 0.55, 0.08)
"""How busy Monday to Sunday are, against an ordinary working day."""

PRIORITIES: tuple[Priority, ...] = ("Critical", "High", "Normal", "Low")
SHARES = (3, 19, 54, 24)

HOUR = timedelta(hours=1)
ANSWER: dict[Priority, timedelta] = {
    "Critical": HOUR / 4, "High": HOUR / 2, "Normal": 4 * HOUR, "Low": 8 * HOUR
}  # fmt: skip
SOLVE: dict[Priority, timedelta] = {
    "Critical": 4 * HOUR, "High": 8 * HOUR, "Normal": 24 * HOUR, "Low": 40 * HOUR
}  # fmt: skip

AGENTS = ("jansen", "petersen", "yilmaz", "kowalski", "brandt", "okafor", "schulz")


@dataclass(frozen=True, slots=True)
class Entry:
    """One row of the export, but for its ticket; an empty `actor` is the system."""

    at: datetime
    kind: str
    field: str = ""
    value: str = ""
    actor: str = ""
    role: str = "system"
    public: str = ""


def note(at: datetime, text: str, actor: str, role: str) -> Entry:
    """Return a comment that the customer can see."""
    return Entry(at, "comment", value=text, actor=actor, role=role, public="yes")


@dataclass(frozen=True, slots=True)
class Ticket:
    """A ticket as it will go: how much counted time its answer and its solution take."""

    reported: datetime
    priority: Priority
    site: str
    agent: str
    answer: timedelta
    solution: timedelta

    def later(self, at: datetime, length: timedelta) -> datetime:
        """Return when so much time has counted after `at`: by the desk's hours, a P1 by all."""
        if self.priority == "Critical":
            return at + length
        return DESK.due(at, length).astimezone(UTC).replace(microsecond=0)

    def counted(self, start: datetime, end: datetime) -> timedelta:
        """Return how much time counted between two instants."""
        return end - start if self.priority == "Critical" else DESK.elapsed(start, end)

    def set(self, at: datetime, field: str, value: str) -> Entry:
        """Return a change that the agent makes."""
        return Entry(at, "set", field, value, self.agent, "agent")


def year_of_events(random: Random, exported: datetime) -> list[tuple[str, ...]]:
    """Return the rows of `events.csv` in order of time, up to the export."""
    numbers = count(1001)
    rows = [
        (entry.at, f"AL-{number}", entry)
        for ticket in sorted(_reports(random), key=lambda ticket: ticket.reported)
        for number in [next(numbers)]
        for entry in _life(random, ticket)
        if entry.at <= exported
    ]
    rows.sort(key=lambda row: row[0])
    return [
        (key, stamp(at), e.kind, e.field, e.value, e.actor, e.role, e.public) for at, key, e in rows
    ]


# --- when tickets are reported -------------------------------------------------------------------


def _reports(random: Random) -> Iterator[Ticket]:
    for day in _days():
        month = MONTHS[day.month]
        for _ in range(_how_many(random, day, month)):
            hour = random.choices(range(24), HOURS)[0]
            wall = datetime(day.year, day.month, day.day, hour, tzinfo=BERLIN)
            at = wall.astimezone(UTC) + timedelta(seconds=random.randrange(3600))
            yield _ticket(random, at, random.choices(PRIORITIES, SHARES)[0], month)
    for shop in random.sample(range(1, 61), 9):
        at = OUTAGE_BEGINS + timedelta(seconds=random.randrange(90, 2400))
        takes = OUTAGE_ENDS - at + timedelta(seconds=random.randrange(120, 900))
        answer = timedelta(seconds=random.randrange(120, 800))
        yield Ticket(at, "Critical", f"Shop {shop:02}", random.choice(AGENTS), answer, takes)


def _days() -> Iterator[date]:
    day = date(YEAR, 1, 1)
    while day.year == YEAR:
        yield day
        day += timedelta(days=1)


def _how_many(random: Random, day: date, month: Month) -> int:
    usual = month.tickets * (0.1 if day in HOLIDAYS else WEEKDAYS[day.weekday()])
    return max(0, round(random.gauss(usual, usual**0.5)))


def _ticket(random: Random, at: datetime, priority: Priority, month: Month) -> Ticket:
    return Ticket(
        at,
        priority,
        _site(random, at, priority),
        random.choice(AGENTS),
        ANSWER[priority] * _used(random, month.late_answers),
        SOLVE[priority] * _used(random, month.late_solutions),
    )


def _site(random: Random, at: datetime, priority: Priority) -> str:
    # The pop-up shop of December has a name that the mapping does not know.
    if at.month == 12 and priority == "Low" and random.random() < 0.2:
        return "Pop-up Jungfernstieg"
    kind = random.choices(("shop", "Warehouse", "Head office"), (70, 12, 18))[0]
    return f"Shop {random.randint(1, 60):02}" if kind == "shop" else kind


def _used(random: Random, late: float) -> float:
    """Return how much of a goal is used up; above 1 it is missed."""
    if random.random() < late:
        return random.uniform(1.05, 2.2)
    return 0.05 + 0.85 * random.betavariate(1.6, 3)


# --- what happens to a ticket --------------------------------------------------------------------


def _life(random: Random, ticket: Ticket) -> Iterator[Entry]:
    yield from _opening(random, ticket)
    answered = ticket.later(ticket.reported, min(ticket.answer, ticket.solution))
    yield ticket.set(ticket.later(ticket.reported, ticket.answer / 2), "assignee", ticket.agent)
    yield note(answered, "We are looking into it.", ticket.agent, "agent")
    yield ticket.set(answered, "status", "Open")
    done = ticket.later(ticket.reported, ticket.solution)
    if ticket.priority != "Critical" and random.random() < 0.3:
        asked = max(answered, ticket.later(ticket.reported, ticket.solution / 2))
        replied = asked + timedelta(seconds=random.randrange(2 * 3600, 40 * 3600))
        yield from _question(ticket, asked, replied)
        rest = ticket.solution - ticket.counted(ticket.reported, asked)
        done = ticket.later(replied, max(rest, HOUR / 12))
    yield from _solution(random, ticket, done)
    if ticket.priority != "Critical" and random.random() < 0.04:
        yield from _second_try(random, ticket, done)
    else:
        yield Entry(done + timedelta(days=3), "set", "status", "Closed")


def _opening(random: Random, ticket: Ticket) -> Iterator[Entry]:
    at = ticket.reported
    caller = ticket.site.lower().replace(" ", "")
    yield Entry(at, "created", actor=caller, role="customer")
    yield Entry(at, "set", "status", "New")
    yield Entry(at, "set", "site", ticket.site)
    receipt = at + timedelta(seconds=random.randrange(5, 40))
    if ticket.priority == "High" and random.random() < 0.1:
        yield Entry(at, "set", "priority", "Normal")
        yield note(receipt, "Your ticket has been received.", "mailer", "automation")
        yield ticket.set(ticket.later(at, ticket.answer / 2), "priority", "High")
        return
    yield Entry(at, "set", "priority", _priority_as_written(ticket))
    yield note(receipt, "Your ticket has been received.", "mailer", "automation")


def _priority_as_written(ticket: Ticket) -> str:
    # In May the form of one shop offers a priority that the mapping does not know.
    odd = ticket.reported.month == 5 and ticket.site == "Shop 05" and ticket.priority == "Normal"
    return "As soon as possible" if odd else ticket.priority


def _question(ticket: Ticket, asked: datetime, replied: datetime) -> Iterator[Entry]:
    yield note(asked, "Which till is it, and since when?", ticket.agent, "agent")
    yield ticket.set(asked, "status", "Waiting for customer")
    yield note(replied, "Please see the picture.", ticket.site.lower(), "customer")
    yield Entry(replied, "set", "status", "Open")


def _solution(random: Random, ticket: Ticket, done: datetime) -> Iterator[Entry]:
    cause = random.choices(("Kontor", "Alster", "Other"), (70, 12, 18))[0]
    yield ticket.set(done, "cause", cause)
    if cause == "Alster":
        agreed = "yes" if random.random() < 0.8 else "no"
        yield Entry(done, "set", "cause agreed", agreed, ticket.site.lower(), "customer")
    yield note(done, "It should work again.", ticket.agent, "agent")
    yield ticket.set(done, "status", "Solved")


def _second_try(random: Random, ticket: Ticket, done: datetime) -> Iterator[Entry]:
    back = done + timedelta(seconds=random.randrange(2 * 3600, 60 * 3600))
    yield note(back, "It does not work after all.", ticket.site.lower(), "customer")
    yield Entry(back, "set", "status", "Reopened")
    again = ticket.later(back, ticket.solution / 8)
    yield note(again, "Now it should.", ticket.agent, "agent")
    yield ticket.set(again, "status", "Solved")
    yield Entry(again + timedelta(days=3), "set", "status", "Closed")
