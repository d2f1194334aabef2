"""A clock of Zendesk that is set back behind ours hides nothing, and ends no reading."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from slarules.adapters import Asked, Batch, Checkpoint, Notice, Partition
from slarules.http import RefusedError
from slarules.instants import HOUR, MINUTE, Instant, Micros
from slarules.testing import WorldContext
from slarules.testing.reading import Reading
from slarules_zendesk.adapter import made
from tests.adapters.zendesk.fake.world import ZendeskWorld, profile
from tests.adapters.zendesk.reading import rows

BACK = Micros(3 * HOUR)
PAUSE = Micros(5 * MINUTE)
MANY = 1000


@dataclass
class Apart(WorldContext):
    """Our clock, which goes on when Zendesk's is set back."""

    ahead: int = 0

    def now(self) -> Instant:
        return Instant(self.world.now() + self.ahead)


@pytest.fixture
def world() -> ZendeskWorld:
    made_up = ZendeskWorld()
    made_up.fake.exports = MANY
    made_up.create()
    made_up.pass_time(HOUR)
    return made_up


def read(
    world: ZendeskWorld, part: str, cursor: bytes | None = None, ahead: int = 0, since: int = 0
) -> Reading:
    found = Reading()
    context = Apart(world, ahead=ahead)
    asked = Asked(since=Instant(since) if since else None)
    for each in made(profile()).read(Partition(part), cursor, asked, context):
        assert isinstance(each, Batch | Checkpoint | Notice)
        found.add(part, each)
    return found


def set_back(world: ZendeskWorld, length: int) -> None:
    world.account.now = Instant(world.now() - length)


def tickets(found: Reading) -> set[str]:
    table = "tickets" if rows(found, "tickets") else "native_sla"
    return {str(row["ticket_id"]) for row in rows(found, table)}


@pytest.mark.parametrize("part", ["tickets", "clocks"])
@pytest.mark.parametrize("later", [0, 90, 300], ids=["at once", "90 minutes", "5 hours"])
def test_what_happens_after_it_was_set_back_is_read(
    world: ZendeskWorld, part: str, later: int
) -> None:
    first = read(world, part)
    set_back(world, BACK)
    world.create()
    world.pass_time(Micros(later * MINUTE + PAUSE))
    second = read(world, part, first.cursors[part], ahead=BACK)
    assert "2" in tickets(second)
    through = second.checkpoints[-1][1].complete_through
    assert through is not None
    assert through < world.now()
    world.create()
    world.pass_time(PAUSE)
    before = len(world.fake.seen)
    assert "3" in tickets(read(world, part, second.cursors[part], ahead=BACK))
    assert {each.status for each in world.fake.seen[before:]} == {200}


def test_users_are_read_too(world: ZendeskWorld) -> None:
    first = read(world, "people")
    set_back(world, BACK)
    world.promote()
    world.pass_time(PAUSE)
    assert read(world, "people", first.cursors["people"], ahead=BACK).batches


@pytest.mark.parametrize("part", ["tickets", "clocks"])
def test_the_first_reading_may_be_asked_for_a_time_that_is_not_yet_there(
    world: ZendeskWorld, part: str
) -> None:
    since = world.now()
    set_back(world, BACK)
    world.create()
    world.pass_time(PAUSE)
    assert "2" in tickets(read(world, part, ahead=BACK, since=since))


def test_where_zendesk_does_not_tell_its_time_it_is_gone_back_in_steps(
    world: ZendeskWorld,
) -> None:
    first = read(world, "tickets")
    set_back(world, 20 * HOUR)
    world.fake.shift = 20 * HOUR
    world.create()
    world.pass_time(PAUSE)
    second = read(world, "tickets", first.cursors["tickets"], ahead=20 * HOUR)
    assert "2" in tickets(second)


def test_there_is_an_end_to_going_back(world: ZendeskWorld) -> None:
    first = read(world, "tickets")
    years = 3 * 366 * 24 * HOUR
    set_back(world, years)
    world.fake.shift = years
    before = len(world.fake.seen)
    with pytest.raises(RefusedError, match="TooRecent"):
        read(world, "tickets", first.cursors["tickets"], ahead=years)
    assert len(world.fake.seen) - before < 10
