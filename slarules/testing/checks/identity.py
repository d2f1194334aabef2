"""Identity and order: an event has one name for ever, and its place among others."""

from __future__ import annotations

from itertools import pairwise

from slarules.testing.bench import Bench, Check, Findings
from slarules.testing.checks.completeness import SEQUENCED, STEERED
from slarules.testing.reading import EVENTS, Kept, content, differences, shown


def _once(bench: Bench) -> Findings:
    for table, key in bench.filled().again:
        yield f"{table} {shown(key)} is delivered twice in one reading"


def _again(bench: Bench) -> Findings:
    first, second = bench.filled(), bench.read()
    if bench.world is None:
        # People work while a live source is read: what was known must stay as it was.
        yield from _lost(first.kept, second.kept)
    else:
        yield from differences(first.kept, second.kept)


def _lost(first: Kept, second: Kept) -> Findings:
    for (table, key), row in first.items():
        if table not in EVENTS:
            continue
        if (table, key) not in second:
            yield f"{table} {shown(key)} is not there the second time"
        elif content(table, second[table, key]) != content(table, row):
            yield f"{table} {shown(key)} differs the second time"


def _overlap(bench: Bench) -> Findings:
    whole = bench.filled()
    seen: set[str] = set()
    for name, checkpoint in whole.checkpoints:
        if name not in seen:
            seen.add(name)
            again = bench.read({**whole.cursors, name: checkpoint.cursor})
            yield from differences(whole.kept, whole.kept | again.kept)


def _stays(bench: Bench) -> Findings:
    first, world = bench.filled(), bench.steered
    tickets = [each.ticket_id for each in world.truth().tickets]
    for ticket in (tickets[0], tickets[-1]):
        world.pass_time(world.resolution)
        world.change(ticket)
    bench.settle()
    for later in (bench.read(), first.joined(bench.read(first.cursors))):
        yield from _lost(first.kept, later.kept)


def _total(bench: Bench) -> Findings:
    reading = bench.filled()
    for table in SEQUENCED:
        for ticket, rows in reading.by_ticket(table).items():
            for one, other in pairwise(rows):
                if one["seq"] == other["seq"]:
                    yield (
                        f"{table} of {ticket}: {one['event_id']} and {other['event_id']} "
                        f"both have seq {one['seq']}"
                    )


def _time(bench: Bench) -> Findings:
    reading = bench.filled()
    for table in SEQUENCED:
        for ticket, rows in reading.by_ticket(table).items():
            for one, other in pairwise(rows):
                if (one["at"] or 0) > (other["at"] or 0):
                    yield (
                        f"{table} of {ticket}: {one['event_id']} stands before "
                        f"{other['event_id']} by seq and behind it by time"
                    )


CHECKS = (
    Check(
        "identity.once",
        "a page that is read twice, and counts that are too high",
        _once,
        is_live=True,
    ),
    Check(
        "identity.again",
        "names that depend on the day, or on the place in an answer",
        _again,
        is_live=True,
    ),
    Check(
        "identity.overlap",
        "events counted twice where a reading begins before the last one ended",
        _overlap,
        parts=("create", "pass_time"),
    ),
    Check(
        "identity.stays",
        "an event that takes the place of another, because it stands where that one stood",
        _stays,
        (*STEERED, "change"),
    ),
    Check(
        "order.total",
        "two changes in one second whose order is chance",
        _total,
        is_live=True,
    ),
    Check("order.time", "an order that contradicts the times", _time, is_live=True),
)
