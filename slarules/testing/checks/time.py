"""Time: what is shown late is found, nothing is vouched for that was not seen, zones are minded."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from slarules.instants import HOUR, MINUTE, Instant, Micros, instant, iso, utc
from slarules.testing.bench import Bench, Check, Findings
from slarules.testing.checks.completeness import STEERED, against_fresh, invented
from slarules.testing.reading import Reading

ZONES = ("Pacific/Pago_Pago", "Pacific/Kiritimati")
"""UTC-11 and UTC+14."""

TURNING = "Europe/Amsterdam"
TURNS = ((3, 31), (10, 31))
"""The last Sunday of a month, 01:00 UTC, is when the clocks of Europe change."""

STEP = Micros(17 * MINUTE)
"""No part of an hour, so that what is told an hour off falls on no other change."""

HIDING = (*STEERED, "change", "delay")


def _late(bench: Bench) -> Findings:
    first = _with_something_hidden(bench)
    bench.settle()
    yield from against_fresh(first.joined(bench.read(first.cursors)), bench)


def _vouched(bench: Bench) -> Findings:
    world, reading = bench.steered, _with_something_hidden(bench)
    seen = {(row["ticket_id"], row["at"]) for row in reading.rows("changes")}
    unseen = [c.at for c in world.truth().changes if (c.ticket_id, c.at) not in seen]
    vouched = _complete_through(reading)
    if unseen and vouched is not None and vouched > min(unseen):
        yield (
            f"it vouches for everything before {iso(vouched)}, and has not delivered a change of "
            f"{iso(min(unseen))}"
        )


def _with_something_hidden(bench: Bench) -> Reading:
    """Return a reading while the source does not show yet what happened a moment ago."""
    bench.fill()
    world = bench.steered
    tickets = [each.ticket_id for each in world.truth().tickets]
    world.delay(world.lateness)
    world.change(tickets[0])
    world.delay(Micros(0))
    for ticket in tickets[1:3]:
        world.pass_time(world.resolution)
        world.change(ticket)
    world.pass_time(Micros(max(world.resolution, world.lateness // 4)))
    return bench.read()


def _complete_through(reading: Reading) -> Instant | None:
    """Return how far all partitions together are vouched for."""
    last = {name: checkpoint.complete_through for name, checkpoint in reading.checkpoints}
    vouched = [each for each in last.values() if each is not None]
    return min(vouched) if vouched and len(vouched) == len(last) else None


def _on_the_way(bench: Bench) -> Findings:
    whole = bench.filled()
    if len({name for name, _ in whole.checkpoints}) > 1:
        return
    for stop, (_, checkpoint) in enumerate(whole.checkpoints[:-1], 1):
        vouched = checkpoint.complete_through
        if vouched is None:
            continue
        part = bench.read(stop_after=stop)
        for (table, key), row in whole.kept.items():
            if table not in {"changes", "comments"} or (table, key) in part.kept:
                continue
            if row["at"] < vouched:
                yield f"checkpoint {stop} vouches for {iso(vouched)} without {key[0]}"


def _zones(bench: Bench) -> Findings:
    world = bench.steered
    for zone in ZONES:
        world.zone(zone)
        bench.fill()
        first = bench.read()
        for ticket in world.truth().tickets[:2]:
            world.pass_time(world.resolution)
            world.change(ticket.ticket_id)
            world.pass_time(Micros(HOUR))
        bench.settle()
        both = first.joined(bench.read(first.cursors))
        yield from (f"{zone}: {each}" for each in invented(both, world.truth()))
        yield from (f"{zone}: {each}" for each in against_fresh(both, bench))


def _turns(bench: Bench) -> Findings:
    world = bench.steered
    world.zone(TURNING)
    ticket = world.create()
    reading = bench.read()
    for turn in _next_turns(world.now()):
        world.pass_time(Micros(turn - world.now() - HOUR))
        for _ in range(8):
            world.change(ticket)
            world.pass_time(STEP)
        reading = reading.joined(bench.read(reading.cursors))
    bench.settle()
    reading = reading.joined(bench.read(reading.cursors))
    yield from invented(reading, world.truth())
    yield from against_fresh(reading, bench)


def _next_turns(now: Instant) -> list[Instant]:
    """Return the next two changes of the clocks that are at least a day away."""
    year = utc(now).year
    turns = [
        _last_sunday(each, month, day) for each in range(year, year + 3) for month, day in TURNS
    ]
    return sorted(turn for turn in turns if turn > now + 24 * HOUR)[:2]


def _last_sunday(year: int, month: int, day: int) -> Instant:
    last = datetime(year, month, day, 1, tzinfo=UTC)
    return instant(last - timedelta(days=(last.weekday() + 1) % 7))


def _same_moment(bench: Bench) -> Findings:
    bench.fill()
    world = bench.steered
    ticket, other = (each.ticket_id for each in world.truth().tickets[:2])
    world.change(ticket)
    first = bench.read()
    # The same moment, and behind the first reading.
    world.change(ticket)
    world.change(other)
    bench.settle()
    yield from against_fresh(first.joined(bench.read(first.cursors)), bench)


CHECKS = (
    Check("time.late", "what the source shows only some time after it happened", _late, HIDING),
    Check(
        "time.vouched",
        "a verdict on a time of which not all is known",
        _vouched,
        HIDING,
    ),
    Check(
        "time.on-the-way",
        "a verdict from a reading that was stopped half way",
        _on_the_way,
        STEERED,
    ),
    Check(
        "time.zones",
        "hours that are missing or twice, because the account lives elsewhere",
        _zones,
        (*STEERED, "change", "zone"),
    ),
    Check(
        "time.clock-changes",
        "an hour that is there twice, and one that never was",
        _turns,
        (*STEERED, "change", "zone"),
    ),
    Check(
        "time.same-moment",
        "the second of two events of one moment, when the first was read already",
        _same_moment,
        (*STEERED, "change"),
    ),
)
