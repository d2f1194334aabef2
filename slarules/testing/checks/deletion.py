"""Deletion: what goes away, moves or gets another name stays what it was."""

from __future__ import annotations

from slarules.testing.bench import Bench, Check, Findings
from slarules.testing.checks.completeness import STEERED, against_fresh, value
from slarules.testing.reading import Reading, Row


def _deleted(bench: Bench) -> Findings:
    yield from _gone(bench, "delete", {"deleted"})


def _lost(bench: Bench) -> Findings:
    yield from _gone(bench, "hide", {"deleted", "lost"})


def _read_before(bench: Bench) -> Reading:
    """Return what was read a moment before something happens."""
    reading = bench.filled()
    bench.steered.pass_time(bench.steered.resolution)
    return reading


def _gone(bench: Bench, how: str, told_as: set[str]) -> Findings:
    first, world = _read_before(bench), bench.steered
    tickets = [each.ticket_id for each in world.truth().tickets]
    getattr(world, how)(tickets[1])
    bench.settle()
    both = first.joined(bench.read(first.cursors))
    told = {row["ticket_id"]: row["visibility"] for row in both.rows("tickets")}
    is_noticed = any(
        each.code == "lost access" and each.ticket_id in {None, tickets[1]} for each in both.notices
    )
    visible = _visible(bench)
    if told.get(tickets[1]) not in told_as and tickets[1] in visible and not is_noticed:
        yield f"{tickets[1]} is gone, and nothing says so"
    for other in tickets[:1] + tickets[2:]:
        if told.get(other) != "visible" or other not in visible:
            yield f"{other} is there, and is told as gone"


def _visible(bench: Bench) -> set[str]:
    """Return what the census shows; without a census, all tickets."""
    adapter, context = bench.make(), bench.watched()
    every = {each.ticket_id for each in bench.steered.truth().tickets}
    if "census" not in adapter.capabilities:
        return every
    found = Reading()
    for partition in adapter.partitions(bench.asked, context):
        for batch in adapter.census(partition, bench.asked, context):
            found.add(partition.name, batch)
    adapter.close()
    return {key[0] for table, key in found.lost if table == "tickets"}


def _moved(bench: Bench) -> Findings:
    first, world = _read_before(bench), bench.steered
    ticket = world.truth().tickets[1]
    world.move(ticket.ticket_id)
    if world.can("change"):
        world.change(ticket.ticket_id)
    bench.settle()
    both = first.joined(bench.read(first.cursors))
    found = [row for row in both.rows("tickets") if row["ticket_id"] == ticket.ticket_id]
    wanted = next(t.key for t in world.truth().tickets if t.ticket_id == ticket.ticket_id)
    if [row["key"] for row in found] != [wanted]:
        yield f"{ticket.ticket_id} is called {wanted} now, and not so by the adapter"
    if len(both.rows("tickets")) != len(world.truth().tickets):
        yield "the ticket that was moved is there twice"
    yield from against_fresh(both, bench)


def _merged(bench: Bench) -> Findings:
    first, world = _read_before(bench), bench.steered
    source, target = (each.ticket_id for each in world.truth().tickets[1:3])
    world.merge(source, target)
    bench.settle()
    both = first.joined(bench.read(first.cursors))
    found = next((r for r in both.rows("tickets") if r["ticket_id"] == source), None)
    links = {(r["ticket_id"], r["other_ticket_id"]) for r in both.rows("links")}
    if (source, target) not in links and (found is None or found["merged_into"] != target):
        yield f"{source} was merged into {target}, and nothing says so"


def _renamed(bench: Bench) -> Findings:
    first, world = _read_before(bench), bench.steered
    world.rename()
    bench.settle()
    later = bench.read()
    for row in first.rows("changes"):
        now = next((r for r in later.rows("changes") if r["event_id"] == row["event_id"]), None)
        if now is not None and value(now, "new") != value(row, "new"):
            yield (
                f"{row['event_id']} was told as {value(row, 'new')!r} "
                f"and now as {value(now, 'new')!r}"
            )


def _promoted(bench: Bench) -> Findings:
    first, world = _read_before(bench), bench.steered
    world.promote()
    bench.settle()
    again = bench.read()
    both = first.joined(again)
    before = {row["event_id"]: row for row in first.rows("comments")}
    for row in again.rows("comments"):
        was = before[row["event_id"]]["actor_role"] if row["event_id"] in before else None
        if was is not None and _role_then(row, both) != was:
            yield (
                f"{row['event_id']} was written by somebody who was {was} then, "
                f"and now it says {row['actor_role']}"
            )


def _role_then(comment: Row, reading: Reading) -> object:
    """Return what the writer was then: as `actors` says it, where it says so."""
    known = sorted(
        (row["valid_from"], row["role"])
        for row in reading.rows("actors")
        if row["actor_id"] == comment["actor_id"]
    )
    if not known or comment["actor_role"] in {"automation", "system"}:
        return comment["actor_role"]
    before = [role for since, role in known if since <= comment["at"]]
    return before[-1] if before else known[0][1]


def _concealed(bench: Bench) -> Findings:
    first, world = _read_before(bench), bench.steered
    ticket = next(each.ticket_id for each in world.truth().comments if each.public)
    world.conceal(ticket)
    bench.settle()
    both = first.joined(bench.read(first.cursors))
    for row in first.rows("comments"):
        now = both.kept["comments", (row["event_id"],)]
        if now["public"] != row["public"]:
            yield f"{row['event_id']} was public={row['public']}, and now {now['public']}"
    wanted = {(c.ticket_id, c.at) for c in world.truth().comments if c.hidden_at is not None}
    found = {
        (row["ticket_id"], row["at"])
        for row in both.rows("comments")
        if row["hidden_at"] is not None
    }
    noticed = {each.ticket_id for each in both.notices if each.code == "hidden later"}
    for where, _ in wanted - found:
        if where not in noticed:
            yield f"a comment of {where} was made private later, and nothing says so"


CHECKS = (
    Check(
        "deletion.deleted",
        "a ticket that runs for ever because it is no more",
        _deleted,
        (*STEERED, "delete"),
    ),
    Check(
        "deletion.lost",
        "a ticket that runs for ever because it is not shown any more",
        _lost,
        (*STEERED, "hide"),
        ("census",),
    ),
    Check(
        "deletion.moved",
        "a ticket counted twice under two keys",
        _moved,
        (*STEERED, "move"),
    ),
    Check(
        "deletion.merged",
        "a ticket that was merged and is judged on its own",
        _merged,
        (*STEERED, "merge"),
    ),
    Check(
        "deletion.renamed",
        "a past that changes because a status got another name",
        _renamed,
        (*STEERED, "change", "rename"),
        ("history",),
    ),
    Check(
        "deletion.promoted",
        "a customer's word that becomes an agent's answer",
        _promoted,
        (*STEERED, "comment", "promote"),
        ("comments",),
    ),
    Check(
        "deletion.concealed",
        "an answer that never was because it was made private later",
        _concealed,
        (*STEERED, "comment", "conceal"),
        ("comments",),
    ),
)
