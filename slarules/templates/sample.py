"""An invented history that fits a new contract's mapping, so that it can be audited at once."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from slarules.templates.calendar import Days

MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Ticket:
    """An invented ticket: minutes count from its report.

    Attributes:
        asked: From when until when the customer was waited for.
    """

    priority: str
    day: int
    wall: str
    answered: int
    solved: int
    asked: tuple[int, int] | None = None


TICKETS = (
    Ticket("Critical", 0, "09:10", 8, 170),
    Ticket("High", 0, "14:30", 20, 200),
    Ticket("Normal", 1, "10:05", 60, 1_500),
    Ticket("Low", 2, "11:00", 120, 7_200),
    Ticket("Critical", 3, "16:20", 40, 400),
    Ticket("High", 4, "09:00", 15, 4_420, asked=(30, 4_350)),
    Ticket("Normal", 8, "13:00", 30, 240),
    Ticket("Normal", 10, "08:45", 10, 300),
    Ticket("High", 15, "10:00", 25, 360),
)
"""By days after the first Monday of the month; the last one stands alone in the month after."""

LAST = Ticket("Normal", 0, "09:00", 20, 90)


@dataclass(frozen=True, slots=True)
class Dated:
    """A ticket with its number, as it happened."""

    number: str
    ticket: Ticket
    reported: datetime

    def after(self, minutes: int) -> str:
        """Return a wall time so many minutes after the report."""
        return _wall(self.reported + minutes * MINUTE)


def history(shape: str, days: Days, service: str | None) -> Mapping[str, str]:
    """Return the files of a history by name; with a service, what its monitor says too."""
    dated = list(_dated(days))
    match shape:
        case "tickets":
            files = {"tickets.csv": _table(list(_wide(dated)))}
        case "events":
            files = {"events.csv": _table(list(_events(dated)))}
        case _:
            files = {"updates.csv": _table(list(_snapshots(dated)))}
    if service is not None:
        files["outages.csv"] = _table(list(_outages(days)))
        files["measurements.csv"] = _table(list(_readings(days, service)))
    return files


def _dated(days: Days) -> Iterator[Dated]:
    for number, ticket in enumerate(TICKETS, 1001):
        yield Dated(f"T-{number}", ticket, days.at(ticket.day, ticket.wall))
    yield Dated(f"T-{1001 + len(TICKETS)}", LAST, days.next_month.at(LAST.day, LAST.wall))


def _wide(dated: Sequence[Dated]) -> Iterator[tuple[str, ...]]:
    yield "Number", "Priority", "Created", "First response", "Solved"
    for one in dated:
        told = one.ticket
        times = (one.after(0), one.after(told.answered), one.after(told.solved))
        yield one.number, told.priority, *times


def _events(dated: Sequence[Dated]) -> Iterator[tuple[str, ...]]:
    yield "ticket", "at", "kind", "field", "value", "actor", "role", "public"
    for one in dated:
        for minute, kind, field, value, role in _changes(one.ticket):
            public = "yes" if kind == "comment" else ""
            yield one.number, one.after(minute), kind, field, value, role, role, public


def _changes(ticket: Ticket) -> Iterator[tuple[int, str, str, str, str]]:
    yield 0, "created", "", "", "customer"
    yield 0, "set", "Priority", ticket.priority, "customer"
    yield 0, "set", "State", "New", "customer"
    yield ticket.answered, "comment", "", "", "agent"
    yield ticket.answered, "set", "State", "Open", "agent"
    if ticket.asked:
        since, until = ticket.asked
        yield since, "comment", "", "", "agent"
        yield since, "set", "State", "Waiting for customer", "agent"
        yield until, "comment", "", "", "customer"
        yield until, "set", "State", "Open", "customer"
    yield ticket.solved, "set", "State", "Solved", "agent"


def _snapshots(dated: Sequence[Dated]) -> Iterator[tuple[str, ...]]:
    yield "Number", "Updated", "Created", "First response", "Priority", "State"
    for one in dated:
        ticket = one.ticket
        for minute, _, field, state, _ in _changes(ticket):
            if field == "State":
                answered = one.after(ticket.answered) if minute >= ticket.answered else ""
                at = one.after(minute), one.after(0), answered
                yield one.number, *at, ticket.priority, state


def _outages(days: Days) -> Iterator[tuple[str, ...]]:
    yield "service", "start", "end", "planned", "announced"
    start, end = days.at(13, "02:00"), days.at(13, "04:00")
    yield "", _wall(start), _wall(end), "yes", _wall(days.at(2, "12:00"))


def _readings(days: Days, service: str) -> Iterator[tuple[str, ...]]:
    yield "name", "start", "end", "value", "service"
    for day, start, end, share in ((9, "14:00", "14:50", "0.4"), (13, "02:00", "03:30", "1")):
        yield "error_rate", _wall(days.at(day, start)), _wall(days.at(day, end)), share, service


def _wall(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M}"


def _table(rows: Sequence[Sequence[str]]) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue()
