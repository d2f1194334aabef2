"""Zendesk's own clocks come over as whole runs."""

from __future__ import annotations

import json

import pytest

from slarules.http import Answer
from slarules.instants import HOUR, MINUTE, SECOND, Instant, Micros
from slarules_zendesk.gathered import Gathered
from slarules_zendesk.metrics import add_cycles, runs
from slarules_zendesk.wire import MetricsPage, decoded
from tests.adapters.zendesk.fake.account import CUSTOMER, Json
from tests.adapters.zendesk.fake.world import BEGINNING, ZendeskWorld
from tests.adapters.zendesk.reading import read, rows
from tests.shared import SHARED, needs_shared


@pytest.fixture
def world() -> ZendeskWorld:
    return ZendeskWorld()


def later(minutes: int) -> Instant:
    return Instant(BEGINNING + minutes * MINUTE)


def test_a_run_has_its_start_pauses_goal_and_end(world: ZendeskWorld) -> None:
    ticket = world.account.create()
    world.pass_time(Micros(30 * MINUTE))
    world.account.change(ticket, "status", "pending")
    world.pass_time(Micros(2 * HOUR))
    world.account.change(ticket, "status", "open")
    world.pass_time(Micros(15 * MINUTE))
    world.account.change(ticket, "status", "solved")
    of = {row["measure"]: row for row in rows(read(world, "clocks"), "native_sla")}
    wait = of["requester_wait_time"]
    assert (wait["started_at"], wait["ended_at"]) == (later(0), later(165))
    assert wait["goal_us"] == 240 * MINUTE
    assert wait["paused_us"] == 120 * MINUTE
    assert wait["elapsed_us"] == 45 * MINUTE
    assert wait["due_at"] == later(240 + 120)
    assert wait["breached"] is False
    assert wait["state"] == "fulfilled"
    assert of["first_reply_time"]["state"] == "running"
    assert of["agent_work_time"]["goal_us"] is None
    assert of["agent_work_time"]["breached"] is None


def test_a_late_answer_is_a_breach(world: ZendeskWorld) -> None:
    ticket = world.account.create()
    world.pass_time(Micros(61 * MINUTE))
    world.account.comment(ticket)
    of = {row["measure"]: row for row in rows(read(world, "clocks"), "native_sla")}
    assert of["first_reply_time"]["breached"] is True
    assert of["first_reply_time"]["elapsed_us"] == 61 * MINUTE


def test_what_is_retracted_never_was(world: ZendeskWorld) -> None:
    ticket = world.account.create()
    world.pass_time(Micros(61 * MINUTE))
    world.account.comment(ticket)
    first = read(world, "clocks")
    for _, event in world.account.metric_events:
        if event["type"] == "breach":
            event["deleted"] = True
    world.account.metric(ticket, "reply_time", "update_status", status={"calendar": 59})
    second = read(world, "clocks", first.cursors["clocks"])
    of = {row["measure"]: row for row in rows(second, "native_sla")}
    assert of["first_reply_time"]["breached"] is False
    assert of["first_reply_time"]["elapsed_us"] == 59 * MINUTE
    assert of["first_reply_time"]["started_at"] == later(0)


def test_the_second_reply_is_a_measure_of_its_own(world: ZendeskWorld) -> None:
    ticket = world.account.create()
    world.account.metric(ticket, "reply_time", "activate", 2)
    found = {(row["measure"], row["cycle"]) for row in rows(read(world, "clocks"), "native_sla")}
    assert {("first_reply_time", 1), ("next_reply_time", 1)} <= found


def test_more_events_than_a_page_holds_in_one_second_are_read_to_the_end(
    world: ZendeskWorld,
) -> None:
    for _ in range(30):
        world.account.create()
    world.pass_time(Micros(SECOND))
    world.account.create()
    found = read(world, "clocks")
    tickets = {row["ticket_id"] for row in rows(found, "native_sla")}
    assert tickets == {str(number) for number in range(1, 32)}


