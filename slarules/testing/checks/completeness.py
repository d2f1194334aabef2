"""Completeness: what truly happened is what is delivered, no more and no less."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from slarules.adapters import TableName
from slarules.instants import iso
from slarules.testing.bench import Bench, Check, Findings
from slarules.testing.reading import Reading, Row
from slarules.testing.world import Truth

STEERED = ("create", "pass_time", "truth")
CHANGES = (1, 41, 101, 1001)
"""Changes of one ticket: one more than a page has in the products that we know."""
COMMENTS = (21, 101)
SEQUENCED: tuple[TableName, ...] = ("changes", "comments")


def against_fresh(reading: Reading, bench: Bench) -> Findings:
    """Yield how changes and comments differ from those that one reading of all delivers now."""
    fresh = bench.read()
    for table in SEQUENCED:
        wanted, found = ([_event(row) for row in each.rows(table)] for each in (fresh, reading))
        yield from _unequal(table, wanted, found)


def _event(row: Row) -> tuple[Any, ...]:
    told = [row[name] for name in ("field_id", "old", "new", "public") if name in row]
    return (row["ticket_id"], row["at"], *told)


def invented(reading: Reading, truth: Truth) -> Findings:
    """Yield changes and comments of moments at which nothing of that kind happened."""
    for table, happened in (("changes", truth.changes), ("comments", truth.comments)):
        moments = {(each.ticket_id, each.at) for each in happened}
        for row in reading.rows("changes" if table == "changes" else "comments"):
            if (row["ticket_id"], row["at"]) not in moments and row.get("origin") != "creation":
                yield f"{table}: nothing happened to {_told((row['ticket_id'], row['at']))}"


def changes_against(reading: Reading, truth: Truth) -> Findings:
    """Yield how changes differ from what truly happened; other fields are not looked at."""
    fields = {each.field_id for each in truth.changes}
    wanted = [(c.ticket_id, c.at, c.field_id, c.old or None, c.new or None) for c in truth.changes]
    found = [
        (row["ticket_id"], row["at"], row["field_id"], value(row, "old"), value(row, "new"))
        for row in reading.rows("changes")
        if row["field_id"] in fields and row["origin"] == "recorded"
    ]
    yield from _unequal("change", wanted, found)


def comments_against(reading: Reading, truth: Truth) -> Findings:
    """Yield how comments differ from what truly happened."""
    tells = all(each.public is not None for each in truth.comments)
    wanted = [(c.ticket_id, c.at, c.public if tells else None) for c in truth.comments]
    found = [
        (row["ticket_id"], row["at"], row["public"] if tells else None)
        for row in reading.rows("comments")
    ]
    yield from _unequal("comment", wanted, found)


def tickets_against(reading: Reading, truth: Truth) -> Findings:
    """Yield how tickets differ from those that there truly are."""
    wanted = [(t.ticket_id, t.created_at, t.key) for t in truth.tickets]
    found = [(row["ticket_id"], row["created_at"], row["key"]) for row in reading.rows("tickets")]
    yield from _unequal("ticket", wanted, found)


def value(row: Row, side: str) -> str | None:
    """Return the name of a value as it was then, or its identifier where it has no name."""
    found: str | None = row[side] if row[side] is not None else row[f"{side}_id"]
    # A field that was emptied has the text "" before and none after; to the kit they are one.
    return found or None


def _unequal(what: str, wanted: list[Any], found: list[Any]) -> Iterator[str]:
    missing, more = Counter(wanted) - Counter(found), Counter(found) - Counter(wanted)
    yield from (f"{what} is missing: {_told(each)}" for each in missing.elements())
    yield from (f"{what} did not happen: {_told(each)}" for each in more.elements())


def _told(each: tuple[Any, ...]) -> str:
    ticket, at, *rest = each
    return f"{ticket} at {at if at is None else iso(at)} {' '.join(map(str, rest))}"


def _changes(bench: Bench) -> Findings:
    reading = bench.filled()
    yield from changes_against(reading, bench.steered.truth())


def _comments(bench: Bench) -> Findings:
    reading = bench.filled()
    yield from comments_against(reading, bench.steered.truth())


def _tickets(bench: Bench) -> Findings:
    reading = bench.filled()
    yield from tickets_against(reading, bench.steered.truth())


def _roles(bench: Bench) -> Findings:
    reading, truth = bench.filled(), bench.steered.truth()
    for table, happened in (("changes", truth.changes), ("comments", truth.comments)):
        told = [each for each in happened if each.role is not None]
        moments = {(each.ticket_id, each.at) for each in told}
        wanted = [(each.ticket_id, each.at, each.role) for each in told]
        found = [
            (row["ticket_id"], row["at"], row["actor_role"])
            for row in reading.rows("changes" if table == "changes" else "comments")
            if (row["ticket_id"], row["at"]) in moments
        ]
        yield from _unequal(f"role in {table}", sorted(set(wanted)), sorted(set(found)))


def _chain(bench: Bench) -> Findings:
    for (ticket, field), rows in _by_field(bench.filled()).items():
        for before, after in pairwise(rows):
            # Where the source does not say what was before, nothing can be broken.
            if _pair(after, "old") == (None, None):
                continue
            if not _is_same(_pair(before, "new"), _pair(after, "old")):
                yield (
                    f"{field} of {ticket} became {value(before, 'new')!r} by {before['event_id']}"
                    f" and was {value(after, 'old')!r} before {after['event_id']}"
                )


def _end(bench: Bench) -> Findings:
    reading = bench.filled()
    current = {(row["ticket_id"], row["field_id"]): row for row in reading.rows("current")}
    gone = {row["ticket_id"] for row in reading.rows("tickets") if row["visibility"] != "visible"}
    for (ticket, field), rows in _by_field(reading).items():
        now = current.get((ticket, field))
        last = _pair(rows[-1], "new")
        if ticket in gone:
            continue
        if now is None:
            yield f"{field} of {ticket} changed, and `current` does not have it"
        elif not _is_same(last, (now["value_id"], now["value"])):
            yield f"{field} of {ticket} ends as {last[1]!r} and is {now['value']!r}"


def _by_field(reading: Reading) -> dict[tuple[str, str], list[Row]]:
    found: dict[tuple[str, str], list[Row]] = {}
    for ticket, rows in reading.by_ticket("changes").items():
        for row in rows:
            found.setdefault((ticket, row["field_id"]), []).append(row)
    return found


def _pair(row: Row, side: str) -> tuple[str | None, str | None]:
    return row[f"{side}_id"], row[side]


def _is_same(one: tuple[str | None, str | None], other: tuple[str | None, str | None]) -> bool:
    """Compare identifiers, which outlive a new name; names where one has no identifier."""
    if one[0] is not None and other[0] is not None:
        return one[0] == other[0]
    return (one[1] or None) == (other[1] or None)


def _many_changes(bench: Bench) -> Findings:
    world = bench.steered
    for count in CHANGES:
        ticket = world.create()
        for _ in range(count):
            world.pass_time(world.resolution)
            world.change(ticket)
    bench.settle()
    yield from changes_against(bench.read(), world.truth())


def _many_comments(bench: Bench) -> Findings:
    world = bench.steered
    for count in COMMENTS:
        ticket = world.create()
        for number in range(count):
            world.pass_time(world.resolution)
            world.comment(ticket, public=number % 3 != 0)
    bench.settle()
    yield from comments_against(bench.read(), world.truth())


def _many_tickets(bench: Bench) -> Findings:
    world = bench.steered
    for count in (world.page, 1, world.page):
        # One moment for a page and more: where a cursor is a time, it cannot pass them.
        for _ in range(count):
            world.create()
        bench.settle()
        yield from tickets_against(bench.read(), world.truth())


CHECKS = (
    Check(
        "completeness.changes",
        "a change that nobody hears of",
        _changes,
        (*STEERED, "change"),
        ("history",),
    ),
    Check(
        "completeness.comments",
        "an answer that nobody hears of, and internal notes taken for answers",
        _comments,
        (*STEERED, "comment"),
        ("comments",),
    ),
    Check("completeness.tickets", "a ticket that nobody hears of", _tickets, ("truth",)),
    Check(
        "completeness.roles",
        "an agent's word taken for the customer's",
        _roles,
        ("truth",),
    ),
    Check(
        "completeness.chain",
        "a change left out between two others",
        _chain,
        capabilities=("history",),
        is_live=True,
    ),
    Check(
        "completeness.end",
        "a last change left out",
        _end,
        capabilities=("history",),
        is_live=True,
    ),
    Check(
        "completeness.many-changes",
        "histories that are cut at 40, 100 or 1,000 changes",
        _many_changes,
        (*STEERED, "change"),
        ("history",),
    ),
    Check(
        "completeness.many-comments",
        "comments that are cut at 20 or 100",
        _many_comments,
        (*STEERED, "comment"),
        ("comments",),
    ),
    Check(
        "completeness.many-tickets",
        "tickets behind a page that is exactly full, or of one moment",
        _many_tickets,
        STEERED,
    ),
)
