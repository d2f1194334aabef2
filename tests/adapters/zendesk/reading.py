"""Reads the fake account as slarules would, without a kit around it."""

from __future__ import annotations

from slarules.adapters import Asked, Batch, Checkpoint, Notice, Partition
from slarules.instants import HOUR, Micros
from slarules.testing import WorldContext
from slarules.testing.reading import Reading, Row
from slarules_zendesk.adapter import made
from tests.adapters.zendesk.fake.world import ZendeskWorld, profile


def read(
    world: ZendeskWorld,
    part: str = "tickets",
    cursor: bytes | None = None,
    *,
    is_settled: bool = True,
    **settings: object,
) -> Reading:
    """Return what one part of the account delivers, an hour after the last that happened."""
    if is_settled:
        world.pass_time(Micros(HOUR))
    found = Reading()
    adapter = made(profile(**settings))
    for each in adapter.read(Partition(part), cursor, Asked(), WorldContext(world)):
        assert isinstance(each, Batch | Checkpoint | Notice)
        found.add(part, each)
    return found


def rows(found: Reading, table: str, ticket: int | None = None) -> list[Row]:
    """Return the rows of a table, of one ticket where one is named, in their order."""
    chosen = [
        row
        for (name, _), row in found.kept.items()
        if name == table and (ticket is None or row["ticket_id"] == str(ticket))
    ]
    return sorted(chosen, key=lambda row: row.get("seq") or 0)
