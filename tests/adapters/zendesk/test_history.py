"""What happens to tickets comes over as it happened."""

from __future__ import annotations

import pytest

from slarules.adapters import SCHEMAS
from slarules.http import Answer
from slarules.instants import HOUR, MINUTE, SECOND, Instant, Micros, iso
from slarules_zendesk.gathered import Gathered
from slarules_zendesk.history import History
from slarules_zendesk.wire import AuditsPage, decoded
from tests.adapters.zendesk.fake.account import AGENT, CUSTOMER, OTHER_AGENT
from tests.adapters.zendesk.fake.world import BEGINNING, SEVERITY, ZendeskWorld
from tests.adapters.zendesk.reading import read, rows
from tests.shared import SHARED, needs_shared


@pytest.fixture
def world() -> ZendeskWorld:
    return ZendeskWorld()


def test_each_property_set_at_creation_is_an_event_of_its_own(world: ZendeskWorld) -> None:
    world.account.create(priority="urgent", tags=["vip", "web"])
    made = {
        row["field_id"]: (row["old"], row["new"], row["origin"])
        for row in rows(read(world), "changes")
    }
    assert made["priority"] == (None, "urgent", "creation")
    assert made["status"] == (None, "new", "creation")
    assert made["tags"] == (None, "vip,web", "creation")
    assert "assignee_id" not in made


def test_a_ticket_is_what_it_was_created_as_before_its_first_comment(world: ZendeskWorld) -> None:
    world.account.create()
    found = read(world)
    (comment,) = rows(found, "comments")
    assert max(row["seq"] for row in rows(found, "changes")) < comment["seq"]


def test_tickets_belong_to_the_organization_by_its_name(world: ZendeskWorld) -> None:
    world.account.create()
    world.account.create(organization_id=None)
    world.account.create(organization_id=901)
    assert [row["customer"] for row in rows(read(world), "tickets")] == ["Acme", None, "901"]
    assert {row["customer"] for row in rows(read(world, customer="none"), "tickets")} == {None}


def test_custom_fields_have_their_number_as_name_and_keep_empty_values(
    world: ZendeskWorld,
) -> None:
    ticket = world.account.create()
    world.account.change(ticket, str(SEVERITY), "sev_1")
    world.account.change(ticket, str(SEVERITY), None)
    found = read(world)
    changes = [row for row in rows(found, "changes") if row["field_id"] == str(SEVERITY)]
    assert [(row["old"], row["new"]) for row in changes] == [("", "sev_1"), ("sev_1", None)]
    held = {row["field_id"]: row["value"] for row in rows(found, "current")}
    assert held[str(SEVERITY)] is None


def test_business_rules_are_automations_and_zendesk_itself_is_the_system(
    world: ZendeskWorld,
) -> None:
    ticket = world.account.create()
    world.account.change(ticket, "priority", "high", via="rule")
    world.account.change(ticket, "priority", "low", by=-1)
    world.account.change(ticket, "priority", "normal", by=CUSTOMER)
    world.account.change(ticket, "priority", "urgent")
    roles = [
        row["actor_role"] for row in rows(read(world), "changes") if row["origin"] == "recorded"
    ]
    assert roles == ["automation", "system", "customer", "agent"]


def test_accounts_that_are_named_as_bots_are_automations(world: ZendeskWorld) -> None:
    ticket = world.account.create()
    world.account.comment(ticket, by=OTHER_AGENT)
    roles = [row["actor_role"] for row in rows(read(world, bots=[OTHER_AGENT]), "comments")]
    assert roles == ["customer", "automation"]


def test_of_a_comment_only_its_length_is_delivered(world: ZendeskWorld) -> None:
    world.account.create()
    found = read(world)
    assert [row["characters"] for row in rows(found, "comments")] == [len("Hello2words")]
    told = [str(cell) for row in found.kept.values() for cell in row.values()]
    assert not [cell for cell in told if "2 words" in cell]


def test_a_comment_made_private_was_public_before(world: ZendeskWorld) -> None:
    ticket = world.account.create()
    world.pass_time(Micros(10 * MINUTE))
    comment = world.account.comment(ticket)
    world.pass_time(Micros(10 * MINUTE))
    world.account.conceal(ticket, comment)
    hidden = world.now()
    found = read(world)
    assert [(row["public"], row["hidden_at"]) for row in rows(found, "comments")] == [
        (True, None),
        (True, hidden),
    ]
    assert [(n.code, n.ticket_id, n.at) for n in found.notices] == [("hidden later", "1", hidden)]


def test_a_schedule_given_by_a_trigger_is_a_change_of_the_field_schedule(
    world: ZendeskWorld,
) -> None:
    ticket = world.account.create()
    world.account.assign_schedule(ticket, 41)
    changes = [row for row in rows(read(world), "changes") if row["field_id"] == "schedule"]
    assert [(row["old"], row["new"], row["actor_role"]) for row in changes] == [
        ("", "41", "automation")
    ]


