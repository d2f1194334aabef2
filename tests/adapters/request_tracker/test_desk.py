"""What Request Tracker does that other desks do not, on a made-up one."""

from __future__ import annotations

import json

import pytest

from slarules.errors import SourceError
from slarules.instants import MINUTE, Micros
from slarules.testing import WorldContext
from slarules.testing.reading import Reading, read
from slarules_request_tracker.adapter import made
from tests.adapters.request_tracker.fake.app import FakeTracker
from tests.adapters.request_tracker.fake.desk import (
    ANNA,
    CARLA,
    NETWORK,
    PRODUCTS,
    SEVERITY,
    Desk,
)
from tests.adapters.request_tracker.fake.shapes import strange
from tests.adapters.request_tracker.fake.world import PROFILE, TrackerWorld
from tests.shared import SHARED, needs_shared

RECORDED = SHARED / "specs/rt5-rest2-recorded.json"


@pytest.fixture
def world() -> TrackerWorld:
    return TrackerWorld()


def whole(world: TrackerWorld) -> Reading:
    return read(made(PROFILE), WorldContext(world))


def steps(reading: Reading, ticket: str, field: str) -> list[tuple[str, str]]:
    rows = reading.by_ticket("changes").get(ticket, [])
    return [(row["old"], row["new"]) for row in rows if row["field_id"] == field]


def test_a_field_of_several_values_is_told_whole(world: TrackerWorld) -> None:
    ticket = world.desk.create(values={PRODUCTS: ["Mail"]})
    world.desk.set_values(ticket, PRODUCTS, ["Mail", "Disk"])
    world.pass_time(Micros(MINUTE))
    world.desk.set_values(ticket, PRODUCTS, ["Web"])
    reading = whole(world)
    assert steps(reading, str(ticket), "CF.3") == [
        ("Mail", "Disk, Mail"),
        ("Disk, Mail", "Disk"),
        ("Disk", ""),
        ("", "Web"),
    ]
    held = {row["field_id"]: row["value"] for row in reading.rows("current")}
    assert held["CF.3"] == "Web"


def test_a_later_pull_tells_the_same_of_it(world: TrackerWorld) -> None:
    ticket = world.desk.create()
    world.desk.set_values(ticket, PRODUCTS, ["A", "B"])
    first = whole(world)
    world.pass_time(Micros(60 * MINUTE))
    world.desk.set_values(ticket, PRODUCTS, ["B", "C"])
    later = read(made(PROFILE), WorldContext(world), cursors=first.cursors)
    both = first.joined(later)
    assert steps(both, str(ticket), "CF.3") == steps(whole(world), str(ticket), "CF.3")


def test_a_value_that_no_history_explains_is_told_as_lost(world: TrackerWorld) -> None:
    ticket = world.desk.create()
    world.desk.set_values(ticket, PRODUCTS, ["A"])
    world.desk.tickets[ticket].values[PRODUCTS] = ["B"]
    reading = whole(world)
    assert not steps(reading, str(ticket), "CF.3")
    assert [(each.code, each.field_id) for each in reading.notices] == [("truncated", "CF.3")]


def test_a_field_that_the_new_queue_does_not_have_is_told_as_lost(world: TrackerWorld) -> None:
    ticket = world.desk.create(values={SEVERITY: ["Low"]})
    world.desk.set_values(ticket, PRODUCTS, ["A"])
    world.desk.set_values(ticket, SEVERITY, ["High"])
    world.desk.move(ticket, NETWORK)
    reading = whole(world)
    assert steps(reading, str(ticket), "CF.2") == [("Low", "High")]
    assert [(each.code, each.field_id) for each in reading.notices] == [("truncated", "CF.3")]


def test_an_agent_who_was_a_customer_wrote_as_one(world: TrackerWorld) -> None:
    ticket = world.create()
    world.comment(ticket)
    world.pass_time(Micros(MINUTE))
    world.promote()
    world.desk.note(int(ticket), "Correspond", CARLA)
    reading = whole(world)
    assert [row["actor_role"] for row in reading.rows("comments")] == ["customer", "agent"]
    known = [row for row in reading.rows("actors") if row["actor_id"] == str(CARLA)]
    assert [row["role"] for row in known] == ["customer", "agent"]


def test_an_account_without_rights_sees_what_others_are_today(world: TrackerWorld) -> None:
    world.fake.is_admin = False
    ticket = world.create()
    world.comment(ticket)
    world.promote()
    reading = whole(world)
    assert [row["actor_role"] for row in reading.rows("comments")] == ["agent"]
    assert not reading.rows("actors")


def test_tickets_without_any_history_are_not_believed(world: TrackerWorld) -> None:
    world.create()
    world.desk.entries.clear()
    with pytest.raises(SourceError, match="no history of queue Support can be seen"):
        whole(world)


def test_a_search_that_may_leave_out_tickets_is_not_believed(world: TrackerWorld) -> None:
    world.create()
    world.fake.is_vague = True
    report = made(PROFILE).check(WorldContext(world))
    assert "UseSQLForACLChecks" in str([each.what for each in report.checks if not each.is_well])
    with pytest.raises(SourceError, match="UseSQLForACLChecks"):
        whole(world)


FIELDS = "Type,Field,OldValue,NewValue,Created,Creator,ObjectId"


@needs_shared
def test_answers_look_like_those_that_were_recorded() -> None:
    desk = Desk()
    ticket = desk.create(NETWORK)
    desk.set_status(ticket, "open")
    for _ in range(12):
        desk.note(ticket, "Correspond", ANNA)
    root = FakeTracker(desk, sees_all=True)
    recorded = json.loads(RECORDED.read_text(encoding="utf-8"))
    query = "ObjectType = 'RT::Ticket'"
    page = root.told("transactions", query=query, order="ASC", per_page=10, fields=FIELDS)
    desk.accounts[CARLA].organization = ""
    assert not [
        *strange(root.told(f"ticket/{ticket}"), recorded["ticket_1"], "ticket"),
        *strange(page, recorded["transactions_incremental_page"], "transactions"),
        *strange(root.told("user/carla"), recorded["user_customer"], "user"),
    ]