def test_a_run_spread_over_several_pages_and_readings_is_whole(world: ZendeskWorld) -> None:
    for number in range(1, 11):
        world.account.create()
        world.pass_time(Micros(number * SECOND))
    first = read(world, "clocks")
    world.account.change(1, "status", "solved")
    second = read(world, "clocks", first.cursors["clocks"])
    again = read(world, "clocks")
    fresh = {row["event_id"]: row for row in rows(again, "native_sla")}
    for row in rows(second, "native_sla"):
        assert row == fresh[row["event_id"]]
    assert fresh["1:requester_wait_time:1"]["ended_at"] is not None


def test_clocks_of_a_ticket_that_is_gone_are_told_as_incomplete(world: ZendeskWorld) -> None:
    ticket = world.account.create()
    first = read(world, "clocks")
    world.account.metric(ticket, "requester_wait_time", "fulfill")
    world.account.delete(ticket)
    second = read(world, "clocks", first.cursors["clocks"])
    assert [(each.code, each.ticket_id) for each in second.notices] == [("no history", "1")]


def test_only_whole_minutes_of_business_hours_are_taken_where_those_are_meant() -> None:
    events: list[Json] = [
        {"type": "activate", "time": "2026-03-02T09:00:00Z"},
        {
            "type": "apply_sla",
            "time": "2026-03-02T09:00:00Z",
            "sla": {"target": 60, "business_hours": True},
        },
        {"type": "fulfill", "time": "2026-03-03T09:00:00Z"},
        {
            "type": "update_status",
            "time": "2026-03-03T09:00:00Z",
            "status": {"business": 480, "calendar": 1440},
        },
    ]
    whole = [
        {"id": n, "ticket_id": 1, "metric": "resolution_time", "instance_id": 1, **each}
        for n, each in enumerate(events)
    ]
    body = json.dumps({"ticket_metric_events": whole}).encode()
    page = decoded(Answer(200, {}, body, "here"), MetricsPage).ticket_metric_events
    gathered = Gathered()
    add_cycles({each.id: each for each in page}, runs(page), BEGINNING, gathered)
    (row,) = gathered.rows["native_sla"].values()
    assert row["measure"] == "total_resolution_time"
    assert row["elapsed_us"] == 480 * MINUTE
    # Only Zendesk knows when business hours run out.
    assert row["due_at"] is None


@needs_shared
def test_the_recorded_events_are_read() -> None:
    body = (SHARED / "payloads" / "zendesk_ticket_metric_events.json").read_bytes()
    page = decoded(Answer(200, {}, body, "payloads"), MetricsPage)
    gathered = Gathered()
    for ticket in {each.ticket_id for each in page.ticket_metric_events}:
        of = {each.id: each for each in page.ticket_metric_events if each.ticket_id == ticket}
        add_cycles(of, runs(of.values()), BEGINNING, gathered)
    found = {row["event_id"]: row for row in gathered.rows["native_sla"].values()}
    wait = found["987:requester_wait_time:1"]
    assert (wait["state"], wait["paused_us"]) == ("running", 30 * MINUTE)
    assert found["1:reply_time:1"]["elapsed_us"] == 61 * MINUTE
    assert found["1:requester_wait_time:1"]["goal_us"] == 18_000 * SECOND
    assert found["1:group_ownership_time:1"]["goal_us"] == 1440 * MINUTE
    assert not [name for name in found if name.endswith(":0")]


def test_users_are_told_with_what_they_are_from_when_on(world: ZendeskWorld) -> None:
    first = read(world, "people")
    promoted = world.now()
    world.account.user(CUSTOMER, "agent")
    both = first.joined(read(world, "people", first.cursors["people"]))
    told = sorted(
        (row["valid_from"], row["role"])
        for (name, _), row in both.kept.items()
        if name == "actors" and row["actor_id"] == str(CUSTOMER)
    )
    assert told == [(BEGINNING, "customer"), (promoted, "agent")]
