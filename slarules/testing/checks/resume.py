"""Resume: reading can be stopped anywhere and goes on without a gap."""

from __future__ import annotations

from collections.abc import Iterator

from slarules.testing.bench import Bench, Check, Findings
from slarules.testing.checks.completeness import STEERED, against_fresh
from slarules.testing.reading import Kept, Reading, differences

MOST_STOPS = 12
"""Checkpoints at which a reading is stopped, spread over all that there are."""


def _checkpoints(bench: Bench) -> Findings:
    whole = bench.filled()
    for stop in _stops(len(whole.checkpoints)):
        part = bench.read(stop_after=stop)
        rest = bench.go_on(part, stop)
        yield from _told(stop, differences(*_compared(bench, whole, part.kept | rest.kept)))


def _killed(bench: Bench) -> Findings:
    whole = bench.filled()
    for stop in _stops(len(whole.checkpoints) - 1):
        part = bench.read(stop_before=stop + 1)
        rest = bench.go_on(part, stop)
        # What was kept without its checkpoint is there already when it comes again.
        kept = part.kept | part.lost | rest.kept
        yield from _told(stop, differences(*_compared(bench, whole, kept)))


def _compared(bench: Bench, whole: Reading, kept: Kept) -> tuple[Kept, Kept]:
    if bench.world is not None:
        return whole.kept, kept
    # People work while a live source is read: only what was there at first is looked for.
    found = {named: whole.kept[named] for named in kept.keys() & whole.kept.keys()}
    return {named: row for named, row in whole.kept.items() if named[0] in _STAYS}, {
        named: row for named, row in found.items() if named[0] in _STAYS
    }


_STAYS = frozenset({"changes", "comments", "links"})


def _stops(count: int) -> Iterator[int]:
    step = max(1, -(-count // MOST_STOPS))
    yield from range(1, count + 1, step)


def _told(stop: int, found: Iterator[str]) -> Findings:
    yield from (f"stopped after checkpoint {stop}: {each}" for each in found)


def _twice(bench: Bench) -> Findings:
    first = bench.filled()
    second = bench.read(first.cursors)
    for each in differences(first.kept, first.kept | second.kept):
        yield f"nothing happened, and a second run says: {each}"


def _goes_on(bench: Bench) -> Findings:
    world, first = bench.steered, bench.filled()
    tickets = [each.ticket_id for each in world.truth().tickets]
    for ticket in (tickets[0], tickets[-1], world.create()):
        world.pass_time(world.resolution)
        if world.can("change"):
            world.change(ticket)
        if world.can("comment"):
            world.comment(ticket)
    bench.settle()
    second = bench.read(first.cursors)
    yield from against_fresh(first.joined(second), bench)


def _meanwhile(bench: Bench) -> Findings:
    world = bench.steered
    bench.fill()
    tickets = [each.ticket_id for each in world.truth().tickets]
    part = bench.read(stop_after=1)
    for ticket in tickets:
        world.pass_time(world.resolution)
        world.change(ticket)
    middle = bench.read(part.cursors)
    bench.settle()
    last = bench.read(part.cursors | middle.cursors)
    yield from against_fresh(part.joined(middle).joined(last), bench)


CHECKS = (
    Check(
        "resume.checkpoints",
        "a checkpoint that is ahead of what was delivered",
        _checkpoints,
        is_live=True,
    ),
    Check(
        "resume.killed",
        "losses and doubles when the computer goes off between rows and checkpoint",
        _killed,
        is_live=True,
    ),
    Check("resume.twice", "a second run that makes up news", _twice, ("now",)),
    Check(
        "resume.goes-on",
        "a second run that does not see what is new",
        _goes_on,
        STEERED,
    ),
    Check(
        "resume.meanwhile",
        "tickets that slip from page to page while they are read",
        _meanwhile,
        (*STEERED, "change"),
    ),
)