def test_a_type_of_event_that_nobody_knows_is_told_once(world: ZendeskWorld) -> None:
    for _ in range(2):
        ticket = world.account.create()
        world.account.happen(ticket, {"type": "TeleportEvent", "value": {"deep": [1]}})
        world.account.happen(ticket, {"type": "TeleportEvent"})
    notices = [each for each in read(world).notices if each.code == "unknown event"]
    assert len(notices) == 1
    assert "TeleportEvent" in notices[0].text


def test_a_merge_ties_the_ticket_that_is_closed_to_the_one_that_goes_on(
    world: ZendeskWorld,
) -> None:
    source, target = world.account.create(), world.account.create()
    world.account.merge(source, target)
    found = read(world)
    ties = [(row["ticket_id"], row["kind"], row["other_ticket_id"]) for row in rows(found, "links")]
    assert ties == [("1", "merged into", "2")]
    assert [(n.code, n.ticket_id) for n in found.notices] == [("merged", "1")]
    tags = [row for row in rows(found, "changes", source) if row["field_id"] == "tags"]
    assert tags[-1]["new"] == "web,closed_by_merge"


def test_a_deleted_ticket_is_told_with_its_time_and_what_was_read_stays(
    world: ZendeskWorld,
) -> None:
    ticket = world.account.create()
    first = read(world)
    world.account.delete(ticket)
    gone = world.now()
    second = read(world, cursor=first.cursors["tickets"])
    row = rows(second, "tickets")[0]
    assert (row["visibility"], row["gone_at"]) == ("deleted", gone)
    assert not rows(second, "changes")
    known = first.checkpoints[-1][1].complete_through
    assert known is not None
    assert [(n.code, n.ticket_id, n.at) for n in second.notices] == [("redacted", "1", known)]


def test_a_ticket_that_was_scrubbed_is_still_told_as_deleted(world: ZendeskWorld) -> None:
    ticket = world.account.create()
    world.account.delete(ticket)
    world.pass_time(Micros(24 * 31 * HOUR))
    world.account.scrub(ticket)
    found = read(world)
    assert rows(found, "tickets")[0]["visibility"] == "deleted"
    assert not rows(found, "current")
    assert [(n.code, n.at) for n in found.notices] == [("redacted", BEGINNING)]


def test_a_second_reading_tells_only_of_what_was_touched_since(world: ZendeskWorld) -> None:
    for _ in range(12):
        world.account.create()
        world.pass_time(Micros(SECOND))
    first = read(world)
    world.account.change(3, "status", "open")
    second = read(world, cursor=first.cursors["tickets"])
    assert [row["ticket_id"] for row in rows(second, "tickets")] == ["3"]


def test_a_ticket_that_is_touched_all_the_time_is_read(world: ZendeskWorld) -> None:
    ticket = world.account.create()
    world.pass_time(Micros(HOUR))
    world.account.change(ticket, "status", "open")
    found = read(world, is_settled=False)
    changes = [row for row in rows(found, "changes") if row["origin"] == "recorded"]
    assert [row["new"] for row in changes] == ["open"]


def test_what_the_export_had_already_is_not_delivered_again(world: ZendeskWorld) -> None:
    world.account.create()
    world.pass_time(Micros(90 * SECOND))
    found = read(world, is_settled=False)
    assert rows(found, "changes")
    assert not found.again


def test_a_clock_ahead_of_zendesks_skips_nothing(world: ZendeskWorld) -> None:
    world.fake.shift = -20 * 60 * SECOND
    world.account.create()
    found = read(world)
    through = found.checkpoints[-1][1].complete_through
    assert through is not None
    assert through <= world.now() - Micros(25 * MINUTE)
    assert [each.code for each in found.notices] == ["clock skew"]


def test_what_is_vouched_for_ends_some_minutes_before_the_reading_began(
    world: ZendeskWorld,
) -> None:
    world.account.create()
    found = read(world, overlap=10)
    began = world.now()
    through = found.checkpoints[-1][1].complete_through
    assert through is not None
    assert iso(through) == iso(Instant(BEGINNING + HOUR - 10 * MINUTE - 61 * SECOND))
    assert through < began


@needs_shared
def test_the_recorded_updates_are_read_without_loss() -> None:
    body = (SHARED / "payloads" / "zendesk_ticket_audits.json").read_bytes()
    page = decoded(Answer(200, {}, body, "payloads"), AuditsPage)
    gathered = Gathered()
    History(gathered, {235323: "agent"}).add(page.audits)
    delivered = {table: list(found.values()) for table, found in gathered.rows.items()}
    assert [row["event_id"] for row in delivered["comments"]] == ["35436:1"]
    assert delivered["comments"][0]["public"] is None
    # Its second update has no time in the sample, and is told as lost.
    assert [each.code for each in gathered.notices] == ["truncated"]
    assert set(delivered["comments"][0]) <= set(SCHEMAS["comments"].names)


def test_an_agents_answer_is_an_agents(world: ZendeskWorld) -> None:
    ticket = world.account.create()
    world.account.comment(ticket, by=AGENT)
    assert [row["actor_role"] for row in rows(read(world), "comments")] == ["customer", "agent"]
